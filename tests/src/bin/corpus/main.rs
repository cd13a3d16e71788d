//! Every schema of a corpus through the whole way: generated, compiled, and run on its instances.
//!
//! ```text
//! corpus --corpus FILE.jsonl [--sample N] [--seed S] [--only ID] [--json]
//! ```
//!
//! Each line of the file is `{"id", "schema", "tests": [{"valid", "data"}]}`. Generated modules are
//! compiled in batches, warnings counted; each instance is decoded, its verdict held against the
//! `jsonschema` crate's, and what fits is written back and compared. Failing ids are listed by class.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is a program that reports.

mod arguments;
mod batch;
mod judge;
mod read;
mod report;

use std::process::ExitCode;

use arguments::Arguments;
use report::Report;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(report) => {
            report.print(arguments.json);
            ExitCode::from(u8::from(!report.is_perfect()))
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Report, String> {
    let schemas = read::read(arguments)?;
    let mut report = Report {
        schemas: schemas.len(),
        ..Report::default()
    };
    let mut modules = Vec::new();
    for schema in &schemas {
        match batch::generate(schema) {
            Ok(module) => modules.push(module),
            Err(finding) => report.fail("not generated", &schema.id, &finding),
        }
    }
    report.generated = modules.len();
    for (number, batch) in modules.chunks(arguments.batch).enumerate() {
        eprintln!("batch {number}: {} modules", batch.len());
        batch::compile_and_run(number, batch, &mut report)?;
    }
    Ok(report)
}
