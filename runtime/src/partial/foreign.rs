//! Values of types that were not generated.

use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};

use super::Twin;
use crate::violation::Violation;

/// The twin of a type that was not generated (`extern_type`, `x-rust-type`). There is nothing to see of
/// it until its text is complete, which the type then reads by itself.
///
/// ```
/// use formwork::partial::{Foreign, Twin};
///
/// #[derive(Clone, Debug, PartialEq, serde::Deserialize)]
/// struct Money { cents: u64 }
///
/// let read = Foreign::<Money>::json(r#"{"cents":1250}"#).unwrap().unwrap();
/// assert_eq!(read.finish(), Some(Money { cents: 1250 }));
/// assert!(Foreign::<Money>::json(r#"{"cents":-1}"#).unwrap().is_err());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Foreign<T>(pub T);

impl<T> Deref for Foreign<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Serialize> Serialize for Foreign<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: DeserializeOwned + Clone + Send + 'static> Twin for Foreign<T> {
    type Value = T;

    fn finish(self) -> Option<T> {
        Some(self.0)
    }

    fn json(text: &str) -> Option<Result<Self, Violation>> {
        let value = serde_json::from_str(text).map(Self);
        Some(value.map_err(|error| {
            // Where in the text is known from the pointer.
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            Violation::new(
                "",
                "x-rust-type",
                format!("is not what its type takes: {message}"),
            )
        }))
    }
}
