//! The command line.

use std::path::PathBuf;

const USAGE: &str = "\
lower --corpus FILE.jsonl [--sample N] [--seed S] [--dialect NAME] [--json] [--show]

    --corpus FILE   schemas and instances, one to a line
    --sample N      so many of them, picked by the seed
    --seed S        (1)
    --dialect NAME  this one alone
    --json          one JSON object on the last line
    --show          what went wrong, one line each";

pub(crate) struct Arguments {
    pub(crate) corpus: PathBuf,
    pub(crate) sample: Option<usize>,
    pub(crate) seed: u64,
    pub(crate) dialect: Option<String>,
    pub(crate) json: bool,
    pub(crate) show: bool,
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut corpus = None;
        let (mut sample, mut seed, mut dialect) = (None, 1, None);
        let (mut json, mut show) = (false, false);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            let number = |text: String| {
                let read = text.parse::<u64>();
                read.map_err(|_| format!("`{text}` is not a number"))
            };
            match word.as_str() {
                "--corpus" => corpus = Some(PathBuf::from(value()?)),
                "--sample" => sample = usize::try_from(number(value()?)?).ok(),
                "--seed" => seed = number(value()?)?,
                "--dialect" => dialect = Some(value()?),
                "--json" => json = true,
                "--show" => show = true,
                _ => return Err(USAGE.to_owned()),
            }
        }
        Ok(Self {
            corpus: corpus.ok_or(USAGE)?,
            sample,
            seed,
            dialect,
            json,
            show,
        })
    }
}
