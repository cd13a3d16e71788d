//! The tables of one schema.

use super::arena::Arena;
use super::stream::Streams;
use crate::table::Node;

/// The tables of one schema, and the memory that they lie in.
pub(super) struct Tables {
    /// Where reading begins.
    pub(super) root: &'static Node,
    /// What views show.
    pub(super) streams: Streams,
    /// Held for its memory.
    _arena: Arena,
}

impl Tables {
    /// Tables that lie in `arena`, `root` among them.
    pub(super) fn new(root: &'static Node, streams: Streams, arena: Arena) -> Self {
        Self {
            root,
            streams,
            _arena: arena,
        }
    }
}
