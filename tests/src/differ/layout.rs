//! Values to JSON text in many layouts, the same text spoilt, and cut.

use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::sample::Dice;

/// Writes a value; white space, escapes and numbers vary.
pub(super) fn write(value: &Value, dice: &mut Dice, out: &mut String) {
    space(dice, out);
    // Values of the corpus nest a few dozen levels at most.
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, dice, out);
            }
            space(dice, out);
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (index, (key, value)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                space(dice, out);
                string(key, dice, out);
                space(dice, out);
                out.push(':');
                write(value, dice, out);
            }
            space(dice, out);
            out.push('}');
        }
        Value::String(text) => string(text, dice, out),
        Value::Number(number)
            if dice.one_in(8) && number.as_i64().is_some_and(|n| n.abs() < 1000) =>
        {
            let _ = write!(out, "{number}.0");
        }
        other => out.push_str(&other.to_string()),
    }
    space(dice, out);
}

fn space(dice: &mut Dice, out: &mut String) {
    if dice.one_in(5) {
        out.push_str(
            dice.pick(&[" ", "\n", "\t", "\r\n  "])
                .copied()
                .unwrap_or(" "),
        );
    }
}

fn string(text: &str, dice: &mut Dice, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') || character < ' ' || dice.one_in(40) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out.push('"');
}

/// Breaks a text in a few places.
pub(super) fn spoil(text: &str, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len() + 1);
        let odd: &[&[u8]] = &[
            b",",
            b"}",
            b"]",
            b"{",
            b"[",
            b"\"",
            b"'",
            b":",
            b"\\",
            b"//",
            b"/*",
            b"```",
            b"\xff",
            b"\xe2\x82",
            b"\\ud800",
            b"NaN",
            b"-",
            b"1e999",
            b"None",
            b"\x00",
            b"<think>",
            b"Here you are: ",
        ];
        match dice.below(4) {
            0 if at < bytes.len() => {
                bytes.remove(at);
            }
            1 => bytes.truncate(at),
            _ => {
                let odd = dice.pick(odd).copied().unwrap_or_default();
                bytes.splice(at..at, odd.iter().copied());
            }
        }
    }
    bytes
}

/// Cuts bytes into pieces.
pub(super) fn cut<'a>(mut bytes: &'a [u8], dice: &mut Dice) -> Vec<&'a [u8]> {
    let most = dice.pick(&[1, 2, 5, 16, 200]).copied().unwrap_or(1);
    let mut pieces = Vec::new();
    while !bytes.is_empty() {
        let (piece, rest) = bytes.split_at((1 + dice.below(most)).min(bytes.len()));
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}
