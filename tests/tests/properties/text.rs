//! JSON values to text in every layout that RFC 8259 allows, and text that is nearly JSON.

use std::fmt::Write as _;

use serde_json::Value;

use crate::choices::Choices;

/// Writes a value: members in any order, white space anywhere, characters and numbers in any of
/// their forms. What was a number may be another form of the same number.
pub(crate) fn write(value: &Value, choices: &mut Choices) -> String {
    let mut out = String::new();
    let style = choices.below(3);
    space(style, &mut out, choices);
    element(value, style, &mut out, choices);
    space(style, &mut out, choices);
    out
}

/// `style` is 0 for compact and plain, 1 for spaced out, 2 for escaped as well.
fn element(value: &Value, style: usize, out: &mut String, choices: &mut Choices) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(value) => number(&value.to_string(), style, out, choices),
        Value::String(text) => string(text, style, out, choices),
        Value::Array(items) => {
            out.push('[');
            space(style, out, choices);
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                    space(style, out, choices);
                }
                element(item, style, out, choices);
                space(style, out, choices);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            choices.shuffle(&mut members);
            out.push('{');
            space(style, out, choices);
            for (index, (key, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                    space(style, out, choices);
                }
                string(key, style, out, choices);
                space(style, out, choices);
                out.push(':');
                space(style, out, choices);
                element(value, style, out, choices);
                space(style, out, choices);
            }
            out.push('}');
        }
    }
}

fn space(style: usize, out: &mut String, choices: &mut Choices) {
    if style > 0 && choices.one_in(3) {
        out.push_str(choices.pick(&[" ", "\n", "\r\n", "\t", "  \t\n   "]));
    }
}

fn string(text: &str, style: usize, out: &mut String, choices: &mut Choices) {
    out.push('"');
    for character in text.chars() {
        let plain = !matches!(character, '"' | '\\' | '\0'..='\u{1f}');
        if plain && (style < 2 || !choices.one_in(4)) {
            out.push(character);
            continue;
        }
        let short = match character {
            '"' => Some('"'),
            '\\' => Some('\\'),
            '/' => Some('/'),
            '\u{8}' => Some('b'),
            '\u{c}' => Some('f'),
            '\n' => Some('n'),
            '\r' => Some('r'),
            '\t' => Some('t'),
            _ => None,
        };
        match short {
            Some(short) if style < 2 || choices.one_in(2) => out.extend(['\\', short]),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    let _ = if choices.one_in(2) {
                        write!(out, "\\u{unit:04X}")
                    } else {
                        write!(out, "\\u{unit:04x}")
                    };
                }
            }
        }
    }
    out.push('"');
}

/// Another form of a number: `12`, `12.0`, `1.2e1`, `120E-1`.
fn number(text: &str, style: usize, out: &mut String, choices: &mut Choices) {
    let integer = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    // Beyond fifteen digits the other forms are other numbers in some readers.
    if style == 0 || !integer || text.len() > 15 || !choices.one_in(6) {
        out.push_str(text);
        return;
    }
    match choices.below(4) {
        0 => out.extend([text, ".0"]),
        1 => out.extend([text, "e0"]),
        2 if text != "0" => out.extend([text, "0E-1"]),
        _ => out.extend([text, ".000e+00"]),
    }
}

/// A number in any form that the grammar has, most of them ugly.
pub(crate) fn any_number(choices: &mut Choices) -> String {
    let mut out = String::new();
    if choices.one_in(3) {
        out.push('-');
    }
    let digits = |out: &mut String, choices: &mut Choices| {
        let most = choices.pick(&[1, 3, 8, 17, 20, 40, 400]);
        for _ in 0..=choices.below(most) {
            out.push(char::from(
                b'0' + choices.pick(b"\x01\x00\x02\x09\x05\x03\x07\x08"),
            ));
        }
    };
    if choices.one_in(3) {
        out.push('0');
    } else {
        out.push(char::from(choices.pick(b"123456789")));
        if choices.one_in(2) {
            digits(&mut out, choices);
        }
    }
    if choices.one_in(2) {
        out.push('.');
        digits(&mut out, choices);
    }
    if choices.one_in(3) {
        out.push_str(choices.pick(&["e", "E", "e+", "e-", "E-"]));
        let most = choices.pick(&[10, 30, 330, 2_000]);
        let _ = write!(out, "{}", choices.below(most));
    }
    out
}

/// Spoils a text in a few places.
pub(crate) fn spoil(text: &str, choices: &mut Choices) -> Vec<u8> {
    const PIECES: [&[u8]; 30] = [
        b"",
        b"\"",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"0",
        b"-",
        b".",
        b"e",
        b"1e5",
        b"\\u",
        b"\\ud83d",
        b"\\udE00",
        b"\x00",
        b"\x1f",
        b"\x7f",
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x98",
        b"null",
        b"tru",
        b" ",
        b"\xef\xbb\xbf",
        b"/",
        b"NaN",
    ];
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=choices.below(4) {
        let at = choices.below(bytes.len() + 1);
        let piece = choices.pick(&PIECES);
        let end = (at + choices.below(4)).min(bytes.len());
        bytes.splice(at..end, piece.iter().copied());
    }
    bytes
}
