//! The command line.

pub(crate) const USAGE: &str = "\
fuzz [--seconds N] [--seed S] [--random] [--attack NAME [--size N]] [--show SEED]

    --seconds N    so long with random documents (60)
    --seed S       the first seed (1)
    --random       no attacks
    --attack NAME  only attacks with this in their name
    --size N       of that size, not of growing ones
    --show SEED    write the document of a seed, and nothing else";

pub(crate) struct Arguments {
    pub(crate) seconds: u64,
    pub(crate) seed: u64,
    pub(crate) random_only: bool,
    pub(crate) attack: Option<String>,
    pub(crate) size: Option<usize>,
    pub(crate) show: Option<u64>,
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            seconds: 60,
            seed: 1,
            random_only: false,
            attack: None,
            size: None,
            show: None,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            let number = |text: String| {
                text.parse::<u64>()
                    .map_err(|_| format!("`{text}` is not a number"))
            };
            match word.as_str() {
                "--seconds" => arguments.seconds = number(value()?)?,
                "--seed" => arguments.seed = number(value()?)?,
                "--random" => arguments.random_only = true,
                "--attack" => arguments.attack = Some(value()?),
                "--size" => {
                    arguments.size = Some(usize::try_from(number(value()?)?).unwrap_or(usize::MAX));
                }
                "--show" => arguments.show = Some(number(value()?)?),
                other => return Err(format!("unknown argument `{other}`\n\n{USAGE}")),
            }
        }
        Ok(arguments)
    }
}
