//! `cargo formwork`: what there is to do with schemas beside building a program.
//!
//! The commands are thin: they read arguments, call the generator, and write what comes out. What a command was
//! asked for goes to standard output, and all that it has to say besides to standard error (`tell`). Those that ask
//! a model are in `client`, which alone knows the runtime, and is a feature.

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
mod change;
#[cfg(feature = "client")]
mod client;
mod completions;
mod dump;
mod exit;
mod explain;
mod export;
mod folder;
mod generate;
mod graph;
mod head;
mod input;
mod lint;
mod new;
mod pretty;
mod progress;
mod relative;
mod tell;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::tell::Tell;

/// Typed clients for language models, out of schema files
#[derive(Debug, Parser)]
#[command(
    name = "cargo-formwork",
    bin_name = "cargo formwork",
    version,
    about,
    after_help = exit::HELP,
    max_term_width = 100
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    tell: Tell,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::New),
    Generate(generate::Generate),
    Watch(watch::Watch),
    Lint(lint::Lint),
    Explain(explain::Explain),
    Breaking(breaking::Breaking),
    Export(export::Export),
    Graph(graph::Graph),
    Dump(dump::Dump),
    #[cfg(feature = "client")]
    Try(client::try_out::Try),
    #[cfg(feature = "client")]
    Batch(client::batch::Batch),
    #[cfg(feature = "client")]
    Usage(client::usage::Spent),
    Completions(completions::Completions),
}

fn main() -> ExitCode {
    // Cargo calls `cargo-formwork formwork ...`; a person may leave that word out.
    let arguments = std::env::args_os().enumerate();
    let arguments: Vec<OsString> = arguments
        .filter(|(index, word)| *index != 1 || word != "formwork")
        .map(|(_, word)| word)
        .collect();
    let matches = Arguments::command()
        .color(colour(&arguments))
        .get_matches_from(&arguments);
    let Arguments { command, tell } = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    tell.begin();
    match command {
        Command::New(command) => command.run(tell),
        Command::Generate(command) => command.run(tell),
        Command::Watch(command) => command.run(tell),
        Command::Lint(command) => command.run(tell),
        Command::Explain(command) => command.run(tell),
        Command::Breaking(command) => command.run(tell),
        Command::Export(command) => command.run(tell),
        Command::Graph(command) => command.run(tell),
        Command::Dump(command) => command.run(tell),
        #[cfg(feature = "client")]
        Command::Try(command) => command.run(tell),
        #[cfg(feature = "client")]
        Command::Batch(command) => command.run(tell),
        #[cfg(feature = "client")]
        Command::Usage(command) => command.run(tell),
        Command::Completions(command) => command.run(tell),
    }
}

/// What `--color` says, for what is said before it has been understood.
fn colour(arguments: &[OsString]) -> ColorChoice {
    let words = arguments.iter().map(|word| word.to_string_lossy());
    let mut words = words.take_while(|word| word != "--");
    let mut choice = ColorChoice::Auto;
    while let Some(word) = words.next() {
        let given = match word.strip_prefix("--color") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('=').map(|rest| rest.to_owned().into()),
            None => None,
        };
        if let Some(given) = given.and_then(|given| given.parse().ok()) {
            choice = given;
        }
    }
    choice
}
