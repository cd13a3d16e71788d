//! Lowers every schema of a corpus for every provider, and says how that went.
//!
//! `cargo run --release -p formwork-tests --bin lower -- --corpus FILE.jsonl [--sample N] [--seed S]
//! [--dialect NAME] [--json] [--show]`: a table with a row for each dialect and the reasons for which it refuses
//! schemas; with `--json`, one JSON object on the last line; with `--show`, what went wrong, one line each. It fails
//! where something did: a keyword left that the provider does not take, a limit not held, a schema that lowering
//! changes again, a keyword that nobody checks, an instance that does not come back.

#![allow(clippy::print_stdout, clippy::print_stderr)] // It is what this program is for.

mod arguments;
mod report;

use std::process::ExitCode;

use arguments::Arguments;
use formwork_schema::dialect::{DIALECTS, Dialect};
use formwork_tests::harness::{corpus, sample};
use formwork_tests::lowering::{Subject, judge};
use report::Row;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(rows) => {
            report::table(&rows, arguments.show);
            if arguments.json {
                println!("{}", report::json(&rows));
            }
            ExitCode::from(u8::from(!rows.iter().all(Row::is_sound)))
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Vec<Row>, String> {
    let mut schemas = corpus::read(&arguments.corpus)?.schemas;
    if let Some(count) = arguments.sample {
        schemas = sample::sample(schemas, count, arguments.seed);
    }
    let wanted = |one: &&&Dialect| {
        arguments
            .dialect
            .as_ref()
            .is_none_or(|name| name == one.name)
    };
    let dialects: Vec<&Dialect> = DIALECTS.iter().filter(wanted).copied().collect();
    let mut rows: Vec<Row> = dialects.iter().map(|one| Row::new(one.name)).collect();
    for schema in &schemas {
        let Some(subject) = Subject::read(&schema.text, &schema.instances) else {
            for row in &mut rows {
                row.unread += 1;
            }
            continue;
        };
        for (row, dialect) in rows.iter_mut().zip(&dialects) {
            row.add(&schema.id, subject.bytes, judge(&subject, dialect));
        }
    }
    Ok(rows)
}
