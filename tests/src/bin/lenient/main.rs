//! Malformed answers, read by schemas that are known at run time only.
//!
//! ```text
//! lenient --cases FILE.jsonl [--json]
//! lenient --cases FILE.jsonl --only markdown --verbose
//! ```
//!
//! Each line of the file is a case: a schema, a text, and what is expected of it. A failure that is not on the list
//! of known differences is an error, and so is a pass that is; `differences.md` beside the list argues each.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is a program that reports.

mod arguments;
mod report;

use std::fs;
use std::process::ExitCode;

use arguments::Arguments;
use formwork_tests::lenient::{judge, read};
use formwork_tests::suite::{Judged, Known};

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(as_expected) => ExitCode::from(u8::from(!as_expected)),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

/// Whether all went as the list of known differences says.
fn run(arguments: &Arguments) -> Result<bool, String> {
    let path = &arguments.cases;
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut cases = read(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    if let Some(only) = &arguments.only {
        cases.retain(|case| case.id.contains(only) || case.category.contains(only));
    }
    let outcomes: Vec<_> = cases
        .iter()
        .map(|case| judge(case, arguments.mends))
        .collect();
    let judged: Vec<Judged> = cases
        .iter()
        .zip(&outcomes)
        .map(|(case, outcome)| Judged {
            name: case.id.clone(),
            optional: false,
            failure: (!outcome.passed).then(|| (case.category.clone(), outcome.got.clone())),
        })
        .collect();
    let known = Known::read(&arguments.known)?;
    let surprises = known.surprises(&judged);
    report::print(&cases, &outcomes, &surprises, arguments);
    Ok(surprises.is_empty())
}
