//! Amazon's event stream encoding (`application/vnd.amazon.eventstream`): bytes as they come, to events.
//!
//! A frame is its length, the length of its headers, a checksum of these two, the headers, the payload,
//! and a checksum of all that. An event's name is that of its header `:event-type`. An exception, and an
//! error that has no payload, are events as well: their id says what they are, their name is the
//! exception's type or the error's code.
//!
//! Source: "Amazon event stream specification", as AWS's published clients implement it.

use std::borrow::Cow;

use super::crc32::crc32;
use crate::json::write;
use crate::provider::{ProtocolError, ProtocolErrorKind};
use crate::sse::{DEFAULT_LIMIT, Event};

/// The id of events that are exceptions, or errors.
pub(crate) const EXCEPTION: &str = "exception";

/// Two lengths and their checksum.
const PRELUDE: usize = 12;

/// What every frame has: the prelude, and the checksum at its end.
const LEAST: usize = PRELUDE + 4;

/// Decodes one stream of frames.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    /// The beginning of a frame whose end has not come yet.
    frame: Vec<u8>,
}

impl Decoder {
    /// Reads the next bytes.
    ///
    /// # Errors
    /// A frame whose checksums or lengths are wrong, or of more than 16 MiB.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        mut sink: impl FnMut(Event<'_>),
    ) -> Result<(), ProtocolError> {
        let mut rest = bytes;
        loop {
            if self.frame.is_empty() {
                let Some(length) = length(rest)? else { break };
                let Some((frame, tail)) = rest.split_at_checked(length) else {
                    break;
                };
                read(frame, &mut sink)?;
                rest = tail;
                continue;
            }
            // The prelude of a frame that was cut, then the rest of it.
            let known = length(&self.frame)?;
            let missing = known.unwrap_or(PRELUDE) - self.frame.len();
            let Some((part, tail)) = rest.split_at_checked(missing) else {
                break;
            };
            self.frame.extend_from_slice(part);
            rest = tail;
            if known.is_some() {
                read(&self.frame, &mut sink)?;
                self.frame.clear();
            }
        }
        self.frame.extend_from_slice(rest);
        Ok(())
    }

    /// Ends the stream. A frame that was cut off is no event.
    pub(crate) fn finish(&mut self) {
        self.frame = Vec::new();
    }
}

/// The length of the frame that begins with these bytes; `None` where that is not to be seen yet.
fn length(bytes: &[u8]) -> Result<Option<usize>, ProtocolError> {
    let Some(prelude) = bytes.get(..PRELUDE) else {
        return Ok(None);
    };
    let [length, headers, sum] = [0, 4, 8].map(|at| number(prelude, at));
    let fits = length >= headers.saturating_add(LEAST);
    if !fits || number_of(crc32(prelude.get(..8).unwrap_or_default())) != sum {
        return Err(corrupt("the lengths of a frame do not fit their checksum"));
    }
    if length > DEFAULT_LIMIT {
        let told = format!("a frame of {length} bytes");
        return Err(ProtocolError::new(ProtocolErrorKind::TooLarge, &told));
    }
    Ok(Some(length))
}

/// Reads a whole frame, whose length is that of its prelude.
fn read(frame: &[u8], sink: &mut impl FnMut(Event<'_>)) -> Result<(), ProtocolError> {
    let end = frame.len() - 4;
    if number_of(crc32(frame.get(..end).unwrap_or_default())) != number(frame, end) {
        return Err(corrupt("a frame does not fit its checksum"));
    }
    let split = PRELUDE + number(frame, 4);
    let headers = frame.get(PRELUDE..split).unwrap_or_default();
    let payload = String::from_utf8_lossy(frame.get(split..end).unwrap_or_default());
    let headers =
        Headers::read(headers).ok_or_else(|| corrupt("the headers of a frame are cut"))?;
    let told;
    let (name, data, id) = match &*headers.message_type {
        "exception" => (headers.exception_type, &*payload, EXCEPTION),
        "error" => {
            told = message(&headers.error_message);
            (headers.error_code, &*told, EXCEPTION)
        }
        _ => (headers.event_type, &*payload, ""),
    };
    sink(Event {
        name: &name,
        data,
        id,
    });
    Ok(())
}

/// `{"message":…}`, as the payload of an exception is.
fn message(text: &str) -> String {
    let mut json = "{\"message\":".to_owned();
    write::string(text, &mut json);
    json.push('}');
    json
}

/// The headers that matter.
#[derive(Default)]
struct Headers<'a> {
    message_type: Cow<'a, str>,
    event_type: Cow<'a, str>,
    exception_type: Cow<'a, str>,
    error_code: Cow<'a, str>,
    error_message: Cow<'a, str>,
}

impl<'a> Headers<'a> {
    /// `None` where a header reaches beyond the end, or has a type that does not exist.
    fn read(mut bytes: &'a [u8]) -> Option<Self> {
        let mut found = Self::default();
        while let Some((length, rest)) = bytes.split_first() {
            let (name, rest) = rest.split_at_checked(usize::from(*length))?;
            let (kind, rest) = rest.split_first()?;
            // Booleans have no bytes; integers of 1, 2, 4 and 8 bytes; bytes and strings tell how many;
            // a time has 8, a UUID 16.
            let (length, rest) = match kind {
                0 | 1 => (0, rest),
                2 => (1, rest),
                3 => (2, rest),
                4 => (4, rest),
                5 | 8 => (8, rest),
                6 | 7 => {
                    let (length, rest) = rest.split_first_chunk::<2>()?;
                    (usize::from(u16::from_be_bytes(*length)), rest)
                }
                9 => (16, rest),
                _ => return None,
            };
            let (value, rest) = rest.split_at_checked(length)?;
            bytes = rest;
            let slot = match name {
                b":message-type" => &mut found.message_type,
                b":event-type" => &mut found.event_type,
                b":exception-type" => &mut found.exception_type,
                b":error-code" => &mut found.error_code,
                b":error-message" => &mut found.error_message,
                _ => continue,
            };
            if *kind == 7 {
                *slot = String::from_utf8_lossy(value);
            }
        }
        Some(found)
    }
}

/// The number of four bytes, the first one the highest; 0 where there are none.
fn number(bytes: &[u8], at: usize) -> usize {
    let four = bytes.get(at..).and_then(<[u8]>::first_chunk::<4>);
    number_of(four.map_or(0, |four| u32::from_be_bytes(*four)))
}

fn number_of(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn corrupt(what: &str) -> ProtocolError {
    ProtocolError::new(ProtocolErrorKind::Corrupt, what)
}

#[cfg(test)]
mod tests {
    use super::{Decoder, crc32};
    use crate::provider::{ProtocolError, ProtocolErrorKind};
    use crate::sse::Event;

    /// A frame with string headers.
    fn frame(headers: &[(&str, &str)], payload: &str) -> Vec<u8> {
        let mut block = Vec::new();
        for (name, value) in headers {
            block.push(u8::try_from(name.len()).unwrap());
            block.extend(name.as_bytes());
            block.push(7);
            block.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
            block.extend(value.as_bytes());
        }
        framed(&block, payload.as_bytes())
    }

    fn framed(headers: &[u8], payload: &[u8]) -> Vec<u8> {
        let length = |bytes: usize| u32::try_from(bytes).unwrap().to_be_bytes();
        let mut frame = Vec::new();
        frame.extend(length(16 + headers.len() + payload.len()));
        frame.extend(length(headers.len()));
        frame.extend(crc32(&frame).to_be_bytes());
        frame.extend(headers);
        frame.extend(payload);
        frame.extend(crc32(&frame).to_be_bytes());
        frame
    }

    fn decode(chunks: &[&[u8]]) -> (Vec<[String; 3]>, Result<(), ProtocolError>) {
        let (mut decoder, mut found) = (Decoder::default(), Vec::new());
        let mut take = |event: Event<'_>| {
            found.push([event.name, event.data, event.id].map(str::to_owned));
        };
        let result = chunks
            .iter()
            .try_for_each(|chunk| decoder.push(chunk, &mut take));
        decoder.finish();
        (found, result)
    }

    fn stream() -> Vec<u8> {
        let event = |payload| {
            let headers = [(":event-type", "delta"), (":message-type", "event")];
            frame(&headers, payload)
        };
        let exception = [
            (":message-type", "exception"),
            (":exception-type", "throttlingException"),
            (":content-type", "application/json"),
        ];
        let error = [
            (":message-type", "error"),
            (":error-code", "Bad"),
            (":error-message", "a \"b\""),
        ];
        let mut bytes = event("{\"é\":1}");
        bytes.extend(event(""));
        bytes.extend(frame(&exception, "{\"message\":\"slow\"}"));
        bytes.extend(frame(&error, ""));
        bytes
    }

    #[test]
    fn events_do_not_depend_on_the_cut() {
        let bytes = stream();
        let expected = [
            ["delta", "{\"é\":1}", ""],
            ["delta", "", ""],
            ["throttlingException", "{\"message\":\"slow\"}", "exception"],
            ["Bad", "{\"message\":\"a \\\"b\\\"\"}", "exception"],
        ];
        for size in 1..=bytes.len() {
            let chunks: Vec<&[u8]> = bytes.chunks(size).collect();
            let (events, result) = decode(&chunks);
            assert_eq!(
                (events.as_slice(), result.is_ok()),
                (&expected.map(|event| event.map(str::to_owned))[..], true)
            );
        }
        for end in 0..bytes.len() {
            let (events, result) = decode(&[&bytes[..end]]);
            assert!(result.is_ok() && events.len() < 4, "cut off at {end}");
        }
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let bytes = frame(&[(":message-type", "event"), (":event-type", "x")], "{}");
        for bit in 0..bytes.len() * 8 {
            let mut broken = bytes.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            let (events, result) = decode(&[&broken]);
            let kind = result.unwrap_err().kind;
            assert_eq!(
                (events.len(), kind),
                (0, ProtocolErrorKind::Corrupt),
                "bit {bit}"
            );
        }
    }

    #[test]
    fn headers_of_all_types_are_read_past() {
        let mut headers = Vec::new();
        for (kind, length) in [
            (0, 0),
            (1, 0),
            (2, 1),
            (3, 2),
            (4, 4),
            (5, 8),
            (8, 8),
            (9, 16),
        ] {
            headers.extend([1, b'x', kind]);
            headers.extend(vec![0xFF; length]);
        }
        headers.extend([1, b'y', 6, 0, 3, 1, 2, 3]);
        headers.extend(b"\x0b:event-type\x07\x00\x01e");
        let (events, result) = decode(&[&framed(&headers, b"{}")]);
        assert!(result.is_ok());
        assert_eq!(events[0][0], "e");
        for wrong in [
            &b"\x09short"[..],
            b"\x01x\x0a",
            b"\x01x\x07\x00\x05abc",
            b"\x01x\x05abc",
        ] {
            let (events, result) = decode(&[&framed(wrong, b"{}")]);
            assert_eq!(
                (events.len(), result.unwrap_err().kind),
                (0, ProtocolErrorKind::Corrupt)
            );
        }
    }

    #[test]
    fn a_frame_that_is_too_large_is_not_waited_for() {
        let mut prelude = Vec::new();
        prelude.extend(u32::MAX.to_be_bytes());
        prelude.extend(0u32.to_be_bytes());
        prelude.extend(crc32(&prelude).to_be_bytes());
        let (_, result) = decode(&[&prelude]);
        assert_eq!(result.unwrap_err().kind, ProtocolErrorKind::TooLarge);
    }
}
