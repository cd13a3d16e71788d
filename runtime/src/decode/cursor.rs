//! One way of reading an answer: a stack of open containers, walked event by event.
//!
//! There is one cursor, until a union whose branches cannot be told apart by their first character
//! makes several, which then read the same events side by side ([`super::engine`]). A cursor fills
//! places, judges each value when it closes, once, and collects what it finds wrong.

use super::found::Found;
use super::frame::{Frame, Slot, State};
use super::ptr::Ptr;
use super::raw::Raw;
use super::whole::{Shape, Undone};
use crate::extract::Undo;
use crate::json::Event;
use crate::lenient::{Mended, Mends};
use crate::table::{Node, Union};

/// A value whose text is being kept.
pub(super) struct Capture {
    /// Open containers around the value.
    pub(super) nest: usize,
    /// Where its text starts.
    pub(super) start: usize,
    /// Open containers and unions around it.
    pub(super) depth: usize,
    /// What lowering did to its shape.
    pub(super) undo: Undo,
    pub(super) purpose: Purpose,
}

pub(super) enum Purpose {
    /// To be judged whole. So many violations were there before.
    Whole(&'static Node, usize),
    /// To be shown in the violation of this index.
    Shown(usize),
}

/// What becomes of the parts of a string.
#[derive(Clone, Copy)]
pub(super) enum Parts {
    /// They grow in a place.
    Text(Slot),
    /// They are gathered, to be looked up among the names of an enumeration.
    Name(Slot, &'static [&'static str]),
    /// They are gathered: the key of an entry.
    EntryKey,
    /// They are read past.
    Past,
}

/// A union that must be read in several ways.
#[derive(Clone, Copy)]
pub(super) struct Fork {
    pub(super) slot: Slot,
    pub(super) union: &'static Union,
}

/// What is known of the base value's shape before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BaseShape {
    AsWanted,
    /// It is inside one whose shape was changed, which is done once.
    Changed,
    /// It is inside an object that nobody asked for.
    Wrapped,
}

pub(super) struct Cursor {
    pub(super) base: Slot,
    /// The cursor that forked into this one.
    pub(super) parent: Option<usize>,
    pub(super) stack: Vec<Frame>,
    /// What is wrong, with pointers from the base value on.
    pub(super) found: Found,
    /// The base value has closed.
    pub(super) done: bool,
    /// The fork was lost, or is over.
    pub(super) dropped: bool,
    /// Open containers of a value that is read past.
    pub(super) past: usize,
    /// Open containers of the base value, those read past included.
    pub(super) nest: usize,
    pub(super) string: Option<Parts>,
    pub(super) gathered: String,
    pub(super) captures: Vec<Capture>,
    /// What may be mended.
    pub(super) mends: Mends,
    pub(super) mended: Mended,
    pub(super) shape: BaseShape,
    /// What has been undone in values whose text is kept.
    pub(super) undone: Vec<Undone>,
}

impl Cursor {
    pub(super) fn new(base: Slot, parent: Option<usize>) -> Self {
        Self {
            base,
            parent,
            stack: Vec::new(),
            found: Found::default(),
            done: false,
            dropped: false,
            past: 0,
            nest: 0,
            string: None,
            gathered: String::new(),
            captures: Vec::new(),
            mends: Mends::None,
            mended: Mended::default(),
            shape: BaseShape::AsWanted,
            undone: Vec::new(),
        }
    }

    /// The innermost open container: its place, and how far it has come.
    pub(super) fn innermost(&self) -> Option<(Option<Ptr>, &State)> {
        self.stack
            .last()
            .map(|frame| (frame.slot.place, &frame.state))
    }

    pub(super) fn innermost_mut(&mut self) -> Option<&mut State> {
        self.stack.last_mut().map(|frame| &mut frame.state)
    }

    /// Whether nothing has happened that may end a fork or a branch.
    pub(super) fn is_settled(&self) -> bool {
        !self.done && !self.found.has_news()
    }

    /// Finds every place again, from the base's down.
    pub(super) fn attach(&mut self, base: Option<Ptr>) {
        self.base.place = base;
        let mut place = base;
        let Some((innermost, around)) = self.stack.split_last_mut() else {
            self.attach_string(base);
            return;
        };
        for frame in around {
            frame.slot.place = place;
            place = frame.child_place();
        }
        innermost.slot.place = place;
        if self.string.is_some() {
            let place = innermost.child_place();
            self.attach_string(place);
        }
    }

    #[inline]
    fn attach_string(&mut self, place: Option<Ptr>) {
        if let Some(Parts::Text(slot) | Parts::Name(slot, _)) = &mut self.string {
            slot.place = place;
        }
    }

    /// Takes an event. Answers with a fork where the value that begins here must be read in several
    /// ways; the engine then gives the same event to each of them.
    pub(super) fn event(&mut self, event: Event<'_>, raw: &mut Raw, undo: Undo) -> Option<Fork> {
        match event {
            Event::Key(name) => self.key(name),
            Event::EndObject | Event::EndArray => self.end(raw),
            Event::StringPart(part) => self.string_part(part),
            Event::EndString => self.end_string(raw),
            _ if self.past > 0 => {
                if matches!(event, Event::BeginObject | Event::BeginArray) {
                    self.past += 1;
                    self.nest += 1;
                }
            }
            _ => return self.begin_value(event, raw, undo),
        }
        None
    }

    /// Notes that a value's shape is undone, for those that judge the text of what it is in.
    pub(super) fn note_undone(&mut self, what: Shape, raw: &Raw) {
        if raw.keeps_all() {
            let pointer = self.pointer();
            self.undone.push(Undone { pointer, what });
        }
    }

    /// The same, of a name in an object, which is noted wherever a text may be kept.
    pub(super) fn note_name(&mut self, what: Shape) {
        if !self.captures.is_empty() || self.parent.is_some() {
            let pointer = self.pointer();
            self.undone.push(Undone { pointer, what });
        }
    }

    /// JSON Pointer, from the base value on, of the value that the innermost container is reading.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        for frame in &self.stack {
            frame.write_step(&mut pointer);
        }
        pointer
    }
}

/// The place of a slot. It is there during a push; see [`Ptr`].
pub(super) fn place(slot: Slot) -> Option<crate::partial::PlaceMut<'static>> {
    slot.place.map(Ptr::get)
}
