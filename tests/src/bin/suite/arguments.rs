//! The command line.

use std::path::{Path, PathBuf};

pub(crate) const USAGE: &str = "\
suite --dir DIR [--dynamic] [--only TEXT] [--known FILE] [--bless] [--verbose] [--json]

    --dir DIR      the JSON-Schema-Test-Suite, with its folders `tests` and `remotes`
    --dynamic      through schemas read at run time, without generated code
    --only TEXT    the files with this in their path, such as draft7/ref
    --known FILE   the tests that are known to fail (tests/suite/known-failures.txt; with
                   --dynamic, known-failures-dynamic.txt beside it)
    --bless        write that list anew
    --verbose      every failure, in full
    --json         one JSON object on the last line";

#[allow(clippy::struct_excessive_bools)] // Each is a switch.
pub(crate) struct Arguments {
    pub(crate) folder: PathBuf,
    pub(crate) dynamic: bool,
    pub(crate) only: Option<String>,
    pub(crate) known: PathBuf,
    pub(crate) bless: bool,
    pub(crate) verbose: bool,
    pub(crate) json: bool,
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            folder: PathBuf::new(),
            dynamic: false,
            only: None,
            known: PathBuf::new(),
            bless: false,
            verbose: false,
            json: false,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--dir" => arguments.folder = value()?.into(),
                "--dynamic" => arguments.dynamic = true,
                "--only" => arguments.only = Some(value()?),
                "--known" => arguments.known = value()?.into(),
                "--bless" => arguments.bless = true,
                "--verbose" => arguments.verbose = true,
                "--json" => arguments.json = true,
                other => return Err(format!("unknown argument `{other}`\n\n{USAGE}")),
            }
        }
        if arguments.folder.as_os_str().is_empty() {
            return Err(format!("--dir DIR is needed\n\n{USAGE}"));
        }
        if arguments.known.as_os_str().is_empty() {
            let name = if arguments.dynamic {
                "suite/known-failures-dynamic.txt"
            } else {
                "suite/known-failures.txt"
            };
            arguments.known = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        }
        if arguments.bless && arguments.only.is_some() {
            return Err("--bless is for all files: it would drop the others'".to_owned());
        }
        Ok(arguments)
    }
}
