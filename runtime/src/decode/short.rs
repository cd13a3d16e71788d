//! The short way of the commonest values: a property that the table lists, or the item of a list, of
//! the type that is wanted there.
//!
//! What takes any thought (a union, a rule about the whole value, a value that is read past) is left to
//! [`Cursor::event`], before anything has changed. Nothing is captured while this way is taken.

use super::cursor::{Cursor, Parts, place};
use super::frame::{Current, Slot, State};
use super::ptr::Ptr;
use crate::json::number::Number;
use crate::partial::{PlaceMut, Shape};
use crate::table::{Kind, Node};

impl Cursor {
    /// Where the next value stands, if it takes no thought there and `fits` what is wanted. `None` changes
    /// nothing.
    #[inline]
    fn next(&mut self, fits: impl FnOnce(&Node) -> bool) -> Option<Slot> {
        if self.past > 0 {
            return None;
        }
        let frame = self.stack.last_mut()?;
        let parent = frame.slot.place?;
        let (node, place) = match &mut frame.state {
            State::Object(object) => {
                let Current::Listed(index) = object.current else {
                    return None;
                };
                let node = object.table.properties.get(index)?.node;
                if node.whole || !fits(node) {
                    return None;
                }
                (node, parent.get().field(index)?)
            }
            State::Array { items, count } => {
                if items.whole || !fits(items) {
                    return None;
                }
                let place = parent.get().push()?;
                *count += 1;
                (*items, place)
            }
            _ => return None,
        };
        Some(Slot {
            node,
            place: Some(Ptr::new(place)),
        })
    }

    /// The string that grows, where it stands in objects and lists alone.
    #[inline]
    pub(super) fn growing_in<'a>(&self, base: PlaceMut<'a>) -> Option<&'a mut String> {
        let mut place = base;
        for frame in &self.stack {
            place = match &frame.state {
                State::Object(object) => match object.current {
                    Current::Listed(index) => place.field(index)?,
                    _ => return None,
                },
                State::Array { .. } => place.last()?,
                _ => return None,
            };
        }
        place.text()
    }

    /// Takes the name of the property that is likely to come next, the one behind the last that came, if
    /// it stands there and has not been seen; answers with where it ends.
    #[inline]
    pub(super) fn likely_key(&mut self, text: &[u8], at: usize) -> Option<usize> {
        if self.past > 0 {
            return None;
        }
        let frame = self.stack.last_mut()?;
        let State::Object(object) = &mut frame.state else {
            return None;
        };
        let index = object.next;
        let end = object
            .table
            .properties
            .get(index)?
            .likely
            .end_at(text, at)?;
        object.take(index).then_some(end)
    }

    /// The name of that property, where it stands in a text without escapes.
    #[inline]
    pub(super) fn likely_name(&self) -> Option<&'static str> {
        if self.past > 0 {
            return None;
        }
        let State::Object(object) = &self.stack.last()?.state else {
            return None;
        };
        let property = object.table.properties.get(object.next)?;
        property
            .likely
            .plain_name()
            .filter(|_| !object.seen.contains(object.next))
    }

    /// Takes that property's name.
    #[inline]
    pub(super) fn take_likely(&mut self) {
        if let Some(frame) = self.stack.last_mut()
            && let State::Object(object) = &mut frame.state
        {
            object.take(object.next);
        }
    }

    /// Takes `{` where named properties are wanted; `false` changes nothing.
    #[inline]
    pub(super) fn begin_object(&mut self) -> bool {
        let slot = self.next(|node| matches!(node.kind, Kind::Object(_)));
        match slot {
            Some(slot) => match slot.node.kind {
                Kind::Object(table) => {
                    self.open_object(slot, table);
                    true
                }
                _ => false,
            },
            None => false,
        }
    }

    /// Takes `[` where a list is wanted; `false` changes nothing.
    #[inline]
    pub(super) fn begin_array(&mut self) -> bool {
        let slot = self.next(|node| matches!(node.kind, Kind::Array(_)));
        match slot {
            Some(slot) => match slot.node.kind {
                Kind::Array(items) => {
                    self.open_array(slot, items);
                    true
                }
                _ => false,
            },
            None => false,
        }
    }

    /// Takes the end of a container in which nothing is missing; `false` changes nothing.
    #[inline]
    pub(super) fn end_short(&mut self) -> bool {
        let depth = self.stack.len();
        let Some((frame, around)) = self.stack.split_last() else {
            return false;
        };
        let is_implied = around.last().is_some_and(|around| {
            matches!(around.state, State::Branch { .. } | State::Implied { .. })
        });
        if self.past > 0 || is_implied || !frame.slot.node.rules.is_empty() {
            return false;
        }
        let is_whole = match &frame.state {
            State::Object(object) => object.has_required(),
            State::Array { .. } => true,
            _ => false,
        };
        if !is_whole {
            return false;
        }
        if let Some(place) = place(frame.slot) {
            place.close();
        }
        self.nest = self.nest.saturating_sub(1);
        self.stack.truncate(depth - 1);
        self.done = depth == 1;
        true
    }

    /// Takes a whole string; `false` changes nothing.
    #[inline]
    pub(super) fn string(&mut self, text: &str) -> bool {
        let wanted = |node: &Node| matches!(node.kind, Kind::String | Kind::Enum(_));
        let Some(slot) = self.next(wanted) else {
            return false;
        };
        match slot.node.kind {
            Kind::Enum(names) => self.name(slot, names, text),
            _ => self.whole_string(slot, text),
        }
        true
    }

    /// Takes the beginning of a string that comes in parts; `false` changes nothing.
    #[inline]
    pub(super) fn begin_string(&mut self) -> bool {
        let Some(slot) = self.next(|node| matches!(node.kind, Kind::String)) else {
            return false;
        };
        if let Some(place) = place(slot) {
            place.begin(Shape::String);
        }
        self.string = Some(Parts::Text(slot));
        true
    }

    /// Takes a number; `false` changes nothing.
    #[inline]
    pub(super) fn number(&mut self, text: &str, value: Number) -> bool {
        let wanted = |node: &Node| match value {
            Number::Signed(_) | Number::Unsigned(_) => {
                matches!(node.kind, Kind::Integer | Kind::Number)
            }
            Number::Float(value) => matches!(node.kind, Kind::Number) && value.is_finite(),
        };
        let Some(slot) = self.next(wanted) else {
            return false;
        };
        self.plain_number(slot, text, value);
        true
    }

    /// Takes `true` or `false` where that is wanted; `false` changes nothing.
    #[inline]
    pub(super) fn boolean(&mut self, value: bool) -> bool {
        let slot = self.next(|node| matches!(node.kind, Kind::Boolean));
        match slot.and_then(place) {
            Some(place) => place.boolean(value),
            None => false,
        }
    }
}
