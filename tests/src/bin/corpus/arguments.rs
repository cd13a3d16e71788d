//! The command line.

use std::path::PathBuf;

pub(crate) struct Arguments {
    pub(crate) corpus: PathBuf,
    pub(crate) sample: Option<usize>,
    pub(crate) seed: u64,
    pub(crate) only: Option<String>,
    pub(crate) batch: usize,
    pub(crate) json: bool,
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            corpus: PathBuf::new(),
            sample: None,
            seed: 1,
            only: None,
            batch: 120,
            json: false,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            let number = |text: String| {
                text.parse()
                    .map_err(|_| format!("`{text}` is not a number"))
            };
            match word.as_str() {
                "--corpus" => arguments.corpus = value()?.into(),
                "--sample" => arguments.sample = Some(number(value()?)?),
                "--batch" => arguments.batch = number(value()?)?.max(1),
                "--seed" => arguments.seed = number(value()?)? as u64,
                "--only" => arguments.only = Some(value()?),
                "--json" => arguments.json = true,
                other => return Err(format!("unknown argument `{other}`")),
            }
        }
        if arguments.corpus.as_os_str().is_empty() {
            return Err("--corpus FILE.jsonl is needed".to_owned());
        }
        Ok(arguments)
    }
}
