//! A [`Partial`] without its type, as the decoder fills it.

use std::any::Any;

use serde_json::Value;

use super::{Number, Partial, Shape, Twin};
use crate::violation::Violation;

/// A place, lent without its type.
pub type PlaceMut<'a> = &'a mut (dyn Place + 'static);

/// A place that the decoder fills: a [`Partial`] of some [`Twin`], or a bare JSON value inside one.
///
/// Scalars are set once and are then complete. Strings, lists, objects and unions begin, grow, and are
/// closed. A method that does not fit what the place holds changes nothing and returns `false` or
/// `None`; the decode table and the type are generated from one model, so that does not happen in
/// generated code.
///
/// ```
/// use formwork::Partial;
/// use formwork::partial::{Place, Shape};
///
/// let mut list: Partial<Vec<Partial<u8>>> = Partial::Absent;
/// assert!(list.begin(Shape::Array));
/// assert!(list.push().unwrap().number(formwork::partial::Number::Signed(7)));
/// assert_eq!(list, Partial::Growing(vec![Partial::Complete(7)]));
/// list.close();
/// assert!(list.is_complete());
/// ```
pub trait Place {
    /// Starts an empty value that then grows.
    fn begin(&mut self, shape: Shape) -> bool;
    /// Sets `null`.
    fn null(&mut self) -> bool;
    /// Sets a boolean.
    fn boolean(&mut self, value: bool) -> bool;
    /// Sets a number.
    fn number(&mut self, value: Number) -> bool;
    /// Sets a number, and knows how it was written.
    fn number_of(&mut self, value: Number, text: &str) -> bool {
        let _ = text;
        self.number(value)
    }
    /// Whether it keeps how a number was written, so that none is too large for it.
    fn keeps_numbers(&self) -> bool {
        false
    }
    /// Sets the `index`th name of an enumeration.
    fn variant(&mut self, index: usize) -> bool;
    /// Sets a whole string.
    fn string(&mut self, text: &str) -> bool;
    /// Sets what a whole JSON text says, where the type reads it by itself; answers with what is wrong
    /// with it.
    fn json(&mut self, text: &str) -> Option<Violation>;
    /// What is there and is no `null`, without what is around it.
    fn held(&self) -> Option<&dyn Any>;
    /// The string that grows.
    fn text(&mut self) -> Option<&mut String>;
    /// The `index`th property of the object that grows.
    fn field(&mut self, index: usize) -> Option<PlaceMut<'_>>;
    /// An entry of the map that grows, added where it is not there yet.
    fn entry(&mut self, key: &str) -> Option<PlaceMut<'_>>;
    /// A new item at the end of the list that grows.
    fn push(&mut self) -> Option<PlaceMut<'_>>;
    /// The last item of the list that grows.
    fn last(&mut self) -> Option<PlaceMut<'_>>;
    /// The branches of the union that grows, in schema order.
    fn branches(&mut self) -> Vec<PlaceMut<'_>>;
    /// One of them.
    fn branch(&mut self, index: usize) -> Option<PlaceMut<'_>>;
    /// Says which branch of the union leads.
    fn lead(&mut self, index: usize);
    /// Whether nothing has been set.
    fn is_absent(&self) -> bool;
    /// What grew is complete.
    fn close(&mut self);
    /// Back to absent.
    fn clear(&mut self);
    /// An absent place of the same type.
    fn fresh(&self) -> Box<dyn Place + Send>;
    /// With its type.
    fn as_any(&self) -> &dyn Any;
    /// Becomes a copy of a place of the same type.
    fn copy(&mut self, from: &dyn Any);
}

impl<T: Twin> Place for Partial<T> {
    fn begin(&mut self, shape: Shape) -> bool {
        *self = T::begin(shape).map_or(Self::Absent, Self::Growing);
        !is_absent(self)
    }

    fn null(&mut self) -> bool {
        *self = T::null().map_or(Self::Absent, Self::Complete);
        !is_absent(self)
    }

    fn boolean(&mut self, value: bool) -> bool {
        *self = T::boolean(value).map_or(Self::Absent, Self::Complete);
        !is_absent(self)
    }

    fn number(&mut self, value: Number) -> bool {
        *self = T::number(value).map_or(Self::Absent, Self::Complete);
        !is_absent(self)
    }

    fn variant(&mut self, index: usize) -> bool {
        *self = T::variant(index).map_or(Self::Absent, Self::Complete);
        !is_absent(self)
    }

    fn string(&mut self, text: &str) -> bool {
        *self = T::string(text).map_or(Self::Absent, Self::Complete);
        !is_absent(self)
    }

    fn json(&mut self, text: &str) -> Option<Violation> {
        match T::json(text)? {
            Ok(value) => {
                *self = Self::Complete(value);
                None
            }
            Err(violation) => Some(violation),
        }
    }

    fn held(&self) -> Option<&dyn Any> {
        match self {
            Self::Growing(value) | Self::Complete(value) => value.held(),
            Self::Absent => None,
        }
    }

    fn text(&mut self) -> Option<&mut String> {
        growing(self)?.text()
    }

    fn field(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        growing(self)?.field(index)
    }

    fn entry(&mut self, key: &str) -> Option<PlaceMut<'_>> {
        growing(self)?.entry(key)
    }

    fn push(&mut self) -> Option<PlaceMut<'_>> {
        growing(self)?.push()
    }

    fn last(&mut self) -> Option<PlaceMut<'_>> {
        growing(self)?.last()
    }

    fn branches(&mut self) -> Vec<PlaceMut<'_>> {
        growing(self).map(T::branches).unwrap_or_default()
    }

    fn branch(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        growing(self)?.branch(index)
    }

    fn lead(&mut self, index: usize) {
        if let Some(value) = growing(self) {
            value.lead(index);
        }
    }

    fn is_absent(&self) -> bool {
        is_absent(self)
    }

    fn close(&mut self) {
        *self = match std::mem::take(self) {
            Self::Growing(value) => Self::Complete(value),
            other => other,
        };
    }

    fn clear(&mut self) {
        *self = Self::Absent;
    }

    fn fresh(&self) -> Box<dyn Place + Send> {
        Box::new(Self::Absent)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn copy(&mut self, from: &dyn Any) {
        if let Some(from) = from.downcast_ref::<Self>() {
            self.clone_from(from);
        }
    }
}

/// Whether nothing has been set, shown or not.
fn is_absent<T>(partial: &Partial<T>) -> bool {
    matches!(partial, Partial::Absent)
}

fn growing<T>(partial: &mut Partial<T>) -> Option<&mut T> {
    match partial {
        Partial::Growing(value) => Some(value),
        _ => None,
    }
}

/// A JSON value inside one that the schema leaves open: it has no states of its own.
impl Place for Value {
    fn begin(&mut self, shape: Shape) -> bool {
        *self = match shape {
            Shape::String => Self::String(String::new()),
            Shape::Array => Self::Array(Vec::new()),
            Shape::Object => Self::Object(serde_json::Map::new()),
            Shape::Union => return false,
        };
        true
    }

    fn null(&mut self) -> bool {
        *self = Self::Null;
        true
    }

    fn boolean(&mut self, value: bool) -> bool {
        *self = Self::Bool(value);
        true
    }

    fn number(&mut self, value: Number) -> bool {
        let number = match value {
            Number::Signed(value) => Some(value.into()),
            Number::Unsigned(value) => Some(value.into()),
            Number::Float(value) => serde_json::Number::from_f64(value),
        };
        let known = number.is_some();
        *self = number.map_or(Self::Null, Self::Number);
        known
    }

    fn variant(&mut self, _index: usize) -> bool {
        false
    }

    fn string(&mut self, text: &str) -> bool {
        *self = Self::String(text.to_owned());
        true
    }

    fn json(&mut self, _text: &str) -> Option<Violation> {
        None
    }

    fn held(&self) -> Option<&dyn Any> {
        Some(self)
    }

    fn text(&mut self) -> Option<&mut String> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    fn field(&mut self, _index: usize) -> Option<PlaceMut<'_>> {
        None
    }

    fn entry(&mut self, key: &str) -> Option<PlaceMut<'_>> {
        let map = self.as_object_mut()?;
        if !map.contains_key(key) {
            map.insert(key.to_owned(), Self::Null);
        }
        map.get_mut(key).map(|value| value as PlaceMut<'_>)
    }

    fn push(&mut self) -> Option<PlaceMut<'_>> {
        self.as_array_mut()?.push(Self::Null);
        Place::last(self)
    }

    fn last(&mut self) -> Option<PlaceMut<'_>> {
        self.as_array_mut()?
            .last_mut()
            .map(|value| value as PlaceMut<'_>)
    }

    fn branches(&mut self) -> Vec<PlaceMut<'_>> {
        Vec::new()
    }

    fn branch(&mut self, _index: usize) -> Option<PlaceMut<'_>> {
        None
    }

    fn lead(&mut self, _index: usize) {}

    fn is_absent(&self) -> bool {
        // `null` is what an entry starts as, and it is a value too: nobody can tell.
        false
    }

    fn close(&mut self) {}

    fn clear(&mut self) {
        *self = Self::Null;
    }

    fn fresh(&self) -> Box<dyn Place + Send> {
        Box::new(Self::Null)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn copy(&mut self, from: &dyn Any) {
        if let Some(from) = from.downcast_ref::<Self>() {
            self.clone_from(from);
        }
    }
}
