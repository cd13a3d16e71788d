//! The two ends of a twin: how it begins, and how its fields become a value's.

use super::{Partial, Shape, Twin};
use crate::nullable::Nullable;

/// An empty twin, where it is of the shape that begins.
pub fn begin<T: Default>(shape: Shape, own: Shape) -> Option<T> {
    (shape == own).then(T::default)
}

/// A field that must be there.
pub fn required<T: Twin>(field: Partial<T>) -> Option<T::Value> {
    field.into_complete()?.finish()
}

/// A field that may be absent. The outer `None` says that it broke off.
#[allow(clippy::option_option)]
pub fn optional<T: Twin>(field: Partial<T>) -> Option<Option<T::Value>> {
    match field {
        Partial::Absent => Some(None),
        Partial::Growing(_) => None,
        Partial::Complete(value) => value.finish().map(Some),
    }
}

/// A field that may be absent, and may be `null`.
pub fn nullable<T: Twin>(field: Partial<Option<T>>) -> Option<Nullable<T::Value>> {
    Some(match optional(field)? {
        None => Nullable::Absent,
        Some(None) => Nullable::Null,
        Some(Some(value)) => Nullable::Value(value),
    })
}
