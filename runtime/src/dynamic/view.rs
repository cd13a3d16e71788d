//! What has arrived of a value: the twin of a schema that has no types.

use std::fmt;

use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use super::members::Members;
use super::slot::{Content, Slot, State};
use super::stream::Streams;
use super::value::Number;

/// A value that may still be on its way, lent by a [`Decoder`](super::Decoder).
///
/// Like a [`Partial`](crate::Partial), it is absent, growing or complete. Strings, lists and objects grow;
/// other values are there when they are complete. Of a union, it shows the branch that leads. What has
/// `x-stream: done` is absent until it is complete.
///
/// ```
/// use formwork::dynamic::Schema;
///
/// let schema = Schema::from_yaml("{ properties: { name: { type: string }, rivers: { type: array } } }")?;
/// let mut decoder = schema.decoder();
/// decoder.push(br#"{"name": "Passau", "rivers": ["Inn", "Il"#);
/// let town = decoder.view();
/// assert!(town.get("name").unwrap().is_complete() && town.is_growing());
/// let rivers: Vec<_> = town.get("rivers").unwrap().items().filter_map(|river| river.as_str()).collect();
/// assert_eq!(rivers, ["Inn", "Il"]);
/// # Ok::<(), formwork::dynamic::SchemaError>(())
/// ```
#[derive(Clone, Copy)]
pub struct View<'a> {
    slot: &'a Slot,
    streams: &'a Streams,
}

impl<'a> View<'a> {
    pub(super) fn new(slot: &'a Slot, streams: &'a Streams) -> Self {
        Self { slot, streams }
    }

    /// Whether nothing of it has arrived.
    #[must_use]
    pub fn is_absent(self) -> bool {
        self.content().is_none()
    }

    /// Whether its beginning has arrived and its end has not.
    #[must_use]
    pub fn is_growing(self) -> bool {
        self.slot.state == State::Growing && !self.is_absent()
    }

    /// Whether it has arrived whole, and will not change.
    #[must_use]
    pub fn is_complete(self) -> bool {
        self.slot.state == State::Complete
    }

    /// Whether every property is there without which this is not to be shown (`x-stream: required`).
    #[must_use]
    pub fn is_ready(self) -> bool {
        let Some(slot) = self.shown() else {
            return true;
        };
        let required = self.streams.required(slot);
        required.iter().all(|name| self.get(name).is_some())
    }

    /// The slot that shows: of a union, the branch that leads.
    fn shown(self) -> Option<&'a Slot> {
        let mut slot = self.slot;
        loop {
            if slot.state == State::Absent || self.streams.hides(slot) {
                return None;
            }
            match &slot.content {
                Content::Union(branches, lead) => slot = branches.get((*lead)?)?,
                _ => return Some(slot),
            }
        }
    }

    fn content(self) -> Option<&'a Content> {
        self.shown().map(|slot| &slot.content)
    }

    fn of(self, slot: &'a Slot) -> Self {
        Self { slot, ..self }
    }

    /// What has arrived of a string.
    #[must_use]
    pub fn as_str(self) -> Option<&'a str> {
        match self.content()? {
            Content::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where this is one.
    #[must_use]
    pub fn as_number(self) -> Option<&'a Number> {
        match self.content()? {
            Content::Number(number) => Some(number),
            _ => None,
        }
    }

    /// `true` or `false`, where this is one of them.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.content()? {
            Content::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether `null` has arrived.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self.content(), Some(Content::Null))
    }

    /// The member of a name, where this is an object and something of the member has arrived.
    #[must_use]
    pub fn get(self, name: &str) -> Option<View<'a>> {
        match self.content()? {
            Content::Object(members) => {
                let member = members.get(name).map(|slot| self.of(slot));
                member.filter(|one| !one.is_absent())
            }
            _ => None,
        }
    }

    /// The members of an object that something has arrived of, in the order in which they came.
    pub fn members(self) -> impl Iterator<Item = (&'a str, View<'a>)> {
        let members = match self.content() {
            Some(Content::Object(members)) => Some(members),
            _ => None,
        };
        let members = members.into_iter().flat_map(Members::iter);
        members
            .map(move |(name, slot)| (name, self.of(slot)))
            .filter(|(_, member)| !member.is_absent())
    }

    /// Whether an object has begun.
    #[must_use]
    pub fn is_object(self) -> bool {
        matches!(self.content(), Some(Content::Object(_)))
    }

    /// Whether a list has begun.
    #[must_use]
    pub fn is_array(self) -> bool {
        matches!(self.content(), Some(Content::Array(_)))
    }

    /// The items of a list that something has arrived of.
    pub fn items(self) -> impl Iterator<Item = View<'a>> {
        let items = match self.content() {
            Some(Content::Array(items)) => items.as_slice(),
            _ => &[],
        };
        let items = items.iter().map(move |slot| self.of(slot));
        items.filter(|item| !item.is_absent())
    }
}

/// What has arrived so far, `null` where nothing has. Members and items of which nothing has arrived are left
/// out.
impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.content() {
            None | Some(Content::Null | Content::Union(..)) => serializer.serialize_unit(),
            Some(Content::Bool(value)) => serializer.serialize_bool(*value),
            Some(Content::Number(number)) => number.serialize(serializer),
            Some(Content::String(text)) => serializer.serialize_str(text),
            Some(Content::Array(_)) => {
                let mut list = serializer.serialize_seq(None)?;
                for item in self.items() {
                    list.serialize_element(&item)?;
                }
                list.end()
            }
            Some(Content::Object(_)) => {
                let mut map = serializer.serialize_map(None)?;
                for (name, member) in self.members() {
                    map.serialize_entry(name, &member)?;
                }
                map.end()
            }
        }
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.content() {
            None | Some(Content::Union(..)) => f.write_str("Absent"),
            Some(Content::Null) => f.write_str("null"),
            Some(Content::Bool(value)) => value.fmt(f),
            Some(Content::Number(number)) => number.as_str().fmt(f),
            Some(Content::String(text)) => text.fmt(f),
            Some(Content::Array(_)) => f.debug_list().entries(self.items()).finish(),
            Some(Content::Object(_)) => f.debug_map().entries(self.members()).finish(),
        }
    }
}
