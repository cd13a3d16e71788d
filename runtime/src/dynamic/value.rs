//! Values of schemas that have no types: any JSON value, numbers as they were written.

use std::fmt;

use serde::ser::{Error as _, SerializeMap as _};
use serde::{Serialize, Serializer};

use super::members::Members;
use crate::json::decimal::Decimal;
use crate::json::write::Writer;

/// A JSON value. Members keep the order in which they came; numbers keep their texts, so none is rounded.
///
/// It displays as JSON text.
///
/// ```
/// use formwork::dynamic::Schema;
///
/// #[derive(serde::Deserialize)]
/// struct Town { name: String }
///
/// let towns = Schema::from_json("{}")?.decode(r#"[{"name":"Linz","people":2.10e5}]"#).unwrap();
/// let linz = towns.at(0).unwrap();
/// assert_eq!(linz.get("name").and_then(|name| name.as_str()), Some("Linz"));
/// assert_eq!(linz.get("people").unwrap().to_string(), "2.10e5"); // as it was written
/// assert_eq!(linz.deserialize::<Town>().unwrap().name, "Linz");
/// # Ok::<(), formwork::dynamic::SchemaError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<Value>),
    /// An object.
    Object(Object),
}

/// A JSON number, as it was written.
///
/// ```
/// use formwork::dynamic::Schema;
///
/// let value = Schema::from_json("{}")?.decode("20000000000000000001").unwrap();
/// let number = value.as_number().unwrap();
/// assert_eq!((number.as_str(), number.as_u64()), ("20000000000000000001", None));
/// assert_eq!(number.as_f64(), 2e19);
/// # Ok::<(), formwork::dynamic::SchemaError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Number(Box<str>);

/// The members of an object.
///
/// ```
/// use formwork::dynamic::Schema;
///
/// let value = Schema::from_json("{}")?.decode(r#"{"b":1,"a":2}"#).unwrap();
/// let object = value.as_object().unwrap();
/// assert_eq!(object.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["b", "a"]);
/// assert_eq!(object.get("a").unwrap().as_number().unwrap().as_i64(), Some(2));
/// # Ok::<(), formwork::dynamic::SchemaError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(Members<Value>);

impl Value {
    /// The value as a type of one's own, such as one that `schemars` described.
    ///
    /// # Errors
    /// It does not fit the type.
    pub fn deserialize<T: serde::de::DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.to_string())
    }

    /// The member of a name, where this is an object that has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_object()?.get(name)
    }

    /// The item of an index, where this is a list that has one.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<&Value> {
        self.as_array()?.get(index)
    }

    /// The members, where this is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The items, where this is a list.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The text, where this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where this is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// `true` or `false`, where this is one of them.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The same as `serde_json` has it. An integer of more than 64 bits, and a fraction that no double
    /// has, become the nearest double; `None` where that would be infinite.
    #[must_use]
    pub fn to_json(&self) -> Option<serde_json::Value> {
        // Values nest no deeper than the decoder lets them.
        Some(match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Number(number) => serde_json::Value::Number(number.to_json()?),
            Self::String(text) => text.as_str().into(),
            Self::Array(items) => {
                let items: Option<Vec<_>> = items.iter().map(Self::to_json).collect();
                items?.into()
            }
            Self::Object(object) => {
                let members = object.iter();
                let members =
                    members.map(|(name, value)| Some((name.to_owned(), value.to_json()?)));
                serde_json::Value::Object(members.collect::<Option<_>>()?)
            }
        })
    }

    fn write(&self, out: &mut Writer) {
        match self {
            Self::Null => out.raw("null"),
            Self::Bool(value) => out.bool(*value),
            Self::Number(number) => out.raw(number.as_str()),
            Self::String(text) => out.string(text),
            Self::Array(items) => {
                out.begin_array();
                for item in items {
                    item.write(out);
                }
                out.end_array();
            }
            Self::Object(object) => {
                out.begin_object();
                for (name, value) in object.iter() {
                    out.key(name);
                    value.write(out);
                }
                out.end_object();
            }
        }
    }
}

impl Object {
    pub(super) fn new(members: Members<Value>) -> Self {
        Self(members)
    }

    /// The member of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Every member, in the order in which they came.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Number {
    pub(super) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// How it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The integer, where it is one and fits; `1.0` is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.whole()?.try_into().ok()
    }

    /// The integer, where it is one and fits; `1.0` is one.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.whole()?.try_into().ok()
    }

    /// The nearest double; infinite where it is too large for one.
    #[must_use]
    pub fn as_f64(&self) -> f64 {
        // Every JSON number is one that Rust reads.
        self.0.parse().unwrap_or(f64::NAN)
    }

    fn whole(&self) -> Option<i128> {
        let decimal = Decimal::parse(&self.0);
        decimal.is_integer().then(|| decimal.to_i128()).flatten()
    }

    fn to_json(&self) -> Option<serde_json::Number> {
        let is_plain = !self.0.contains(['.', 'e', 'E']) && &*self.0 != "-0";
        if is_plain && let Some(value) = self.as_i64() {
            return Some(value.into());
        }
        if is_plain && let Some(value) = self.as_u64() {
            return Some(value.into());
        }
        serde_json::Number::from_f64(self.as_f64())
    }
}

/// By value: `1.0` is `1`.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        Decimal::parse(&self.0) == Decimal::parse(&other.0)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Writer::default();
        self.write(&mut out);
        f.write_str(&out.into_text())
    }
}

/// Numbers as [`Value::to_json`] has them.
///
/// # Errors
/// Those of the format; and where a number is too large for a double.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => items.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.to_json() {
            Some(number) => number.serialize(serializer),
            None => Err(S::Error::custom("a number is too large for a double")),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
