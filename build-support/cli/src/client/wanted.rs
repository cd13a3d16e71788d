//! The schema of a value that is asked for: a file, or a type in it, to a schema that is known at run time.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueHint};
use formwork::dynamic::Schema;
use formwork_codegen::{Disk, Options, generate};
use serde_json::Value;

use crate::exit;
use crate::input;
use crate::tell::Tell;

/// What is wanted.
#[derive(Clone, Debug, Args)]
pub(super) struct Wanted {
    /// The schema file, JSON or YAML by its extension, or a place in it: `api.yaml#/components/schemas/Pet`
    #[arg(value_name = "SCHEMA", value_hint = ValueHint::FilePath)]
    schema: PathBuf,
    /// The type in the file: a name under `$defs`, `definitions` or `components/schemas`, or a JSON Pointer
    #[arg(long = "type", value_name = "NAME")]
    place: Option<String>,
    /// The folder that references may not leave [default: the schema's]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    schema_dir: Option<PathBuf>,
    /// Check `format`
    #[arg(long)]
    pub(super) assert_formats: bool,
}

/// Where files list their types.
const LISTS: &[&str] = &["/$defs", "/definitions", "/components/schemas"];

impl Wanted {
    /// The schema as one text, with all that it refers to. Where there is none, that has been said.
    pub(super) fn text(&self, tell: Tell) -> io::Result<Result<String, ExitCode>> {
        let options = |path: PathBuf| -> io::Result<Options> {
            let here = std::env::current_dir()?;
            let options = Options::relative_to(here, vec![path]);
            Ok(match &self.schema_dir {
                Some(folder) => options.schema_dir(folder),
                None => options,
            })
        };
        let mut path = self.schema.clone();
        if let Some(place) = &self.place {
            let fragment = match fragment(place, &options(path.clone())?) {
                Ok(fragment) => fragment,
                Err(why) => return Ok(Err(exit::misused(tell, &why))),
            };
            let mut named: OsString = path.into_os_string();
            named.push("#");
            named.push(fragment);
            path = named.into();
        }
        let output = input::generated(tell, &options(path)?);
        tell.findings(&output);
        let module = output.modules.first().filter(|_| !output.has_errors());
        let text = module.map(|module| module.ir.schema.document());
        Ok(text.ok_or_else(exit::no))
    }
}

/// A schema out of such a text.
pub(super) fn schema(text: &str, assert_formats: bool) -> Result<Schema, String> {
    let builder = Schema::builder().assert_formats(assert_formats);
    builder.json(text).map_err(|error| error.to_string())
}

/// A type's place in a file, as it stands behind `#`.
fn fragment(place: &str, options: &Options) -> Result<String, String> {
    if place.starts_with(['#', '/']) {
        return Ok(place.trim_start_matches('#').to_owned());
    }
    let output = generate(options, &Disk);
    let root = output.sources.files.first();
    let root = root.and_then(|file| file.root.as_ref());
    let document: Option<Value> =
        root.and_then(|root| serde_json::from_str(&root.to_json().to_text()).ok());
    let Some(document) = document else {
        // Why it cannot be read is said when it is read.
        return Ok(format!("/$defs/{place}"));
    };
    let mut names = Vec::new();
    for list in LISTS {
        let Some(types) = document.pointer(list).and_then(Value::as_object) else {
            continue;
        };
        if types.contains_key(place) {
            let name = place.replace('~', "~0").replace('/', "~1");
            return Ok(format!("{list}/{name}"));
        }
        names.extend(types.keys().cloned());
    }
    Err(unknown(place, &names))
}

/// What to say of a type that there is not.
fn unknown(place: &str, names: &[String]) -> String {
    let near = names.iter().map(|name| (distance(place, name), name)).min();
    match near {
        None => format!("there is no type `{place}`: the file has none but its own"),
        Some((distance, name)) if distance <= 1 + place.chars().count() / 4 => {
            format!("there is no type `{place}`\n  did you mean `{name}`?")
        }
        _ => format!(
            "there is no type `{place}`\n  there are {}",
            names.join(", ")
        ),
    }
}

/// How many letters make one name the other, whatever their case.
fn distance(one: &str, other: &str) -> usize {
    strsim::damerau_levenshtein(&one.to_lowercase(), &other.to_lowercase())
}
