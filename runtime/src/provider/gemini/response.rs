//! A whole answer, to the same deltas as a stream.

use super::chunk::Chunk;
use super::stream::ContentStream;
use crate::provider::cursor::Cursor;
use crate::provider::outlet::{Sink, Stop};
use crate::provider::protocol_error::whole;
use crate::provider::wire::Reader as _;
use crate::provider::{Delta, ProtocolError, ProtocolErrorKind};

/// Reads the body of a successful answer, and hands its steps to `sink`; the last one is
/// [`Delta::Done`]. A list of chunks, which is how streams come where nobody asks for events, is an
/// answer as well.
///
/// # Errors
/// A body that is empty, a page, not JSON, or without an answer. A body that tells of an error is none
/// of these: it comes as [`Delta::Error`].
pub(super) fn read(body: &[u8], sink: &mut Sink<'_>) -> Result<(), ProtocolError> {
    let text = crate::sse::text(body);
    let text = whole(&text)?;
    let mut stream = ContentStream::unlimited();
    let is_answer = all(text, &mut stream, sink).map_err(|stop| stop.on(text))?;
    if !is_answer {
        return Err(ProtocolError::new(ProtocolErrorKind::NoChoices, text));
    }
    stream.end(sink)?;
    sink(Delta::Done);
    Ok(())
}

/// Reads one chunk, or all of a list. Answers whether there is an answer in it.
fn all(text: &str, stream: &mut ContentStream, sink: &mut Sink<'_>) -> Result<bool, Stop> {
    let mut cursor = Cursor::new(text);
    let mut is_answer = false;
    let mut take = |chunk: Option<Chunk<'_>>| {
        let chunk = chunk.ok_or(Stop::Malformed)?;
        is_answer |= chunk.is_answer || chunk.error.is_some();
        stream.chunk(&chunk, sink)
    };
    if text.starts_with('[') {
        let mut result = Ok(());
        cursor.array(|cursor| {
            let chunk = Chunk::read(cursor)?;
            if result.is_ok() {
                result = take(chunk);
            }
            Ok(())
        })?;
        result?;
    } else {
        take(Chunk::read(&mut cursor)?)?;
    }
    cursor.end()?;
    Ok(is_answer)
}
