//! All paths of a call at full speed against a server on loopback that misbehaves at random: nothing panics, memory stays
//! flat, and every request is accounted for.
//!
//! ```text
//! soak --seconds 1800 --seed 1 --json
//! ```
//!
//! Ends with 0 where all is as it should be.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is a program that reports.

use std::process::ExitCode;

use formwork_tests::faults::soak;

fn main() -> ExitCode {
    let Some((seconds, seed, is_json)) = arguments() else {
        eprintln!("soak --seconds N [--seed S] [--json]");
        return ExitCode::from(2);
    };
    let report = soak(seconds, seed);
    for wrong in &report.wrong {
        eprintln!("{wrong}");
    }
    if is_json {
        println!("{}", report.json(seconds, seed));
    } else {
        println!("{report:#?}");
    }
    ExitCode::from(u8::from(!report.is_ok()))
}

/// How long, from which seed, and whether the report is to be JSON.
fn arguments() -> Option<(u64, u64, bool)> {
    let (mut seconds, mut seed, mut is_json) = (None, 1, false);
    let mut given = std::env::args().skip(1);
    while let Some(word) = given.next() {
        match word.as_str() {
            "--seconds" => seconds = Some(given.next()?.parse().ok()?),
            "--seed" => seed = given.next()?.parse().ok()?,
            "--json" => is_json = true,
            _ => return None,
        }
    }
    Some((seconds?, seed, is_json))
}
