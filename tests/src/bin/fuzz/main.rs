//! Arbitrary JSON and YAML through the whole pipeline of the generator: no panic, no hang, no more memory than
//! is fair, and what comes out is Rust.
//!
//! ```text
//! fuzz --seconds 600 --seed 1
//! fuzz --attack "alias bomb" --size 40
//! fuzz --show 12345 > schema.json
//! ```
//!
//! First every attack is tried at growing sizes, then documents made of real schemas, one seed after the
//! other, until the time is up. What goes wrong is kept in a folder, and said by kind.
#![allow(clippy::print_stdout, clippy::print_stderr)] // It is a program that reports.

mod arguments;
mod try_out;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use arguments::Arguments;
use formwork_tests::fuzz::{attacks, mutate, seeds};
use formwork_tests::harness::serve;
use try_out::{Failures, attack, random};

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
    if let Some(seed) = arguments.show {
        let document = mutate(seeds(), seed);
        eprintln!("{}", document.name);
        let written = std::io::stdout().write_all(&document.bytes);
        return ExitCode::from(u8::from(written.is_err()));
    }
    match run(&arguments) {
        Ok(failures) => {
            failures.print();
            ExitCode::from(u8::from(!failures.is_empty()))
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(3)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Failures, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut failures = Failures::default();
    let wanted = |name: &str| {
        arguments
            .attack
            .as_deref()
            .is_none_or(|it| name.contains(it))
    };
    if !arguments.random_only {
        println!(
            "{:<34} {:>10} {:>10} {:>8}",
            "attack", "size", "bytes", "seconds"
        );
        for one in attacks().filter(|one| wanted(one.name)) {
            attack(one, arguments.size, &program, &mut failures);
        }
    }
    if arguments.attack.is_none() {
        let end = Instant::now() + Duration::from_secs(arguments.seconds);
        random(arguments.seed, end, &program, &mut failures);
    }
    Ok(failures)
}
