//! The strict scanner: bytes of one JSON text, in any pieces, to [`Event`]s.
//!
//! It reads each byte once and keeps nothing but the piece of a token that a chunk cut off. It takes
//! RFC 8259 and nothing else: invalid UTF-8, lone surrogates, control characters in strings, `NaN`
//! and a second value are errors. Nesting is counted, not recursed into.
//!
//! What it finds does not depend on the chunks: not the events, but for a string in parts, and not
//! the error and its offset.

mod grow;
mod number;
mod open;
mod rest;
mod string;

use super::ascii::ascii;
use super::number::read_plain;
use super::{Event, Sink};
use open::Open;

/// Limits on what is read of an answer. What is beyond one is a violation of `json`, and nothing is read behind
/// it.
///
/// ```
/// use formwork::{Decoder, Limits};
///
/// let mut limits = Limits::default();
/// limits.string = 5;
/// let mut decoder = Decoder::<Vec<String>>::new().limits(limits);
/// decoder.push(br#"["short", "longer"]"#);
/// assert!(decoder.finish().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Nesting of arrays and objects: 127, and no more than that.
    pub depth: usize,
    /// Bytes of the whole text: 64 MiB.
    pub bytes: usize,
    /// Bytes of one string, its escapes decoded: none but that of the text. Names and numbers have 64 KiB.
    pub string: usize,
}

impl Limits {
    /// Those of [`Limits::default`].
    // What keeps and judges values has room for 127 levels.
    pub(crate) const DEFAULT: Self = Self {
        depth: 127,
        bytes: 64 << 20,
        string: usize::MAX,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A number's text or a key's may be this long; a longer one is no honest answer.
const TOKEN_LIMIT: usize = 64 << 10;

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// Byte offset in the whole text.
    pub(crate) offset: usize,
    /// What was wrong there, as one sentence without a full stop.
    pub(crate) message: String,
}

/// In a box, so that the way without errors carries one word.
pub(crate) type Scanned<T> = Result<T, Box<SyntaxError>>;

/// What may come next between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
}

/// The token a chunk border may have cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    None,
    /// In a string, between characters.
    String,
    /// After a backslash.
    Escape,
    /// In `\uXXXX`: digits read so far, their value.
    Hex {
        digits: u8,
        value: u32,
    },
    /// After a high surrogate: a backslash must follow.
    LowBackslash,
    /// After that backslash: a `u` must follow.
    LowU,
    /// In the key that is likely to come, of which so many bytes have come.
    Likely {
        name: &'static str,
        matched: usize,
    },
    Number,
    Literal {
        text: &'static str,
        matched: usize,
    },
}

/// Turns bytes into events, piece by piece.
#[derive(Debug)]
pub(crate) struct Scanner {
    limits: Limits,
    open: Open,
    expect: Expect,
    token: Token,
    /// The string being read is a property name.
    in_key: bool,
    /// Pieces of a key or number that came in parts, and of a string with escapes.
    scratch: String,
    /// The beginning of the string being read has been handed on.
    shown: bool,
    /// Bytes of it that have been handed on.
    length: usize,
    /// The first bytes of a character that a chunk border cut.
    cut: [u8; 4],
    cut_len: usize,
    high_surrogate: u32,
    /// Offset in the whole text of the string or number that began last.
    started: usize,
    /// Bytes of the whole text before the piece that is being scanned.
    before: usize,
}

impl Scanner {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits: Limits {
                depth: limits.depth.min(Limits::DEFAULT.depth),
                ..limits
            },
            open: Open::default(),
            expect: Expect::Value,
            token: Token::None,
            in_key: false,
            scratch: String::new(),
            shown: false,
            length: 0,
            cut: [0; 4],
            cut_len: 0,
            high_surrogate: 0,
            started: 0,
            before: 0,
        }
    }

    /// Whether one whole value has been read.
    pub(crate) fn is_done(&self) -> bool {
        self.expect == Expect::Nothing && self.token == Token::None && self.cut_len == 0
    }

    /// Reads one chunk.
    #[inline]
    pub(crate) fn push(&mut self, chunk: &[u8], sink: &mut impl Sink) -> Scanned<()> {
        if self.cut_len == 0
            && self.before + chunk.len() <= self.limits.bytes
            && let Some(text) = ascii(chunk)
        {
            return self.scan(text, sink);
        }
        self.push_any(chunk, sink)
    }

    /// Reads a chunk that is not short, or not ASCII, or too much.
    fn push_any(&mut self, chunk: &[u8], sink: &mut impl Sink) -> Scanned<()> {
        let room = self.limits.bytes.saturating_sub(self.before + self.cut_len);
        if chunk.len() > room {
            self.read(chunk.get(..room).unwrap_or_default(), sink)?;
            let limit = self.limits.bytes;
            return self.error(0, format!("the answer is over {limit} bytes"));
        }
        if self.cut_len == 0
            && let Ok(text) = std::str::from_utf8(chunk)
        {
            return self.scan(text, sink);
        }
        self.read(chunk, sink)
    }

    /// Decodes a chunk, whose first character may have begun in the one before, and whose last may be
    /// cut.
    #[cold]
    fn read(&mut self, mut chunk: &[u8], sink: &mut impl Sink) -> Scanned<()> {
        while self.cut_len > 0 {
            let Some((byte, rest)) = chunk.split_first() else {
                return Ok(());
            };
            chunk = rest;
            self.complete_cut(*byte, sink)?;
        }
        let error = match std::str::from_utf8(chunk) {
            Ok(text) => return self.scan(text, sink),
            Err(error) => error,
        };
        let (valid, rest) = chunk.split_at(error.valid_up_to());
        self.scan(std::str::from_utf8(valid).unwrap_or_default(), sink)?;
        if error.error_len().is_some() || rest.len() > self.cut.len() {
            return self.error(0, "not UTF-8");
        }
        self.cut[..rest.len()].copy_from_slice(rest);
        self.cut_len = rest.len();
        Ok(())
    }

    /// Adds one byte to a character that a chunk border cut.
    fn complete_cut(&mut self, byte: u8, sink: &mut impl Sink) -> Scanned<()> {
        if let Some(free) = self.cut.get_mut(self.cut_len) {
            *free = byte;
            self.cut_len += 1;
        }
        let cut = self.cut;
        match std::str::from_utf8(cut.get(..self.cut_len).unwrap_or_default()) {
            Ok(text) => {
                self.cut_len = 0;
                self.scan(text, sink)
            }
            Err(error) if error.error_len().is_none() => Ok(()),
            Err(_) => self.error(0, "not UTF-8"),
        }
    }

    /// Scans a piece of the text.
    fn scan(&mut self, text: &str, sink: &mut impl Sink) -> Scanned<()> {
        let read = self.tokens(text, sink);
        if !matches!(
            self.token,
            Token::None | Token::Number | Token::Literal { .. } | Token::Likely { .. }
        ) {
            let shown = self.show_kept(sink);
            self.before += text.len();
            return read.and(shown);
        }
        self.before += text.len();
        read
    }

    fn tokens(&mut self, text: &str, sink: &mut impl Sink) -> Scanned<()> {
        let mut at = 0;
        while at < text.len() {
            at = match self.token {
                Token::None => self.between(text, at, sink)?,
                Token::String => self.string(text, at, sink)?,
                Token::Number => self.number(text, at, sink)?,
                Token::Likely { name, matched } => self.likely(name, matched, text, at, sink),
                Token::Literal {
                    text: literal,
                    matched,
                } => self.literal(literal, matched, text, at, sink)?,
                _ => self.escape(text, at)?,
            };
        }
        Ok(())
    }

    /// The text has ended.
    pub(crate) fn finish(&mut self, sink: &mut impl Sink) -> Scanned<()> {
        if self.cut_len > 0 {
            return self.error(0, "not UTF-8");
        }
        if self.token == Token::Number {
            self.end_number(None, 0, sink)?;
        }
        if self.is_done() {
            return Ok(());
        }
        let state = match self.token {
            Token::None if self.open.is_empty() => "before any JSON value",
            Token::None => "before its last bracket is closed",
            Token::Literal { .. } => "inside a literal",
            _ => "inside a string",
        };
        self.error(0, format!("the answer ends {state}"))
    }

    #[cold]
    fn error<T>(&self, at: usize, message: impl Into<String>) -> Scanned<T> {
        Err(Box::new(SyntaxError {
            offset: self.before + at,
            message: message.into(),
        }))
    }

    /// Reads white space, punctuation, and whole tokens, up to one that the text cuts.
    fn between(&mut self, text: &str, mut at: usize, sink: &mut impl Sink) -> Scanned<usize> {
        let bytes = text.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    match self.expect {
                        Expect::Key | Expect::KeyOrEnd => {
                            if let Some(end) = self.likely_key(bytes, at + 1, sink) {
                                at = end;
                                if self.token != Token::None {
                                    return Ok(at);
                                }
                                continue;
                            }
                            self.in_key = true;
                        }
                        Expect::Value | Expect::ValueOrEnd => self.in_key = false,
                        _ => return self.unexpected(byte, at),
                    }
                    at = self.string_start(text, at, sink)?;
                    if self.token != Token::None {
                        return Ok(at);
                    }
                }
                b':' if self.expect == Expect::Colon => {
                    self.expect = Expect::Value;
                    at += 1;
                }
                b',' if self.expect == Expect::CommaOrEnd => {
                    at += 1;
                    if self.open.is_object() {
                        self.expect = Expect::Key;
                        if bytes.get(at) == Some(&b'"')
                            && let Some(end) = self.likely_key(bytes, at + 1, sink)
                        {
                            at = end;
                            if self.token != Token::None {
                                return Ok(at);
                            }
                        }
                    } else {
                        self.expect = Expect::Value;
                    }
                }
                b' ' | b'\n' | b'\r' | b'\t' => at += 1,
                b'}' if self.open.is_object()
                    && matches!(self.expect, Expect::CommaOrEnd | Expect::KeyOrEnd) =>
                {
                    at += 1;
                    self.close(Event::EndObject, sink);
                }
                b']' if self.open.is_array()
                    && matches!(self.expect, Expect::CommaOrEnd | Expect::ValueOrEnd) =>
                {
                    at += 1;
                    self.close(Event::EndArray, sink);
                }
                _ if !matches!(self.expect, Expect::Value | Expect::ValueOrEnd) => {
                    return self.unexpected(byte, at);
                }
                b'-' | b'0'..=b'9' => {
                    if let Some((number, end)) = read_plain(bytes, at) {
                        self.value_ended();
                        sink.number(text.get(at..end).unwrap_or_default(), number);
                        at = end;
                        continue;
                    }
                    self.token = Token::Number;
                    self.started = self.before + at;
                    self.scratch.clear();
                    at = self.number(text, at, sink)?;
                    if self.token != Token::None {
                        return Ok(at);
                    }
                }
                b'{' | b'[' => {
                    self.begin(byte == b'{', at, sink)?;
                    at += 1;
                }
                b't' if bytes.get(at..at + 4) == Some(b"true") => {
                    at += 4;
                    self.value_ended();
                    sink.boolean(true);
                }
                b'f' if bytes.get(at..at + 5) == Some(b"false") => {
                    at += 5;
                    self.value_ended();
                    sink.boolean(false);
                }
                b't' => return self.literal("true", 0, text, at, sink),
                b'f' => return self.literal("false", 0, text, at, sink),
                b'n' => return self.literal("null", 0, text, at, sink),
                _ => return self.unexpected(byte, at),
            }
        }
        Ok(at)
    }

    /// Reads the key that is likely to come, if it stands here, and a colon right behind it; answers
    /// with where they end.
    #[inline]
    fn likely_key(&mut self, text: &[u8], at: usize, sink: &mut impl Sink) -> Option<usize> {
        let Some(end) = sink.likely_key(text, at) else {
            return self.begin_likely(text, at, sink);
        };
        let has_colon = text.get(end) == Some(&b':');
        self.expect = if has_colon {
            Expect::Value
        } else {
            Expect::Colon
        };
        Some(end + usize::from(has_colon))
    }

    /// Begins the key that is likely to come, if its beginning is all that stands there.
    // It is rare, and beside it the common way would save more registers than it has instructions.
    #[inline(never)]
    fn begin_likely(&mut self, text: &[u8], at: usize, sink: &mut impl Sink) -> Option<usize> {
        let rest = text.get(at..).filter(|rest| rest.len() <= 8)?;
        let name = sink
            .likely_name()
            .filter(|name| name.as_bytes().starts_with(rest))?;
        self.started = self.before + at - 1;
        self.token = Token::Likely {
            name,
            matched: rest.len(),
        };
        Some(text.len())
    }

    /// Reads on in the key that is likely to come. Where it is another one, what has come of it is what the
    /// two have in common.
    fn likely(
        &mut self,
        name: &'static str,
        matched: usize,
        text: &str,
        at: usize,
        sink: &mut impl Sink,
    ) -> usize {
        let wanted = name.as_bytes().get(matched..).unwrap_or_default();
        let found = text.as_bytes().get(at..).unwrap_or_default();
        let same = wanted.iter().zip(found).take_while(|(a, b)| a == b).count();
        if same == found.len() {
            let matched = matched + same;
            self.token = Token::Likely { name, matched };
        } else if same == wanted.len() && found.get(same) == Some(&b'"') {
            self.token = Token::None;
            self.expect = Expect::Colon;
            sink.take_likely();
            return at + same + 1;
        } else {
            // What is cut off in a character goes on in the same way: only whole ones are told apart.
            let mut common = matched + same;
            while !name.is_char_boundary(common) {
                common -= 1;
            }
            self.token = Token::String;
            self.in_key = true;
            self.shown = false;
            self.scratch.clear();
            self.scratch
                .push_str(name.get(..common).unwrap_or_default());
            return at + common.saturating_sub(matched);
        }
        at + same
    }

    #[cold]
    fn unexpected<T>(&self, byte: u8, at: usize) -> Scanned<T> {
        let wanted = match self.expect {
            Expect::Value | Expect::ValueOrEnd => "a value",
            Expect::Key | Expect::KeyOrEnd => "a property name in double quotes",
            Expect::Colon => "a colon",
            Expect::CommaOrEnd => "a comma or a closing bracket",
            Expect::Nothing => "nothing after the value",
        };
        let found = if byte.is_ascii_graphic() {
            format!("`{}`", char::from(byte))
        } else {
            format!("byte 0x{byte:02x}")
        };
        self.error(at, format!("not JSON: expected {wanted}, found {found}"))
    }

    /// Begins an object or an array.
    #[inline]
    fn begin(&mut self, object: bool, at: usize, sink: &mut impl Sink) -> Scanned<()> {
        if self.open.len() >= self.limits.depth {
            let depth = self.limits.depth;
            return self.error(at, format!("nested more than {depth} levels deep"));
        }
        self.open.push(object);
        if object {
            self.expect = Expect::KeyOrEnd;
            sink.begin_object();
        } else {
            self.expect = Expect::ValueOrEnd;
            sink.begin_array();
        }
        Ok(())
    }

    fn close(&mut self, event: Event<'_>, sink: &mut impl Sink) {
        self.open.pop();
        self.value_ended();
        sink.end(event);
    }

    fn value_ended(&mut self) {
        self.token = Token::None;
        self.expect = if self.open.is_empty() {
            Expect::Nothing
        } else {
            Expect::CommaOrEnd
        };
    }

    /// Refuses what would make a key or number too long. Where it began says where, because where it
    /// became too long depends on the chunks.
    #[cold]
    fn too_long<T>(&self, what: &str, limit: usize) -> Scanned<T> {
        Err(Box::new(SyntaxError {
            offset: self.started,
            message: format!("{what} of over {limit} bytes"),
        }))
    }

    fn literal(
        &mut self,
        literal: &'static str,
        matched: usize,
        text: &str,
        at: usize,
        sink: &mut impl Sink,
    ) -> Scanned<usize> {
        let wanted = literal.as_bytes().get(matched..).unwrap_or_default();
        let found = text.as_bytes().get(at..).unwrap_or_default();
        let same = wanted.iter().zip(found).take_while(|(a, b)| a == b).count();
        if same == wanted.len() {
            self.value_ended();
            match literal {
                "true" => sink.boolean(true),
                "false" => sink.boolean(false),
                _ => sink.event(Event::Null),
            }
        } else if same == found.len() {
            self.token = Token::Literal {
                text: literal,
                matched: matched + same,
            };
        } else {
            let message = format!("not JSON: looks like `{literal}` but is not");
            return self.error(at + same, message);
        }
        Ok(at + same)
    }
}
