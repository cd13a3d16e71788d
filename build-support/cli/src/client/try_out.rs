//! `cargo formwork try`: one call from the terminal.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueHint};
use formwork::dynamic::Value;
use formwork::{Attempt, Client, DynamicStep, Error, Reply};
use serde_json::json;

use super::fault;
use super::screen::Screen;
use super::text;
use super::wanted::{self, Wanted};
use super::whom::{self, Whom};
use crate::exit;
use crate::pretty::pretty;
use crate::progress::Progress;
use crate::tell::{MessageFormat, Tell, print, say};

/// So long a person looks at each piece of an answer that nobody has to think about, in milliseconds.
const PACE: u64 = 4;

/// Asks for one value of a schema, and writes it as JSON
///
/// The value goes to standard output. While it comes in, it is drawn on standard error, where that is a terminal.
/// An answer that breaks the schema is shown, and asked for again.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Try {
    #[command(flatten)]
    wanted: Wanted,
    /// `-`: the text is read from standard input
    #[arg(value_name = "-", value_parser = ["-"], conflicts_with_all = ["text", "file"])]
    stdin: Option<String>,
    /// The text that the value is about
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    text: Option<String>,
    /// The file that the text is in
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// Whom to ask: `offline` makes a value up, without a key or a network; `openai/gpt-5-mini` is a provider
    /// and its model, whose key is in the environment (`OPENAI_API_KEY`)
    #[arg(long, value_name = "PROVIDER/MODEL", default_value = "offline")]
    model: String,
    #[command(flatten)]
    whom: Whom,
    /// What `offline` makes its values up by
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// How often to ask again after an answer that breaks the schema [default: 2]
    #[arg(long, value_name = "COUNT")]
    max_reasks: Option<u32>,
    /// How long the call may take in all, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    deadline: Option<Duration>,
    /// Write what has arrived as a line of JSON on standard error, each time that it has grown
    #[arg(long)]
    stream: bool,
}

const HELP: &str = "\
`FORMWORK_OFFLINE` sets what `offline` does, for example `faults=invalid` for a first answer that breaks the schema.

Exit codes:
  0  there is a value
  1  no answer fits, or the schema has errors
  2  wrong use
  3  it could not be done: a file, the network or a key is not there";

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "a number of seconds is wanted")?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

impl Try {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        let tell = tell.beside();
        self.try_run(tell)
            .unwrap_or_else(|error| exit::failed(tell, &error))
    }

    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let text = match self.text()? {
            Some(text) => text,
            None if whom::is_offline(&self.model) => String::new(),
            None => {
                let message = "there is no text: `--text`, `--file` or `-` names it";
                return Ok(exit::misused(tell, message));
            }
        };
        let schema = match self.wanted.text(tell)? {
            Ok(schema) => schema,
            Err(code) => return Ok(code),
        };
        let schema = match wanted::schema(&schema, self.wanted.assert_formats) {
            Ok(schema) => schema,
            Err(why) => {
                tell.error(&why);
                return Ok(exit::no());
            }
        };
        let client = match self.client(tell) {
            Ok(client) => client,
            Err(code) => return Ok(code),
        };
        let mut request = client.request_for(&schema);
        if let Some(words) = &self.whom.system {
            request = request.system(words);
        }
        request = request.user(text);
        if let Some(mode) = self.whom.mode {
            request = request.mode(mode);
        }
        if let Some(tokens) = self.whom.max_tokens {
            request = request.max_tokens(tokens);
        }
        if let Some(reasks) = self.max_reasks {
            request = request.max_reasks(reasks);
        }
        if let Some(deadline) = self.deadline {
            request = request.deadline(deadline);
        }
        let shown = Shown {
            tell,
            is_lines: self.stream,
        };
        let asked = client.block_on(async {
            let stream = request.stream()?;
            shown.watch(stream, &self.model).await
        });
        Ok(match asked.and_then(|asked| asked) {
            Ok(reply) => {
                told(tell, &reply);
                ExitCode::SUCCESS
            }
            Err(error) => fault::failed(tell, &error),
        })
    }

    /// What the value is about.
    fn text(&self) -> io::Result<Option<String>> {
        if self.stdin.is_some() {
            return text::read(Path::new("-")).map(Some);
        }
        match &self.file {
            Some(path) => text::read(path).map(Some),
            None => Ok(self.text.clone()),
        }
    }

    fn client(&self, tell: Tell) -> Result<Client, ExitCode> {
        if !whom::is_offline(&self.model) {
            if self.seed.is_some() {
                return Err(exit::misused(tell, "`--seed` is for `offline` alone"));
            }
            let client = self.whom.client(&self.model);
            return client.map_err(|error| fault::failed(tell, &error));
        }
        let pace = is_watched(tell).then_some(PACE);
        let client = whom::offline(self.seed, pace);
        client.map_err(|why| exit::misused(tell, &why))
    }
}

/// Whether a person looks on.
fn is_watched(tell: Tell) -> bool {
    tell.is_human() && io::stderr().is_terminal()
}

/// How a call is shown while it is under way.
struct Shown {
    tell: Tell,
    is_lines: bool,
}

impl Shown {
    async fn watch(
        &self,
        mut stream: formwork::DynamicStream,
        model: &str,
    ) -> Result<Reply<Value>, Error> {
        let is_drawn = is_watched(self.tell) && !self.is_lines;
        let mut screen = is_drawn.then(Screen::new);
        let asking = format!("asking {model}");
        let mut last = String::new();
        let mut waiting = Some(Progress::begin(self.tell, &asking));
        while let Some(step) = stream.next().await {
            waiting = None;
            match step {
                Ok(DynamicStep::View(view)) => {
                    if let Some(screen) = &mut screen {
                        screen.view(view);
                    } else if self.is_lines {
                        // What cannot be told of a view is told of the value.
                        let line = serde_json::to_string(&view).unwrap_or_default();
                        if !line.is_empty() && line != last {
                            say(&format!("{{\"view\":{line}}}\n"));
                            last = line;
                        }
                    }
                }
                Ok(DynamicStep::Reasoning(more)) => {
                    if let Some(screen) = &mut screen {
                        screen.thought(more);
                    }
                }
                Ok(DynamicStep::Reask(attempt)) => {
                    if let Some(screen) = &mut screen {
                        screen.clear();
                    }
                    broken(self.tell, attempt);
                    waiting = Some(Progress::begin(self.tell, &asking));
                }
                Ok(_) => {}
                Err(error) => {
                    if let Some(screen) = &mut screen {
                        screen.clear();
                    }
                    return Err(error);
                }
            }
        }
        drop(waiting);
        if let Some(screen) = &mut screen {
            screen.clear();
        }
        stream.finish().await
    }
}

/// Tells of an answer that is asked for again.
fn broken(tell: Tell, attempt: &Attempt) {
    let violations: Vec<String> = attempt.violations.iter().map(ToString::to_string).collect();
    let mut words = format!(
        "answer {} breaks the schema, and is asked for again\n",
        attempt.number
    );
    for violation in &violations {
        words.extend(["  ", violation, "\n"]);
    }
    tell.note(
        &words,
        &json!({ "attempt": attempt.number, "violations": violations }),
    );
}

/// Writes the value, and tells how it came about.
fn told(tell: Tell, reply: &Reply<Value>) {
    let usage = reply.usage();
    let mends: Vec<String> = reply
        .mends
        .iter()
        .map(|mend| format!("{} at `{}`", mend.kind.as_str(), mend.pointer))
        .collect();
    if let Some(last) = reply.attempts.last() {
        let attempts = match reply.attempts.len() {
            1 => "1 attempt".to_owned(),
            attempts => format!("{attempts} attempts"),
        };
        let mut words = format!(
            "{}/{} by {}: {attempts}, {} + {} tokens\n",
            last.provider, last.model, last.mode, usage.input_tokens, usage.output_tokens
        );
        for mend in &mends {
            words.extend(["  mended: ", mend, "\n"]);
        }
        let told = json!({
            "provider": last.provider,
            "model": last.model,
            "mode": last.mode.as_str(),
            "attempts": reply.attempts.len(),
            "usage": super::usage::told(&usage),
            "mends": mends,
        });
        tell.note(&words, &told);
    }
    let text = reply.value.to_string();
    print(&if tell.format() == MessageFormat::Human {
        pretty(&text)
    } else {
        format!("{text}\n")
    });
}
