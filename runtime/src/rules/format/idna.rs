//! Labels in Unicode: which code points stand in them (RFC 5892), and in which order scripts of both
//! directions may (RFC 5893).
//!
//! That a label is in Unicode's normal form C is not asked; who registers names sees to that.

use std::sync::OnceLock;

use regex::Regex;

use super::idna_tables::{DISALLOWED, VIRAMAS};

/// A label of more bytes is too long in ASCII as well.
const LONGEST: usize = 4 * 63;

/// Whether a label that is not ASCII is a U-label, but for its exact length.
pub(super) fn is_label(label: &str) -> bool {
    let hyphens = label.chars().skip(2).take(2).filter(|c| *c == '-').count();
    let codes: Vec<char> = label.chars().collect();
    label.len() <= LONGEST
        && hyphens < 2
        && !label.starts_with('-')
        && !label.ends_with('-')
        && !codes.first().is_some_and(|first| is(MARK, *first))
        && codes.iter().enumerate().all(|(index, code)| {
            if needs_context(*code) {
                has_context(&codes, index, *code)
            } else {
                is_valid(*code)
            }
        })
}

/// Unicode's general categories and scripts, as classes.
type Class = (&'static str, &'static OnceLock<Option<Regex>>);

macro_rules! class {
    ($class:literal) => {{
        static REGEX: OnceLock<Option<Regex>> = OnceLock::new();
        ($class, &REGEX)
    }};
}

const LETTER_OR_DIGIT: Class = class!(r"^[\p{Ll}\p{Lu}\p{Lo}\p{Lm}\p{Nd}\p{Mn}\p{Mc}]");
const MARK: Class = class!(r"^\p{M}");
const NON_SPACING: Class = class!(r"^[\p{Mn}\p{Me}]");
const GREEK: Class = class!(r"^\p{Greek}");
const HEBREW: Class = class!(r"^\p{Hebrew}");
const JAPANESE: Class = class!(r"^[\p{Hiragana}\p{Katakana}\p{Han}]");
const CURSIVE: Class = class!(
    r"^[\p{Lo}\p{Lm}&&[\p{Arabic}\p{Syriac}\p{Mongolian}\p{Nko}\p{Mandaic}\p{Phags_Pa}\p{Adlam}\p{Hanifi_Rohingya}\p{Manichaean}\p{Sogdian}]]"
);

fn is((class, regex): Class, code: char) -> bool {
    let regex = regex.get_or_init(|| Regex::new(class).ok());
    let mut bytes = [0; 4];
    let text = code.encode_utf8(&mut bytes);
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

fn in_ranges(ranges: &[(u32, u32)], code: char) -> bool {
    let code = u32::from(code);
    let after = ranges.partition_point(|(first, _)| *first <= code);
    after
        .checked_sub(1)
        .and_then(|index| ranges.get(index))
        .is_some_and(|(_, last)| code <= *last)
}

/// `PVALID` (RFC 5892, section 3).
fn is_valid(code: char) -> bool {
    match code {
        // Exceptions; and the capital letters of Cherokee, which are its older ones, and stay.
        'a'..='z'
        | '0'..='9'
        | '-'
        | '\u{13A0}'..='\u{13F5}'
        | '\u{DF}'
        | '\u{3C2}'
        | '\u{6FD}'
        | '\u{6FE}'
        | '\u{F0B}'
        | '\u{3007}' => true,
        '\0'..='\u{7F}' => false,
        _ => {
            code.to_lowercase().eq([code])
                && !in_ranges(&DISALLOWED, code)
                && is(LETTER_OR_DIGIT, code)
        }
    }
}

/// `CONTEXTJ` and `CONTEXTO` (RFC 5892, section 2.6).
fn needs_context(code: char) -> bool {
    matches!(
        code,
        '\u{200C}'
            | '\u{200D}'
            | '\u{B7}'
            | '\u{375}'
            | '\u{5F3}'
            | '\u{5F4}'
            | '\u{30FB}'
            | '\u{660}'..='\u{669}'
            | '\u{6F0}'..='\u{6F9}'
    )
}

/// The rules of RFC 5892, appendix A.
fn has_context(codes: &[char], index: usize, code: char) -> bool {
    let before = index.checked_sub(1).and_then(|index| codes.get(index));
    let after = codes.get(index + 1);
    let behind_virama = before.is_some_and(|before| in_ranges(&VIRAMAS, *before));
    match code {
        '\u{200C}' => behind_virama || breaks_cursive(codes, index),
        '\u{200D}' => behind_virama,
        '\u{B7}' => before == Some(&'l') && after == Some(&'l'),
        '\u{375}' => after.is_some_and(|after| is(GREEK, *after)),
        '\u{5F3}' | '\u{5F4}' => before.is_some_and(|before| is(HEBREW, *before)),
        '\u{30FB}' => codes.iter().any(|code| is(JAPANESE, *code)),
        '\u{660}'..='\u{669}' => !codes.iter().any(|c| matches!(c, '\u{6F0}'..='\u{6F9}')),
        _ => !codes.iter().any(|c| matches!(c, '\u{660}'..='\u{669}')),
    }
}

/// Whether a non-joiner stands between letters that would join (RFC 5892, appendix A.1).
fn breaks_cursive(codes: &[char], index: usize) -> bool {
    let is_letter = |code: &&char| !is(MARK, **code);
    let before = codes.get(..index).unwrap_or_default();
    let after = codes.get(index + 1..).unwrap_or_default();
    let before = before.iter().rev().find(is_letter);
    let after = after.iter().find(is_letter);
    before.is_some_and(|code| joins_both(*code))
        && after.is_some_and(|code| joins_both(*code) || joins_before(*code))
}

fn joins_both(code: char) -> bool {
    // Hamza joins nothing.
    is(CURSIVE, code) && !joins_before(code) && !matches!(code, '\u{621}' | '\u{674}')
}

/// The letters of Arabic and Syriac that join only the letter before them.
fn joins_before(code: char) -> bool {
    matches!(
        code,
        '\u{622}'..='\u{625}' | '\u{627}' | '\u{629}' | '\u{62F}'..='\u{632}' | '\u{648}'
            | '\u{671}'..='\u{673}' | '\u{675}'..='\u{677}' | '\u{688}'..='\u{699}' | '\u{6C0}'
            | '\u{6C3}'..='\u{6CB}' | '\u{6CD}' | '\u{6CF}' | '\u{6D2}'..='\u{6D3}' | '\u{6D5}'
            | '\u{6EE}'..='\u{6EF}' | '\u{710}' | '\u{715}'..='\u{719}' | '\u{71E}' | '\u{728}'
            | '\u{72A}' | '\u{72C}' | '\u{72F}' | '\u{74D}' | '\u{759}'..='\u{75B}'
            | '\u{76B}'..='\u{76C}' | '\u{771}' | '\u{773}'..='\u{774}' | '\u{778}'..='\u{779}'
    )
}

/// Bidirectional classes, as far as RFC 5893 tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    /// `L`
    LeftToRight,
    /// `R`, `AL`
    RightToLeft,
    /// `AN`
    ArabicNumber,
    /// `EN`
    EuropeanNumber,
    /// `NSM`
    Mark,
    /// Those that have no direction.
    Neutral,
}

fn direction(code: char) -> Direction {
    match code {
        '0'..='9' | '\u{6F0}'..='\u{6F9}' => Direction::EuropeanNumber,
        '\u{660}'..='\u{669}' | '\u{10D30}'..='\u{10D39}' => Direction::ArabicNumber,
        '-' | '\u{B7}' | '\u{375}' | '\u{200C}' | '\u{200D}' | '\u{30FB}' => Direction::Neutral,
        '\0'..='\u{7F}' => Direction::LeftToRight,
        _ if is(NON_SPACING, code) => Direction::Mark,
        '\u{590}'..='\u{8FF}'
        | '\u{FB1D}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}' => Direction::RightToLeft,
        _ => Direction::LeftToRight,
    }
}

/// Whether anything in a label runs from right to left.
pub(super) fn has_right_to_left(label: &str) -> bool {
    label
        .chars()
        .map(direction)
        .any(|one| matches!(one, Direction::RightToLeft | Direction::ArabicNumber))
}

/// The Bidi rule (RFC 5893, section 2), which each label keeps where some label runs from right to left.
pub(super) fn keeps_order(label: &str) -> bool {
    use Direction::{ArabicNumber, EuropeanNumber, LeftToRight, Mark, Neutral, RightToLeft};

    let directions: Vec<Direction> = label.chars().map(direction).collect();
    let has = |one: Direction| directions.contains(&one);
    let last = directions.iter().rev().find(|one| **one != Mark);
    match (directions.first(), last) {
        (Some(RightToLeft), Some(RightToLeft | EuropeanNumber | ArabicNumber)) => {
            !(has(LeftToRight) || has(EuropeanNumber) && has(ArabicNumber))
        }
        (Some(LeftToRight), Some(LeftToRight | EuropeanNumber)) => directions
            .iter()
            .all(|one| matches!(one, LeftToRight | EuropeanNumber | Mark | Neutral)),
        _ => false,
    }
}
