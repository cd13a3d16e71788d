//! The place of a value whose type is known at run time only: it knows its row of the table.
//!
//! A slot is to a table what a twin's field is to a type. Its parent makes it, with the row that the parent's own
//! row has for it, so the engine fills it as it fills any place.

use std::any::Any;

use super::members::Members;
use super::value::{Number, Object, Value};
use crate::partial::{Number as Read, Place, PlaceMut, Shape};
use crate::table::{ANY, Additional, Kind, Node};
use crate::violation::Violation;

/// A place, and how much of its value has arrived.
pub(super) struct Slot {
    pub(super) node: &'static Node,
    pub(super) state: State,
    pub(super) content: Content,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Absent,
    Growing,
    Complete,
}

/// What is there. Of an absent value, nothing.
#[derive(Clone)]
pub(super) enum Content {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Slot>),
    Object(Members<Slot>),
    /// The branches of a union, and the one that leads.
    Union(Vec<Slot>, Option<usize>),
}

/// Copies stay in the decoder: a slot leads into the tables.
impl Clone for Slot {
    fn clone(&self) -> Self {
        Self {
            node: self.node,
            state: self.state,
            content: self.content.clone(),
        }
    }
}

impl Slot {
    /// The empty place of a row.
    pub(super) fn new(node: &'static Node) -> Self {
        Self {
            node,
            state: State::Absent,
            content: Content::Null,
        }
    }

    /// Its row, and the one that this stands for, and so on. The last stands for itself: tables are built so.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'static Node> {
        std::iter::successors(Some(self.node), |node| match node.kind {
            Kind::Same(other) => Some(other),
            Kind::Later(later) => Some(later.get()),
            _ => None,
        })
    }

    /// What its row takes.
    fn kind(&self) -> Kind {
        self.rows().last().map_or(Kind::Any, |node| node.kind)
    }

    fn set(&mut self, content: Content) -> bool {
        self.content = content;
        self.state = State::Complete;
        true
    }

    fn growing(&mut self) -> Option<&mut Content> {
        (self.state == State::Growing).then_some(&mut self.content)
    }

    /// The value, where all of it is there.
    pub(super) fn into_value(self) -> Option<Value> {
        if self.state != State::Complete {
            return None;
        }
        // Values nest no deeper than the scanner lets them, and unions no deeper than tables do.
        Some(match self.content {
            Content::Null => Value::Null,
            Content::Bool(value) => Value::Bool(value),
            Content::Number(number) => Value::Number(number),
            Content::String(text) => Value::String(text),
            Content::Array(items) => {
                let items = items.into_iter().map(Self::into_value);
                Value::Array(items.collect::<Option<_>>()?)
            }
            Content::Object(members) => {
                let mut all = Members::default();
                for (name, slot) in members.into_iter() {
                    all.push(name, slot.into_value()?);
                }
                Value::Object(Object::new(all))
            }
            Content::Union(mut branches, lead) => {
                let lead = lead.filter(|lead| *lead < branches.len())?;
                branches.swap_remove(lead).into_value()?
            }
        })
    }
}

impl Place for Slot {
    fn begin(&mut self, shape: Shape) -> bool {
        self.content = match shape {
            Shape::String => Content::String(String::new()),
            Shape::Array => Content::Array(Vec::new()),
            Shape::Object => Content::Object(Members::default()),
            Shape::Union => match self.kind() {
                Kind::Union(union) => {
                    let branches = union.branches.iter();
                    let branches = branches.map(|branch| Self::new(branch.node));
                    Content::Union(branches.collect(), None)
                }
                _ => return false,
            },
        };
        self.state = State::Growing;
        true
    }

    fn null(&mut self) -> bool {
        self.set(Content::Null)
    }

    fn boolean(&mut self, value: bool) -> bool {
        self.set(Content::Bool(value))
    }

    fn number(&mut self, value: Read) -> bool {
        let text = match value {
            Read::Signed(value) => value.to_string(),
            Read::Unsigned(value) => value.to_string(),
            Read::Float(value) => match serde_json::Number::from_f64(value) {
                Some(number) => number.to_string(),
                None => return false,
            },
        };
        self.number_of(value, &text)
    }

    fn number_of(&mut self, _value: Read, text: &str) -> bool {
        self.set(Content::Number(Number::new(text)))
    }

    fn keeps_numbers(&self) -> bool {
        true
    }

    fn variant(&mut self, index: usize) -> bool {
        match self.kind() {
            Kind::Enum(names) => names.get(index).is_some_and(|name| self.string(name)),
            _ => false,
        }
    }

    fn string(&mut self, text: &str) -> bool {
        self.set(Content::String(text.to_owned()))
    }

    fn json(&mut self, _text: &str) -> Option<Violation> {
        None
    }

    fn held(&self) -> Option<&dyn Any> {
        None
    }

    fn text(&mut self) -> Option<&mut String> {
        match self.growing()? {
            Content::String(text) => Some(text),
            _ => None,
        }
    }

    fn field(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        let Kind::Object(table) = self.kind() else {
            return None;
        };
        let property = table.properties.get(index)?;
        let Content::Object(members) = self.growing()? else {
            return None;
        };
        let slot = members.entry(property.name, || Self::new(property.node))?;
        Some(slot)
    }

    fn entry(&mut self, key: &str) -> Option<PlaceMut<'_>> {
        let node = match self.kind() {
            Kind::Map(node) => node,
            Kind::Object(table) => match table.additional {
                Additional::Keep(node) => node,
                Additional::Ignore | Additional::Deny => &ANY,
            },
            _ => &ANY,
        };
        let Content::Object(members) = self.growing()? else {
            return None;
        };
        let slot = members.entry(key, || Self::new(node))?;
        Some(slot)
    }

    fn push(&mut self) -> Option<PlaceMut<'_>> {
        let node = match self.kind() {
            Kind::Array(items) => items,
            _ => &ANY,
        };
        let Content::Array(items) = self.growing()? else {
            return None;
        };
        items.push(Self::new(node));
        Place::last(self)
    }

    fn last(&mut self) -> Option<PlaceMut<'_>> {
        match self.growing()? {
            Content::Array(items) => items.last_mut().map(|slot| slot as PlaceMut<'_>),
            _ => None,
        }
    }

    fn branches(&mut self) -> Vec<PlaceMut<'_>> {
        match self.growing() {
            Some(Content::Union(branches, _)) => {
                let branches = branches.iter_mut();
                branches.map(|slot| slot as PlaceMut<'_>).collect()
            }
            _ => Vec::new(),
        }
    }

    fn branch(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        match self.growing()? {
            Content::Union(branches, _) => {
                let branch = branches.get_mut(index);
                branch.map(|slot| slot as PlaceMut<'_>)
            }
            _ => None,
        }
    }

    fn lead(&mut self, index: usize) {
        if let Some(Content::Union(_, lead)) = self.growing() {
            *lead = Some(index);
        }
    }

    fn is_absent(&self) -> bool {
        self.state == State::Absent
    }

    fn close(&mut self) {
        if self.state == State::Growing {
            self.state = State::Complete;
        }
    }

    fn clear(&mut self) {
        self.content = Content::Null;
        self.state = State::Absent;
    }

    fn fresh(&self) -> Box<dyn Place + Send> {
        Box::new(Self::new(self.node))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn copy(&mut self, from: &dyn Any) {
        if let Some(from) = from.downcast_ref::<Self>() {
            self.content = from.content.clone();
            self.state = from.state;
        }
    }
}
