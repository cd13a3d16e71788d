//! Marks for a provider's cache, where it takes only so many.

use crate::message::CacheFor;

/// The marks of one request. Of more than the API takes the last ones are sent: they cover what the
/// others would.
pub(super) struct Marks {
    left_out: usize,
}

impl Marks {
    /// Those of the parts of a request, in order, for an API that takes `most`.
    pub(super) fn new(most: usize, marks: impl Iterator<Item = Option<CacheFor>>) -> Self {
        Self {
            left_out: marks.flatten().count().saturating_sub(most),
        }
    }

    /// The mark of the next part, if it is sent.
    pub(super) fn next(&mut self, mark: Option<CacheFor>) -> Option<CacheFor> {
        if mark.is_some() && self.left_out > 0 {
            self.left_out -= 1;
            return None;
        }
        mark
    }
}
