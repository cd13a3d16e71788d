//! What no value fits.

use crate::partial::Twin;

/// The type of a position whose schema is `false`: it has no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Never {}

impl Twin for Never {
    type Value = Self;

    fn finish(self) -> Option<Self> {
        Some(self)
    }
}

impl serde::Serialize for Never {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        match *self {}
    }
}
