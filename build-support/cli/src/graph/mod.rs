//! `cargo formwork graph`: the types of schemas and how they refer to each other, as a drawing.

mod mermaid;
mod shape;
mod svg;

use std::io;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::exit;
use crate::input::{self, Input};
use crate::tell::{Tell, print};

/// Draws the types of schemas and how they refer to each other
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(crate) struct Graph {
    #[command(flatten)]
    input: Input,
    /// What to draw in
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

/// What to draw in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A Mermaid class diagram, which many sites show inside Markdown
    #[default]
    Mermaid,
    /// A picture
    Svg,
}

impl Graph {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        let tell = tell.beside();
        self.try_run(tell)
            .unwrap_or_else(|error| exit::failed(tell, &error))
    }

    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let output = input::generated(tell, &self.input.options()?);
        tell.findings(&output);
        if output.has_errors() {
            return Ok(exit::no());
        }
        let shapes = shape::shapes(&output);
        print(&match self.format {
            Format::Mermaid => mermaid::draw(&shapes),
            Format::Svg => svg::draw(&shapes),
        });
        Ok(ExitCode::SUCCESS)
    }
}
