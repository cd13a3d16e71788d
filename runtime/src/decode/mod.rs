//! Bytes of an answer, as they come, to a typed value or to every violation.
//!
//! [`Decoder`] is the one engine behind whole answers and streams: a scanner makes events, the engine
//! walks the decode table with them, fills the twin in place, and judges each value when it closes.
//! Each byte is read once, whatever the chunks; [`Decoder::view`] lends the twin as it is.

mod begin;
mod calls;
mod changes;
mod close;
mod coerce;
mod coerce_fold;
mod coerce_name;
mod coerce_number;
mod coerce_scalar;
mod coerce_text;
mod coerce_way;
mod cursor;
mod custom;
mod describe;
mod engine;
mod feed;
mod found;
mod frame;
mod items;
mod ptr;
mod raw;
mod reader;
mod restore;
mod scalar;
mod settle;
mod short;
mod side_by_side;
mod stage;
mod undo;
mod whole;
#[cfg(test)]
mod whole_tests;

pub(crate) use coerce_number::decimal;
pub(crate) use custom::{KEYWORD, unjudged};
pub(crate) use reader::Reader;

pub(crate) use calls::Answered;
pub use calls::Calls;
pub use changes::Changed;
pub(crate) use items::Taker;
pub use items::{Items, NewItems, OnInvalid, Rejected};
pub(crate) use side_by_side::SideBySide;

use crate::checks::Later;
use crate::extract::{Decode, Undo};
use crate::json::scan::Limits;
use crate::lenient::{Mend, Mends};
use crate::partial::Partial;
use crate::partial::finish::required;
use crate::violation::Violation;

/// Reads one answer.
///
/// It takes exactly one JSON text (RFC 8259), unless it is [lenient](Decoder::lenient). What it finds
/// wrong is collected, not thrown: reading goes on so that every violation is found, except after a
/// syntax error, behind which nothing can be trusted.
///
/// - Nesting deeper than 127 levels, and answers over 64 MiB, are violations.
/// - Invalid UTF-8, lone surrogates and `NaN` are violations of `json`.
/// - A property that stands twice is a violation, because which of the two is meant is anyone's
///   guess; the first is shown. Inside a value that the schema leaves open, the last one wins, as in
///   `serde_json`.
/// - Of very many violations the first are kept, up to about a mebibyte of text.
///
/// ```
/// use formwork::{Decoder, Partial};
///
/// let mut decoder = Decoder::<Vec<String>>::new();
/// decoder.push(br#"["one", "tw"#);
/// let list = decoder.view().get().unwrap();
/// assert_eq!(list[0], Partial::Complete("one".to_owned()));
/// assert_eq!(list[1], Partial::Growing("tw".to_owned()));
/// decoder.push(br#"o", 3]"#);
/// assert!(decoder.is_complete());
/// let violations = decoder.finish().unwrap_err();
/// assert_eq!(violations[0].pointer, "/2");
/// ```
pub struct Decoder<T: Decode> {
    root: Partial<T::Partial>,
    reader: Reader,
}

/// Reads a whole answer.
///
/// ```
/// use formwork::decode;
///
/// assert_eq!(decode::<Vec<u8>>("[1, 2, 3]"), Ok(vec![1, 2, 3]));
/// let violations = decode::<Vec<u8>>("[1, 1000, null]").unwrap_err();
/// assert_eq!(violations.len(), 2);
/// assert_eq!(violations[1].pointer, "/2");
/// ```
///
/// # Errors
/// Every violation, in the order in which they were found.
pub fn decode<T: Decode>(answer: impl AsRef<[u8]>) -> Result<T, Vec<Violation>> {
    let mut decoder = Decoder::new();
    decoder.push(answer.as_ref());
    decoder.finish()
}

impl<T: Decode> Default for Decoder<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Decode> Decoder<T> {
    /// A decoder for answers in the author's own schema.
    #[must_use]
    pub fn new() -> Self {
        Self::with_undo(Undo::default())
    }

    /// A decoder for answers to a lowered schema.
    #[must_use]
    pub fn with_undo(undo: Undo) -> Self {
        Self {
            root: Partial::Absent,
            reader: Reader::new(T::NODE, undo),
        }
    }

    /// Lets the answer be mended: found in prose, read although it is not quite JSON, brought to fit.
    ///
    /// What is wrong is then told at the end only, as until then nobody knows which value is the answer. See
    /// [`Mends`] for what is mended, and [`Decoder::mends`] for what was.
    ///
    /// ```
    /// use formwork::{Decoder, Mends};
    ///
    /// let mut decoder = Decoder::<Vec<i64>>::new().lenient(Mends::All);
    /// decoder.push(b"Here they are: [1, '2',]");
    /// decoder.end();
    /// let told: Vec<String> = decoder.mends().iter().map(ToString::to_string).collect();
    /// assert_eq!(told, ["the answer: prose", "/1: quotes", "/1: extra-comma", "/1: to-number"]);
    /// assert_eq!(decoder.finish(), Ok(vec![1, 2]));
    /// ```
    #[must_use]
    pub fn lenient(mut self, mends: Mends) -> Self {
        self.reader = self.reader.lenient(mends);
        self
    }

    /// Sets limits on what is read. A lenient reader keeps to those of [`Limits::default`].
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.reader.limits(limits);
        self
    }

    /// Lets [`Decoder::changed`] tell which values have moved. Without it nothing is noted, which is
    /// faster.
    #[must_use]
    pub fn track_changes(mut self) -> Self {
        self.reader.track_changes();
        self
    }

    /// Which values have moved since this was last asked, as JSON Pointers; none unless
    /// [`Decoder::track_changes`] was asked for.
    ///
    /// ```
    /// let mut decoder = formwork::Decoder::<Vec<String>>::new().track_changes();
    /// decoder.push(br#"["one", "tw"#);
    /// assert_eq!(decoder.changed().collect::<Vec<_>>(), ["", "/0", "/1"]);
    /// decoder.push(b"o");
    /// assert_eq!(decoder.changed().collect::<Vec<_>>(), ["/1"]);
    /// ```
    pub fn changed(&mut self) -> Changed<'_> {
        self.reader.changed()
    }

    /// Reads a piece of the answer; pieces may be cut anywhere.
    pub fn push(&mut self, bytes: &[u8]) {
        self.reader.push(&mut self.root, bytes);
    }

    /// What has arrived so far.
    pub fn view(&self) -> &Partial<T::Partial> {
        &self.root
    }

    /// What is wrong so far.
    pub fn violations(&self) -> impl Iterator<Item = &Violation> {
        self.reader.violations()
    }

    /// What has been mended in the answer. All of it is known after [`Decoder::end`].
    pub fn mends(&self) -> &[Mend] {
        self.reader.mends()
    }

    /// What may be mended, and what is taken back.
    pub(crate) fn manner(&self) -> (Mends, Undo) {
        self.reader.manner()
    }

    /// Everything that is wrong so far, of an answer that is not read to its end; and what would have to
    /// follow for the text that was read to be JSON.
    pub(crate) fn abandon(mut self) -> (Vec<Violation>, String) {
        let rest = self.reader.rest();
        (self.reader.take_violations(), rest)
    }

    /// The answer has ended. [`Decoder::finish`] does this too; whoever wants to know what was mended asks
    /// in between.
    pub fn end(&mut self) {
        self.reader.end(&mut self.root);
    }

    /// Whether the answer's last bracket has been read.
    pub fn is_complete(&self) -> bool {
        self.reader.is_complete()
    }

    /// The answer has ended: the value, or everything that is wrong with it.
    ///
    /// # Errors
    /// Every violation, in the order in which they were found.
    ///
    /// Rules that take a wait, or need to know of a call, are not asked here; see
    /// [`Decoder::finish_later`].
    pub fn finish(self) -> Result<T, Vec<Violation>> {
        self.finish_later().map(|(value, _)| value)
    }

    /// The same, with the questions that are still to be asked about the value: rules of the schema that are
    /// functions to be waited for (`x-check` with `async` or `context`), or are put to a model
    /// (`x-llm-check`).
    ///
    /// # Errors
    /// As [`Decoder::finish`].
    pub fn finish_later(mut self) -> Result<(T, Vec<Later>), Vec<Violation>> {
        self.end();
        let later = self.reader.take_later();
        let violations = self.reader.finish(&mut self.root);
        if !violations.is_empty() {
            return Err(violations);
        }
        let value = required(self.root).ok_or_else(|| {
            vec![Violation::new(
                "",
                "type",
                "the answer is valid but does not fill its type",
            )]
        })?;
        Ok((value, later))
    }
}
