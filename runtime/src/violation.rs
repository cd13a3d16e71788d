//! One way in which an answer breaks its schema.

use std::borrow::Cow;
use std::fmt;

use crate::json::write;

/// An offending value is cut after this many bytes in a violation.
pub(crate) const SHOWN: usize = 200;

/// Violations are kept up to so many bytes: a model that is told of thousands learns no more than from
/// the first of them.
pub(crate) const ROOM: usize = 1 << 20;

/// One way in which an answer breaks its schema: what a model is told when it is asked again.
///
/// ```
/// use formwork::{Violation, decode};
///
/// let found = decode::<Vec<u8>>("[1, -1]").unwrap_err();
/// assert_eq!(found[0].to_string(), "/1: is an integer out of the range of its type [type], got -1");
///
/// // One of one's own, from a check.
/// let own = Violation::new("/total", "sum", "must be the sum of the lines, 12").with_value("11");
/// assert_eq!(own.to_string(), "/total: must be the sum of the lines, 12 [sum], got 11");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// JSON Pointer (RFC 6901) into the answer; `""` is the whole answer.
    pub pointer: String,
    /// The JSON Schema keyword that is broken (`minimum`, `required`, ...), or `json` where the
    /// answer is not JSON at all.
    pub keyword: Cow<'static, str>,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// The offending value as JSON text, cut after some 200 bytes; `None` where there is none.
    pub value: Option<String>,
}

impl Violation {
    /// A violation without a value.
    #[must_use]
    pub fn new(
        pointer: impl Into<String>,
        keyword: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            keyword: keyword.into(),
            message: message.into(),
            value: None,
        }
    }

    /// What it takes up, about.
    pub(crate) fn size(&self) -> usize {
        size_of::<Self>() + self.pointer.len() + self.message.len()
    }

    /// With the offending value, as JSON text.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() {
            "the answer"
        } else {
            &self.pointer
        };
        write!(f, "{place}: {} [{}]", self.message, self.keyword)?;
        match &self.value {
            Some(value) => write!(f, ", got {value}"),
            None => Ok(()),
        }
    }
}

/// Cuts JSON text for a violation.
pub(crate) fn shown(text: &str) -> String {
    if text.len() <= SHOWN {
        return text.to_owned();
    }
    let mut end = SHOWN;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}

/// A string as the JSON text a violation shows.
pub(crate) fn shown_string(text: &str) -> String {
    let mut end = text.len().min(SHOWN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut out = String::new();
    write::string(&text[..end], &mut out);
    if end < text.len() {
        out.push('…');
    }
    out
}

/// Appends a JSON Pointer's step `/name`, escaped as RFC 6901 says.
pub(crate) fn push_step(name: &str, out: &mut String) {
    out.push('/');
    for character in name.chars() {
        match character {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            other => out.push(other),
        }
    }
}
