//! Bytes to a place that is being filled, whatever the place's type.
//!
//! This is the whole of a decoder but its value: the scanner, the engine, and what is wrong. The place is
//! lent anew for each piece, so that its owner can lend it to others in between.

use super::changes::Changed;
use super::engine::Engine;
use super::found::{take_in, take_later_in};
use super::ptr::Ptr;
use super::stage::Lenient;
use crate::checks::Later;
use crate::extract::Undo;
use crate::json::append;
use crate::json::ascii::{ascii, plain};
use crate::json::scan::{Limits, Scanned, Scanner};
use crate::lenient::{Mend, Mends};
use crate::partial::PlaceMut;
use crate::table::Node;
use crate::violation::Violation;

/// Reads one answer into the place of its root.
pub(crate) struct Reader {
    scanner: Scanner,
    engine: Engine,
    syntax: Option<Violation>,
    ended: bool,
    lenient: Option<Box<Lenient>>,
    /// How many bytes may be added to the string that grows as they stand; none where anything else is open, or
    /// anybody else looks on.
    room: usize,
}

impl Reader {
    /// A reader of answers that a table describes.
    pub(crate) fn new(node: &'static Node, undo: Undo) -> Self {
        Self {
            scanner: Scanner::new(Limits::default()),
            engine: Engine::new(node, undo),
            syntax: None,
            ended: false,
            lenient: None,
            room: 0,
        }
    }

    /// Lets the answer be mended.
    pub(crate) fn lenient(mut self, mends: Mends) -> Self {
        self.lenient = (mends != Mends::None).then(|| Box::new(Lenient::new(mends)));
        self.engine = self.engine.lenient(mends);
        self.room = 0;
        self
    }

    /// What may be mended, and what is taken back.
    pub(crate) fn manner(&self) -> (Mends, Undo) {
        let mends = self.lenient.as_ref().map(|lenient| lenient.mends);
        (mends.unwrap_or(Mends::None), self.engine.undo)
    }

    /// What has been mended.
    pub(crate) fn mends(&self) -> &[Mend] {
        match &self.lenient {
            Some(lenient) => lenient.finder.mends(),
            None => &[],
        }
    }

    /// Sets limits on what is read.
    pub(crate) fn limits(&mut self, limits: Limits) {
        self.scanner = Scanner::new(limits);
        self.room = 0;
    }

    /// Notes which values move.
    pub(crate) fn track_changes(&mut self) {
        self.engine.changes.get_or_insert_default();
        self.room = 0;
    }

    /// Which values have moved since this was last asked.
    pub(crate) fn changed(&mut self) -> Changed<'_> {
        match &mut self.engine.changes {
            Some(changes) => changes.take(),
            None => Changed::none(),
        }
    }

    /// Takes the violations of an item of the answer, which is a list.
    pub(super) fn take_violations_in(&mut self, index: usize) -> Vec<Violation> {
        match &mut self.lenient {
            Some(lenient) => take_in(&mut lenient.found, index),
            None => self.engine.take_violations_in(index),
        }
    }

    /// Whether nobody knows yet whether what is read is the answer.
    pub(super) fn is_held(&self) -> bool {
        self.lenient.is_some() && !self.ended
    }

    /// Whether the answer is a list, and none of its items is open.
    pub(super) fn is_between_items(&self) -> bool {
        self.ended || self.engine.is_between_items()
    }

    /// Reads a piece of the answer into `root`, which is the same for all pieces.
    #[inline]
    pub(crate) fn push(&mut self, root: PlaceMut<'_>, bytes: &[u8]) {
        // The commonest piece of a stream: more of the same string. It goes straight into its place, in some 150
        // instructions where the general way takes 350.
        if bytes.len().wrapping_sub(1) < self.room {
            self.grow(root, bytes);
        } else {
            self.push_any(root, bytes);
        }
    }

    /// Reads on in the string that grows, and goes on in the general way where that is not all.
    fn grow(&mut self, root: PlaceMut<'_>, bytes: &[u8]) {
        if let Some(text) = plain(bytes)
            && self.scanner.is_between_characters()
        {
            let Some(place) = self.engine.growing_in(&mut *root) else {
                return self.push_any(root, bytes);
            };
            self.scanner.pass(text.len());
            self.room -= text.len();
            append(place, text);
            return;
        }
        self.grow_or_end(root, bytes);
    }

    /// The same, for pieces in which something takes thought.
    fn grow_or_end(&mut self, root: PlaceMut<'_>, bytes: &[u8]) {
        let end = self.scanner.plain_in(bytes);
        // Where the string ends, the general way has to find its place too.
        if bytes.get(end) == Some(&b'"') && self.scanner.is_between_characters() {
            return self.push_any(root, bytes);
        }
        let text = ascii(bytes).map_or_else(|| std::str::from_utf8(bytes), Ok);
        let text = text.or_else(|error| {
            let valid = bytes.get(..error.valid_up_to());
            std::str::from_utf8(valid.unwrap_or_default())
        });
        let Some(place) = self.engine.growing_in(&mut *root) else {
            return self.push_any(root, bytes);
        };
        let read = self.scanner.grow_in(text.unwrap_or_default(), end, place);
        match bytes.get(read..) {
            Some(rest) if !rest.is_empty() => self.push_any(root, rest),
            _ => self.room = self.scanner.room(),
        }
    }

    /// The general way.
    fn push_any(&mut self, root: PlaceMut<'_>, bytes: &[u8]) {
        self.room = 0;
        if self.syntax.is_some() {
            return;
        }
        if let Some(lenient) = &mut self.lenient {
            lenient.push(&mut self.engine, root, bytes);
            return;
        }
        self.engine.begin(Ptr::new(root));
        let read = self.scanner.push(bytes, &mut self.engine);
        self.engine.end();
        if read.is_err() {
            self.note(read);
        } else if self.engine.is_growing() {
            self.room = self.scanner.room();
        }
    }

    /// What is wrong so far.
    pub(crate) fn violations(&self) -> impl Iterator<Item = &Violation> {
        let found = match &self.lenient {
            Some(lenient) => &lenient.found,
            None => self.engine.violations(),
        };
        found.iter().chain(&self.syntax)
    }

    /// Takes everything that is wrong so far.
    pub(crate) fn take_violations(&mut self) -> Vec<Violation> {
        let mut violations = match &mut self.lenient {
            Some(lenient) => std::mem::take(&mut lenient.found),
            None => self.engine.take_violations(),
        };
        violations.extend(self.syntax.take());
        violations
    }

    /// Takes what is to be asked about the answer, which has ended and fits.
    pub(crate) fn take_later(&mut self) -> Vec<Later> {
        // The text of a lenient answer may have been taken as it is, without a value that was found in it.
        let mut later = self.engine.take_later();
        if let Some(lenient) = &mut self.lenient
            && !lenient.later.is_empty()
        {
            later = std::mem::take(&mut lenient.later);
        }
        later
    }

    /// Takes what is to be asked about an item of the answer, which is a list.
    pub(super) fn take_later_in(&mut self, index: usize) -> Vec<Later> {
        match &mut self.lenient {
            Some(lenient) => take_later_in(&mut lenient.later, index),
            None => self.engine.take_later_in(index),
        }
    }

    /// What would have to follow for the text to be JSON.
    pub(crate) fn rest(&self) -> String {
        match self.syntax {
            Some(_) => String::new(),
            None => self.scanner.rest(),
        }
    }

    /// Whether the answer's last bracket has been read.
    pub(crate) fn is_complete(&self) -> bool {
        match &self.lenient {
            Some(lenient) => lenient.finder.is_complete(),
            None => self.syntax.is_none() && self.scanner.is_done(),
        }
    }

    /// The answer has ended.
    pub(crate) fn end(&mut self, root: PlaceMut<'_>) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        if let Some(lenient) = &mut self.lenient {
            lenient.end(&mut self.engine, root);
            return;
        }
        if self.syntax.is_none() {
            self.engine.begin(Ptr::new(root));
            let ended = self.scanner.finish(&mut self.engine);
            self.engine.end();
            self.note(ended);
        }
    }

    /// The answer has ended: everything that is wrong with it.
    pub(crate) fn finish(mut self, root: PlaceMut<'_>) -> Vec<Violation> {
        self.end(root);
        self.take_violations()
    }

    #[cold]
    fn note(&mut self, read: Scanned<()>) {
        if let Err(error) = read {
            let message = format!("{} (at byte {})", error.message, error.offset);
            self.syntax = Some(Violation::new(self.engine.pointer(), "json", message));
        }
    }
}
