//! What no value fits.

use crate::partial::Twin;

/// The type of a position whose schema is `false`: it has no values.
///
/// ```
/// use formwork::Never;
///
/// /// A number that cannot be missing, whatever the type says.
/// fn number(found: Result<u8, Never>) -> u8 {
///     match found {
///         Ok(number) => number,
///         Err(never) => match never {},
///     }
/// }
///
/// assert_eq!(number(Ok(7)), 7);
/// ```
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
