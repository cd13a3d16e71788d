//! Answers that cannot be understood at all.

use std::fmt;

/// How much of a body an error shows, in bytes.
pub(crate) const EXCERPT: usize = 200;

/// An answer of a provider that does not follow its own protocol.
///
/// ```
/// use formwork::provider::{ProtocolErrorKind, Wire};
///
/// let error = Wire::OpenaiChat.read(b"<!DOCTYPE html><p>Sign in", &mut |_| {}).unwrap_err();
/// assert_eq!(error.kind, ProtocolErrorKind::Html);
/// assert!(error.excerpt.contains("Sign in") && !error.retryable());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProtocolError {
    /// What is wrong.
    pub kind: ProtocolErrorKind,
    /// The first 200 bytes of the body or event, at most.
    pub excerpt: String,
}

/// The kinds of [`ProtocolError`].
///
/// ```
/// use formwork::provider::offline::{Fault, Offline};
/// use formwork::provider::ProtocolErrorKind;
/// use formwork::{Client, ErrorKind};
///
/// let client = Client::offline(Offline::new().faults([Fault::Html]));
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let error = runtime.block_on(client.extract::<u8>("How many?")).unwrap_err();
/// let ErrorKind::Protocol(error) = error.kind() else { panic!("{error}") };
/// assert_eq!(error.kind, ProtocolErrorKind::Html); // mostly a wrong address
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProtocolErrorKind {
    /// The body is empty.
    Empty,
    /// The body is an HTML page: mostly a wrong address, or a gateway's own error.
    Html,
    /// The body, or an event of the stream, is not a JSON object.
    NotJson,
    /// The answer holds no choice.
    NoChoices,
    /// The answer is larger than the limit.
    TooLarge,
    /// A frame of the stream does not fit its checksum.
    Corrupt,
}

impl ProtocolError {
    pub(crate) fn new(kind: ProtocolErrorKind, body: &str) -> Self {
        Self {
            kind,
            excerpt: excerpt(body).to_owned(),
        }
    }

    /// Whether the same request may succeed later. Compatible servers do send empty answers now and
    /// then; a page instead of an answer comes back as it is.
    #[must_use]
    pub fn retryable(&self) -> bool {
        matches!(
            self.kind,
            ProtocolErrorKind::Empty | ProtocolErrorKind::NoChoices | ProtocolErrorKind::Corrupt
        )
    }
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ProtocolErrorKind::Empty => return f.write_str("the provider's answer is empty"),
            ProtocolErrorKind::Html => "the provider's answer is an HTML page",
            ProtocolErrorKind::NotJson => "the provider's answer is not a JSON object",
            ProtocolErrorKind::NoChoices => "the provider's answer holds no choice",
            ProtocolErrorKind::TooLarge => "the provider's answer is too large",
            ProtocolErrorKind::Corrupt => "the provider's answer is corrupt",
        })?;
        write!(f, ": {}", self.excerpt)
    }
}

impl std::error::Error for ProtocolError {}

/// The beginning of a text, cut at a character.
pub(crate) fn excerpt(text: &str) -> &str {
    let text = text.trim_start();
    let mut end = text.len().min(EXCERPT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Whether a body is a page rather than data.
pub(crate) fn is_html(body: &str) -> bool {
    let start = body.trim_start();
    ["<!doctype", "<html", "<head", "<body"].iter().any(|tag| {
        start
            .get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    })
}

/// The text of a body that came whole, without what servers put around it: a byte order mark, and the
/// blank lines that keep a connection alive.
///
/// # Errors
/// A body that is empty, or a page.
pub(crate) fn whole(body: &str) -> Result<&str, ProtocolError> {
    let text = body.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(ProtocolError::new(ProtocolErrorKind::Empty, text));
    }
    if is_html(text) {
        return Err(ProtocolError::new(ProtocolErrorKind::Html, text));
    }
    Ok(text)
}
