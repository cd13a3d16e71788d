//! One JSON text a line: bytes as they come, to events.

use std::borrow::Cow;

use crate::provider::{ProtocolError, ProtocolErrorKind};
use crate::sse::{DEFAULT_LIMIT, Event};

/// Decodes one stream of lines. Each line that is not blank is an event named `message`.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    /// The beginning of a line whose end has not come yet.
    line: Vec<u8>,
}

impl Decoder {
    /// Reads the next bytes.
    ///
    /// # Errors
    /// A line of more than 16 MiB.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        mut sink: impl FnMut(Event<'_>),
    ) -> Result<(), ProtocolError> {
        let mut rest = bytes;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let (line, tail) = rest.split_at(end);
            rest = tail.get(1..).unwrap_or_default();
            if self.line.is_empty() {
                dispatch(line, &mut sink);
            } else {
                self.carry(line)?;
                dispatch(&self.line, &mut sink);
                self.line.clear();
            }
        }
        self.carry(rest)
    }

    /// Ends the stream: a last line without an end is a line.
    ///
    /// # Errors
    /// None; the name is that of the other framings.
    #[expect(clippy::unnecessary_wraps, reason = "the framings are alike")]
    pub(crate) fn finish(&mut self, mut sink: impl FnMut(Event<'_>)) -> Result<(), ProtocolError> {
        dispatch(&std::mem::take(&mut self.line), &mut sink);
        Ok(())
    }

    fn carry(&mut self, bytes: &[u8]) -> Result<(), ProtocolError> {
        if bytes.len() > DEFAULT_LIMIT.saturating_sub(self.line.len()) {
            let start = String::from_utf8_lossy(self.line.get(..256).unwrap_or(&self.line));
            return Err(ProtocolError::new(ProtocolErrorKind::TooLarge, &start));
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }
}

/// Hands a line out, unless it is blank.
fn dispatch(line: &[u8], sink: &mut impl FnMut(Event<'_>)) {
    let text: Cow<'_, str> = String::from_utf8_lossy(line.trim_ascii());
    if !text.is_empty() {
        sink(Event {
            name: "message",
            data: &text,
            id: "",
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Decoder;

    #[test]
    fn lines_do_not_depend_on_the_cut() {
        let text = "{\"a\":\"é\"}\r\n\n {\"b\":1}\n{\"c\":2}";
        let whole = ["{\"a\":\"é\"}", "{\"b\":1}", "{\"c\":2}"];
        for size in 1..text.len() {
            let (mut decoder, mut lines) = (Decoder::default(), Vec::new());
            let mut take = |event: crate::sse::Event<'_>| lines.push(event.data.to_owned());
            for chunk in text.as_bytes().chunks(size) {
                decoder.push(chunk, &mut take).unwrap();
            }
            decoder.finish(&mut take).unwrap();
            assert_eq!(lines, whole, "{size}");
        }
    }
}
