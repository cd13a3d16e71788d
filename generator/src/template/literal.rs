//! Numbers and texts in quotes: how far each goes, and what a text says.

use std::borrow::Cow;

use super::fault::{Fault, Read};
use super::tokens::{Token, word};

/// A number at a place, and where it ends.
///
/// `1_000`, `0x1f`, `0o17`, `0b11`, `1.5`, `1.`, `1e3`. An integer has 128 bits. What follows a dot is the index of
/// an item and has no fraction: `rows.1.0`.
pub(super) fn number(text: &str, start: usize) -> Read<(Token<'_>, usize)> {
    let rest = text.get(start..).unwrap_or_default();
    let wrong = |length: usize, what: &str| Fault::new(start..start + length.max(1), what);
    let radix = match rest.as_bytes() {
        [b'0', b'b' | b'B', ..] => Some(2),
        [b'0', b'o' | b'O', ..] => Some(8),
        [b'0', b'x' | b'X', ..] => Some(16),
        _ => None,
    };
    let (length, is_float) = match radix {
        Some(16) => (2 + run(rest, 2, u8::is_ascii_hexdigit), false),
        Some(_) => (2 + run(rest, 2, u8::is_ascii_digit), false),
        None => {
            let before = start.checked_sub(1).and_then(|at| text.as_bytes().get(at));
            decimal(rest, before == Some(&b'.'))
        }
    };
    let written = rest.get(..length).unwrap_or_default();
    if written.ends_with('_') {
        return Err(wrong(length, "a number does not end with `_`"));
    }
    let digits = written.get(if radix.is_some() { 2 } else { 0 }..);
    let digits = digits.unwrap_or_default().replace('_', "");
    if is_float {
        return match digits.parse::<f64>() {
            Ok(_) => Ok((Token::Float, start + length)),
            Err(_) => Err(wrong(length, "this number has no digits after its `e`")),
        };
    }
    match u128::from_str_radix(&digits, radix.unwrap_or(10)) {
        Ok(_) => Ok((Token::Integer, start + length)),
        Err(_) if digits.is_empty() => Err(wrong(length, "this number has no digits")),
        Err(error) => Err(wrong(
            length,
            match error.kind() {
                std::num::IntErrorKind::PosOverflow => "this number is larger than 128 bits",
                _ => "this number has a digit that its base has not",
            },
        )),
    }
}

/// How many digits, or `_` between them, there are from a place on.
fn run(text: &str, from: usize, is_digit: impl Fn(&u8) -> bool) -> usize {
    let bytes = text.as_bytes().get(from..).unwrap_or_default().iter();
    bytes
        .take_while(|byte| is_digit(byte) || **byte == b'_')
        .count()
}

/// The length of a number in base 10, and whether it is no integer.
fn decimal(text: &str, is_index: bool) -> (usize, bool) {
    let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or_default();
    let mut at = run(text, 0, u8::is_ascii_digit);
    let mut is_float = false;
    if byte(at) == b'.' && !is_index {
        // `1.e3` is a number, and `1.first` is something of one.
        let is_power = matches!(byte(at + 1), b'e' | b'E')
            && matches!(byte(at + 2), b'+' | b'-' | b'0'..=b'9');
        if !is_power && !word(text.get(at + 1..).unwrap_or_default()).is_empty() {
            return (at, false);
        }
        is_float = true;
        at += 1;
        at += run(text, at, u8::is_ascii_digit);
    }
    if matches!(byte(at), b'e' | b'E') {
        is_float = true;
        at += 1;
        at += run(text, at, |_| false);
        at += usize::from(matches!(byte(at), b'+' | b'-'));
        at += run(text, at, u8::is_ascii_digit);
    }
    (at, is_float)
}

/// A text in quotes at a place, and where it ends.
pub(super) fn string(text: &str, start: usize) -> Read<(Token<'_>, usize)> {
    let rest = text.get(start..).unwrap_or_default();
    let quote = rest.bytes().next();
    let mut is_escaped = false;
    let end = rest.bytes().skip(1).position(|byte| {
        let is_end = !is_escaped && Some(byte) == quote;
        is_escaped = !is_escaped && byte == b'\\';
        is_end
    });
    let Some(length) = end else {
        let line = rest.lines().next().map_or(1, |line| line.trim_end().len());
        let fault = Fault::new(start..start + line.max(1), "this text is not closed");
        let mark = rest.get(..1).unwrap_or_default();
        return Err(fault.help(format!("it ends with `{mark}`, as it begins")));
    };
    let said = rest.get(1..=length).unwrap_or_default();
    let said = if said.contains('\\') {
        Cow::Owned(unescaped(said, start + 1)?)
    } else {
        Cow::Borrowed(said)
    };
    Ok((Token::String(said), start + length + 2))
}

/// What a text says that has escapes. A `\` before anything else stands for itself.
fn unescaped(written: &str, start: usize) -> Read<String> {
    let mut said = String::with_capacity(written.len());
    // The first half of a character that UTF-16 writes as two.
    let mut half: Option<u16> = None;
    let mut rest = written;
    while let Some(character) = rest.chars().next() {
        let at = start + written.len() - rest.len();
        let (meant, length) = match character {
            '\\' => escape(rest),
            other => (Some(Meant::Character(other)), other.len_utf8()),
        };
        rest = rest.get(length..).unwrap_or_default();
        let wrong = || {
            let fault = Fault::new(at..at + length, "there is no such character");
            fault.help("four digits of base 16 follow `\\u`, two follow `\\x`, and `\\377` is the last in base 8")
        };
        match (meant.ok_or_else(wrong)?, half.take()) {
            (Meant::Character(one), None) => said.push(one),
            (Meant::Itself(one), None) => said.extend(['\\', one]),
            (Meant::Unit(unit), None) => match char::from_u32(unit.into()) {
                Some(one) => said.push(one),
                None => half = Some(unit),
            },
            (Meant::Unit(unit), Some(first)) => {
                let mut both = char::decode_utf16([first, unit]);
                said.push(both.next().and_then(Result::ok).ok_or_else(wrong)?);
            }
            (_, Some(_)) => return Err(wrong()),
        }
    }
    if half.is_some() {
        let part = start..start + written.len();
        return Err(Fault::new(part, "this text ends in half a character"));
    }
    Ok(said)
}

/// What an escape stands for.
enum Meant {
    Character(char),
    /// The backslash, and what follows it.
    Itself(char),
    /// A unit of UTF-16.
    Unit(u16),
}

/// What the escape at the beginning of a text means, if anything, and its length.
fn escape(text: &str) -> (Option<Meant>, usize) {
    let mut characters = text.char_indices().skip(1);
    let Some((_, kind)) = characters.next() else {
        return (None, text.len());
    };
    // So many characters after the one that says what it is.
    let digits = |from: usize, count: usize| {
        let rest = text.get(from..).unwrap_or_default();
        let end = rest.char_indices().nth(count);
        let digits = rest.get(..end.map_or(rest.len(), |(at, _)| at));
        digits.unwrap_or_default()
    };
    let character = |meant: char| (Some(Meant::Character(meant)), 1 + kind.len_utf8());
    match kind {
        '"' | '\\' | '/' | '\'' => character(kind),
        'b' => character('\u{8}'),
        'f' => character('\u{c}'),
        'n' => character('\n'),
        'r' => character('\r'),
        't' => character('\t'),
        'u' => {
            let digits = digits(2, 4);
            let unit = u16::from_str_radix(digits, 16).ok();
            let unit = unit.filter(|_| digits.len() == 4);
            (unit.map(Meant::Unit), 2 + digits.len())
        }
        'x' => {
            let digits = digits(2, 2);
            let byte = u8::from_str_radix(digits, 16).ok();
            let byte = byte.filter(|_| digits.len() == 2);
            let meant = byte.map(|byte| Meant::Character(char::from(byte)));
            (meant, 2 + digits.len())
        }
        '0'..='7' => {
            let octal = |byte: &u8| matches!(byte, b'0'..=b'7');
            let bytes = text.as_bytes().iter().skip(1).take(3);
            let length = bytes.take_while(|byte| octal(byte)).count();
            let byte = u8::from_str_radix(text.get(1..=length).unwrap_or_default(), 8);
            let meant = byte.ok().map(|byte| Meant::Character(char::from(byte)));
            (meant, 1 + length)
        }
        other => (Some(Meant::Itself(other)), 1 + other.len_utf8()),
    }
}
