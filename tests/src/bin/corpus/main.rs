//! Every schema of a corpus through the whole way: generated, compiled, and run on its instances.
//!
//! ```text
//! corpus --corpus FILE.jsonl [--sample N --seed S] [--json]
//! corpus --corpus FILE.jsonl --id ID
//! ```
//!
//! Each line of the file is `{"id", "schema", "tests": [{"valid", "data"}]}`. Generated modules are
//! compiled in batches, warnings counted; each instance is decoded, its verdict held against the
//! `jsonschema` crate's (where that crate cannot compile the schema, against the line's `valid`), and what
//! is valid must come back the same when it is written. Failing ids are listed by class. Where
//! `jsonschema` and `valid` differ, that is noted apart.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is a program that reports.

mod arguments;
mod judge;
mod report;

use std::fs;
use std::process::ExitCode;
use std::time::Instant;

use arguments::Arguments;
use formwork_tests::harness::corpus::{Corpus, Schema, read};
use formwork_tests::harness::make::Order;
use formwork_tests::harness::sample::sample;
use formwork_tests::harness::{Outcome, Settings, Subject, each, measure, serve};
use report::Report;

/// The newest draft.
const NEWEST: &str = "https://json-schema.org/draft/2020-12/schema";

fn main() -> ExitCode {
    if serve() {
        return ExitCode::SUCCESS;
    }
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(report) => {
            let verbose = arguments.verbose || arguments.id.is_some();
            report.print(verbose, arguments.json);
            ExitCode::from(u8::from(!report.is_perfect()))
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Report, String> {
    let start = Instant::now();
    let corpus = chosen(arguments)?;
    let mut report = Report {
        schemas: corpus.schemas.len(),
        unreadable: corpus.unreadable.len(),
        ..Report::default()
    };
    for (place, why) in &corpus.unreadable {
        report.fail("unreadable line".to_owned(), place, why);
    }
    let subjects: Vec<Subject> = corpus
        .schemas
        .iter()
        .map(|schema| subject(schema, arguments))
        .collect();
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut settings = Settings::new(&program, "corpus");
    settings.batch = arguments.batch;
    settings.progress = true;
    let outcomes = measure(&subjects, &settings)?;
    let judged = each(
        &corpus.schemas,
        || settings.asked("reference"),
        |asked, _, schema| judge::reference(asked, schema, false),
    );
    let mut asked = settings.asked("reference");
    for ((schema, outcome), judged) in corpus.schemas.iter().zip(&outcomes).zip(&judged) {
        let explain = || judge::reference(&mut asked, schema, true);
        judge::judge(schema, outcome, judged, explain, &mut report);
        if arguments.id.is_some() {
            show(schema, outcome);
        }
    }
    if arguments.keep {
        println!("what was generated is in {}", settings.folder.display());
    } else {
        let _ = fs::remove_dir_all(&settings.folder);
    }
    report.seconds = start.elapsed().as_secs();
    Ok(report)
}

/// The schemas that are asked for.
fn chosen(arguments: &Arguments) -> Result<Corpus, String> {
    let mut corpus = read(&arguments.corpus)?;
    if let Some(id) = &arguments.id {
        corpus.schemas.retain(|schema| schema.id == *id);
        corpus.unreadable.clear();
        if corpus.schemas.is_empty() {
            return Err(format!("{} has no `{id}`", arguments.corpus.display()));
        }
    }
    if let Some(count) = arguments.sample {
        corpus.schemas = sample(corpus.schemas, count, arguments.seed);
    }
    Ok(corpus)
}

fn subject(schema: &Schema, arguments: &Arguments) -> Subject {
    Subject {
        order: Order {
            schema: schema.text.clone(),
            exact: !arguments.default,
            // The reference reads a schema that does not say its draft as one of the newest.
            draft: (!arguments.default).then(|| NEWEST.to_owned()),
            ..Order::default()
        },
        instances: schema.instances.clone(),
    }
}

/// All there is to see of one schema.
fn show(schema: &Schema, outcome: &Outcome) {
    println!("== the schema\n{}", schema.text);
    if let Ok(text) = fs::read_to_string(&outcome.file) {
        println!("\n== the module\n{text}");
    }
    if let Ok(made) = &outcome.made {
        made.findings
            .iter()
            .for_each(|finding| println!("{finding}"));
    }
    println!("\n== the instances");
    for (at, (instance, flag)) in schema.instances.iter().zip(&schema.flags).enumerate() {
        println!("{at}: valid {flag:?}: {instance}");
        if let Some(answer) = outcome.answers.get(at) {
            answer.told().iter().for_each(|line| println!("    {line}"));
        }
    }
}
