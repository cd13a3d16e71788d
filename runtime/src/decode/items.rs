//! The items of a list, each given as it closes.

use super::Decoder;
use crate::checks::Later;
use crate::extract::{Decode, Undo};
use crate::lenient::{Mend, Mends};
use crate::partial::finish::required;
use crate::partial::{Partial, Twin};
use crate::violation::Violation;

/// What becomes of an item that breaks its schema.
///
/// ```
/// use formwork::{Items, OnInvalid};
///
/// let mut items = Items::<u8>::new().on_invalid(OnInvalid::Skip);
/// items.push(b"[1, 1000, 3]");
/// assert_eq!(items.next().transpose().unwrap(), Some(1));
/// assert_eq!(items.next().transpose().unwrap(), Some(3));
/// assert!(items.next().is_none());
/// assert_eq!(items.rejected()[0].index, 1);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnInvalid {
    /// It is given as an error, and nothing is read behind it.
    #[default]
    Stop,
    /// It is not given. [`Items::rejected`] tells of it.
    Skip,
    /// It is given as an error, and reading goes on.
    Collect,
}

/// An item that breaks its schema.
///
/// ```
/// use formwork::Items;
///
/// let mut items = Items::<u8>::new(); // `OnInvalid::Stop`
/// items.push(b"[1, 1000, 3]");
/// items.next();
/// let rejected = items.next().unwrap().unwrap_err();
/// assert_eq!((rejected.index, rejected.violations[0].pointer.as_str()), (1, "/1"));
/// assert!(items.is_stopped());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rejected {
    /// Which one it is, from 0 on.
    pub index: usize,
    /// What is wrong with it. Pointers lead from the list on: `/3/name`.
    pub violations: Vec<Violation>,
}

/// Reads a list, and gives each of its items as soon as it has closed, typed and judged.
///
/// ```
/// use formwork::{Items, OnInvalid};
///
/// let mut items = Items::<u8>::new().on_invalid(OnInvalid::Collect);
/// items.push(b"[1, 2");
/// assert_eq!(items.next().transpose().unwrap(), Some(1));
/// assert!(items.next().is_none()); // 2 may become 25
/// items.push(b"5, 1000, 3]");
/// assert_eq!(items.next().transpose().unwrap(), Some(25));
/// let rejected = items.next().unwrap().unwrap_err();
/// assert_eq!((rejected.index, &*rejected.violations[0].pointer), (2, "/2"));
/// assert_eq!(items.next().transpose().unwrap(), Some(3));
/// items.finish().unwrap();
/// ```
///
/// What is wrong with the list itself (that it is none, that it does not end) is told by
/// [`Items::finish`]. An item is kept only until it is given.
pub struct Items<T: Decode> {
    decoder: Decoder<Vec<T>>,
    taker: Taker,
}

/// Takes items out of a list that is being read, and remembers how far it has come.
#[derive(Debug, Default)]
pub(crate) struct Taker {
    policy: OnInvalid,
    /// How many have been given or rejected.
    count: usize,
    /// How many of them the twin still has, at its beginning.
    taken: usize,
    rejected: Vec<Rejected>,
    stopped: bool,
    /// Which reading of the answer the items are from.
    reading: u32,
}

impl Taker {
    pub(crate) fn on_invalid(&mut self, policy: OnInvalid) {
        self.policy = policy;
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn rejected(&self) -> &[Rejected] {
        &self.rejected
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Whether the answer is being read anew, and items of the reading before have been given.
    pub(crate) fn is_other(&mut self, reading: u32) -> bool {
        let is_other = reading != self.reading && self.count > 0;
        self.reading = reading;
        is_other
    }

    /// The next item that has closed. `None` where none has.
    pub(crate) fn next<T: Decode>(
        &mut self,
        decoder: &mut Decoder<Vec<T>>,
    ) -> Option<Result<(T, Vec<Later>), Rejected>> {
        while !self.stopped {
            let closed = closed(decoder);
            let list = match &mut decoder.root {
                Partial::Growing(list) | Partial::Complete(list) => list,
                Partial::Absent => return None,
            };
            if self.taken >= closed.min(list.len()) {
                // One item is open at most, so that nothing much is moved.
                list.drain(..self.taken.min(list.len()));
                self.taken = 0;
                return None;
            }
            let item = list.get_mut(self.taken).map(std::mem::take)?;
            let index = self.count;
            self.taken += 1;
            self.count += 1;
            let violations = decoder.reader.take_violations_in(index);
            let later = decoder.reader.take_later_in(index);
            if violations.is_empty()
                && let Some(value) = required(item)
            {
                return Some(Ok((value, later)));
            }
            if let Some(rejected) = self.reject(Rejected { index, violations }) {
                return Some(Err(rejected));
            }
        }
        None
    }

    /// An item that was read elsewhere.
    pub(crate) fn take<T>(&mut self, item: Result<T, Rejected>) -> Option<Result<T, Rejected>> {
        if self.stopped {
            return None;
        }
        self.count += 1;
        match item {
            Ok(item) => Some(Ok(item)),
            Err(rejected) => self.reject(rejected).map(Err),
        }
    }

    /// An item is not valid. Gives what is told of it.
    pub(crate) fn reject(&mut self, rejected: Rejected) -> Option<Rejected> {
        match self.policy {
            OnInvalid::Stop => {
                self.stopped = true;
                self.rejected.push(rejected.clone());
                Some(rejected)
            }
            OnInvalid::Collect => Some(rejected),
            OnInvalid::Skip => {
                self.rejected.push(rejected);
                None
            }
        }
    }
}

/// How many items the twin has that have closed.
fn closed<T: Decode>(decoder: &Decoder<Vec<T>>) -> usize {
    let Some(list) = decoder.root.get() else {
        return 0;
    };
    let reader = &decoder.reader;
    if reader.is_held() {
        return 0;
    }
    list.len() - usize::from(!reader.is_between_items())
}

impl<T: Decode> Default for Items<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Decode> Items<T> {
    /// A reader of a list in the author's own schema.
    #[must_use]
    pub fn new() -> Self {
        Self::with_undo(Undo::default())
    }

    /// A reader of a list in a lowered schema.
    #[must_use]
    pub fn with_undo(undo: Undo) -> Self {
        Self {
            decoder: Decoder::with_undo(undo),
            taker: Taker::default(),
        }
    }

    /// Says what becomes of items that break their schema.
    #[must_use]
    pub fn on_invalid(mut self, policy: OnInvalid) -> Self {
        self.taker.on_invalid(policy);
        self
    }

    /// Lets the answer be mended, as [`Decoder::lenient`] does. A list in prose may turn out not to be the
    /// answer, so its items are given when the answer has ended.
    #[must_use]
    pub fn lenient(mut self, mends: Mends) -> Self {
        self.decoder = self.decoder.lenient(mends);
        self
    }

    /// Reads a piece of the answer; pieces may be cut anywhere.
    pub fn push(&mut self, bytes: &[u8]) {
        if !self.taker.stopped {
            self.decoder.push(bytes);
        }
    }

    /// The answer has ended. What was held back until now can be given.
    pub fn end(&mut self) {
        if !self.taker.stopped {
            self.decoder.end();
        }
    }

    /// The next item that has closed. `None` where none has.
    ///
    /// # Errors
    /// An item that breaks its schema, unless such items are skipped.
    #[allow(clippy::should_implement_trait)] // It may answer `None` and then go on.
    pub fn next(&mut self) -> Option<Result<T, Rejected>> {
        let next = self.taker.next(&mut self.decoder);
        next.map(|item| item.map(|(item, _)| item))
    }

    /// The items that were skipped, and the one at which reading stopped.
    #[must_use]
    pub fn rejected(&self) -> &[Rejected] {
        &self.taker.rejected
    }

    /// Whether an item broke its schema and nothing more is read ([`OnInvalid::Stop`]). Who streams can
    /// close the connection.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.taker.stopped
    }

    /// What the item that is being read shows so far.
    #[must_use]
    pub fn growing(&self) -> Option<&Partial<T::Partial>> {
        let list = self.decoder.root.get()?;
        list.get(closed(&self.decoder).max(self.taker.taken)..)?
            .first()
    }

    /// What has been mended; see [`Decoder::mends`].
    #[must_use]
    pub fn mends(&self) -> &[Mend] {
        self.decoder.mends()
    }

    /// The answer has ended: what is wrong with the list itself, and with items that have not been asked
    /// for.
    ///
    /// # Errors
    /// Every violation that is not one of an item that was given or rejected.
    pub fn finish(mut self) -> Result<(), Vec<Violation>> {
        if self.taker.stopped {
            return Ok(());
        }
        let violations = self.decoder.reader.finish(&mut self.decoder.root);
        if violations.is_empty() {
            Ok(())
        } else {
            Err(violations)
        }
    }
}

impl<T: Decode> std::fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items")
            .field("policy", &self.taker.policy)
            .field("given", &self.taker.count)
            .field("rejected", &self.taker.rejected)
            .finish_non_exhaustive()
    }
}

/// The items of a list inside a view that have become complete since the last time.
///
/// A list deep in an answer is read item by item with one of these for it: it remembers how far it has
/// come.
///
/// ```
/// use formwork::{Decoder, NewItems, Partial};
///
/// let mut decoder = Decoder::<Vec<Vec<u8>>>::new();
/// let mut rows = NewItems::new();
/// decoder.push(b"[[1,2],[3");
/// let new: Vec<_> = decoder.view().get().map(|list| rows.of(list).collect()).unwrap_or_default();
/// assert_eq!(new, [&vec![Partial::Complete(1), Partial::Complete(2)]]);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct NewItems {
    seen: usize,
}

impl NewItems {
    /// None has been seen.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Those that are new in the list. An item that breaks its schema so that nothing of it can be shown
    /// is left out; the decoder's violations tell of it.
    pub fn of<'a, T: Twin>(&mut self, list: &'a [Partial<T>]) -> impl Iterator<Item = &'a T> {
        // All but the last have closed.
        let open = usize::from(list.last().is_some_and(|last| !last.is_complete()));
        let closed = list.len() - open;
        let new = list.get(self.seen.min(closed)..closed).unwrap_or_default();
        self.seen = self.seen.max(closed);
        new.iter().filter_map(Partial::complete)
    }
}
