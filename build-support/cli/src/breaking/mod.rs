//! `cargo formwork breaking`: whether a new version of a schema can live beside the old one.
//!
//! Two questions, apart: whether those who go by the old version can read what is written by the new one,
//! and whether what they write is accepted by it. Each answer comes with its proof, or is none.

mod arrays;
mod compare;
mod instances;
mod objects;
mod position;
mod scalars;
mod side;
mod words;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use self::compare::{Verdict, accepts_all};
use self::side::{Side, Unread};
use crate::exit;
use crate::progress::Progress;
use crate::tell::{MessageFormat, Tell, print};

/// Says whether a new version of a schema is compatible with the old one
///
/// For readers, for writers, for both or for neither, with an instance that proves each `not`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Breaking {
    /// The schema as it was: a file, or a place in one
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The schema as it is to be
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Who has to be able to go on by the old schema
    #[arg(long = "for", value_name = "WHO", value_enum, default_value_t)]
    whom: Whom,
    /// The folder that references may not leave [default: that of each schema]
    #[arg(long, value_name = "DIR")]
    schema_dir: Option<PathBuf>,
    /// Take `format` for a rule
    #[arg(long)]
    assert_formats: bool,
    /// The same as `--message-format json`: one JSON object with verdict, readers and writers, each with
    /// `compatible` and the proof
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Readers still go by the old schema, and read what is written by the new one. Writers still go by the
old schema, and what they write is read by the new one. What is compared is what the schemas accept, to
the letter: an object without `additionalProperties` takes any property that it does not name.

Exit codes:
  0  compatible for those who were asked about
  1  not compatible, or a schema has errors
  2  wrong use
  3  it cannot be decided, or a file cannot be read";

/// Who has to be able to go on by the old schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Whom {
    /// Those who read what is written by the new schema
    Readers,
    /// Those whose writing is read by the new schema
    Writers,
    /// Both
    #[default]
    Both,
}

impl Breaking {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        let tell = tell.beside();
        self.try_run(tell)
            .unwrap_or_else(|error| exit::failed(tell, &error))
    }

    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let progress = Progress::begin(tell, "comparing");
        let read = |path| Side::read(path, self.schema_dir.as_ref(), self.assert_formats);
        let (old, new) = match (read(&self.old)?, read(&self.new)?) {
            (Ok(old), Ok(new)) => (old, new),
            (old, new) => {
                drop(progress);
                for unread in [old, new].into_iter().filter_map(Result::err) {
                    complain(tell, unread);
                }
                return Ok(exit::no());
            }
        };
        let readers = accepts_all(&old, &new, self.assert_formats);
        let writers = accepts_all(&new, &old, self.assert_formats);
        drop(progress);
        if self.json || tell.is_json() {
            let report = json!({
                "old": old.name,
                "new": new.name,
                "verdict": verdict(&readers, &writers),
                "readers": told(&readers),
                "writers": told(&writers),
            });
            print(&format!("{report}\n"));
        } else if tell.format() == MessageFormat::Short {
            print(&in_short(&readers, &writers));
        } else {
            print(&shown(&readers, &writers));
        }
        let asked: &[&Verdict] = match self.whom {
            Whom::Readers => &[&readers],
            Whom::Writers => &[&writers],
            Whom::Both => &[&readers, &writers],
        };
        let any = |is: fn(&Verdict) -> bool| asked.iter().any(|verdict| is(verdict));
        Ok(if any(|one| matches!(one, Verdict::Refuses(_))) {
            ExitCode::from(exit::NO)
        } else if any(|one| matches!(one, Verdict::Undecided(_))) {
            ExitCode::from(exit::FAILED)
        } else {
            ExitCode::SUCCESS
        })
    }
}

/// Says why a schema cannot be compared.
fn complain(tell: Tell, unread: Unread) {
    match unread {
        Unread::Faulty(output) => tell.findings(&output),
        Unread::Because(why) => tell.error(&why),
    }
}

/// For whom the new version is compatible, in a word.
fn verdict(readers: &Verdict, writers: &Verdict) -> &'static str {
    match (readers, writers) {
        (Verdict::Undecided(_), _) | (_, Verdict::Undecided(_)) => "undecided",
        (Verdict::Accepts, Verdict::Accepts) => "both",
        (Verdict::Accepts, Verdict::Refuses(_)) => "readers",
        (Verdict::Refuses(_), Verdict::Accepts) => "writers",
        (Verdict::Refuses(_), Verdict::Refuses(_)) => "neither",
    }
}

/// A verdict for programs.
fn told(verdict: &Verdict) -> Value {
    match verdict {
        Verdict::Accepts => json!({ "compatible": true }),
        Verdict::Refuses(witness) => json!({
            "compatible": false,
            "witness": witness.instance,
            "pointer": witness.pointer,
            "fault": witness.fault,
        }),
        Verdict::Undecided(why) => json!({ "compatible": null, "undecided": why }),
    }
}

/// Both verdicts in a line each.
fn in_short(readers: &Verdict, writers: &Verdict) -> String {
    let mut text = String::new();
    for (name, verdict) in [("readers", readers), ("writers", writers)] {
        let line = match verdict {
            Verdict::Accepts => format!("{name}: fine\n"),
            Verdict::Undecided(why) => format!("{name}: undecided: {why}\n"),
            Verdict::Refuses(witness) => format!(
                "{name}: broken: {}: {} in {}\n",
                witness.pointer, witness.fault, witness.instance
            ),
        };
        text.push_str(&line);
    }
    text
}

/// Both verdicts for people.
fn shown(readers: &Verdict, writers: &Verdict) -> String {
    let summary = match verdict(readers, writers) {
        "both" => "compatible for readers and writers",
        "readers" => "compatible for readers only",
        "writers" => "compatible for writers only",
        "neither" => "compatible for neither readers nor writers",
        _ => "undecided",
    };
    let mut text = format!("{summary}\n\n");
    for (name, verdict, fine, broken) in [
        (
            "readers",
            readers,
            "the old schema accepts all that the new one allows to be written",
            "the new schema allows this to be written, which the old one refuses:",
        ),
        (
            "writers",
            writers,
            "the new schema accepts all that the old one allowed to be written",
            "the old schema allowed this to be written, which the new one refuses:",
        ),
    ] {
        match verdict {
            Verdict::Accepts => text.extend([name, ": fine; ", fine, "\n"]),
            Verdict::Undecided(why) => text.extend([name, ": undecided; ", why, "\n"]),
            Verdict::Refuses(witness) => {
                let at = match witness.pointer.as_str() {
                    "" => String::new(),
                    pointer => format!("at `{pointer}`: "),
                };
                let proof = format!(
                    "{name}: broken; {broken}\n    {}\n    {at}{}\n",
                    witness.instance, witness.fault
                );
                text.push_str(&proof);
            }
        }
    }
    text
}
