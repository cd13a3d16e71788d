//! The tables of one schema.

use super::arena::Arena;
use crate::table::Node;

/// The tables of one schema, and the memory that they lie in.
pub(super) struct Tables {
    /// Where reading begins.
    pub(super) root: &'static Node,
    /// Held for its memory.
    _arena: Arena,
}

impl Tables {
    /// Tables that lie in `arena`, `root` among them.
    pub(super) fn new(root: &'static Node, arena: Arena) -> Self {
        Self {
            root,
            _arena: arena,
        }
    }
}
