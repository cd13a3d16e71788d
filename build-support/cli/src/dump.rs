//! `cargo formwork dump`: what each stage of the generator has made of a schema.

use std::io;
use std::process::ExitCode;
use std::str::FromStr;

use clap::Args;
use formwork_codegen::Output;
use formwork_schema::dialect::{self, Dialect};

use crate::exit;
use crate::input::{self, Input};
use crate::pretty::pretty;
use crate::tell::{Tell, print};

/// Shows what one stage of the generator has made of the schemas
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(crate) struct Dump {
    #[command(flatten)]
    input: Input,
    /// source (what was read), model (what it says), ir (the types), lowered:DIALECT or rust
    #[arg(long, value_name = "STAGE")]
    stage: Stage,
}

/// A stage to look at.
#[derive(Clone, Debug)]
enum Stage {
    Source,
    Model,
    Ir,
    Lowered(&'static Dialect),
    Rust,
}

impl FromStr for Stage {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "source" => Ok(Self::Source),
            None if text == "model" => Ok(Self::Model),
            None if text == "ir" => Ok(Self::Ir),
            None if text == "rust" => Ok(Self::Rust),
            Some(("lowered", name)) => match Dialect::find(name) {
                Some(dialect) => Ok(Self::Lowered(dialect)),
                None => Err(format!(
                    "there is no dialect `{name}`; there are {}",
                    dialects()
                )),
            },
            _ => Err("the stages are source, model, ir, lowered:DIALECT and rust".to_owned()),
        }
    }
}

/// The names of all dialects.
fn dialects() -> String {
    let names = dialect::DIALECTS.iter().map(|one| one.name);
    names.collect::<Vec<_>>().join(", ")
}

impl Dump {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        let tell = tell.beside();
        self.try_run(tell)
            .unwrap_or_else(|error| exit::failed(tell, &error))
    }

    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let mut options = self.input.options()?;
        if let Stage::Lowered(dialect) = self.stage
            && dialect.is_rewritten
        {
            options.providers = vec![dialect.name.to_owned()];
        }
        let output = input::generated(tell, &options);
        tell.findings(&output);
        let text = match &self.stage {
            Stage::Source => source(&output),
            Stage::Model => format!("{:#?}\n", input::model(&options).schemas),
            Stage::Ir => each(&output, |module| format!("{:#?}\n", module.ir)),
            Stage::Lowered(dialect) => lowered(&output, dialect),
            Stage::Rust => each(&output, formwork_codegen::Module::to_file_text),
        };
        print(&text);
        Ok(exit::fine_if(!output.has_errors()))
    }
}

/// Every document that was read, as JSON.
fn source(output: &Output) -> String {
    let files = output.sources.files.iter();
    let files = files.map(|file| match &file.root {
        Some(root) => format!("// {}\n{}", file.name, pretty(&root.to_json().to_text())),
        // What a test of a task has recorded is no document.
        None => format!("// {}: not parsed\n", file.name),
    });
    files.collect()
}

fn each(output: &Output, text: impl Fn(&formwork_codegen::Module) -> String) -> String {
    let modules = output.modules.iter().map(text);
    modules.collect::<Vec<_>>().join("\n")
}

/// The schemas in a dialect.
fn lowered(output: &Output, dialect: &Dialect) -> String {
    each(output, |module| {
        let forms = module.ir.forms();
        let texts = forms.iter().map(|form| {
            let mut dialects = form.dialects.iter();
            let found = dialects.find(|one| one.dialect == dialect.name);
            match found.map(|one| &one.text) {
                Some(Ok(text)) => pretty(&text.document()),
                Some(Err(reason)) => format!("// {}: {reason}\n", module.source),
                None => pretty(&form.schema.document()),
            }
        });
        texts.collect::<Vec<_>>().join("\n")
    })
}
