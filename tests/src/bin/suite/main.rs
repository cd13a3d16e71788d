//! The JSON-Schema-Test-Suite, drafts 4 to 2020-12, through generated code.
//!
//! ```text
//! suite --dir DIR [--json]
//! suite --dir DIR --dynamic [--json]
//! suite --dir DIR --only draft2020-12/dynamicRef --verbose
//! ```
//!
//! The schema of every group is generated as a module, compiled in few batches, and each test's data is
//! decoded. Documents at `http://localhost:1234/` are those of the suite's folder `remotes`; the network is
//! never asked. With `--dynamic`, schemas are read at run time instead, and nothing is generated. A failure that is not on the list of known ones is an error, and so is a pass that is.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is a program that reports.

mod arguments;
mod report;

use std::fs;
use std::process::ExitCode;
use std::time::Instant;

use arguments::Arguments;
use formwork_tests::harness::{Settings, Subject, measure, serve};
use formwork_tests::suite::{Case, Judged, Known, judge, judge_dynamic, read};

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
        Ok(as_expected) => ExitCode::from(u8::from(!as_expected)),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

/// Whether all went as the list of known failures says.
fn run(arguments: &Arguments) -> Result<bool, String> {
    let start = Instant::now();
    let only = arguments.only.as_deref().unwrap_or("");
    let cases = read(&arguments.folder, |file| file.contains(only))?;
    if cases.is_empty() {
        return Err(format!("no file of the suite has `{only}` in its path"));
    }
    let known = Known::read(&arguments.known)?;
    let judged: Vec<Judged> = if arguments.dynamic {
        cases.iter().flat_map(judge_dynamic).collect()
    } else {
        generated(&cases)?
    };
    if arguments.bless {
        let path = &arguments.known;
        fs::write(path, known.renewed(&judged))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let known = Known::read(&arguments.known)?;
    let surprises = known.surprises(&judged);
    let seconds = start.elapsed().as_secs();
    report::print(
        &judged,
        &surprises,
        seconds,
        arguments.verbose,
        arguments.json,
    );
    Ok(surprises.is_empty())
}

/// Every test, through generated code.
fn generated(cases: &[Case]) -> Result<Vec<Judged>, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut settings = Settings::new(&program, "suite");
    settings.progress = true;
    let subjects: Vec<Subject> = cases.iter().map(|case| case.subject.clone()).collect();
    let outcomes = measure(&subjects, &settings)?;
    let _ = fs::remove_dir_all(&settings.folder);
    Ok(cases
        .iter()
        .zip(&outcomes)
        .flat_map(|(case, outcome)| judge(case, outcome))
        .collect())
}
