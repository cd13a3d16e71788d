//! Rules that a schema only tells in words, to rules that are keywords.
//!
//! A provider's dialect lacks some keywords; what they said then stands in the description, one
//! sentence for each (`At most 30 characters.`). A model reads those sentences, and so does this
//! one. The sentences are those of the dialects of `formwork-schema`; other words say nothing here.

use super::tree::Tree;

/// How many schemas below each other are read.
const DEEPEST: usize = 128;

/// What a sentence says after its first words.
enum Rule {
    /// `<number> characters.`, items or properties, or `<number>.`: the keywords for each.
    Bound([&'static str; 4]),
    /// `<number>.`
    Number(&'static str),
    /// Nothing more: the keyword is `true`.
    Flag(&'static str),
    /// One word.
    Word(&'static str),
    /// Text between backquotes.
    Quoted(&'static str),
    /// JSON values, separated by commas.
    Values(&'static str),
}

/// The first words of each sentence, and what follows them.
const SENTENCES: &[(&str, Rule)] = &[
    (
        "At least ",
        Rule::Bound(["minLength", "minItems", "minProperties", "minimum"]),
    ),
    (
        "At most ",
        Rule::Bound(["maxLength", "maxItems", "maxProperties", "maximum"]),
    ),
    ("Greater than ", Rule::Number("exclusiveMinimum")),
    ("Less than ", Rule::Number("exclusiveMaximum")),
    ("A multiple of ", Rule::Number("multipleOf")),
    ("No two items are equal.", Rule::Flag("uniqueItems")),
    ("Format: ", Rule::Word("format")),
    ("Matches the regular expression `", Rule::Quoted("pattern")),
    ("For example: ", Rule::Values("examples")),
    ("Default: ", Rule::Values("examples")),
];

/// Adds to every schema of a document the keywords that its description tells. Keywords that are
/// there already stay.
pub(super) fn add_told_rules(schema: &mut Tree) {
    add(schema, 0);
}

fn add(tree: &mut Tree, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match tree {
        Tree::Object(members) => {
            for (keyword, member) in members.iter_mut() {
                // These hold values, not schemas.
                if !matches!(keyword.as_str(), "const" | "enum" | "default" | "examples") {
                    add(member, depth + 1);
                }
            }
            let description = members.iter().find(|(keyword, _)| keyword == "description");
            let Some((_, Tree::String(description))) = description else {
                return;
            };
            for (keyword, rule) in told(description) {
                if !members.iter().any(|(known, _)| known == keyword) {
                    members.push((keyword.to_owned(), rule));
                }
            }
        }
        Tree::Array(items) => items.iter_mut().for_each(|item| add(item, depth + 1)),
        _ => {}
    }
}

/// The keywords that a description tells.
fn told(description: &str) -> Vec<(&'static str, Tree)> {
    let mut rules = Vec::new();
    for (words, rule) in SENTENCES {
        for (at, _) in description.match_indices(words) {
            let before = description.get(..at).unwrap_or_default();
            if before.is_empty() || before.ends_with(char::is_whitespace) {
                let after = description.get(at + words.len()..).unwrap_or_default();
                rules.extend(read(rule, after));
            }
        }
    }
    rules
}

fn read(rule: &Rule, after: &str) -> Option<(&'static str, Tree)> {
    let mut words = after.split_whitespace();
    match rule {
        Rule::Bound([characters, items, properties, value]) => {
            let first = words.next()?;
            let keyword = match words.next() {
                _ if first.ends_with('.') => value,
                Some("character." | "characters.") => characters,
                Some("item." | "items.") => items,
                Some("property." | "properties.") => properties,
                _ => return None,
            };
            Some((*keyword, number(first)?))
        }
        Rule::Number(keyword) => Some((*keyword, number(words.next()?)?)),
        Rule::Flag(keyword) => Some((*keyword, Tree::Bool(true))),
        Rule::Word(keyword) => Some((*keyword, Tree::string(words.next()?.strip_suffix('.')?))),
        Rule::Quoted(keyword) => {
            // A pattern may itself hold a backquote; the sentence ends where no text goes on.
            let (pattern, _) = after.split_once("`.")?;
            Some((*keyword, Tree::string(pattern)))
        }
        Rule::Values(keyword) => values(after).map(|values| (*keyword, values)),
    }
}

fn number(word: &str) -> Option<Tree> {
    match Tree::read(word.strip_suffix('.').unwrap_or(word).as_bytes()) {
        Some(number @ Tree::Number(_)) => Some(number),
        _ => None,
    }
}

/// The values up to the end of the sentence. Values may hold full stops, so that the longest text
/// that is JSON counts.
fn values(after: &str) -> Option<Tree> {
    let mut ends: Vec<usize> = after
        .match_indices('.')
        .map(|(at, _)| at)
        .take(64)
        .collect();
    ends.reverse();
    ends.into_iter().find_map(|end| {
        let list = format!("[{}]", after.get(..end)?);
        Tree::read(list.as_bytes()).filter(|list| !list.items().is_empty())
    })
}
