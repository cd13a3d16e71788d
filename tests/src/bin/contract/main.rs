//! The wires against closed request schemas and recorded traffic.
//!
//! ```text
//! contract --data DIR [--json]
//! contract --data DIR --only streams --verbose
//! ```
//!
//! The folder is laid out as its README says: `MANIFEST.jsonl`, `specs`, `recorded`, `expected`.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is a program that reports.

use std::path::PathBuf;
use std::process::ExitCode;

use formwork_tests::contract::{Folder, KINDS, Tally, run};
use serde_json::json;

const USAGE: &str = "\
contract --data DIR [--only KIND] [--verbose] [--json]

    --data DIR    the folder
    --only KIND   requests, mutants, responses, streams, errors or reasks
    --verbose     every failure; without it, the first ten of a kind
    --json        one JSON object on the last line";

/// The share of mutants that must fail: some keys lie where a schema leaves everything open.
const CAUGHT: f64 = 0.995;

/// Without `--verbose`, so many failures of a kind are shown.
const SHOWN: usize = 10;

#[derive(Default)]
struct Arguments {
    data: PathBuf,
    only: Option<String>,
    verbose: bool,
    json: bool,
}

fn main() -> ExitCode {
    let arguments = match parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match check(&arguments) {
        Ok(fine) => ExitCode::from(u8::from(!fine)),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments::default();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--data" => arguments.data = value()?.into(),
            "--only" => arguments.only = Some(value()?),
            "--verbose" => arguments.verbose = true,
            "--json" => arguments.json = true,
            other => return Err(format!("unknown argument `{other}`")),
        }
    }
    if let Some(only) = &arguments.only
        && !KINDS.contains(&only.as_str())
    {
        return Err(format!("no checks are called `{only}`"));
    }
    if arguments.data.as_os_str().is_empty() {
        return Err("--data DIR is needed".to_owned());
    }
    Ok(arguments)
}

/// Whether all is as it must be.
fn check(arguments: &Arguments) -> Result<bool, String> {
    let folder = Folder::open(&arguments.data)?;
    let kinds = KINDS.iter().filter(|kind| {
        let only = arguments.only.as_deref();
        only.is_none_or(|only| only == **kind)
    });
    let (mut passed, mut failed, mut skipped, mut fine) = (0, 0, 0, true);
    let mut report = serde_json::Map::new();
    println!(
        "{:<44} {:>8} {:>8} {:>8}",
        "", "passed", "failed", "skipped"
    );
    for kind in kinds {
        let tally = run(kind, &folder)?;
        print(kind, &tally, arguments.verbose);
        let all = tally.passed + tally.failures.len();
        #[expect(clippy::cast_precision_loss, reason = "a share of some thousands")]
        let share = tally.passed as f64 / all.max(1) as f64;
        let enough = if *kind == "mutants" { CAUGHT } else { 1.0 };
        fine &= share >= enough;
        passed += tally.passed;
        failed += tally.failures.len();
        skipped += tally.skips();
        report.insert(
            (*kind).to_owned(),
            json!({"passed": tally.passed, "failed": tally.failures.len(), "skipped": tally.skips()}),
        );
    }
    println!("{:<44} {passed:>8} {failed:>8} {skipped:>8}", "all");
    if arguments.json {
        report.insert("passed".to_owned(), json!(passed));
        report.insert("failed".to_owned(), json!(failed));
        report.insert("skipped".to_owned(), json!(skipped));
        println!("{}", serde_json::Value::Object(report));
    }
    Ok(fine)
}

fn print(kind: &str, tally: &Tally, verbose: bool) {
    for (group, (passed, of)) in &tally.groups {
        println!("{kind:<10} {group:<33} {passed:>8} {:>8}", of - passed);
    }
    for (why, count) in &tally.skipped {
        println!("{kind:<10} skipped: {why} ({count})");
    }
    let most = if verbose { usize::MAX } else { SHOWN };
    for failure in tally.failures.iter().take(most) {
        println!("FAILS  {}: {}", failure.what, failure.why);
    }
    if tally.failures.len() > most {
        println!("...    and {} more", tally.failures.len() - most);
    }
    let (failed, skipped) = (tally.failures.len(), tally.skips());
    println!("{kind:<44} {:>8} {failed:>8} {skipped:>8}", tally.passed);
}
