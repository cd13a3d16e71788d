//! The command line.

use std::path::PathBuf;

pub(crate) const USAGE: &str = "\
corpus --corpus FILE.jsonl [--sample N --seed S] [--id ID] [--batch N] [--default] [--verbose] [--keep] [--json]

    --sample N   N schemas of the file, picked by --seed S (1)
    --id ID      one schema, and all there is to say of it
    --batch N    so many modules are compiled together (100)
    --default    the generator's default mode, not the specification to the letter
    --verbose    every failure, in full
    --keep       leave what was generated where it is, and say where
    --json       one JSON object on the last line";

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Arguments {
    pub(crate) corpus: PathBuf,
    pub(crate) sample: Option<usize>,
    pub(crate) seed: u64,
    pub(crate) id: Option<String>,
    pub(crate) batch: usize,
    pub(crate) default: bool,
    pub(crate) verbose: bool,
    pub(crate) keep: bool,
    pub(crate) json: bool,
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            corpus: PathBuf::new(),
            sample: None,
            seed: 1,
            id: None,
            batch: 100,
            default: false,
            verbose: false,
            keep: false,
            json: false,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            let number = |text: String| {
                text.parse::<u64>()
                    .map_err(|_| format!("`{text}` is not a number"))
            };
            let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
            match word.as_str() {
                "--corpus" => arguments.corpus = value()?.into(),
                "--sample" => arguments.sample = Some(size(number(value()?)?)),
                "--batch" => arguments.batch = size(number(value()?)?).max(1),
                "--seed" => arguments.seed = number(value()?)?,
                "--id" => arguments.id = Some(value()?),
                "--default" => arguments.default = true,
                "--verbose" => arguments.verbose = true,
                "--keep" => arguments.keep = true,
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
