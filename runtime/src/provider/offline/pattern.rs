//! A `pattern` in, text that matches it out.
//!
//! The pattern is read with `regex-syntax` and its parts are said aloud, with plain letters and
//! digits where it leaves a choice. Look-around, which that grammar lacks, is cut out first; whether
//! the text fits all the same is for [`super::judge`] to say.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::dice::Dice;

/// How much text a pattern may ask for, in bytes.
const LONGEST: usize = 1 << 16;

/// How deep a pattern may be nested.
const DEEPEST: u32 = 100;

/// Text that matches `pattern`, with at least `least` characters where repetitions allow. `None`
/// where the pattern cannot be read or wants more text than is sensible.
pub(super) fn sample_pattern(pattern: &str, least: usize, dice: &mut Dice) -> Option<String> {
    let read = |pattern: &str| {
        ParserBuilder::new()
            .nest_limit(DEEPEST)
            .build()
            .parse(pattern)
            .ok()
    };
    let hir = read(pattern).or_else(|| read(&without_look_around(pattern)?))?;
    let mut out = String::new();
    say(&hir, least.min(LONGEST), dice, &mut out)?;
    Some(out)
}

/// Appends a match. Its depth is bounded by the parser's nest limit.
fn say(hir: &Hir, least: usize, dice: &mut Dice, out: &mut String) -> Option<()> {
    if out.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => out.push(one_of(class, dice)?),
        HirKind::Capture(capture) => say(&capture.sub, least, dice, out)?,
        HirKind::Concat(parts) => {
            for part in parts {
                say(part, least, dice, out)?;
            }
        }
        HirKind::Alternation(branches) => say(dice.pick(branches)?, least, dice, out)?,
        HirKind::Repetition(repetition) => {
            let fewest = usize::try_from(repetition.min).ok()?;
            let most = repetition
                .max
                .map_or(usize::MAX, |max| usize::try_from(max).unwrap_or(0));
            let usual = fewest.saturating_add(if fewest > 3 { 1 } else { 5 });
            let times = dice.between(fewest, most.min(usual));
            let mut said = 0;
            while said < times || (said < most && out.len() < least) {
                let before = out.len();
                say(&repetition.sub, 0, dice, out)?;
                if out.len() == before {
                    // Repeating nothing would never get longer.
                    break;
                }
                said += 1;
            }
        }
    }
    Some(())
}

/// A character of a class: a letter or digit where it has one, then other ASCII, then any.
fn one_of(class: &Class, dice: &mut Dice) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class
            .ranges()
            .iter()
            .map(|r| (r.start(), r.end()))
            .collect(),
        Class::Bytes(class) => {
            let ascii = class.ranges().iter().filter(|range| range.end().is_ascii());
            ascii
                .map(|range| (char::from(range.start()), char::from(range.end())))
                .collect()
        }
    };
    let has = |wanted: char| {
        ranges
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&wanted))
    };
    let lower: Vec<char> = ('a'..='z').filter(|c| has(*c)).collect();
    let plain: Vec<char> = ('0'..='9').chain('A'..='Z').filter(|c| has(*c)).collect();
    let ascii: Vec<char> = (' '..='~').filter(|c| has(*c)).collect();
    let preferred = if !lower.is_empty() && (plain.is_empty() || dice.chance(3, 4)) {
        lower
    } else if plain.is_empty() {
        ascii
    } else {
        plain
    };
    dice.pick(&preferred).copied().or_else(|| {
        let (first, last) = *dice.pick(&ranges)?;
        let span = u32::from(last).saturating_sub(u32::from(first)).min(64);
        let offset = u32::try_from(dice.index(usize::try_from(span).ok()? + 1)).ok()?;
        char::from_u32(u32::from(first) + offset).or(Some(first))
    })
}

/// What a pattern with look-around demands, in patterns without: each is to match, or not to match
/// where the flag is false. Look-ahead right behind `^` is kept, as a pattern of its own; the rest
/// is left out. `None` where the pattern has no look-around.
pub(super) fn clauses(pattern: &str) -> Option<Vec<(String, bool)>> {
    let mut clauses = vec![(without_look_around(pattern)?, true)];
    let mut rest = pattern.strip_prefix('^').unwrap_or_default();
    loop {
        let wanted = rest.starts_with("(?=");
        if !wanted && !rest.starts_with("(?!") {
            return Some(clauses);
        }
        let length = group_length(rest)?;
        let inside = rest.get(3..length - 1)?;
        clauses.push((format!("^(?:{inside})"), wanted));
        rest = rest.get(length..)?;
    }
}

/// The pattern with its look-around groups cut out; `None` where it has none.
fn without_look_around(pattern: &str) -> Option<String> {
    let mut kept = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut in_class = false;
    let mut cut = false;
    while let Some(character) = rest.chars().next() {
        let looks = ["(?=", "(?!", "(?<=", "(?<!"]
            .iter()
            .any(|open| rest.starts_with(open));
        if looks && !in_class {
            rest = rest.get(group_length(rest)?..)?;
            cut = true;
            continue;
        }
        let width = match character {
            '\\' => 1 + rest.get(1..)?.chars().next().map_or(0, char::len_utf8),
            _ => character.len_utf8(),
        };
        match character {
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        kept.push_str(rest.get(..width)?);
        rest = rest.get(width..)?;
    }
    cut.then_some(kept)
}

/// How many bytes the group takes that `text` starts with.
fn group_length(text: &str) -> Option<usize> {
    let (mut depth, mut in_class, mut escaped) = (0_usize, false, false);
    for (index, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(index + 1);
                }
            }
            _ => {}
        }
    }
    None
}
