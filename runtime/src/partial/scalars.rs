//! Twins that are complete as soon as they are there, and strings, which grow.

use serde_json::{Number as JsonNumber, Value};

use super::{Number, Place, PlaceMut, Shape, Twin};

impl Twin for () {
    type Value = Self;

    fn finish(self) -> Option<Self> {
        Some(self)
    }

    fn null() -> Option<Self> {
        Some(())
    }
}

impl Twin for bool {
    type Value = Self;

    fn finish(self) -> Option<Self> {
        Some(self)
    }

    fn boolean(value: bool) -> Option<Self> {
        Some(value)
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl Twin for $integer {
            type Value = Self;

            fn finish(self) -> Option<Self> {
                Some(self)
            }

            fn number(value: Number) -> Option<Self> {
                match value {
                    Number::Signed(value) => Self::try_from(value).ok(),
                    Number::Unsigned(value) => Self::try_from(value).ok(),
                    Number::Float(_) => None,
                }
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

impl Twin for f64 {
    type Value = Self;

    fn finish(self) -> Option<Self> {
        Some(self)
    }

    // A schema's `number` is a double here; integers beyond 53 bits round, as in every JSON reader
    // that reads numbers as doubles.
    #[allow(clippy::cast_precision_loss)]
    fn number(value: Number) -> Option<Self> {
        Some(match value {
            Number::Signed(value) => value as Self,
            Number::Unsigned(value) => value as Self,
            Number::Float(value) => value,
        })
    }
}

/// An integer of any size; beyond 64 bits it is the nearest double.
impl Twin for JsonNumber {
    type Value = Self;

    fn finish(self) -> Option<Self> {
        Some(self)
    }

    fn number(value: Number) -> Option<Self> {
        match value {
            Number::Signed(value) => Some(value.into()),
            Number::Unsigned(value) => Some(value.into()),
            Number::Float(value) => Self::from_f64(value),
        }
    }
}

impl Twin for String {
    type Value = Self;

    fn finish(self) -> Option<Self> {
        Some(self)
    }

    fn begin(shape: Shape) -> Option<Self> {
        (shape == Shape::String).then(Self::new)
    }

    #[inline]
    fn string(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn text(&mut self) -> Option<&mut String> {
        Some(self)
    }
}

impl Twin for Value {
    type Value = Self;

    fn finish(self) -> Option<Self> {
        Some(self)
    }

    fn begin(shape: Shape) -> Option<Self> {
        let mut value = Self::Null;
        Place::begin(&mut value, shape).then_some(value)
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }

    fn boolean(value: bool) -> Option<Self> {
        Some(Self::Bool(value))
    }

    fn number(number: Number) -> Option<Self> {
        let mut value = Self::Null;
        Place::number(&mut value, number).then_some(value)
    }

    fn string(text: &str) -> Option<Self> {
        Some(Self::String(text.to_owned()))
    }

    fn text(&mut self) -> Option<&mut String> {
        Place::text(self)
    }

    fn entry(&mut self, key: &str) -> Option<PlaceMut<'_>> {
        Place::entry(self, key)
    }

    fn push(&mut self) -> Option<PlaceMut<'_>> {
        Place::push(self)
    }

    fn last(&mut self) -> Option<PlaceMut<'_>> {
        Place::last(self)
    }
}
