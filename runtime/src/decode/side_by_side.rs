//! Several decoders side by side, one for each tool call of an answer.

use crate::violation::Violation;

/// No answer calls more tools than this; what is beyond is refused, not kept.
const MOST: usize = 1024;

/// The decoders of the calls, by their numbers.
pub(crate) struct SideBySide<D> {
    decoders: Vec<D>,
    /// Calls were refused because there were too many.
    over: bool,
}

impl<D> Default for SideBySide<D> {
    fn default() -> Self {
        Self {
            decoders: Vec::new(),
            over: false,
        }
    }
}

impl<D> SideBySide<D> {
    /// The decoder of a call; `fresh` makes one. Numbers come without a gap. `None` where there are too many.
    pub(crate) fn of(&mut self, call: usize, fresh: impl Fn() -> D) -> Option<&mut D> {
        if call >= MOST {
            self.over = true;
            return None;
        }
        while self.decoders.len() <= call {
            self.decoders.push(fresh());
        }
        self.decoders.get_mut(call)
    }

    /// The decoder of a call, where there is one.
    pub(crate) fn get(&self, call: usize) -> Option<&D> {
        self.decoders.get(call)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.decoders.len()
    }

    /// The answer has ended: what each call comes to, and what is wrong with those that are too many.
    pub(crate) fn finish<T>(
        self,
        finish: impl Fn(D) -> Result<T, Vec<Violation>>,
    ) -> Vec<Result<T, Vec<Violation>>> {
        let mut values: Vec<_> = self.decoders.into_iter().map(finish).collect();
        if self.over {
            let message = format!("an answer of more than {MOST} tool calls");
            values.push(Err(vec![Violation::new("", "json", message)]));
        }
        values
    }
}
