//! `cargo formwork generate`: schema files to Rust files in a folder.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use formwork_codegen::{Disk, Output, generate};

use crate::exit;
use crate::findings::{self, MessageFormat};
use crate::folder::{self, File};
use crate::input::Input;

/// Writes a Rust file for each schema file, and a mod.rs that names them
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(crate) struct Generate {
    #[command(flatten)]
    input: Input,
    /// The folder to write to; it is made where it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The path of the runtime crate in the generated code
    #[arg(long = "crate", value_name = "PATH", default_value = "::formwork")]
    runtime: String,
    /// Write nothing; show what differs, and fail where anything does
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,
    /// How findings are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    message_format: MessageFormat,
}

impl Generate {
    pub(crate) fn run(self) -> ExitCode {
        self.try_run().unwrap_or_else(|error| exit::failed(&error))
    }

    fn try_run(self) -> io::Result<ExitCode> {
        let options = self.input.options()?.runtime(self.runtime);
        let output = generate(&options, &Disk);
        findings::show(&output, self.message_format);
        if output.has_errors() {
            return Ok(ExitCode::from(exit::FINDINGS));
        }
        let files = files(&output);
        if self.dry_run {
            folder::preview(&self.out, &files)?;
            return Ok(ExitCode::SUCCESS);
        }
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
