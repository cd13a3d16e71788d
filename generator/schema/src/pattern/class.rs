//! `[...]`: the characters, ranges and sets of a class, as the `regex` crate writes them.
//!
//! As in browsers, a set at an end of a range makes no range: `[\w-.]` is what `\w` is, `-` and `.`. Half of a surrogate
//! pair is no character, so that no class has it.
//!
//! Source: ECMA-262, section 22.2.1 (`ClassContents`), and annex B.1.2.

use std::iter::Peekable;
use std::str::Chars;

use super::{ANYTHING, NOTHING, Out, Refusal, braced, code};

pub(super) const SPACE: &str =
    r"\t\n\x0B\f\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}";

/// What `\d`, `\w`, `\s` stand for, and whether it is all but that: `\D`, `\W`, `\S`.
pub(super) fn set(letter: char) -> (&'static str, bool) {
    let set = match letter {
        'd' | 'D' => "0-9",
        'w' | 'W' => "A-Za-z0-9_",
        _ => SPACE,
    };
    (set, letter.is_ascii_uppercase())
}

/// What stands in a class.
enum Atom {
    /// A character: its number, and how it is written.
    One(u32, String),
    /// Several.
    Set(String),
}

/// A class, behind its `[`.
pub(super) fn class(rest: &mut Peekable<Chars<'_>>, out: &mut Out) -> Result<(), Refusal> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut members = String::new();
    while let Some(first) = atom(rest)? {
        if !begins_range(rest) {
            first.push(&mut members);
            continue;
        }
        rest.next();
        let Some(last) = atom(rest)? else { break };
        if let (Atom::One(from, first), Atom::One(to, last)) = (&first, &last) {
            range((*from, first), (*to, last), &mut members)?;
        } else {
            first.push(&mut members);
            members.push_str(r"\-");
            last.push(&mut members);
        }
    }
    match (members.as_str(), negated) {
        ("", true) => out.push_str(ANYTHING),
        ("", false) => out.push_str(NOTHING),
        (members, negated) => {
            out.push_str(if negated { "[^" } else { "[" });
            out.push_str(members);
            out.push(']');
        }
    }
    Ok(())
}

/// Whether `-` comes next, and the class goes on behind it.
fn begins_range(rest: &Peekable<Chars<'_>>) -> bool {
    let mut ahead = rest.clone();
    ahead.next() == Some('-') && ahead.next() != Some(']')
}

/// The next thing in a class; none at its end.
fn atom(rest: &mut Peekable<Chars<'_>>) -> Result<Option<Atom>, Refusal> {
    let Some(character) = rest.next() else {
        return Err(Refusal::malformed("it has a `[` without `]`"));
    };
    let by_number = |code: u32| Atom::One(code, format!(r"\x{{{code:X}}}"));
    let itself = |character: char| Atom::One(character.into(), character.to_string());
    let marked = |character: char| Atom::One(character.into(), format!("\\{character}"));
    Ok(Some(match character {
        ']' => return Ok(None),
        '\\' => {
            let Some(letter) = rest.next() else {
                return Err(Refusal::malformed("it ends in a backslash"));
            };
            match letter {
                'd' | 'D' | 'w' | 'W' | 's' | 'S' => match set(letter) {
                    (set, false) => Atom::Set(set.to_owned()),
                    (set, true) => Atom::Set(format!("[^{set}]")),
                },
                'p' | 'P' if rest.peek() == Some(&'{') => Atom::Set(braced(rest, letter)),
                'u' if rest.peek() == Some(&'{') => {
                    let text = braced(rest, letter);
                    let digits = text.trim_start_matches("\\u{").trim_end_matches('}');
                    match u32::from_str_radix(digits, 16) {
                        Ok(code) if code <= u32::from(char::MAX) => by_number(code),
                        _ => return Err(Refusal::malformed("`\\u{...}` is not a character")),
                    }
                }
                'x' | 'u' => code(rest, letter).map_or_else(|| itself(letter), by_number),
                'c' if rest.peek().is_some_and(char::is_ascii_alphabetic) => {
                    by_number(rest.next().map_or(0, u32::from) % 32)
                }
                'b' => by_number(8),
                '0' if !rest.peek().is_some_and(char::is_ascii_digit) => by_number(0),
                't' => Atom::One(0x9, r"\t".to_owned()),
                'n' => Atom::One(0xA, r"\n".to_owned()),
                'v' => Atom::One(0xB, r"\v".to_owned()),
                'f' => Atom::One(0xC, r"\f".to_owned()),
                'r' => Atom::One(0xD, r"\r".to_owned()),
                '<' | '>' => itself(letter),
                other if other.is_ascii_punctuation() || other == ' ' => marked(other),
                other => itself(other),
            }
        }
        // Characters that only the `regex` crate reads as more than that.
        '[' | '&' | '~' | '-' | '^' => marked(character),
        other => itself(other),
    }))
}

impl Atom {
    fn push(&self, members: &mut String) {
        match self {
            Self::One(code, text) if char::from_u32(*code).is_some() => members.push_str(text),
            Self::One(..) => {}
            Self::Set(text) => members.push_str(text),
        }
    }
}

/// A range, without what is no character.
fn range(
    (from, first): (u32, &str),
    (to, last): (u32, &str),
    members: &mut String,
) -> Result<(), Refusal> {
    const BELOW: (u32, &str) = (0xD7FF, r"\x{D7FF}");
    const ABOVE: (u32, &str) = (0xE000, r"\x{E000}");
    if from > to {
        return Err(Refusal::malformed(
            "a range in `[...]` ends before it begins",
        ));
    }
    let mut part = |(from, first): (u32, &str), (to, last): (u32, &str)| {
        if from <= to {
            members.push_str(first);
        }
        if from < to {
            members.push('-');
            members.push_str(last);
        }
    };
    if to <= BELOW.0 || from >= ABOVE.0 {
        part((from, first), (to, last));
    } else {
        part((from, first), BELOW);
        part(ABOVE, (to, last));
    }
    Ok(())
}
