//! How others stream: at each chunk, they read everything that has come so far once more.
//!
//! - `jiter` reads a cut text as far as it goes.
//! - `partial-json-fixer` makes a whole text of a cut one; `serde_json` then reads that.
//! - rstructor 0.6 (`backend/streaming.rs`) does the same with a repair of its own, compares the value with
//!   the last one, and copies it. Its repair cannot be called without a server, so that [`closed`] is written
//!   here, in its way: character by character into a new text, with a stack of brackets.
//! - langchainrust 0.28 (`lc-core`, `structured_output/parser.rs`) looks for the end of the value from the start,
//!   tries `serde_json` on what there is, repairs it if that fails, tries again, and then wants its caller's
//!   type out of the value. Its repair is linked (`lc-shared`); the steps around it are written here, since `lc-core`
//!   brings an HTTP client of its own.
//!
//! None of them checks a constraint.

use std::hint::black_box;

use jiter::{JsonValue, PartialMode};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Who reads again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rereader {
    Jiter,
    PartialJsonFixer,
    Rstructor,
    Langchainrust,
}

impl Rereader {
    pub(crate) const ALL: [(&'static str, Self); 4] = [
        ("jiter", Self::Jiter),
        ("json-fixer", Self::PartialJsonFixer),
        ("rstructor", Self::Rstructor),
        ("langchainrust", Self::Langchainrust),
    ];

    /// Reads what has come so far, once. `last` is the value that was read before.
    pub(crate) fn read<T: DeserializeOwned>(self, text: &str, last: &mut Option<Value>) {
        match self {
            Self::Jiter => {
                let partial = PartialMode::TrailingStrings;
                let value = JsonValue::parse_with_config(text.as_bytes(), false, partial);
                black_box(&value.ok());
            }
            Self::PartialJsonFixer => {
                let fixed = partial_json_fixer::fix_json(text);
                black_box(&serde_json::from_str::<Value>(&fixed).ok());
            }
            Self::Rstructor => {
                let Some(value) = closed(text).and_then(|text| serde_json::from_str(&text).ok())
                else {
                    return;
                };
                if last.as_ref() != Some(&value) {
                    *last = Some(value.clone());
                    black_box(&value);
                }
            }
            Self::Langchainrust => {
                let text = within(text);
                let value = serde_json::from_str::<Value>(text).or_else(|_| {
                    serde_json::from_str(&lc_shared::json_repair::repair_partial_json(text))
                });
                if let Ok(value) = value {
                    black_box(&serde_json::from_value::<T>(value).ok());
                }
            }
        }
    }
}

/// The text up to each chunk's end, where that is a whole character.
pub(crate) fn prefixes(text: &str, size: usize) -> impl Iterator<Item = &str> {
    let ends = (size..text.len()).step_by(size);
    ends.chain([text.len()]).map(|end| {
        let end = (0..=end).rfind(|end| text.is_char_boundary(*end));
        &text[..end.unwrap_or_default()]
    })
}

/// The value within the text: from its first bracket to where that is closed, or to the end.
fn within(text: &str) -> &str {
    let Some(start) = text.bytes().position(|byte| matches!(byte, b'{' | b'[')) else {
        return "";
    };
    let (mut depth, mut in_string, mut is_escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return &text[start..=at];
                }
            }
            _ => {}
        }
    }
    &text[start..]
}

/// The text with what is open closed, and with what cannot be completed cut off.
fn closed(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 8);
    let mut open = Vec::new();
    let (mut in_string, mut is_escaped) = (false, false);
    for c in text.trim().chars() {
        out.push(c);
        if in_string {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match c {
            '"' => in_string = true,
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' if open.pop() != Some(c) => return None,
            _ => {}
        }
    }
    if is_escaped {
        out.pop();
    }
    if in_string {
        out.push('"');
    }
    while let Some(last) = out.trim_end().chars().next_back() {
        out.truncate(out.trim_end().len());
        match last {
            ',' => drop(out.pop()),
            ':' => out.truncate(out.rfind(['{', ','])? + 1),
            _ => break,
        }
    }
    out.extend(open.iter().rev());
    Some(out)
}
