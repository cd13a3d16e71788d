//! A value that may not be there to be found, and the model's word for why.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::extract::{Decode, Extract, Form, Layer};
use crate::members::members;
use crate::partial::finish::{optional, required};
use crate::partial::{Partial, PlaceMut, Shape, Twin};
use crate::table::{Additional, Kind, Node, Object, Property};
use crate::transcode::deserialize;

/// A `T`, or the model's word that there is none: a model that has a way to say so does not invent one.
///
/// ```
/// use formwork::{Maybe, decode};
///
/// let found: Maybe<u8> = decode(r#"{"error":false,"result":7}"#).unwrap();
/// assert_eq!(found.result, Some(7));
/// let none: Maybe<u8> = decode(r#"{"error":true,"message":"no number in the text"}"#).unwrap();
/// assert_eq!(none.ok(), Err("no number in the text".to_owned()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maybe<T> {
    /// Whether what was asked for is missing, as the model says.
    pub error: bool,
    /// What was asked for.
    pub result: Option<T>,
    /// Why it is missing.
    pub message: Option<String>,
}

impl<T> Maybe<T> {
    /// Whether there is a result.
    #[must_use]
    pub fn is_some(&self) -> bool {
        self.result.is_some()
    }

    /// The result, or why there is none; empty words where the model gave none.
    ///
    /// # Errors
    /// Where there is none.
    pub fn ok(self) -> Result<T, String> {
        self.result.ok_or(self.message.unwrap_or_default())
    }
}

/// The twin of [`Maybe`].
///
/// ```
/// use formwork::{Decoder, Maybe};
///
/// let mut decoder = Decoder::<Maybe<String>>::new();
/// decoder.push(br#"{"error": false, "result": "Gra"#);
/// let partial = decoder.view().get().unwrap();
/// assert_eq!(partial.error.complete(), Some(&false));
/// assert_eq!(partial.result.get().unwrap().as_deref(), Some("Gra"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartialMaybe<P> {
    /// Whether what was asked for is missing.
    pub error: Partial<bool>,
    /// What was asked for.
    pub result: Partial<Option<P>>,
    /// Why it is missing.
    pub message: Partial<Option<String>>,
}

impl<P: Twin> Twin for PartialMaybe<P> {
    type Value = Maybe<P::Value>;

    fn finish(self) -> Option<Self::Value> {
        Some(Maybe {
            error: required(self.error)?,
            result: optional(self.result)?.flatten(),
            message: optional(self.message)?.flatten(),
        })
    }

    fn begin(shape: Shape) -> Option<Self> {
        (shape == Shape::Object).then(|| Self {
            error: Partial::Absent,
            result: Partial::Absent,
            message: Partial::Absent,
        })
    }

    fn field(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        match index {
            0 => Some(&mut self.error),
            1 => Some(&mut self.result),
            2 => Some(&mut self.message),
            _ => None,
        }
    }
}

impl<T: Decode> Decode for Maybe<T> {
    type Partial = PartialMaybe<T::Partial>;
    const NODE: &'static Node = &Node::new(
        Kind::Object(&Object::new(
            "Maybe",
            &[
                Property::new("error", true, bool::NODE),
                Property::new("result", false, Option::<T>::NODE),
                Property::new("message", false, Option::<String>::NODE),
            ],
            Additional::Ignore,
        )),
        &[],
    );
}

/// What is asked for may be left out; the rest of the schema stays as it is.
impl<T: Extract> Extract for Maybe<T> {
    const FORM: Form = Form {
        layer: &Layer::Maybe(T::FORM.layer),
        ..T::FORM
    };
}

impl<T: Serialize> Serialize for Maybe<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = members(serializer)?;
        members.required("error", &self.error)?;
        members.optional("result", &self.result)?;
        members.optional("message", &self.message)?;
        members.end()
    }
}

impl<'de, T: Decode> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl<P: Twin + Serialize> Serialize for PartialMaybe<P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = members(serializer)?;
        members.partial("error", &self.error)?;
        members.partial("result", &self.result)?;
        members.partial("message", &self.message)?;
        members.end()
    }
}
