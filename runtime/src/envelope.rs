//! A JSON object, one level deep: its members by name, each as the text that it is.
//!
//! What lies inside a member stays text, so that an answer inside an envelope reaches its reader byte for
//! byte. It knows no provider and no schema.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object, in their order.
#[derive(Debug, Default)]
pub(crate) struct Envelope<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Envelope<'a> {
    /// Opens a text. `None` where it is not one JSON object.
    pub(crate) fn open(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The members, in their order.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(key, value)| (&**key, value.get()))
    }

    /// A member's text; the last one of its name counts, and `null` is none.
    pub(crate) fn get(&self, key: &str) -> Option<&'a str> {
        let last = self.members().filter(|member| member.0 == key).last()?.1;
        (last != "null").then_some(last)
    }

    /// A member that is an object.
    #[cfg(any(feature = "batch", feature = "bulk", test))]
    pub(crate) fn object(&self, key: &str) -> Option<Self> {
        Self::open(self.get(key)?)
    }

    /// A member that is a string.
    #[cfg(any(feature = "batch", feature = "bulk", test))]
    pub(crate) fn string(&self, key: &str) -> Option<String> {
        serde_json::from_str(self.get(key)?).ok()
    }

    /// A member that is a number, or a string that holds one, as Google writes 64 bits.
    #[cfg(any(feature = "batch", feature = "bulk", test))]
    pub(crate) fn number(&self, key: &str) -> Option<u64> {
        self.get(key)?.trim_matches('"').parse().ok()
    }

    /// The items of a member that is a list.
    pub(crate) fn list(&self, key: &str) -> Option<Vec<&'a str>> {
        items(self.get(key)?)
    }
}

/// The items of a list, each as the text that it is.
pub(crate) fn items(text: &str) -> Option<Vec<&str>> {
    let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    Some(items.into_iter().map(RawValue::get).collect())
}

/// A string as JSON text.
#[cfg(feature = "batch")]
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    crate::json::write::string(text, &mut out);
    out
}

impl<'de: 'a, 'a> Deserialize<'de> for Envelope<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    members.push((key, map.next_value()?));
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Members).map(Self)
    }
}

/// A key, borrowed where it holds no escape.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Envelope, items};

    #[test]
    fn members_stay_the_text_they_are() {
        let text = r#" {"a": 1.0e2, "b\n": {"x": [1, 2]}, "c": null, "a": "7", "d": "é\u0041"} "#;
        let envelope = Envelope::open(text).unwrap();
        assert_eq!(envelope.get("a"), Some("\"7\""), "the last one counts");
        assert_eq!(envelope.number("a"), Some(7));
        assert_eq!(envelope.get("b\n"), Some(r#"{"x": [1, 2]}"#));
        assert_eq!(
            envelope.object("b\n").unwrap().list("x"),
            Some(vec!["1", "2"])
        );
        assert_eq!(envelope.get("c"), None, "null is none");
        assert_eq!(envelope.string("d").as_deref(), Some("éA"));
        for other in ["", "[]", "{", "{}x", "\"{}\"", "null"] {
            assert!(Envelope::open(other).is_none(), "{other}");
        }
        assert!(items("{}").is_none());
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert!(Envelope::open(&format!("{{\"a\":{deep}}}")).is_some());
    }
}
