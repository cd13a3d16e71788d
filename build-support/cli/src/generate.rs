//! `cargo formwork generate`: schema files to Rust files in a folder.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use formwork_codegen::{Disk, Output, generate};

use crate::exit;
use crate::findings::{self, MessageFormat};
use crate::folder::{self, File};
use crate::head;
use crate::input::Input;

/// Where the runtime is, where nothing else is said.
const RUNTIME: &str = "::formwork";

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
    #[arg(long = "crate", value_name = "PATH", default_value = RUNTIME)]
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

    /// The command that writes the same, in the folder that is written to.
    fn command(&self) -> io::Result<String> {
        let folder = std::env::current_dir()?.join(&self.out);
        let mut words = vec![
            "cargo".to_owned(),
            "formwork".to_owned(),
            "generate".to_owned(),
        ];
        words.extend(self.input.arguments(&folder)?);
        if self.runtime != RUNTIME {
            words.extend(["--crate".to_owned(), self.runtime.clone()]);
        }
        words.extend(["--out".to_owned(), ".".to_owned()]);
        let words: Vec<String> = words.iter().map(|word| head::quoted(word)).collect();
        Ok(words.join(" "))
    }

    fn try_run(self) -> io::Result<ExitCode> {
        let command = self.command()?;
        let options = self.input.options()?.runtime(self.runtime);
        let output = generate(&options, &Disk);
        findings::show(&output, self.message_format);
        if output.has_errors() {
            return Ok(ExitCode::from(exit::FINDINGS));
        }
        let out = std::env::current_dir()?.join(&self.out);
        let files = files(&output, &command, &out)?;
        if self.dry_run {
            folder::preview(&self.out, &files)?;
            return Ok(ExitCode::SUCCESS);
        }
        if self.check {
            let is_same = folder::check(&self.out, &files, &mend())?;
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

/// The command that runs, without `--check`.
fn mend() -> String {
    let words = std::env::args().skip(1).filter(|word| word != "--check");
    let words = words.skip_while(|word| word == "formwork");
    let words: Vec<String> = words.map(|word| head::quoted(&word)).collect();
    format!("cargo formwork {}", words.join(" "))
}

/// The files to be written.
fn files(output: &Output, command: &str, out: &Path) -> io::Result<Vec<File>> {
    let mut own = Vec::new();
    let mut files = Vec::new();
    for module in &output.modules {
        let path = output.file_of(module);
        files.push(File {
            name: format!("{}.rs", module.name),
            text: head::with_hash(&module.to_file_text(), &head::hash(&path)?),
        });
        own.push(path);
    }
    let mut others = Vec::new();
    for path in output.files().filter(|path| !own.contains(path)) {
        others.push((head::relative(&path, out), head::hash(&path)?));
    }
    others.sort();
    let mut text = head::index(command, &others);
    for module in &output.modules {
        text.push_str("pub mod ");
        text.push_str(&module.ident());
        text.push_str(";\n");
    }
    files.push(File {
        name: head::INDEX.to_owned(),
        text,
    });
    Ok(files)
}
