//! `cargo formwork`: generated clients that are checked in.
//!
//! The commands are thin: they read arguments, call the generator, and write what comes out. What a
//! command was asked for goes to standard output, and all that it has to say besides to standard error.

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

mod breaking;
mod dump;
mod exit;
mod explain;
mod export;
mod findings;
mod folder;
mod generate;
mod graph;
mod head;
mod input;
mod lint;
mod pretty;

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
    Lint(lint::Lint),
    Breaking(breaking::Breaking),
    Explain(explain::Explain),
    Export(export::Export),
    Dump(dump::Dump),
    Graph(graph::Graph),
}

fn main() -> ExitCode {
    // Cargo calls `cargo-formwork formwork ...`; a person may leave that word out.
    let arguments = std::env::args_os().enumerate();
    let arguments = arguments
        .filter(|(index, word)| *index != 1 || word != "formwork")
        .map(|(_, word)| word);
    match Arguments::parse_from(arguments).command {
        Command::Generate(command) => command.run(),
        Command::Lint(command) => command.run(),
        Command::Breaking(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Dump(command) => command.run(),
        Command::Graph(command) => command.run(),
    }
}

/// Writes what a command has to say to standard error. Where nobody reads, there is nothing to do.
fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Writes what was asked for to standard output. A reader may stop early.
fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}
