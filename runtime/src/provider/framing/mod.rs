//! How the events of a stream lie in its bytes: a framing of the bytes, to events.

use super::{ProtocolError, ProtocolErrorKind};
use crate::sse::{self, Event};

pub(crate) mod crc32;
pub(crate) mod event_stream;
pub(crate) mod lines;

/// How a body comes that is not one piece.
///
/// ```
/// use formwork::provider::Wire;
///
/// // Ollama's lines need no blank line between them.
/// let mut stream = Wire::Ollama.stream();
/// let mut text = String::new();
/// stream.push(b"{\"message\":{\"role\":\"assistant\",\"content\":\"Good morning\"},\"done\":false}\n", &mut |delta| {
///     if let formwork::provider::Delta::Text(piece) = delta {
///         text.push_str(piece);
///     }
/// })?;
/// assert_eq!(text, "Good morning");
/// # Ok::<_, formwork::provider::ProtocolError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Framing {
    /// Server-sent events (WHATWG HTML section 9.2).
    Sse,
    /// One JSON text a line (`application/x-ndjson`).
    Lines,
    /// Amazon's frames with checksums (`application/vnd.amazon.eventstream`).
    EventStream,
}

/// Takes the bytes of one stream apart. The events do not depend on how the bytes are cut.
#[derive(Debug)]
pub(crate) enum Frames {
    Sse(sse::Decoder),
    Lines(lines::Decoder),
    EventStream(event_stream::Decoder),
}

impl Framing {
    /// The media type that a request for such a stream asks for.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Sse => "text/event-stream",
            Self::Lines => "application/x-ndjson",
            Self::EventStream => "application/vnd.amazon.eventstream",
        }
    }

    /// The media types that such streams come with.
    pub(crate) fn media_types(self) -> &'static [&'static str] {
        match self {
            Self::Sse => &["text/event-stream"],
            Self::Lines => &[
                "application/x-ndjson",
                "application/ndjson",
                "application/jsonl",
            ],
            Self::EventStream => &["application/vnd.amazon.eventstream"],
        }
    }

    /// A decoder at the start of a stream.
    pub(crate) fn frames(self) -> Frames {
        match self {
            Self::Sse => Frames::Sse(sse::Decoder::new()),
            Self::Lines => Frames::Lines(lines::Decoder::default()),
            Self::EventStream => Frames::EventStream(event_stream::Decoder::default()),
        }
    }
}

impl Frames {
    /// Reads the next bytes.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        sink: impl FnMut(Event<'_>),
    ) -> Result<(), ProtocolError> {
        match self {
            Self::Sse(decoder) => decoder.push(bytes, sink).map_err(large),
            Self::Lines(decoder) => decoder.push(bytes, sink),
            Self::EventStream(decoder) => decoder.push(bytes, sink),
        }
    }

    /// Ends the stream.
    pub(crate) fn finish(&mut self, sink: impl FnMut(Event<'_>)) -> Result<(), ProtocolError> {
        match self {
            Self::Sse(decoder) => decoder.finish(sink).map_err(large),
            Self::Lines(decoder) => decoder.finish(sink),
            Self::EventStream(decoder) => {
                decoder.finish();
                Ok(())
            }
        }
    }
}

fn large(error: sse::TooLarge) -> ProtocolError {
    ProtocolError::new(ProtocolErrorKind::TooLarge, &error.to_string())
}
