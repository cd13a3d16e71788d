//! Names for types, fields, variants and modules.
//!
//! A name comes from what its author wrote, and is changed only as far as Rust demands. Who comes late
//! takes its next-best name.

use formwork_schema::maps::HashMap;
use std::sync::OnceLock;

use heck::{ToSnakeCase, ToUpperCamelCase};
use regex_syntax::hir::{Class, HirKind};

/// Gives each claimant a name of its own.
#[derive(Debug)]
pub(super) struct Names<T> {
    taken: HashMap<String, T>,
    /// The numbers that were given out last.
    numbers: HashMap<String, u32>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            taken: HashMap::default(),
            numbers: HashMap::default(),
        }
    }
}

impl<T: Clone> Names<T> {
    /// Takes the first candidate that is free; behind the last, with a number. Answers with the name,
    /// and who held the name that was wanted first.
    pub(super) fn claim(&mut self, candidates: &[String], claimant: T) -> (String, Option<T>) {
        let holder = candidates
            .first()
            .and_then(|wanted| self.taken.get(wanted))
            .cloned();
        let free = candidates
            .iter()
            .find(|name| !self.taken.contains_key(*name))
            .cloned();
        let name = free.unwrap_or_else(|| {
            let stem = candidates.last().map_or("Type", String::as_str);
            let number = self.numbers.entry(stem.to_owned()).or_insert(1);
            loop {
                *number += 1;
                let name = format!("{stem}{number}");
                if !self.taken.contains_key(&name) {
                    break name;
                }
            }
        });
        self.taken.insert(name.clone(), claimant);
        (name, holder)
    }

    /// Whether nobody has a name.
    pub(super) fn is_free(&self, name: &str) -> bool {
        !self.taken.contains_key(name)
    }
}

/// A type or variant name: `line item` is `LineItem`, `1st` is `N1st`, `>=` is `GreaterEqual`, `€` is nothing.
pub(crate) fn type_name(text: &str) -> Option<String> {
    if is_plain_words(text) {
        return identifier(joined(text), 'N');
    }
    let name: String = words(text).to_upper_camel_case();
    identifier(name, 'N')
}

/// A field or module name: `lineItem` is `line_item`, `1st` is `n1st`, `€` is nothing.
pub(crate) fn field_name(text: &str) -> Option<String> {
    if is_plain_snake(text) {
        return identifier(text.to_owned(), 'n');
    }
    let name: String = words(text).to_snake_case();
    identifier(name, 'n')
}

/// Whether a text is words of lower-case ASCII between single underscores: a field's name as it stands.
fn is_plain_snake(text: &str) -> bool {
    let mut before = b'_';
    for byte in text.bytes() {
        if !matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_') || before == b'_' && byte == b'_' {
            return false;
        }
        before = byte;
    }
    before != b'_'
}

/// Whether a text is words of ASCII that are capital at their beginning at most, with spaces or underscores
/// between them: then none of them is divided any further.
fn is_plain_words(text: &str) -> bool {
    let mut begins = true;
    for byte in text.bytes() {
        match byte {
            b' ' | b'_' => begins = true,
            b'a'..=b'z' | b'0'..=b'9' => begins = false,
            b'A'..=b'Z' if begins => begins = false,
            _ => return false,
        }
    }
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// Such words, each with a capital, in one.
fn joined(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for word in text.split([' ', '_']) {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// What may stand in an identifier; the rest separates words. `+1` and `-1` stay apart.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    if !text
        .chars()
        .any(|c| c.is_alphanumeric() && is_identifier(c))
    {
        // There is nothing else to call it after.
        for character in text.chars() {
            words.push_str(symbol(character));
            words.push(' ');
        }
        return words;
    }
    for (index, character) in text.chars().enumerate() {
        match character {
            c if c.is_alphanumeric() && is_identifier(c) => words.push(c),
            '+' => words.push_str(" plus "),
            '-' if index == 0 && text.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) => {
                words.push_str(" minus ");
            }
            _ => words.push(' '),
        }
    }
    words
}

/// What a sign is called.
fn symbol(character: char) -> &'static str {
    match character {
        '!' => "not",
        '"' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '\'' => "apostrophe",
        '(' => "open",
        ')' => "close",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' => "open bracket",
        '\\' => "backslash",
        ']' => "close bracket",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backtick",
        '{' => "open brace",
        '|' => "or",
        '}' => "close brace",
        '~' => "tilde",
        ' ' => "space",
        _ => "",
    }
}

fn is_identifier(character: char) -> bool {
    character == '_'
        || character.is_ascii_alphanumeric()
        || (!character.is_ascii() && XID_CONTINUE.holds(character))
}

/// A set of characters that Unicode Standard Annex 31 defines, as `regex-syntax` knows it. Not every
/// letter may stand in an identifier, and not every one that may can begin it.
struct Set {
    pattern: &'static str,
    ranges: OnceLock<Vec<(char, char)>>,
}

static XID_START: Set = Set::new(r"\p{XID_Start}");
static XID_CONTINUE: Set = Set::new(r"\p{XID_Continue}");

impl Set {
    const fn new(pattern: &'static str) -> Self {
        Self {
            pattern,
            ranges: OnceLock::new(),
        }
    }

    fn holds(&self, character: char) -> bool {
        let ranges = self.ranges.get_or_init(|| {
            let Ok(hir) = regex_syntax::parse(self.pattern) else {
                return Vec::new();
            };
            match hir.kind() {
                HirKind::Class(Class::Unicode(class)) => class
                    .iter()
                    .map(|range| (range.start(), range.end()))
                    .collect(),
                _ => Vec::new(),
            }
        });
        let behind = ranges.partition_point(|(start, _)| *start <= character);
        let range = behind.checked_sub(1).and_then(|index| ranges.get(index));
        range.is_some_and(|(_, end)| character <= *end)
    }
}

fn identifier(name: String, prefix: char) -> Option<String> {
    let first = name.chars().next()?;
    let name = if first.is_ascii_alphabetic() || XID_START.holds(first) {
        name
    } else {
        format!("{prefix}{name}")
    };
    Some(match name.as_str() {
        // `r#` cannot help these.
        "self" | "super" | "crate" | "Self" => format!("{name}_"),
        _ => name,
    })
}

/// What one of several is called: `lines` gives `line`, `entries` gives `entry`, `data` gives
/// `data item`.
pub(crate) fn singular(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if lower.len() > 4 && lower.ends_with("ies") {
        format!("{}y", &text[..text.len() - 3])
    } else if lower.len() > 5
        && ["sses", "xes", "ches", "shes"]
            .iter()
            .any(|end| lower.ends_with(end))
    {
        text[..text.len() - 2].to_owned()
    } else if lower.len() > 3
        && lower.ends_with('s')
        && !lower.ends_with("ss")
        && !lower.ends_with("us")
    {
        text[..text.len() - 1].to_owned()
    } else {
        format!("{text} item")
    }
}

#[cfg(test)]
mod tests {
    use super::{field_name, singular, type_name};

    #[test]
    fn makes_identifiers() {
        assert_eq!(type_name("line item").as_deref(), Some("LineItem"));
        assert_eq!(type_name("1st").as_deref(), Some("N1st"));
        assert_eq!(type_name("self").as_deref(), Some("Self_"));
        assert_eq!(type_name("€"), None);
        assert_eq!(type_name("+1").as_deref(), Some("Plus1"));
        assert_eq!(type_name("größe").as_deref(), Some("Größe"));
        assert_eq!(field_name("lineItem").as_deref(), Some("line_item"));
        assert_eq!(field_name("$ref").as_deref(), Some("ref"));
        assert_eq!(field_name("self").as_deref(), Some("self_"));
        assert_eq!(field_name("").as_deref(), None);
        assert_eq!(type_name(">=").as_deref(), Some("GreaterEqual"));
        assert_eq!(field_name("*").as_deref(), Some("star"));
        assert_eq!(field_name("#text").as_deref(), Some("text"));
        // Letters to Unicode, but no identifiers to Rust: a mark cannot begin one, a circled letter
        // cannot stand in one.
        assert_eq!(type_name("\u{6e1}").as_deref(), Some("N\u{6e1}"));
        assert_eq!(type_name("a\u{24d0}b").as_deref(), Some("AB"));
    }

    #[test]
    fn every_character_makes_an_identifier_or_nothing() {
        for character in char::MIN..='\u{1ffff}' {
            for text in [
                format!("{character}"),
                format!("a{character}"),
                format!("{character}b c"),
                format!("1{character}"),
            ] {
                for name in [type_name(&text), field_name(&text)].into_iter().flatten() {
                    use syn::ext::IdentExt as _;
                    use syn::parse::Parser as _;
                    let read = syn::Ident::parse_any.parse_str(&name);
                    assert!(read.is_ok_and(|read| read == name), "{name:?}");
                }
            }
        }
    }

    #[test]
    fn plain_words_are_named_as_all_others_are() {
        use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
        const LETTERS: [char; 6] = ['a', 'z', 'B', '7', '_', ' '];
        let mut plain = 0;
        for number in 0..LETTERS.len().pow(6) {
            let letter = |place: u32| LETTERS[number / LETTERS.len().pow(place) % LETTERS.len()];
            let text: String = (0..6).map(letter).collect();
            if super::is_plain_words(&text) {
                assert_eq!(
                    super::joined(&text),
                    super::words(&text).to_upper_camel_case()
                );
                plain += 1;
            }
            if super::is_plain_snake(&text) {
                assert_eq!(text, super::words(&text).to_snake_case());
                plain += 1;
            }
        }
        assert!(plain > 1000);
    }

    #[test]
    fn names_one_of_several() {
        assert_eq!(singular("lines"), "line");
        assert_eq!(singular("entries"), "entry");
        assert_eq!(singular("addresses"), "address");
        assert_eq!(singular("data"), "data item");
        assert_eq!(singular("status"), "status item");
    }
}
