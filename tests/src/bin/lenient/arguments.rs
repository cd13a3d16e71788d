//! The command line.

use std::path::{Path, PathBuf};

use formwork::Mends;

pub(crate) const USAGE: &str = "\
lenient --cases FILE [--mends WHICH] [--only TEXT] [--known FILE] [--verbose] [--json]

    --cases FILE   the cases, one JSON object to a line
    --mends WHICH  what may be mended: `none`, `syntax` or `all` (all)
    --only TEXT    the cases with this in their id or category
    --known FILE   the cases that differ for a reason (tests/lenient/known-differences.txt)
    --verbose      every failure: its text, what is expected, and what came out
    --json         one JSON object on the last line";

pub(crate) struct Arguments {
    pub(crate) cases: PathBuf,
    pub(crate) mends: Mends,
    pub(crate) only: Option<String>,
    pub(crate) known: PathBuf,
    pub(crate) verbose: bool,
    pub(crate) json: bool,
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            cases: PathBuf::new(),
            mends: Mends::All,
            only: None,
            known: Path::new(env!("CARGO_MANIFEST_DIR")).join("lenient/known-differences.txt"),
            verbose: false,
            json: false,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--cases" => arguments.cases = value()?.into(),
                "--mends" => arguments.mends = mends(&value()?)?,
                "--only" => arguments.only = Some(value()?),
                "--known" => arguments.known = value()?.into(),
                "--verbose" => arguments.verbose = true,
                "--json" => arguments.json = true,
                other => return Err(format!("unknown argument `{other}`\n\n{USAGE}")),
            }
        }
        if arguments.cases.as_os_str().is_empty() {
            return Err(format!("--cases FILE is needed\n\n{USAGE}"));
        }
        Ok(arguments)
    }
}

fn mends(word: &str) -> Result<Mends, String> {
    match word {
        "none" => Ok(Mends::None),
        "syntax" => Ok(Mends::Syntax),
        "all" => Ok(Mends::All),
        other => Err(format!("no mends are called `{other}`\n\n{USAGE}")),
    }
}
