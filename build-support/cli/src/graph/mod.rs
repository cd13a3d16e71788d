//! `cargo formwork graph`: the types of schemas and how they refer to each other, as a drawing.

mod mermaid;
mod shape;
mod svg;

use std::io;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use formwork_codegen::{Disk, generate};

use crate::findings::{self, MessageFormat};
use crate::input::Input;
use crate::{exit, print};

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
    pub(crate) fn run(self) -> ExitCode {
        self.try_run().unwrap_or_else(|error| exit::failed(&error))
    }

    fn try_run(self) -> io::Result<ExitCode> {
        let output = generate(&self.input.options()?, &Disk);
        findings::show(&output, MessageFormat::Human);
        if output.has_errors() {
            return Ok(ExitCode::from(exit::FINDINGS));
        }
        let shapes = shape::shapes(&output);
        print(&match self.format {
            Format::Mermaid => mermaid::draw(&shapes),
            Format::Svg => svg::draw(&shapes),
        });
        Ok(ExitCode::SUCCESS)
    }
}
