//! Which containers are open: a bit for each, so that nothing is allocated.

/// The most that can be told apart.
const MOST: usize = 128;

/// Open containers, outermost first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Open {
    /// The innermost is the lowest bit; a set one is an object.
    bits: u128,
    depth: usize,
}

impl Open {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.depth
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.depth == 0
    }

    /// Opens one. Beyond [`MOST`] the outermost would be forgotten.
    #[inline]
    pub(super) fn push(&mut self, is_object: bool) {
        self.bits = self.bits << 1 | u128::from(is_object);
        self.depth += 1;
    }

    /// Closes the innermost.
    #[inline]
    pub(super) fn pop(&mut self) {
        self.bits >>= 1;
        self.depth = self.depth.saturating_sub(1);
    }

    /// Whether the innermost is an object.
    #[inline]
    pub(super) fn is_object(&self) -> bool {
        self.depth > 0 && self.bits & 1 == 1
    }

    /// Whether the innermost is a list.
    #[inline]
    pub(super) fn is_array(&self) -> bool {
        self.depth > 0 && self.bits & 1 == 0
    }

    /// The containers from the innermost out: whether each is an object.
    pub(super) fn inside_out(self) -> impl Iterator<Item = bool> {
        (0..self.depth.min(MOST)).map(move |at| self.bits >> at & 1 == 1)
    }
}
