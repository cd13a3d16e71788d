//! Differential fuzzing of the decode engine.
//!
//! ```text
//! differ --seconds 1800 --seed 1
//! differ --target lenient --seed 12345 --seconds 0
//! ```
//!
//! Targets: `cut` (whole = in pieces), `serde` (any JSON = `serde_json`), `verdict` (= `jsonschema`), `lenient` (whole =
//! in pieces, and linear). Without one, all take turns. A seed that shows a disagreement is told, and shows it
//! again; at the first twenty, or when the time is up, it ends.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is a program that reports.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use formwork_tests::differ::{Cases, Target, try_seed};

const USAGE: &str = "differ [--target cut|serde|verdict|lenient] [--seconds N] [--seed S]";

/// No more disagreements are told.
const MOST: usize = 20;

struct Arguments {
    targets: Vec<Target>,
    seconds: u64,
    seed: u64,
}

fn main() -> ExitCode {
    match arguments() {
        Ok(arguments) => run(&arguments),
        Err(message) => {
            eprintln!("{message}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn arguments() -> Result<Arguments, String> {
    let mut arguments = Arguments {
        targets: Target::ALL.to_vec(),
        seconds: 60,
        seed: 1,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words
            .next()
            .ok_or_else(|| format!("{word} needs a value"))?;
        let number = || {
            value
                .parse::<u64>()
                .map_err(|_| format!("`{value}` is not a number"))
        };
        match word.as_str() {
            "--seconds" => arguments.seconds = number()?,
            "--seed" => arguments.seed = number()?,
            "--target" => {
                let target = Target::ALL
                    .into_iter()
                    .find(|target| target.name() == value);
                arguments.targets = vec![target.ok_or_else(|| format!("no target `{value}`"))?];
            }
            other => return Err(format!("unknown argument `{other}`")),
        }
    }
    Ok(arguments)
}

fn run(arguments: &Arguments) -> ExitCode {
    let cases = Cases::load();
    let end = Instant::now() + Duration::from_secs(arguments.seconds);
    let mut tried = 0_u64;
    let mut wrong = 0;
    let mut seed = arguments.seed;
    loop {
        for target in &arguments.targets {
            tried += 1;
            let outcome = catch_unwind(AssertUnwindSafe(|| try_seed(*target, &cases, seed)));
            let message = match outcome {
                Ok(Ok(())) => continue,
                Ok(Err(message)) => message,
                Err(_) => "a panic".to_owned(),
            };
            wrong += 1;
            println!(
                "--target {} --seed {seed} --seconds 0\n{message}\n",
                target.name()
            );
        }
        seed = seed.wrapping_add(1);
        if Instant::now() >= end || wrong >= MOST {
            break;
        }
    }
    println!("{tried} tried, {wrong} did not agree; the next seed is {seed}");
    ExitCode::from(u8::from(wrong > 0))
}
