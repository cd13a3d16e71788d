//! Formwork beside typify 0.8, on the same schemas and instances, in one table.
//!
//! ```text
//! cargo run --release -p formwork-tests --features peers --bin peers -- --corpus FILE.jsonl --sample 500
//! ```
//!
//! typify is asked in each of its two public ways: the document as a whole, and its root by a name. What
//! `jsonschema` says of an instance is what it is (where it cannot compile the schema, the line's `valid`).
//! Lines, and the time of a check, are those of schemas that all of them compile, so they compare.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is a program that reports.

mod arguments;
mod table;

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use arguments::Arguments;
use formwork_tests::harness::compile::Module;
use formwork_tests::harness::corpus::{Schema, read};
use formwork_tests::harness::make::Order;
use formwork_tests::harness::reference::{Case, Judged};
use formwork_tests::harness::sample::sample;
use formwork_tests::harness::{Outcome, Runtime, Settings, Subject, each, measure, serve};
use formwork_tests::peer;
use table::{Row, print};

/// The newest draft, which a schema that does not say its own is read as.
const NEWEST: &str = "https://json-schema.org/draft/2020-12/schema";

/// How long the reference may take for a schema.
const LIMIT: Duration = Duration::from_secs(60);

/// A generator: how it is shown, how it is asked, and what its code links.
type Peer = (
    &'static str,
    &'static str,
    fn(&Path) -> Result<Runtime, String>,
);

const PEERS: [Peer; 3] = [
    ("formwork", "make", Runtime::build),
    ("typify, whole", peer::WAYS[0], peer::runtime),
    ("typify, named", peer::WAYS[1], peer::runtime),
];

fn main() -> ExitCode {
    if serve() {
        return ExitCode::SUCCESS;
    }
    match Arguments::parse(std::env::args().skip(1)).and_then(|arguments| run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let corpus = read(&arguments.corpus)?;
    let schemas = sample(corpus.schemas, arguments.sample, arguments.seed);
    let subjects: Vec<Subject> = schemas.iter().map(subject).collect();
    let truth = truth(&schemas, &Settings::new(&program, "peers"));
    let mut measured = Vec::new();
    for (_, maker, runtime) in PEERS {
        let mut settings = Settings::new(&program, maker);
        settings.progress = true;
        settings.maker = maker;
        settings.runtime = runtime;
        let outcomes = measure(&subjects, &settings)?;
        measured.push((settings, outcomes));
    }
    let all = |index: usize| {
        let mut each = measured
            .iter()
            .filter_map(|(_, outcomes)| outcomes.get(index));
        each.all(Outcome::is_compiled)
    };
    let common: Vec<usize> = (0..schemas.len()).filter(|index| all(*index)).collect();
    let mut rows = Vec::new();
    for ((name, _, runtime), (settings, outcomes)) in PEERS.iter().zip(&measured) {
        let modules: Vec<Module<'_>> = common
            .iter()
            .filter_map(|&index| outcomes.get(index))
            .filter_map(|outcome| {
                let made = outcome.made.as_ref().ok()?;
                let file = &outcome.file;
                Some(Module { file, made })
            })
            .collect();
        let mut row = Row::new(name, &schemas, outcomes, &truth, &modules);
        row.check = runtime(&settings.target)?.check(&modules, &settings.folder);
        rows.push(row);
    }
    let either = (0..schemas.len()).filter(|&index| {
        let mut ways = measured
            .iter()
            .skip(1)
            .filter_map(|(_, outcomes)| outcomes.get(index));
        ways.any(Outcome::is_compiled)
    });
    print(
        &rows,
        schemas.len(),
        common.len(),
        either.count(),
        arguments.json,
    );
    for (settings, _) in &measured {
        let _ = fs::remove_dir_all(&settings.folder);
    }
    Ok(())
}

fn subject(schema: &Schema) -> Subject {
    Subject {
        order: Order {
            schema: schema.text.clone(),
            exact: true,
            draft: Some(NEWEST.to_owned()),
            ..Order::default()
        },
        instances: schema.instances.clone(),
    }
}

/// Whether each instance of each schema is valid; `None` where nobody says.
fn truth(schemas: &[Schema], settings: &Settings) -> Vec<Vec<Option<bool>>> {
    each(
        schemas,
        || settings.asked("reference"),
        |asked, _, schema| {
            let case = Case {
                schema: schema.text.clone(),
                instances: schema.instances.clone(),
                explain: false,
            };
            let question = serde_json::to_string(&case).unwrap_or_default();
            let answer = asked.ask(&question, LIMIT).unwrap_or_default();
            match serde_json::from_str(&answer) {
                Ok(Judged::Verdicts(verdicts)) => {
                    verdicts.into_iter().map(|one| one.valid).collect()
                }
                _ => schema.flags.clone(),
            }
        },
    )
}
