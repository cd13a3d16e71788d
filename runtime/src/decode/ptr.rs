//! The one unsafe corner: a stack of places inside one twin.
//!
//! While a chunk is read, the decoder holds a pointer to each open container of the twin, and to the
//! string that is growing. Rust has no safe type for a stack of reborrows, of which each lends the
//! next, so the pointers are raw. The rules that keep them sound:
//!
//! - Pointers are followed only while [`super::Reader::push`] holds the twin by `&mut`.
//!   [`super::engine`] derives all of them afresh, from the root down, before it follows the first of a
//!   push; what is left of them between pushes, when the twin is lent to the caller, is followed by
//!   nobody.
//! - Only the innermost place of a branch is written. A parent is touched again only after its child
//!   has closed, and the child's pointer is not used after that.
//! - A list gets a new item, and a map a new entry, only when no pointer into it is held.
//! - The branches of a union come from one call that splits the borrow; while they are open, the
//!   union itself is not touched. At the end of a push, unions are told which branch leads from the
//!   inside out, and nothing inside of one is followed after that.

#![allow(unsafe_code)]

use std::ptr::NonNull;

use crate::partial::{Place, PlaceMut};

/// A place inside the twin that is being filled.
#[derive(Clone, Copy)]
pub(super) struct Ptr(NonNull<dyn Place>);

// SAFETY: a pointer is followed only inside the call of `push` that derived it, on one thread (see
// above); what is sent along with a decoder between calls is an address that nobody follows.
unsafe impl Send for Ptr {}
// SAFETY: nothing is reachable through `&Ptr` without `get`, which only `push` calls.
unsafe impl Sync for Ptr {}

impl Ptr {
    pub(super) fn new(place: PlaceMut<'_>) -> Self {
        Self(NonNull::from(place))
    }

    /// The place. The caller keeps the rules above.
    pub(super) fn get<'a>(self) -> PlaceMut<'a> {
        // SAFETY: by the rules above the pointee is alive, inside the twin that `push` borrows
        // mutably, and no other reference to it or into it is in use.
        unsafe { &mut *self.0.as_ptr() }
    }
}
