//! Several tool calls that come side by side, each to a value of its own.

use super::Decoder;
use super::side_by_side::SideBySide;
use crate::checks::Later;
use crate::extract::{Decode, Undo};
use crate::lenient::Mends;
use crate::partial::Partial;
use crate::violation::Violation;

/// A value with the questions that are still to be asked about it, or what is wrong.
pub(crate) type Answered<T> = Result<(T, Vec<Later>), Vec<Violation>>;

/// Reads the arguments of several tool calls, in whatever order their pieces come.
///
/// ```
/// use formwork::Calls;
///
/// let mut calls = Calls::<Vec<u8>>::new();
/// calls.push(0, b"[1,");
/// calls.push(1, b"[3]");
/// calls.push(0, b"2]");
/// let values: Vec<_> = calls.finish().into_iter().map(Result::unwrap).collect();
/// assert_eq!(values, [vec![1, 2], vec![3]]);
/// ```
pub struct Calls<T: Decode> {
    undo: Undo,
    mends: Mends,
    decoders: SideBySide<Decoder<T>>,
}

impl<T: Decode> Default for Calls<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Decode> Calls<T> {
    /// A reader of calls with the author's own schema.
    #[must_use]
    pub fn new() -> Self {
        Self::with_undo(Undo::default())
    }

    /// A reader of calls with a lowered schema.
    #[must_use]
    pub fn with_undo(undo: Undo) -> Self {
        Self {
            undo,
            mends: Mends::None,
            decoders: SideBySide::default(),
        }
    }

    /// Lets the calls that are still to come be mended, as [`Decoder::lenient`] does.
    #[must_use]
    pub fn lenient(mut self, mends: Mends) -> Self {
        self.mends = mends;
        self
    }

    /// Reads a piece of the arguments of a call. Calls are numbered from 0 without a gap, as
    /// [`Delta::ToolCall`](crate::provider::Delta::ToolCall) numbers them; an empty piece says that there
    /// is a call.
    pub fn push(&mut self, call: usize, arguments: &[u8]) {
        let (undo, mends) = (self.undo, self.mends);
        let fresh = || Decoder::with_undo(undo).lenient(mends);
        if let Some(decoder) = self.decoders.of(call, fresh) {
            decoder.push(arguments);
        }
    }

    /// How many calls there are so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.decoders.len()
    }

    /// Whether there is none so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.decoders.len() == 0
    }

    /// What has arrived of a call.
    #[must_use]
    pub fn view(&self, call: usize) -> Option<&Partial<T::Partial>> {
        self.decoders.get(call).map(Decoder::view)
    }

    /// What is wrong with a call so far.
    pub fn violations(&self, call: usize) -> impl Iterator<Item = &Violation> {
        let decoder = self.decoders.get(call).into_iter();
        decoder.flat_map(Decoder::violations)
    }

    /// Whether a call's last bracket has been read. The next call may begin before.
    #[must_use]
    pub fn is_complete(&self, call: usize) -> bool {
        self.decoders.get(call).is_some_and(Decoder::is_complete)
    }

    /// The answer has ended: each call's value, or everything that is wrong with it.
    #[must_use]
    pub fn finish(self) -> Vec<Result<T, Vec<Violation>>> {
        let calls = self.finish_later().into_iter();
        calls.map(|call| call.map(|(value, _)| value)).collect()
    }

    /// The same, each value with the questions that are still to be asked about it; see
    /// [`Decoder::finish_later`].
    #[must_use]
    pub fn finish_later(self) -> Vec<Answered<T>> {
        self.decoders.finish(Decoder::finish_later)
    }
}

impl<T: Decode> std::fmt::Debug for Calls<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Calls")
            .field("calls", &self.decoders.len())
            .finish_non_exhaustive()
    }
}
