//! One way in which an answer breaks its schema.

use std::borrow::Cow;
use std::fmt;

/// One way in which an answer breaks its schema: what a model is told when it is asked again.
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
