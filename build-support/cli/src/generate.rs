//! `cargo formwork generate`: schema files to Rust files in a folder.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use formwork_codegen::{Disk, Options, Output, Style, generate, render};

use crate::folder::{self, File};
use crate::{exit, say};

/// Writes a Rust file for each schema file, and a mod.rs that names them
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 fine, 1 a schema has errors, 2 wrong use, 3 --check found differences, 4 the file system failed."
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
            Ok(code) => code,
            Err(error) => {
                say(&format!("error: {error}\n"));
                ExitCode::from(exit::FAILURE)
            }
        }
    }

    fn try_run(self) -> io::Result<ExitCode> {
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
            return Ok(ExitCode::from(exit::FINDINGS));
        }
        let files = files(&output);
        if self.check {
            let is_same = folder::check(&self.out, &files)?;
            return Ok(if is_same {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(exit::DRIFT)
            });
        }
        folder::write(&self.out, &files)?;
        Ok(ExitCode::SUCCESS)
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
