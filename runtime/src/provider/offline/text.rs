//! A property's name and the user's own words in, plausible text out.

use super::dice::Dice;

/// How many words of the user's text are looked at.
const MOST_WORDS: usize = 400;

/// What the user's messages offer to answer with.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// Phrases as runs of words, without punctuation.
    runs: Vec<Vec<String>>,
    /// What looks like the name of somebody or something: capitalised words, alone or in a row.
    names: Vec<String>,
    /// Numbers, in JSON syntax.
    pub(super) numbers: Vec<serde_json::Number>,
}

impl Vocabulary {
    /// Gathers the words of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut vocabulary = Self::default();
        let mut left = MOST_WORDS;
        for line in text.lines() {
            let mut run: Vec<String> = Vec::new();
            let mut name: Vec<&str> = Vec::new();
            for raw in line.split_whitespace().take(left) {
                left -= 1;
                let word = raw.trim_matches(|c: char| !c.is_alphanumeric());
                if let Ok(number) = word.parse() {
                    vocabulary.numbers.push(number);
                }
                let plain = word
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '-' || c == '\'');
                let usable = plain && !word.is_empty() && word.len() <= 24;
                if usable && is_name(word) && (name.is_empty() || raw.starts_with(word)) {
                    name.push(word);
                } else {
                    vocabulary.end_name(&mut name, run.len());
                }
                if usable {
                    run.push(word.to_owned());
                }
                if !raw.ends_with(word) {
                    vocabulary.end_name(&mut name, run.len());
                }
                if !usable || raw.ends_with(['.', '!', '?', ':', ';']) {
                    vocabulary.end_run(&mut run);
                }
            }
            vocabulary.end_name(&mut name, run.len());
            vocabulary.end_run(&mut run);
        }
        vocabulary
    }

    /// Keeps a row of capitalised words, unless it is one word that starts a phrase of `words`.
    fn end_name(&mut self, name: &mut Vec<&str>, words: usize) {
        if name.len() > 1 || (name.len() == 1 && words > 1) {
            self.names.push(name.join(" "));
        }
        name.clear();
    }

    fn end_run(&mut self, run: &mut Vec<String>) {
        if !run.is_empty() {
            self.runs.push(std::mem::take(run));
        }
    }

    /// Whether the user's text has this word, in any case.
    pub(super) fn has(&self, word: &str) -> bool {
        self.runs
            .iter()
            .flatten()
            .any(|own| own.eq_ignore_ascii_case(word))
    }

    /// A name of one word, or of any number of words.
    fn name(&self, one_word: bool, dice: &mut Dice) -> Option<String> {
        let names = self
            .names
            .iter()
            .filter(|name| !one_word || !name.contains(' '));
        dice.pick(&names.collect::<Vec<_>>())
            .map(|name| (*name).clone())
    }

    /// Some words in the user's order; `None` where there are no runs of at least two.
    fn run(&self, most: usize, dice: &mut Dice) -> Option<String> {
        let long: Vec<&Vec<String>> = self.runs.iter().filter(|run| run.len() > 1).collect();
        let run = dice.pick(&long)?;
        let length = dice.between(2, most.min(run.len()));
        let start = dice.index(run.len() - length + 1);
        Some(
            run.iter()
                .skip(start)
                .take(length)
                .cloned()
                .collect::<Vec<_>>()
                .join(" "),
        )
    }
}

/// Whether a word is written like a name, and is none of those that often begin a phrase.
fn is_name(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "A",
        "An",
        "The",
        "To",
        "For",
        "From",
        "In",
        "On",
        "At",
        "By",
        "And",
        "Or",
        "If",
        "I",
        "We",
        "You",
        "He",
        "She",
        "It",
        "They",
        "My",
        "Our",
        "Your",
        "This",
        "That",
        "These",
        "There",
        "Who",
        "What",
        "When",
        "Where",
        "Which",
        "How",
        "Why",
        "Is",
        "Are",
        "Was",
        "Please",
        "Thank",
        "Dear",
        "Hello",
        "Extract",
        "Answer",
        "Give",
        "Make",
        "Write",
        "Find",
        "List",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    word.starts_with(char::is_uppercase)
        && word.chars().any(char::is_lowercase)
        && word
            .chars()
            .all(|c| c.is_alphabetic() || c == '-' || c == '\'')
        && !COMMON.contains(&word)
}

/// The lower-case words of a name in any of the usual spellings.
pub(super) fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous_lower = false;
    let mut open = false;
    for character in name.chars() {
        if !character.is_alphanumeric() {
            open = false;
            previous_lower = false;
            continue;
        }
        let breaks = character.is_uppercase() && previous_lower;
        previous_lower = character.is_lowercase() || character.is_numeric();
        match words.last_mut() {
            Some(word) if open && !breaks => word.extend(character.to_lowercase()),
            _ => words.push(character.to_lowercase().collect()),
        }
        open = true;
    }
    words
}

/// Stock answers by the words of a property's name; the first line that knows one of them serves.
const STOCK: &[(&[&str], &[&str])] = &[
    (
        &["email", "mail"],
        &[
            "ada@example.com",
            "grace@example.org",
            "alan@example.net",
            "hedy@example.com",
        ],
    ),
    (&["currency"], &["EUR", "USD", "GBP", "JPY", "CHF"]),
    (
        &["language", "lang", "locale"],
        &["en", "de", "fr", "ja", "pt"],
    ),
    (
        &["city", "town", "location", "place", "destination", "origin"],
        &["Lisbon", "Kyoto", "Zürich", "Toronto", "Nairobi", "Bergen"],
    ),
    (
        &["country", "nation"],
        &[
            "Portugal",
            "Japan",
            "Switzerland",
            "Canada",
            "Kenya",
            "Norway",
        ],
    ),
    (
        &["street", "address"],
        &[
            "12 Harbour Street",
            "7 Mill Lane",
            "Rua do Sol 3",
            "44 Oak Avenue",
        ],
    ),
    (
        &["zip", "postal", "postcode"],
        &["1200", "60435", "8001", "00100"],
    ),
    (
        &["phone", "tel", "telephone", "mobile", "fax"],
        &["+351 21 555 0142", "+1 416 555 0199"],
    ),
    (
        &["url", "link", "website", "uri", "href", "homepage"],
        &[
            "https://example.com/a",
            "https://example.org/docs",
            "https://example.net/",
        ],
    ),
    (
        &["path", "file", "filename", "folder"],
        &["notes/today.md", "report.pdf", "data.csv"],
    ),
    (
        &["date", "day", "due", "birthday"],
        &["2026-03-14", "2025-11-02", "2026-01-30"],
    ),
    (
        &["time", "timestamp"],
        &["09:30:00", "14:05:00", "18:45:00"],
    ),
    (&["colour", "color"], &["blue", "green", "amber", "crimson"]),
    (&["unit"], &["kg", "m", "piece", "litre"]),
    (&["version"], &["1.4.2", "0.9.0", "2.0.1"]),
    (&["status", "state", "phase"], &["open", "pending", "done"]),
    (
        &[
            "tag", "tags", "category", "topic", "label", "keyword", "genre", "type", "kind",
        ],
        &[
            "travel", "finance", "research", "garden", "music", "kitchen",
        ],
    ),
    (
        &[
            "company",
            "vendor",
            "supplier",
            "seller",
            "employer",
            "organisation",
            "organization",
            "brand",
            "publisher",
            "merchant",
        ],
        &[
            "Northwind Traders",
            "Blue Kettle Ltd",
            "Fjord & Sons",
            "Acme Tools",
        ],
    ),
    (
        &["first", "given", "forename"],
        &["Ada", "Grace", "Alan", "Hedy", "Edsger"],
    ),
    (
        &["last", "family", "surname"],
        &["Lovelace", "Hopper", "Turing", "Lamarr", "Dijkstra"],
    ),
    (
        &["product", "article", "item"],
        &["copper kettle", "desk lamp", "garden chair", "notebook"],
    ),
    (
        &[
            "id",
            "identifier",
            "key",
            "sku",
            "code",
            "ref",
            "reference",
            "number",
            "no",
        ],
        &["A-1042", "B-77", "C-2001", "D-310"],
    ),
    (
        &["role", "job", "occupation", "profession"],
        &["engineer", "editor", "nurse", "pilot"],
    ),
];

/// Names of properties that hold who or what something is called.
const NAMES: &[&str] = &[
    "name",
    "person",
    "author",
    "user",
    "owner",
    "contact",
    "assignee",
    "speaker",
    "customer",
    "client",
    "recipient",
    "sender",
    "company",
    "vendor",
    "supplier",
    "seller",
    "buyer",
];

/// Names of properties that hold where something is.
const PLACES: &[&str] = &[
    "city",
    "town",
    "country",
    "place",
    "location",
    "destination",
    "origin",
];

const PEOPLE: &[&str] = &[
    "Ada Lovelace",
    "Grace Hopper",
    "Alan Turing",
    "Hedy Lamarr",
    "Edsger Dijkstra",
];

const STOCK_WORDS: &[&str] = &[
    "copper", "kettle", "morning", "harbour", "ledger", "garden", "quiet", "river", "paper",
    "lantern", "orchard", "signal", "winter", "bridge", "letter", "station",
];

/// Text for a property of that name, of no particular length.
pub(super) fn sample_text(name: &str, vocabulary: &Vocabulary, dice: &mut Dice) -> String {
    let words = words_of(name);
    let has = |keys: &[&str]| words.iter().any(|word| keys.contains(&word.as_str()));
    let place = has(PLACES);
    if (place || has(NAMES))
        && dice.chance(3, 4)
        && let Some(name) = vocabulary.name(place, dice)
    {
        return name;
    }
    if let Some((_, answers)) = STOCK.iter().find(|(keys, _)| has(keys)) {
        return dice.word(answers).to_owned();
    }
    if has(NAMES) {
        return dice.word(PEOPLE).to_owned();
    }
    let most = if has(&["name", "title", "label"]) {
        4
    } else {
        9
    };
    vocabulary
        .run(most, dice)
        .unwrap_or_else(|| stock_run(most.min(4), dice))
}

/// A name for a property that the schema leaves to the answer.
pub(super) fn sample_key(dice: &mut Dice) -> String {
    dice.word(STOCK_WORDS).to_owned()
}

fn stock_run(most: usize, dice: &mut Dice) -> String {
    let length = dice.between(1, most);
    (0..length)
        .map(|_| dice.word(STOCK_WORDS))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Brings text to a length in code points, by cutting or by adding words.
pub(super) fn fitted(
    mut text: String,
    least: usize,
    most: Option<usize>,
    dice: &mut Dice,
) -> String {
    let mut length = text.chars().count();
    while length < least {
        let word = dice.word(STOCK_WORDS);
        if length > 0 {
            text.push(' ');
            length += 1;
        }
        text.push_str(word);
        length += word.len();
    }
    let most = most.unwrap_or(usize::MAX);
    if length > most {
        let kept: String = text.chars().take(most).collect();
        let trimmed = kept.trim_end();
        // A blank at the end reads badly, but is better than a string that is too short.
        return if trimmed.chars().count() >= least {
            trimmed.to_owned()
        } else {
            kept
        };
    }
    text
}
