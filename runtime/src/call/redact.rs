//! A key that a server repeats is blackened before anybody sees it.
//!
//! A key goes out in a header, and some servers and gateways quote it when they complain. This file
//! knows texts and keys; which texts reach a caller is the loop's business.

use memchr::memmem;

use super::Attempt;
use crate::client::Inner;
use crate::error::ErrorKind;
use crate::provider::FinishReason;
use crate::transport::{self, Bytes};

/// What stands in a key's place.
const BLACK: &str = "<redacted>";
/// A text that was cut may end in the beginning of a key. So many bytes of it are no coincidence.
const BEGINNING: usize = 6;
/// In what a model wrote, shorter keys are left alone: servers without keys are given words such as
/// `none` or `test`, which an answer may well hold.
pub(super) const SHORTEST_IN_ANSWERS: usize = 8;

impl Inner {
    /// Blackens the key in everything that a failure says.
    pub(crate) fn redact_failure(&self, failure: &mut ErrorKind) {
        let Some(key) = self.key() else { return };
        match failure {
            ErrorKind::Api(error) => {
                error.redact(key);
                redact(&mut error.message, key);
            }
            ErrorKind::Protocol(error) => redact(&mut error.excerpt, key),
            ErrorKind::Transport(error) => redact(&mut error.message, key),
            ErrorKind::Refused(words) => redact(words, key),
            // These are made of the caller's own words, or say nothing.
            ErrorKind::Configuration(_)
            | ErrorKind::Model(_)
            | ErrorKind::Request(_)
            | ErrorKind::Cut
            | ErrorKind::Deadline
            | ErrorKind::TokenBudget
            | ErrorKind::Truncated
            | ErrorKind::ContentFilter
            | ErrorKind::Invalid => {}
            #[cfg(feature = "templates")]
            ErrorKind::Template(_) => {}
        }
    }

    /// A request without the key, in its headers and wherever else somebody has put it.
    pub(crate) fn redact_request(&self, mut request: transport::Request) -> transport::Request {
        request = request.redacted();
        let Some(key) = self.key() else {
            return request;
        };
        redact(&mut request.url, key);
        if key.len() >= SHORTEST_IN_ANSWERS
            && let Ok(body) = std::str::from_utf8(&request.body)
            && body.contains(key)
        {
            request.body = body.replace(key, BLACK).into();
        }
        request
    }

    /// Blackens the key in the head of an answer: some gateways send back what they were sent.
    pub(super) fn redact_headers(&self, headers: &mut [(String, String)]) {
        let Some(key) = self.key().filter(|key| key.len() >= SHORTEST_IN_ANSWERS) else {
            return;
        };
        for (_, value) in headers {
            redact(value, key);
        }
    }

    /// The same in a body that is kept as it came; `None` where it is clean.
    fn redact_body(&self, body: &Bytes) -> Option<Bytes> {
        let key = self.key().filter(|key| key.len() >= SHORTEST_IN_ANSWERS)?;
        let mut clean = Vec::new();
        let mut from = 0;
        for place in memmem::find_iter(body, key) {
            clean.extend_from_slice(body.get(from..place)?);
            clean.extend_from_slice(BLACK.as_bytes());
            from = place + key.len();
        }
        if from == 0 {
            return None;
        }
        clean.extend_from_slice(body.get(from..)?);
        Some(clean.into())
    }

    /// Blackens the key in what an attempt keeps of an answer. What its failure says is clean already.
    pub(super) fn redact_attempt(&self, attempt: &mut Attempt) {
        let Some(key) = self.key().filter(|key| key.len() >= SHORTEST_IN_ANSWERS) else {
            return;
        };
        if let Some(FinishReason::Other(word)) = &mut attempt.finish {
            redact(word, key);
        }
        if let Some(body) = attempt
            .body
            .as_ref()
            .and_then(|body| self.redact_body(body))
        {
            attempt.body = Some(body);
        }
        redact(&mut attempt.answer, key);
        redact(&mut attempt.reasoning, key);
        for violation in &mut attempt.violations {
            redact(&mut violation.pointer, key);
            redact(&mut violation.message, key);
            if let Some(value) = &mut violation.value {
                redact(value, key);
            }
        }
    }
}

/// Blackens a key in a text, and its beginning where the text was cut within it.
pub(crate) fn redact(text: &mut String, key: &str) {
    if key.is_empty() {
        return;
    }
    if text.contains(key) {
        *text = text.replace(key, BLACK);
    }
    // Some texts bear a mark where they were cut.
    let end = text.strip_suffix('…').unwrap_or(text);
    let beginning = (BEGINNING..key.len())
        .rev()
        .filter_map(|length| key.get(..length))
        .find_map(|beginning| end.strip_suffix(beginning));
    if let Some(rest) = beginning.map(str::len) {
        text.truncate(rest);
        text.push_str(BLACK);
    }
}

#[cfg(test)]
mod tests {
    use super::redact;

    fn redacted(text: &str, key: &str) -> String {
        let mut text = text.to_owned();
        redact(&mut text, key);
        text
    }

    #[test]
    fn keys_are_blackened_whole_or_cut() {
        for (text, key, expected) in [
            (
                "a sk-12345678 b sk-12345678",
                "sk-12345678",
                "a <redacted> b <redacted>",
            ),
            ("wrong key: sk-123", "sk-12345678", "wrong key: <redacted>"),
            (
                "wrong key: sk-1234567…",
                "sk-12345678",
                "wrong key: <redacted>",
            ),
            ("ask", "sk-12345678", "ask"),
            ("nothing", "", "nothing"),
            ("sk-schlüss", "sk-schlüssel", "<redacted>"),
        ] {
            assert_eq!(redacted(text, key), expected);
        }
    }
}
