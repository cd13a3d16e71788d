//! Values as YAML in block style, and texts spoilt.

use std::fmt::Write as _;

use serde_json::Value;

use super::words::NUMBER;
use crate::harness::sample::Dice;

/// Block style, where values that have been written before may stand as aliases.
pub(super) fn yaml(root: &Value, dice: &mut Dice) -> String {
    let mut out = String::new();
    block(root, 0, &mut out, dice, &mut 0);
    out
}

/// Recursion as deep as the value, which is at most some hundred.
fn block(value: &Value, indent: usize, out: &mut String, dice: &mut Dice, anchors: &mut usize) {
    let line = |out: &mut String| {
        out.push('\n');
        out.push_str(&" ".repeat(indent));
    };
    if *anchors > 0 && dice.one_in(30) {
        let which = dice.below(*anchors);
        let _ = write!(out, " *a{which}");
        return;
    }
    if dice.one_in(20) {
        let _ = write!(out, " &a{anchors}");
        *anchors += 1;
    }
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                line(out);
                let bare = key.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !key.is_empty();
                if bare && dice.one_in(2) {
                    out.push_str(key);
                } else {
                    out.push_str(&Value::String(key.clone()).to_string());
                }
                out.push(':');
                block(value, indent + 1, out, dice, anchors);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                line(out);
                out.push('-');
                block(item, indent + 1, out, dice, anchors);
            }
        }
        Value::String(text) => {
            out.push(' ');
            match text.strip_prefix(NUMBER) {
                Some(number) => out.push_str(number),
                None if dice.one_in(8) => out.push_str(text),
                None => out.push_str(&value.to_string()),
            }
        }
        other => {
            let _ = write!(out, " {other}");
        }
    }
}

/// Bytes changed in a few places.
pub(super) fn spoil(bytes: &mut Vec<u8>, dice: &mut Dice) {
    const PIECES: [&[u8]; 28] = [
        b"",
        b"\"",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"-",
        b"1e5",
        b"\\ud800",
        b"\x00",
        b"\xff",
        b"\xc3",
        b"\xef\xbb\xbf",
        b"null",
        b" ",
        b"\n",
        b"\t",
        b"&a ",
        b"*a",
        b"<<: *a0\n",
        b"!!binary ",
        b"|\n",
        b"---\n",
        b"#",
        b"? ",
    ];
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(4)).min(bytes.len());
        let piece = dice.pick(&PIECES).copied().unwrap_or_default();
        bytes.splice(at..end, piece.iter().copied());
    }
}
