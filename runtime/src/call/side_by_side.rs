//! Several tool calls of one answer, each read by a decoder of its own.

use super::target::{Reads, Target};
use crate::checks::Later;
use crate::violation::Violation;

/// No answer calls more tools than this; what is beyond is refused, not kept.
const MOST: usize = 1024;

/// A value with the questions that are still to be asked about it, or what is wrong.
pub(super) type Answered<T> = Result<(T, Vec<Later>), Vec<Violation>>;

/// The decoders of the calls, by their numbers.
pub(super) struct SideBySide<G: Target> {
    decoders: Vec<G::Decoder>,
    /// Calls were refused because there were too many.
    over: bool,
}

impl<G: Target> Default for SideBySide<G> {
    fn default() -> Self {
        Self {
            decoders: Vec::new(),
            over: false,
        }
    }
}

impl<G: Target> SideBySide<G> {
    /// Reads a piece of the arguments of a call; `fresh` makes a decoder. Numbers come without a gap.
    pub(super) fn push(&mut self, call: usize, arguments: &[u8], fresh: impl Fn() -> G::Decoder) {
        if call >= MOST {
            self.over = true;
            return;
        }
        while self.decoders.len() <= call {
            self.decoders.push(fresh());
        }
        if let Some(decoder) = self.decoders.get_mut(call) {
            decoder.push(arguments);
        }
    }

    /// The decoder of a call.
    pub(super) fn get(&self, call: usize) -> Option<&G::Decoder> {
        self.decoders.get(call)
    }

    /// The answer has ended: each call's value, or everything that is wrong with it.
    pub(super) fn finish(self) -> Vec<Answered<G::Value>> {
        let decoders = self.decoders.into_iter();
        let mut values: Vec<_> = decoders.map(Reads::finish_later).collect();
        if self.over {
            let message = format!("an answer of more than {MOST} tool calls");
            values.push(Err(vec![Violation::new("", "json", message)]));
        }
        values
    }
}
