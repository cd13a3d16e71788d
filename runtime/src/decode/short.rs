//! The short way of the commonest values: a property that the table lists, or the item of a list, of
//! the type that is wanted there.
//!
//! What takes any thought (a union, a rule about the whole value, a value that is read past) is left to
//! [`Cursor::event`], before anything has changed.

use super::cursor::{Cursor, Fork, Parts, place};
use super::frame::{Current, Slot, State};
use super::ptr::Ptr;
use super::raw::Raw;
use crate::extract::Undo;
use crate::json::Event;
use crate::partial::Shape;
use crate::table::Kind;

impl Cursor {
    /// Where the next value stands, in the containers where that takes no thought. `None` changes
    /// nothing, and leaves it to [`Cursor::begin_value`].
    #[inline]
    pub(super) fn next_slot(&mut self) -> Option<Slot> {
        if self.past > 0 {
            return None;
        }
        let frame = self.stack.last_mut()?;
        let place = place(frame.slot)?;
        match &mut frame.state {
            State::Object(object) => {
                let Current::Listed(index) = object.current else {
                    return None;
                };
                let node = object.table.properties.get(index)?.node;
                let place = Some(Ptr::new(place.field(index)?));
                Some(Slot { node, place })
            }
            State::Array { items, count } => {
                let place = Some(Ptr::new(place.push()?));
                *count += 1;
                Some(Slot { node: items, place })
            }
            _ => None,
        }
    }

    /// What is wanted where [`Cursor::next_slot`] would answer, and no rule is about the whole value.
    #[inline]
    pub(super) fn next_plain(&self) -> Option<Kind> {
        if self.past > 0 {
            return None;
        }
        let node = match &self.stack.last()?.state {
            State::Object(object) => match object.current {
                Current::Listed(index) => object.table.properties.get(index)?.node,
                _ => return None,
            },
            State::Array { items, .. } => items,
            _ => return None,
        };
        (!node.whole).then_some(node.kind)
    }

    /// Takes `{` where named properties are wanted; `false` changes nothing.
    #[inline]
    pub(super) fn begin_object(&mut self) -> bool {
        let Some(Kind::Object(table)) = self.next_plain() else {
            return false;
        };
        let Some(slot) = self.next_slot() else {
            return false;
        };
        self.open_object(slot, table);
        true
    }

    /// Takes `[` where a list is wanted; `false` changes nothing.
    #[inline]
    pub(super) fn begin_array(&mut self) -> bool {
        let Some(Kind::Array(items)) = self.next_plain() else {
            return false;
        };
        let Some(slot) = self.next_slot() else {
            return false;
        };
        self.open_array(slot, items);
        true
    }

    /// Takes a whole string.
    #[inline]
    pub(super) fn string(&mut self, text: &str, raw: &mut Raw, undo: Undo) -> Option<Fork> {
        let event = Event::String(text);
        let Some(slot) = self.next_slot() else {
            return self.event(event, raw, undo);
        };
        match slot.node.kind {
            Kind::String if !slot.node.whole => {
                self.whole_string(slot, text);
                self.closed(raw);
                None
            }
            Kind::Enum(names) if !slot.node.whole => {
                self.name(slot, names, text);
                self.closed(raw);
                None
            }
            _ => self.start(slot, event, raw, undo),
        }
    }

    /// Takes the beginning of a string that comes in parts, where it takes no thought; `false` changes
    /// nothing.
    #[inline]
    pub(super) fn begin_string(&mut self) -> bool {
        let Some(Kind::String) = self.next_plain() else {
            return false;
        };
        let Some(slot) = self.next_slot() else {
            return false;
        };
        if let Some(place) = place(slot) {
            place.begin(Shape::String);
        }
        self.string = Some(Parts::Text(slot));
        true
    }

    /// Takes a number.
    #[inline]
    pub(super) fn number(&mut self, text: &str, raw: &mut Raw, undo: Undo) -> Option<Fork> {
        let event = Event::Number(text);
        let Some(slot) = self.next_slot() else {
            return self.event(event, raw, undo);
        };
        match slot.node.kind {
            Kind::Number | Kind::Integer if !slot.node.whole => {
                self.whole_number(slot, text, event, raw);
                None
            }
            _ => self.start(slot, event, raw, undo),
        }
    }

    /// Takes `true` or `false` where that is wanted; `false` changes nothing.
    #[inline]
    pub(super) fn boolean(&mut self, value: bool, raw: &mut Raw) -> bool {
        let Some(Kind::Boolean) = self.next_plain() else {
            return false;
        };
        let Some(place) = self.next_slot().and_then(place) else {
            return false;
        };
        place.boolean(value);
        self.closed(raw);
        true
    }
}
