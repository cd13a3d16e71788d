//! What every command that reads schemas takes.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use formwork_codegen::{Disk, Options, Output, generate};
use formwork_schema::model::Model;
use formwork_schema::resolve::{self, Request};

use crate::progress::Progress;
use crate::relative::relative;
use crate::tell::Tell;

/// Schema files, and where they may refer to.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// Schema files, JSON or YAML by their extension, or places in them: `api.yaml#/components/schemas/Pet`
    #[arg(required = true, value_name = "SCHEMA", value_hint = ValueHint::FilePath)]
    schemas: Vec<PathBuf>,
    /// The folder that references may not leave [default: the nearest one that holds all schemas]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    schema_dir: Option<PathBuf>,
    /// Accept what the specification accepts, to the letter: other types for schemas without `type`,
    /// unknown properties kept, integers of any size
    #[arg(long)]
    exact: bool,
    /// Check `format`
    #[arg(long)]
    assert_formats: bool,
    /// Make types of the strings of some formats: `all` that have types, or their names
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    format_types: Vec<String>,
    /// Word the schema in the dialects of these providers, such as `anthropic`; fail where one cannot take it
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    provider: Vec<String>,
    /// Put a type of your own in place of generated ones: `#/$defs/Money=crate::Money`
    #[arg(long, value_name = "PATTERN=TYPE", value_parser = pair)]
    extern_type: Vec<(String, String)>,
    /// Say where a crate is that `x-rust-type` names: `my-crate=::my_crate`
    #[arg(long, value_name = "NAME=PATH", value_parser = pair)]
    extern_crate: Vec<(String, String)>,
    /// Derive more traits: `#/$defs/*=Eq, Hash`
    #[arg(long, value_name = "PATTERN=TRAITS", value_parser = pair)]
    derive: Vec<(String, String)>,
    /// Put attributes on types and fields: `#/properties/total=#[allow(dead_code)]`
    #[arg(long, value_name = "PATTERN=ATTRIBUTES", value_parser = pair)]
    attribute: Vec<(String, String)>,
}

/// `pattern=value`
fn pair(text: &str) -> Result<(String, String), String> {
    let (left, right) = text.split_once('=').ok_or("there is no `=` in it")?;
    Ok((left.to_owned(), right.to_owned()))
}

impl Input {
    /// The arguments that say the same in another folder. Each is one word, not yet quoted.
    pub(crate) fn arguments(&self, folder: &Path) -> io::Result<Vec<String>> {
        let here = std::env::current_dir()?;
        let from_there = |path: &Path| relative(&here.join(path), folder);
        let mut arguments: Vec<String> = self.schemas.iter().map(|path| from_there(path)).collect();
        if let Some(path) = &self.schema_dir {
            arguments.extend(["--schema-dir".to_owned(), from_there(path)]);
        }
        for (flag, is_set) in [
            ("--exact", self.exact),
            ("--assert-formats", self.assert_formats),
        ] {
            arguments.extend(is_set.then(|| flag.to_owned()));
        }
        for (flag, values) in [
            ("--format-types", &self.format_types),
            ("--provider", &self.provider),
        ] {
            if !values.is_empty() {
                arguments.extend([flag.to_owned(), values.join(",")]);
            }
        }
        for (flag, pairs) in [
            ("--extern-type", &self.extern_type),
            ("--extern-crate", &self.extern_crate),
            ("--derive", &self.derive),
            ("--attribute", &self.attribute),
        ] {
            for (left, right) in pairs {
                arguments.extend([flag.to_owned(), format!("{left}={right}")]);
            }
        }
        Ok(arguments)
    }

    /// What to ask the generator for. Paths count from the current folder.
    pub(crate) fn options(self) -> io::Result<Options> {
        let here = std::env::current_dir()?;
        let mut options = Options::relative_to(here, self.schemas)
            .exact(self.exact)
            .assert_formats(self.assert_formats);
        options.extern_types = self.extern_type;
        options.extern_crates = self.extern_crate;
        options.derives = self.derive;
        options.attributes = self.attribute;
        options.providers = self.provider;
        options = match self.format_types.as_slice() {
            [] => options,
            [all] if all == "all" => options.format_types(true),
            _ => options.format_types(self.format_types),
        };
        if let Some(path) = self.schema_dir {
            options = options.schema_dir(path);
        }
        Ok(options)
    }
}

/// What the generator makes of the schemas that some options name. A person who waits is told.
pub(crate) fn generated(tell: Tell, options: &Options) -> Output {
    let words = match options.schemas.len() {
        1 => "reading 1 schema".to_owned(),
        count => format!("reading {count} schemas"),
    };
    let _progress = Progress::begin(tell, &words);
    generate(options, &Disk)
}

/// The model of the schemas that some options name. What is wrong with them, the generator has told.
pub(crate) fn model(options: &Options) -> Model {
    let inputs = options.schemas.iter().map(|path| {
        let mut input = resolve::Input::parse(path);
        input.path = options.base.join(&input.path);
        input
    });
    let directory = options.base.join(&options.schema_dir);
    let request = Request::new(directory).inputs(inputs);
    let (model, _) = request
        .default_schema(options.default_schema.clone())
        .task_directory(options.task_dir.clone())
        .load(&Disk);
    model
}
