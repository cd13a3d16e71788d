//! What the decoder knows of each open container.

use std::fmt::Write as _;

use super::ptr::Ptr;
use crate::table::{Node, Object, Union};
use crate::violation::push_step;

/// A table position and the place that it fills.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub(super) node: &'static Node,
    /// Followed only during the push that found it; `None` where the type has no such place.
    pub(super) place: Option<Ptr>,
}

/// An open container.
pub(super) struct Frame {
    pub(super) slot: Slot,
    pub(super) state: State,
}

/// How far a container has come.
// The large variant is also the common one; a box would cost an allocation for each object.
#[allow(clippy::large_enum_variant)]
pub(super) enum State {
    /// An object with named properties.
    Object(ObjectState),
    /// A list.
    Array { items: &'static Node, count: u64 },
    /// A map, or an object where any JSON value may stand.
    Map {
        items: &'static Node,
        key: String,
        count: u64,
    },
    /// A union of which only one branch can start like this value.
    Branch { index: usize },
    /// A union whose branches are read side by side by these cursors, in branch order.
    Fork {
        union: &'static Union,
        /// Those that are left, as index of the cursor, and of the branch.
        cursors: Vec<(usize, usize)>,
        /// The cursors that wait for this fork as well.
        followers: Vec<usize>,
    },
    /// A union that another cursor reads for this one.
    Follow { owner: usize },
    /// A list, or an object, that the answer leaves out around its only item, or property.
    Implied {
        property: Option<usize>,
        name: Option<&'static str>,
    },
    /// A list, or an object, whose only item, or property, is the value.
    Only { is_list: bool, count: u64 },
    /// `{"value": ...}` around a root that is not an object.
    Wrapper { at_value: bool },
    /// A map as a list of entries.
    Entries { items: &'static Node, count: u64 },
    /// One entry of it.
    Entry {
        items: &'static Node,
        key: Option<String>,
        at: EntryAt,
        complete: bool,
    },
}

/// Where in an entry `{"key": ..., "value": ...}` the decoder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryAt {
    Between,
    Key,
    Value,
    Other,
}

/// How far an object with named properties has come.
pub(super) struct ObjectState {
    pub(super) table: &'static Object,
    /// Where the next property is looked for first: models write them in schema order.
    pub(super) next: usize,
    pub(super) current: Current,
    pub(super) seen: Seen,
    pub(super) count: u64,
    /// The name of a property that is not listed.
    pub(super) extra: String,
}

/// The property that is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Current {
    None,
    Listed(usize),
    /// Not listed, kept.
    Extra,
    /// Not listed, or seen before: read past.
    Past,
}

/// Which properties have been seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    low: u64,
    high: Vec<u64>,
}

impl Seen {
    /// Marks a property; `false` where it was marked before.
    #[inline]
    pub(super) fn insert(&mut self, index: usize) -> bool {
        if index >= 64 {
            return self.insert_high(index - 64);
        }
        let bit = 1_u64 << index;
        let new = self.low & bit == 0;
        self.low |= bit;
        new
    }

    #[cold]
    fn insert_high(&mut self, index: usize) -> bool {
        let word = index / 64;
        if self.high.len() <= word {
            self.high.resize(word + 1, 0);
        }
        let bit = 1_u64 << (index % 64);
        let bits = &mut self.high[word];
        let new = *bits & bit == 0;
        *bits |= bit;
        new
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        let bit = 1_u64 << (index % 64);
        let bits = match index / 64 {
            0 => self.low,
            word => self.high.get(word - 1).copied().unwrap_or(0),
        };
        bits & bit != 0
    }
}

impl ObjectState {
    /// The value of a property comes next; `false` changes nothing, where it has been seen before.
    #[inline]
    pub(super) fn take(&mut self, index: usize) -> bool {
        if !self.seen.insert(index) {
            return false;
        }
        self.count += 1;
        self.current = Current::Listed(index);
        self.next = index + 1;
        true
    }

    /// Whether every required property has been seen.
    #[inline]
    pub(super) fn has_required(&self) -> bool {
        self.table.required & !self.seen.low == 0 && !self.table.requires_more
    }
}

impl Frame {
    /// A container that begins.
    pub(super) fn new(slot: Slot, state: State) -> Self {
        Self { slot, state }
    }

    /// Appends this container's step of a JSON Pointer, for the child that is being read.
    pub(super) fn write_step(&self, out: &mut String) {
        match &self.state {
            State::Object(object) => match object.current {
                Current::Listed(index) => {
                    push_step(
                        object.table.properties.get(index).map_or("", |p| p.name),
                        out,
                    );
                }
                Current::Extra | Current::Past => push_step(&object.extra, out),
                Current::None => {}
            },
            State::Array { count, .. } => {
                // Writing to a String cannot fail.
                let _ = write!(out, "/{}", count.saturating_sub(1));
            }
            State::Map { count: 0, .. } => {}
            State::Map { key, .. } | State::Entry { key: Some(key), .. } => push_step(key, out),
            State::Implied { name, .. } => push_step(name.unwrap_or("0"), out),
            State::Branch { .. }
            | State::Only { .. }
            | State::Fork { .. }
            | State::Follow { .. }
            | State::Wrapper { .. }
            | State::Entries { .. }
            | State::Entry { .. } => {}
        }
    }

    /// The place of the child that is being read, found again from this container's own.
    #[inline]
    pub(super) fn child_place(&self) -> Option<Ptr> {
        let place = self.slot.place?;
        // The commonest two; a stream asks every open container for each piece.
        match &self.state {
            State::Object(ObjectState {
                current: Current::Listed(index),
                ..
            }) => place.get().field(*index).map(Ptr::new),
            State::Array { .. } => place.get().last().map(Ptr::new),
            _ => self.other_place(place),
        }
    }

    #[inline(never)]
    fn other_place(&self, place: Ptr) -> Option<Ptr> {
        let place = place.get();
        match &self.state {
            State::Object(object) => match object.current {
                Current::Extra => place.entry(&object.extra).map(Ptr::new),
                Current::Listed(_) | Current::None | Current::Past => None,
            },
            State::Map { key, .. } | State::Entry { key: Some(key), .. } => {
                place.entry(key).map(Ptr::new)
            }
            State::Branch { index } => place.branch(*index).map(Ptr::new),
            State::Implied { property, .. } => match property {
                Some(index) => place.field(*index).map(Ptr::new),
                None => place.last().map(Ptr::new),
            },
            State::Wrapper { .. } | State::Entries { .. } | State::Only { .. } => self.slot.place,
            State::Array { .. }
            | State::Fork { .. }
            | State::Follow { .. }
            | State::Entry { .. } => None,
        }
    }
}
