//! A JSON value that keeps key order and number text.

use std::fmt::Write as _;

use crate::model::JsonType;

/// A JSON value. Objects keep the order of their keys; numbers keep their text, so that nothing is
/// rounded between a schema file and the code made from it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, in JSON syntax.
    Number(String),
    /// A string, decoded.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object, in source order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A string value.
    #[must_use]
    pub fn string(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// The strings, where this is a list of strings and nothing else.
    #[must_use]
    pub fn strings(&self) -> Option<Vec<String>> {
        let Self::Array(items) = self else {
            return None;
        };
        let strings = items.iter().map(|item| match item {
            Self::String(text) => Some(text.clone()),
            _ => None,
        });
        strings.collect()
    }

    /// The value of `key`, where this is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Self::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// One value for all that JSON Schema calls equal: keys sorted, numbers in one spelling.
    #[must_use]
    pub fn canonical(&self) -> Json {
        match self {
            Self::Number(text) => Self::Number(crate::model::canonical_number(text)),
            Self::Array(items) => Self::Array(items.iter().map(Json::canonical).collect()),
            Self::Object(members) => {
                let mut members: Vec<(String, Json)> = members
                    .iter()
                    .map(|(key, value)| (key.clone(), value.canonical()))
                    .collect();
                members.sort();
                Self::Object(members)
            }
            other => other.clone(),
        }
    }

    /// The JSON type of the value; a number without a fractional part is an integer.
    #[must_use]
    pub fn json_type(&self) -> JsonType {
        match self {
            Self::Null => JsonType::Null,
            Self::Bool(_) => JsonType::Boolean,
            Self::Number(text) if crate::model::is_integer(text) => JsonType::Integer,
            Self::Number(_) => JsonType::Number,
            Self::String(_) => JsonType::String,
            Self::Array(_) => JsonType::Array,
            Self::Object(_) => JsonType::Object,
        }
    }

    /// Compact JSON text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Appends compact JSON text.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(text) => out.push_str(text),
            Self::String(text) => write_string(text, out),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_string(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// Appends a string with its quotes.
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    let is_special = |byte: u8| matches!(byte, b'"' | b'\\') || byte < b' ';
    while let Some(at) = rest.bytes().position(is_special) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = special.chars();
        match characters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            // Writing to a String cannot fail.
            Some(control) => drop(write!(out, "\\u{:04x}", control as u32)),
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}
