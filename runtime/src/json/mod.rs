//! JSON text: bytes to events as they come ([`scan`]), whole texts to trees ([`tree`]), and values back to
//! text ([`write`]).
//!
//! Nothing here knows schemas. The strict scanner is one way to produce [`Event`]s; a reader of
//! malformed answers produces the same events, so everything behind them is shared.

mod ascii;
pub(crate) mod decimal;
pub(crate) mod equal;
pub(crate) mod likely;
pub(crate) mod number;
pub(crate) mod scan;
pub(crate) mod tree;
pub(crate) mod write;

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
    /// Takes a number, as written and as it is read.
    fn number(&mut self, text: &str, _value: Number) {
        self.event(Event::Number(text));
    }
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
