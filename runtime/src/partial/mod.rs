//! Values that are still being written: what a stream shows before it ends.
//!
//! A [`Partial`] is absent, growing or complete. The decoder fills it through [`Place`], an erased
//! view of a `Partial`; what a place can hold is said by [`Twin`], which generated structs and unions
//! implement and which is implemented here for the types JSON has. Nothing here parses or judges.

mod containers;
mod delegate;
mod done;
pub(crate) mod finish;
mod foreign;
mod place;
mod scalars;

pub use done::Done;
pub use foreign::Foreign;
pub use place::{Place, PlaceMut};

pub use crate::json::number::Number;

use std::any::Any;

use crate::violation::Violation;

/// A value that may still be on its way.
///
/// ```
/// use formwork::{Decoder, Partial};
///
/// let mut decoder = Decoder::<Vec<String>>::new();
/// decoder.push(br#"["Linz", "Gra"#);
/// for town in decoder.view().get().into_iter().flatten() {
///     match town {
///         Partial::Absent => {}
///         Partial::Growing(text) => println!("{text}..."),
///         Partial::Complete(text) => println!("{text}"),
///     }
/// }
/// assert!(decoder.view().is_growing());
/// decoder.push(br#"z"]"#);
/// assert!(decoder.view().is_complete());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Partial<T> {
    /// Nothing of it has arrived.
    #[default]
    Absent,
    /// Its beginning has arrived. Strings, lists and objects grow; other values are never seen here.
    Growing(T),
    /// It has arrived whole, and will not change.
    Complete(T),
}

impl<T> Partial<T> {
    /// The value, once it is complete.
    pub fn complete(&self) -> Option<&T> {
        match self {
            Self::Complete(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it has arrived whole.
    pub fn is_complete(&self) -> bool {
        matches!(self, Self::Complete(_))
    }

    /// Itself, as [`Done::into_partial`] is what that holds.
    #[doc(hidden)]
    #[must_use]
    pub fn into_partial(self) -> Self {
        self
    }

    /// The value, once it is complete.
    pub fn into_complete(self) -> Option<T> {
        match self {
            Self::Complete(value) => Some(value),
            _ => None,
        }
    }
}

/// What can be seen. An object that must not be shown without a property (`x-stream: required`) is hidden
/// until that property is there.
impl<T: Twin> Partial<T> {
    /// What has arrived so far, and may be shown.
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Growing(value) if value.is_shown() => Some(value),
            Self::Complete(value) => Some(value),
            Self::Absent | Self::Growing(_) => None,
        }
    }

    /// Whether nothing has arrived that may be shown.
    pub fn is_absent(&self) -> bool {
        self.get().is_none()
    }

    /// Whether its beginning has arrived, may be shown, and its end has not arrived.
    pub fn is_growing(&self) -> bool {
        matches!(self, Self::Growing(value) if value.is_shown())
    }
}

/// What has arrived so far; `null` where nothing has.
impl<T: Twin + serde::Serialize> serde::Serialize for Partial<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.get() {
            Some(value) => value.serialize(serializer),
            None => serializer.serialize_unit(),
        }
    }
}

/// What a growing value starts as.
///
/// ```
/// use formwork::partial::{Shape, Twin};
///
/// assert_eq!(String::begin(Shape::String), Some(String::new()));
/// assert_eq!(String::begin(Shape::Array), None); // a string never grows as a list
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An empty string.
    String,
    /// An empty object or map.
    Object,
    /// An empty list.
    Array,
    /// A union, no branch of which is known yet.
    Union,
}

/// `is_ready` for twins that do not say it themselves.
#[doc(hidden)]
pub trait AlwaysReady {
    /// They are.
    fn is_ready(&self) -> bool {
        true
    }
}

impl<T> AlwaysReady for T {}

/// A type whose values can be filled piece by piece.
///
/// Each method says no by returning `None`; the decode table decides which are called, so a type
/// implements those that fit its schema. Generated code implements it for twins.
///
/// A type of one's own that is read from a string:
///
/// ```
/// use formwork::partial::Twin;
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Town(String);
///
/// impl Twin for Town {
///     type Value = Self;
///
///     fn finish(self) -> Option<Self> {
///         Some(self)
///     }
///     fn string(text: &str) -> Option<Self> {
///         Some(Self(text.to_owned()))
///     }
/// }
///
/// assert_eq!(Town::string("Linz").and_then(Twin::finish), Some(Town("Linz".to_owned())));
/// assert_eq!(Town::boolean(true), None);
/// ```
pub trait Twin: Clone + Send + 'static {
    /// What it becomes when it is complete.
    type Value;

    /// The value. `None` where something that must be there is missing; a decoder that found no
    /// violation always leaves a twin that has everything.
    fn finish(self) -> Option<Self::Value>;

    /// Whether it may be shown while it grows (`x-stream: required`).
    fn is_shown(&self) -> bool {
        true
    }
    /// Starts an empty value that then grows.
    #[must_use]
    fn begin(_shape: Shape) -> Option<Self> {
        None
    }
    /// The value of `null`.
    #[must_use]
    fn null() -> Option<Self> {
        None
    }
    /// The value of `true` or `false`.
    #[must_use]
    fn boolean(_value: bool) -> Option<Self> {
        None
    }
    /// The value of a number.
    #[must_use]
    fn number(_value: Number) -> Option<Self> {
        None
    }
    /// The value of the `index`th name of an enumeration.
    #[must_use]
    fn variant(_index: usize) -> Option<Self> {
        None
    }
    /// The value of a whole string.
    #[must_use]
    fn string(text: &str) -> Option<Self> {
        let mut value = Self::begin(Shape::String)?;
        value.text()?.push_str(text);
        Some(value)
    }
    /// The value of a whole JSON text, for types that read it by themselves; or what is wrong with it.
    #[must_use]
    fn json(_text: &str) -> Option<Result<Self, Violation>> {
        None
    }
    /// What stands here where it is no `null`, without boxes around it.
    fn held(&self) -> Option<&dyn Any> {
        Some(self)
    }
    /// The string that grows.
    fn text(&mut self) -> Option<&mut String> {
        None
    }
    /// The `index`th property of an object.
    fn field(&mut self, _index: usize) -> Option<PlaceMut<'_>> {
        None
    }
    /// A map's entry, added where it is not there yet.
    fn entry(&mut self, _key: &str) -> Option<PlaceMut<'_>> {
        None
    }
    /// A new item at the end of a list.
    fn push(&mut self) -> Option<PlaceMut<'_>> {
        None
    }
    /// The last item of a list.
    fn last(&mut self) -> Option<PlaceMut<'_>> {
        None
    }
    /// The branches of a union, in schema order.
    fn branches(&mut self) -> Vec<PlaceMut<'_>> {
        Vec::new()
    }
    /// One of them. A stream asks for it with each piece, so generated code answers without the list.
    fn branch(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        self.branches().into_iter().nth(index)
    }
    /// Says which branch of a union leads.
    fn lead(&mut self, _index: usize) {}
}
