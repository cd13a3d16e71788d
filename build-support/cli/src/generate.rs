//! `cargo formwork generate`: schema files to Rust files in a folder.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueHint};
use formwork_codegen::Output;

use crate::exit;
use crate::folder::{self, File};
use crate::head;
use crate::input::{self, Input};
use crate::relative::relative;
use crate::tell::Tell;

/// Where the runtime is, where nothing else is said.
const RUNTIME: &str = "::formwork";

/// Writes a Rust file for each schema file, and a `mod.rs` that names them
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(crate) struct Generate {
    #[command(flatten)]
    target: Target,
    /// Write nothing; show what differs, and fail where anything does
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,
}

/// What is generated, and where it goes.
#[derive(Debug, Args)]
pub(crate) struct Target {
    #[command(flatten)]
    pub(crate) input: Input,
    /// The folder to write to; it is made where it is missing
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// The path of the runtime crate in the generated code
    #[arg(long = "crate", value_name = "PATH", default_value = RUNTIME)]
    pub(crate) runtime: String,
}

impl Target {
    /// The command that writes the same, in the folder that is written to.
    pub(crate) fn command(&self) -> io::Result<String> {
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
}

impl Generate {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        self.try_run(tell)
            .unwrap_or_else(|error| exit::failed(tell, &error))
    }

    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let command = self.target.command()?;
        let Target {
            input,
            out,
            runtime,
        } = self.target;
        let options = input.options()?.runtime(runtime);
        let output = input::generated(tell, &options);
        tell.findings(&output);
        if output.has_errors() {
            return Ok(exit::no());
        }
        let files = files(&output, &command, &options.base.join(&out))?;
        if self.dry_run {
            folder::preview(tell, &out, &files)?;
            return Ok(ExitCode::SUCCESS);
        }
        if self.check {
            return Ok(exit::fine_if(folder::check(tell, &out, &files, &mend())?));
        }
        folder::write(tell, &out, &files)?;
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
pub(crate) fn files(output: &Output, command: &str, out: &Path) -> io::Result<Vec<File>> {
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
        others.push((relative(&path, out), head::hash(&path)?));
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
