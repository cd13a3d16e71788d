//! `cargo formwork generate`: schema files to Rust files in a folder.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use formwork_codegen::{Disk, Options, Output, Style, generate, render};

use crate::folder::{self, File};
use crate::say;

/// Findings or drift.
const FINDINGS: u8 = 1;
/// The file system failed.
const FAILURE: u8 = 3;

/// Writes a Rust file for each schema file, and a mod.rs that names them
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 fine, 1 findings or drift, 2 wrong use, 3 the file system failed."
)]
pub(crate) struct Generate {
    /// Schema files, JSON or YAML by their extension
    #[arg(required = true, value_name = "SCHEMA")]
    schemas: Vec<PathBuf>,
    /// The folder to write to; it is made where it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The folder that references may not leave [default: the nearest one that holds all schemas]
    #[arg(long, value_name = "DIR")]
    schema_dir: Option<PathBuf>,
    /// The path of the runtime crate in the generated code
    #[arg(long = "crate", value_name = "PATH", default_value = "::formwork")]
    runtime: String,
    /// Write nothing; show what differs, and fail where anything does
    #[arg(long)]
    check: bool,
}

impl Generate {
    pub(crate) fn run(self) -> ExitCode {
        match self.try_run() {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::from(FINDINGS),
            Err(error) => {
                say(&format!("error: {error}\n"));
                ExitCode::from(FAILURE)
            }
        }
    }

    /// Whether all is well.
    fn try_run(self) -> io::Result<bool> {
        let here = std::env::current_dir()?;
        let mut options = Options::relative_to(here, self.schemas).runtime(self.runtime);
        if let Some(path) = self.schema_dir {
            options = options.schema_dir(path);
        }
        let output = generate(&options, &Disk);
        let style = if io::stderr().is_terminal() {
            Style::Colour
        } else {
            Style::Plain
        };
        say(&render(&output.findings, &output.sources, style));
        if output.has_errors() {
            return Ok(false);
        }
        let files = files(&output);
        if self.check {
            folder::check(&self.out, &files)
        } else {
            folder::write(&self.out, &files)?;
            Ok(true)
        }
    }
}

/// The files to be written.
fn files(output: &Output) -> Vec<File> {
    let mut files: Vec<File> = output
        .modules
        .iter()
        .map(|module| File {
            name: format!("{}.rs", module.name),
            text: module.to_file_text(),
        })
        .collect();
    let mut text = format!("{} {}\n\n", folder::MARK, env!("CARGO_PKG_VERSION"));
    for module in &output.modules {
        text.push_str("pub mod ");
        text.push_str(&module.ident());
        text.push_str(";\n");
    }
    files.push(File {
        name: "mod.rs".to_owned(),
        text,
    });
    files
}
