//! The command line.

use std::path::PathBuf;

pub(crate) const USAGE: &str = "peers --corpus FILE.jsonl [--sample N] [--seed S] [--json]";

pub(crate) struct Arguments {
    pub(crate) corpus: PathBuf,
    pub(crate) sample: usize,
    pub(crate) seed: u64,
    pub(crate) json: bool,
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            corpus: PathBuf::new(),
            sample: usize::MAX,
            seed: 1,
            json: false,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            let told = |error: std::num::ParseIntError| format!("{error}\n\n{USAGE}");
            match word.as_str() {
                "--corpus" => arguments.corpus = value()?.into(),
                "--sample" => arguments.sample = value()?.parse().map_err(told)?,
                "--seed" => arguments.seed = value()?.parse().map_err(told)?,
                "--json" => arguments.json = true,
                other => return Err(format!("unknown argument `{other}`\n\n{USAGE}")),
            }
        }
        if arguments.corpus.as_os_str().is_empty() {
            return Err(format!("--corpus FILE.jsonl is needed\n\n{USAGE}"));
        }
        Ok(arguments)
    }
}
