//! Words without case, accents and separators, as a person would say that they are the same.

/// A text as words. Words that only `_`, `-` and the like hold together are one unit: `spam` stands in
/// `it is spam`, and not in `not_spam`.
pub(super) struct Folded {
    words: Vec<Word>,
}

struct Word {
    text: String,
    begins_unit: bool,
    ends_unit: bool,
}

impl Folded {
    /// A text without case and accents.
    pub(super) fn new(text: &str) -> Self {
        Self::with(text, fold_into)
    }

    /// A text with them.
    pub(super) fn exact(text: &str) -> Self {
        Self::with(text, |character, out| out.push(character))
    }

    fn with(text: &str, fold: fn(char, &mut String)) -> Self {
        let mut words: Vec<Word> = Vec::new();
        let mut open = false;
        let mut joined = false;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let stands_alone = stands_alone(character);
            if !character.is_alphanumeric() && !is_mark(character) {
                let goes_on = characters.peek().is_some_and(|next| next.is_alphanumeric());
                let joins = matches!(character, '_' | '-' | '.' | '/' | '\'' | '’');
                joined = joins && goes_on && (open || joined);
                open = false;
                continue;
            }
            if !open || stands_alone {
                let begins_unit = !joined || stands_alone;
                if let (false, Some(last)) = (begins_unit, words.last_mut()) {
                    last.ends_unit = false;
                }
                words.push(Word {
                    text: String::new(),
                    begins_unit,
                    ends_unit: true,
                });
            }
            if let Some(word) = words.last_mut() {
                fold(character, &mut word.text);
            }
            open = !stands_alone;
            joined = false;
        }
        words.retain(|word| !word.text.is_empty());
        Self { words }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    pub(super) fn word(&self, index: usize) -> Option<&str> {
        self.words.get(index).map(|word| word.text.as_str())
    }

    /// Whether `other` stands here from the word `at` on, as whole units.
    pub(super) fn has(&self, other: &Self, at: usize) -> bool {
        let Some(end) = at.checked_add(other.words.len()) else {
            return false;
        };
        let Some([first, ..]) = self.words.get(at..end) else {
            return false;
        };
        let here = self.words.get(at..end).unwrap_or_default();
        first.begins_unit
            && here.last().is_some_and(|last| last.ends_unit)
            && here
                .iter()
                .zip(&other.words)
                .all(|(here, other)| here.text == other.text)
    }

    /// All words as one: `notSpam`, `NOT_SPAM` and `not spam` are the same.
    pub(super) fn joined(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect()
    }
}

/// A text without case and accents, and otherwise as it is.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::new();
    text.chars()
        .for_each(|character| fold_into(character, &mut out));
    out
}

/// Without what stands around a word in prose: quotes, emphasis, white space.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(|character: char| {
        character.is_whitespace()
            || matches!(
                character,
                '"' | '\'' | '`' | '*' | '“' | '”' | '‘' | '’' | '«' | '»'
            )
    })
}

/// Scripts that write no spaces between words.
fn stands_alone(character: char) -> bool {
    matches!(u32::from(character),
        0x0E00..=0x0EFF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0x2_0000..=0x3_FFFF)
}

/// Accents that stand behind their letter.
fn is_mark(character: char) -> bool {
    matches!(u32::from(character), 0x0300..=0x036F)
}

/// Latin letters with something above, below or across them, by the letter that is left without.
const LETTERS: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎȁȃȧạảấầẩẫậắằẳẵặ"),
    ("c", "çćĉċč"),
    ("d", "ďđḍ"),
    ("e", "èéêëēĕėęěȅȇẹẻẽếềểễệ"),
    ("g", "ĝğġģǧ"),
    ("h", "ĥħḥ"),
    ("i", "ìíîïĩīĭįıǐỉị"),
    ("j", "ĵ"),
    ("k", "ķǩ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŉǹ"),
    ("o", "òóôõöøōŏőơǒọỏốồổỗộớờởỡợ"),
    ("r", "ŕŗř"),
    ("s", "śŝşšșṣ"),
    ("t", "ţťŧțṭ"),
    ("u", "ùúûüũūŭůűųưǔụủứừửữự"),
    ("w", "ŵẁẃẅ"),
    ("y", "ýÿŷỳỵỷỹ"),
    ("z", "źżžẓ"),
    ("ss", "ß"),
    ("ae", "æ"),
    ("oe", "œ"),
    ("th", "þ"),
    ("d", "ð"),
    ("fi", "ﬁ"),
    ("fl", "ﬂ"),
];

fn fold_into(character: char, out: &mut String) {
    if character.is_ascii() {
        out.push(character.to_ascii_lowercase());
        return;
    }
    if is_mark(character) {
        return;
    }
    for lower in character.to_lowercase().filter(|lower| !is_mark(*lower)) {
        match LETTERS.iter().find(|(_, from)| from.contains(lower)) {
            Some((to, _)) => out.push_str(to),
            None => out.push(lower),
        }
    }
}
