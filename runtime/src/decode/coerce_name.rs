//! A text to one of several names: the values of an enumeration, the properties of an object.
//!
//! What a person would read as the same name is the same name, if it is that of one value only. Of several
//! that fit, none is taken.

use std::collections::HashMap;

use super::coerce_fold::{Folded, bare, plain};
use crate::lenient::MendKind;

/// Longer texts are no phrase in which to look for a name.
const PHRASE: usize = 64 << 10;

/// Words that take back what follows.
const NOT: &[&str] = &[
    "not", "no", "never", "neither", "nor", "without", "cannot", "non",
];

/// A name, and which value it is of.
type Name<'a> = (&'a str, usize);

/// The value that a text names, and how it does.
pub(super) fn find(
    text: &str,
    names: &[&str],
    spellings: &[(&'static str, usize)],
) -> Option<(usize, MendKind)> {
    let inner = bare(text);
    if let Some(index) = names.iter().position(|name| *name == inner) {
        return Some((index, MendKind::ValueSpelling));
    }
    for exact in [text, inner] {
        if let Some((_, index)) = spellings.iter().find(|(name, _)| *name == exact) {
            return Some((*index, MendKind::ValueAlias));
        }
    }
    let all: Vec<Name<'_>> = names
        .iter()
        .enumerate()
        .map(|(index, name)| (*name, index))
        .chain(spellings.iter().copied())
        .collect();
    similar(inner, &all)
        .map(|index| (index, MendKind::ValueSpelling))
        .or_else(|| mentioned(text, &all))
}

/// The only value with a name that differs in case, accents, separators or punctuation.
pub(super) fn similar(text: &str, all: &[Name<'_>]) -> Option<usize> {
    let wanted = plain(text);
    only(all, |name| plain(name) == wanted).or_else(|| {
        let wanted = Folded::new(text).joined();
        if wanted.is_empty() {
            return None;
        }
        only(all, |name| Folded::new(name).joined() == wanted)
    })
}

fn only(all: &[Name<'_>], is: impl Fn(&str) -> bool) -> Option<usize> {
    let mut found = all.iter().filter(|(name, _)| is(name));
    let (_, index) = found.next()?;
    found.all(|(_, other)| other == index).then_some(*index)
}

/// The value that a phrase mentions most often. Names that are no ordinary words, as they are written, come
/// before those that differ in case: `TWO is one of them`.
fn mentioned(text: &str, all: &[Name<'_>]) -> Option<(usize, MendKind)> {
    if text.len() > PHRASE {
        return None;
    }
    let marked: Vec<Name<'_>> = all
        .iter()
        .filter(|(name, _)| is_marked(name))
        .copied()
        .collect();
    match most_mentioned(text, &marked, Folded::exact) {
        Mentions::None => most_mentioned(text, all, Folded::new).most(),
        some => some.most(),
    }
}

/// Whether a name looks like none of the words around it.
fn is_marked(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next();
    characters.any(|one| one.is_uppercase() || one.is_numeric() || one == '_')
}

/// Which value a phrase mentions.
enum Mentions {
    None,
    /// Several equally often, or one that is said not to be it.
    Unclear,
    Most(usize, MendKind),
}

impl Mentions {
    fn most(self) -> Option<(usize, MendKind)> {
        match self {
            Self::Most(index, kind) => Some((index, kind)),
            Self::None | Self::Unclear => None,
        }
    }
}

fn most_mentioned(text: &str, all: &[Name<'_>], fold: fn(&str) -> Folded) -> Mentions {
    let phrase = fold(text);
    let folded: Vec<(Folded, usize)> = all
        .iter()
        .map(|(name, index)| (fold(name), *index))
        .filter(|(name, _)| name.len() > 0)
        .collect();
    let mut by_first: HashMap<&str, Vec<(&Folded, usize)>> = HashMap::new();
    for (name, index) in &folded {
        if let Some(first) = name.word(0) {
            by_first.entry(first).or_default().push((name, *index));
        }
    }
    let mut counts: HashMap<usize, usize> = HashMap::new();
    let mut at = 0;
    while let Some(word) = phrase.word(at) {
        let here = by_first.get(word).into_iter().flatten();
        let longest = here
            .filter(|(name, _)| phrase.has(name, at))
            .max_by_key(|(name, _)| name.len());
        let Some((name, index)) = longest else {
            at += 1;
            continue;
        };
        if is_denied(&phrase, at) {
            return Mentions::Unclear;
        }
        *counts.entry(*index).or_default() += 1;
        at += name.len();
    }
    let most = counts.values().max().copied();
    let mut leading = counts.iter().filter(|(_, count)| Some(**count) == most);
    let Some((index, _)) = leading.next() else {
        return Mentions::None;
    };
    if leading.next().is_some() {
        return Mentions::Unclear;
    }
    let kind = if counts.len() == 1 {
        MendKind::ValueInPhrase
    } else {
        MendKind::MostMentioned
    };
    Mentions::Most(*index, kind)
}

/// Whether the words before this one take it back: `not spam`, `isn't a spam`.
fn is_denied(phrase: &Folded, at: usize) -> bool {
    let before = |back: usize| {
        let word = at.checked_sub(back).and_then(|at| phrase.word(at))?;
        Some(word.to_lowercase())
    };
    let article = matches!(before(1).as_deref(), Some("a" | "an" | "the"));
    let back = if article { 2 } else { 1 };
    let shortened = before(back).as_deref() == Some("t")
        && before(back + 1).is_some_and(|word| word.ends_with('n') || word == "can");
    shortened || before(back).is_some_and(|word| NOT.contains(&word.as_str()))
}
