//! JSON text: bytes to events as they come ([`scan`]), whole texts to trees ([`tree`]), and values back to
//! text ([`write`]).
//!
//! Nothing here knows schemas. The strict scanner is one way to produce [`Event`]s; a reader of
//! malformed answers produces the same events, so everything behind them is shared.

pub(crate) mod ascii;
pub(crate) mod decimal;
pub(crate) mod equal;
pub(crate) mod likely;
pub(crate) mod number;
pub(crate) mod scan;
pub(crate) mod tree;
pub(crate) mod write;

use crate::lenient::MendKind;
use number::Number;

/// One step of a JSON text. A string comes whole where it lies whole in one chunk, and in parts
/// where it does not; a key, a number and a literal always come whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Event<'a> {
    /// `{`
    BeginObject,
    /// `}`
    EndObject,
    /// `[`
    BeginArray,
    /// `]`
    EndArray,
    /// A property name, decoded.
    Key(&'a str),
    /// A whole string, decoded.
    String(&'a str),
    /// The opening quote of a string that comes in parts.
    BeginString,
    /// A part of it, decoded; never empty.
    StringPart(&'a str),
    /// Its closing quote.
    EndString,
    /// A number, as written (valid JSON syntax).
    Number(&'a str),
    /// `true` or `false`
    Boolean(bool),
    /// `null`
    Null,
}

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted(u8);

impl Wanted {
    pub(crate) const NOTHING: Self = Self(0);
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(1 << 1);
    pub(crate) const NUMBER: Self = Self(1 << 2);
    /// One of several strings.
    pub(crate) const NAME: Self = Self(1 << 3);
    /// Any string.
    pub(crate) const TEXT: Self = Self(1 << 4);
    pub(crate) const OBJECT: Self = Self(1 << 5);
    pub(crate) const ARRAY: Self = Self(1 << 6);
    pub(crate) const ANYTHING: Self = Self(0x7F);

    /// These and those.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether some of these are among them.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Room for the first parts of a string, in bytes.
const FIRST_PARTS: usize = 32;

/// Adds a part to a string that comes in parts.
#[inline]
pub(crate) fn append(text: &mut String, part: &str) {
    if text.capacity() == 0 {
        // What comes in parts goes on.
        text.reserve(part.len().max(FIRST_PARTS));
    }
    text.push_str(part);
}

/// Takes events in document order.
pub(crate) trait Sink {
    /// Takes the next event.
    fn event(&mut self, event: Event<'_>);

    /// Takes `{`. The commonest events may take a shorter way than through [`Sink::event`].
    fn begin_object(&mut self) {
        self.event(Event::BeginObject);
    }
    /// Takes `[`.
    fn begin_array(&mut self) {
        self.event(Event::BeginArray);
    }
    /// Takes a closing bracket.
    fn end(&mut self, event: Event<'_>) {
        self.event(event);
    }
    /// Takes `true` or `false`.
    fn boolean(&mut self, value: bool) {
        self.event(Event::Boolean(value));
    }
    /// Takes a key.
    fn key(&mut self, name: &str) {
        self.event(Event::Key(name));
    }
    /// Takes a whole string.
    fn string(&mut self, text: &str) {
        self.event(Event::String(text));
    }
    /// Takes the opening quote of a string that comes in parts.
    fn begin_string(&mut self) {
        self.event(Event::BeginString);
    }
    /// Takes its closing quote.
    fn end_string(&mut self) {
        self.event(Event::EndString);
    }
    /// Takes a part of a string.
    fn part(&mut self, text: &str) {
        self.event(Event::StringPart(text));
    }
    /// The place of a string that comes in parts, where they may be added to it without an event.
    fn growing(&mut self) -> Option<&mut String> {
        None
    }
    /// Takes a number, as written and as it is read.
    fn number(&mut self, text: &str, _value: Number) {
        self.event(Event::Number(text));
    }
    /// What the next value may be: how a text that is not JSON is to be read may depend on it.
    fn wanted(&self) -> Wanted {
        Wanted::ANYTHING
    }
    /// Something about the text was mended, at the value that is being read or comes next.
    fn mended(&mut self, _kind: MendKind) {}
    /// Takes the key that is likely to come next, if it stands at a place of the text; answers with where
    /// its closing quote ends.
    fn likely_key(&mut self, _text: &[u8], _at: usize) -> Option<usize> {
        None
    }
    /// The name of that key, where it would stand in a text without escapes.
    fn likely_name(&self) -> Option<&'static str> {
        None
    }
    /// Takes the key of that name.
    fn take_likely(&mut self) {}
}
