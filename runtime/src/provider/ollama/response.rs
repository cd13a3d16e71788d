//! A whole answer, to the same deltas as a stream.

use super::stream::ChatStream;
use crate::provider::cursor::Cursor;
use crate::provider::outlet::{Sink, Stop};
use crate::provider::protocol_error::whole;
use crate::provider::{Delta, ProtocolError, ProtocolErrorKind};

/// Reads the body of a successful answer, and hands its steps to `sink`; the last one is
/// [`Delta::Done`]. A body of several lines, which is how the server streams, is an answer as well.
///
/// # Errors
/// A body that is empty, a page, not JSON, or without an answer. A body that tells of an error is none
/// of these: it comes as [`Delta::Error`].
pub(super) fn read(body: &[u8], sink: &mut Sink<'_>) -> Result<(), ProtocolError> {
    let text = crate::sse::text(body);
    let text = whole(&text)?;
    let mut is_answer = false;
    let mut is_done = false;
    let mut take = |delta: Delta<'_>| {
        is_done |= matches!(delta, Delta::Done);
        sink(delta);
    };
    let mut stream = ChatStream::unlimited();
    let mut cursor = Cursor::new(text);
    while cursor.end().is_err() {
        let line = stream.line(&mut cursor, text, &mut take);
        is_answer |= line.map_err(|stop: Stop| stop.on(text))?;
    }
    if !is_answer {
        return Err(ProtocolError::new(ProtocolErrorKind::NoChoices, text));
    }
    if !is_done {
        sink(Delta::Done);
    }
    Ok(())
}
