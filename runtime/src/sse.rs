//! Server-sent events: bytes as they come, to events.
//!
//! The decoder follows the event stream interpretation of the WHATWG HTML standard
//! (section 9.2.6, "Interpreting an event stream"), with two differences:
//!
//! - [`Decoder::finish`] dispatches a last event whose blank line is missing. The standard drops it,
//!   but providers end streams that way.
//! - It never reconnects, whatever `retry` says: the streams here answer a `POST`, and asking twice
//!   would start a second answer.
//!
//! It knows nothing of JSON, providers or connections.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use memchr::memchr2;

/// The most bytes an event may have by default: 16 MiB.
pub const DEFAULT_LIMIT: usize = 16 * 1024 * 1024;

/// Buffers larger than this are given back once their event is gone.
const KEPT_CAPACITY: usize = 64 * 1024;

/// One event, lent for the time of a call.
///
/// ```
/// use formwork::sse::Decoder;
///
/// let mut seen = Vec::new();
/// Decoder::new().push(b"event: done\nid: 7\ndata: a\ndata: b\n\n", |event| {
///     seen.push((event.name.to_owned(), event.id.to_owned(), event.data.to_owned()));
/// })?;
/// assert_eq!(seen, [("done".to_owned(), "7".to_owned(), "a\nb".to_owned())]);
/// # Ok::<_, formwork::sse::TooLarge>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// The `event` field; `message` where the stream does not say.
    pub name: &'a str,
    /// The `data` lines, joined with line feeds.
    pub data: &'a str,
    /// The last `id` the stream has set so far; empty where it has set none.
    pub id: &'a str,
}

/// An event or a line was larger than the decoder's limit. The stream cannot be read further.
///
/// ```
/// use formwork::sse::Decoder;
///
/// let mut decoder = Decoder::with_limit(16);
/// let error = decoder.push(b"data: more than sixteen bytes\n\n", |_| {}).unwrap_err();
/// assert_eq!(error.limit, 16);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The limit, in bytes.
    pub limit: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "an event of the stream is larger than {} bytes",
            self.limit
        )
    }
}

impl std::error::Error for TooLarge {}

/// Decodes one stream. The events do not depend on how the bytes are cut into chunks.
///
/// An event whose one `data` line lies whole in a chunk is lent as a slice of that chunk; only what
/// a chunk's end cuts, or several `data` lines that must be joined, is copied.
///
/// Two decoders are equal when they would treat every continuation alike.
///
/// ```
/// use formwork::sse::Decoder;
///
/// let mut decoder = Decoder::new();
/// let mut seen = Vec::new();
/// for chunk in [&b"data: on"[..], b"e\n\ndata: two\n\nda", b"ta: three"] {
///     decoder.push(chunk, |event| seen.push(event.data.to_owned()))?;
/// }
/// decoder.finish(|event| seen.push(event.data.to_owned()))?;
/// assert_eq!(seen, ["one", "two", "three"]);
/// # Ok::<_, formwork::sse::TooLarge>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoder {
    limit: usize,
    /// The beginning of a line whose end has not come yet.
    line: Vec<u8>,
    /// The `data` lines of the open event that had to be copied, joined.
    data: Vec<u8>,
    /// Whether the open event has a `data` line, which may be empty.
    has_data: bool,
    name: String,
    id: String,
    retry: Option<Duration>,
    /// The last byte was a carriage return: a line feed right after it belongs to it.
    after_return: bool,
    phase: Phase,
}

/// How far a stream has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No line is complete yet, so that a byte order mark may still have to go.
    FirstLine,
    Lines,
    Failed,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// A decoder at the start of a stream, with [`DEFAULT_LIMIT`].
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(DEFAULT_LIMIT)
    }

    /// A decoder that refuses lines, and events, of more than `limit` bytes.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self {
            limit,
            line: Vec::new(),
            data: Vec::new(),
            has_data: false,
            name: String::new(),
            id: String::new(),
            retry: None,
            after_return: false,
            phase: Phase::FirstLine,
        }
    }

    /// The last reconnection time the stream has asked for. The decoder itself does not use it.
    #[must_use]
    pub fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// Takes the next bytes and hands every event they complete to `sink`.
    ///
    /// # Errors
    /// [`TooLarge`], and from then on always: there is no way to find the next event safely.
    pub fn push(&mut self, bytes: &[u8], mut sink: impl FnMut(Event<'_>)) -> Result<(), TooLarge> {
        self.check(self.phase != Phase::Failed)?;
        let mut rest = bytes;
        if let [first, tail @ ..] = rest {
            if self.after_return && *first == b'\n' {
                rest = tail;
            }
            self.after_return = false;
        }
        // The only `data` line of the open event so far, where it lies in this chunk.
        let mut lent = None;
        while let Some(end) = memchr2(b'\n', b'\r', rest) {
            let (line, tail) = rest.split_at(end);
            rest = match tail {
                [b'\r'] => {
                    self.after_return = true;
                    &[]
                }
                [b'\r', b'\n', next @ ..] | [_, next @ ..] => next,
                [] => &[],
            };
            if self.line.is_empty() {
                self.read_line(line, &mut lent, &mut sink)?;
            } else {
                self.carry(line)?;
                self.read_carried(&mut sink)?;
            }
        }
        if let Some(value) = lent {
            self.append(value);
        }
        self.carry(rest)
    }

    /// Ends the stream: an event that waits for its blank line is dispatched, even out of a last
    /// line without an end. Afterwards the decoder is at the start of a stream.
    ///
    /// Only call it when the stream ended of itself. Where a connection broke, what is open is not
    /// an event.
    ///
    /// # Errors
    /// [`TooLarge`], as [`Decoder::push`].
    pub fn finish(&mut self, mut sink: impl FnMut(Event<'_>)) -> Result<(), TooLarge> {
        self.check(self.phase != Phase::Failed)?;
        if !self.line.is_empty() {
            self.read_carried(&mut sink)?;
        }
        self.dispatch(None, &mut sink);
        *self = Self::with_limit(self.limit);
        Ok(())
    }

    /// Keeps the beginning of a line for the next chunk.
    fn carry(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        self.check(bytes.len() <= self.limit.saturating_sub(self.line.len()))?;
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    /// Reads the line that was carried over, now that it is complete.
    fn read_carried(&mut self, sink: &mut impl FnMut(Event<'_>)) -> Result<(), TooLarge> {
        let mut line = std::mem::take(&mut self.line);
        let mut lent = None;
        self.read_line(&line, &mut lent, sink)?;
        if let Some(value) = lent {
            self.append(value);
        }
        line.clear();
        line.shrink_to(KEPT_CAPACITY);
        self.line = line;
        Ok(())
    }

    /// Reads a complete line without its end.
    fn read_line<'chunk>(
        &mut self,
        mut line: &'chunk [u8],
        lent: &mut Option<&'chunk [u8]>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), TooLarge> {
        self.check(line.len() <= self.limit)?;
        if self.phase == Phase::FirstLine {
            self.phase = Phase::Lines;
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        }
        if line.is_empty() {
            self.dispatch(lent.take(), sink);
            return Ok(());
        }
        let (field, value) = match memchr::memchr(b':', line) {
            Some(colon) => {
                let (field, value) = line.split_at(colon);
                let value = value.strip_prefix(b":").unwrap_or(value);
                (field, value.strip_prefix(b" ").unwrap_or(value))
            }
            None => (line, &[][..]),
        };
        match field {
            b"data" => {
                let held = lent.map_or(self.data.len(), <[u8]>::len);
                self.check(!self.has_data || value.len() < self.limit.saturating_sub(held))?;
                if !self.has_data {
                    *lent = Some(value);
                    self.has_data = true;
                    return Ok(());
                }
                if let Some(first) = lent.take() {
                    self.append(first);
                }
                self.data.push(b'\n');
                self.append(value);
            }
            b"event" => text(value).as_ref().clone_into(&mut self.name),
            b"id" if !value.contains(&0) => text(value).as_ref().clone_into(&mut self.id),
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                // A time too large for the type is none that anybody would wait for.
                let milliseconds = text(value).parse().unwrap_or(u64::MAX);
                self.retry = Some(Duration::from_millis(milliseconds));
            }
            // Comments (an empty field name) and fields nobody knows.
            _ => {}
        }
        Ok(())
    }

    /// Copies a `data` line of the open event.
    fn append(&mut self, value: &[u8]) {
        self.data.extend_from_slice(value);
    }

    /// Hands the open event out, where it has data, and starts the next one.
    fn dispatch(&mut self, lent: Option<&[u8]>, sink: &mut impl FnMut(Event<'_>)) {
        if std::mem::take(&mut self.has_data) {
            sink(Event {
                name: if self.name.is_empty() {
                    "message"
                } else {
                    &self.name
                },
                data: &text(lent.unwrap_or(&self.data)),
                id: &self.id,
            });
        }
        self.name.clear();
        self.data.clear();
        self.data.shrink_to(KEPT_CAPACITY);
    }

    fn check(&mut self, within: bool) -> Result<(), TooLarge> {
        if within {
            return Ok(());
        }
        self.phase = Phase::Failed;
        Err(TooLarge { limit: self.limit })
    }
}

/// Bytes as text, each invalid sequence as U+FFFD. Line ends are ASCII, so that decoding line by
/// line gives what decoding the whole stream gives.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    // Checking is several times cheaper than replacing, and nearly always enough.
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

#[cfg(test)]
#[path = "sse_tests.rs"]
mod tests;
