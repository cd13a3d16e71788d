//! `cargo formwork`: generated clients that are checked in.
//!
//! The commands are thin: they read arguments, call the generator, and write what comes out. Exit
//! codes: 0 fine, 1 findings or drift, 2 wrong use, 3 the file system failed.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable
    )
)]

mod folder;
mod generate;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Typed clients for language models, out of schema files
#[derive(Debug, Parser)]
#[command(name = "cargo-formwork", bin_name = "cargo formwork", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Generate(generate::Generate),
}

fn main() -> ExitCode {
    // Cargo calls `cargo-formwork formwork ...`; a person may leave that word out.
    let arguments = std::env::args_os().enumerate();
    let arguments = arguments
        .filter(|(index, word)| *index != 1 || word != "formwork")
        .map(|(_, word)| word);
    match Arguments::parse_from(arguments).command {
        Command::Generate(command) => command.run(),
    }
}

/// Writes to standard error, where all of a command's words go. Where nobody reads, there is nothing
/// to do.
fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
