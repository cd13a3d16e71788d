//! `Deserialize` for generated types: any serde format, through the decode engine.
//!
//! What a deserializer yields is written as JSON text and decoded like an answer, so that a value read
//! from anywhere has passed the same rules. Values that JSON cannot hold (bytes, non-finite numbers)
//! are errors.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::decode::Decoder;
use crate::extract::Decode;
use crate::json::write;

/// Reads a `T` from any format.
///
/// # Errors
/// Those of the format, and every violation, joined into one message.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut text = String::new();
    Text(&mut text).deserialize(deserializer)?;
    let mut decoder = Decoder::<T>::new();
    decoder.push(text.as_bytes());
    decoder.finish().map_err(|violations| {
        let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
        D::Error::custom(lines.join("; "))
    })
}

/// Appends the JSON text of whatever comes.
struct Text<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can hold")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.0.push_str(&value.to_string());
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.0.push_str(&value.to_string());
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        let number =
            serde_json::Number::from_f64(value).ok_or_else(|| E::custom("not a finite number"))?;
        self.0.push_str(&number.to_string());
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        write::string(value, self.0);
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.push_str("null");
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut separator = '[';
        loop {
            let before = self.0.len();
            self.0.push(separator);
            if items.next_element_seed(Text(self.0))?.is_none() {
                self.0.truncate(before);
                break;
            }
            separator = ',';
        }
        self.0.push_str(if separator == '[' { "[]" } else { "]" });
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut separator = '{';
        while let Some(key) = members.next_key::<String>()? {
            self.0.push(separator);
            write::string(&key, self.0);
            self.0.push(':');
            members.next_value_seed(Text(self.0))?;
            separator = ',';
        }
        self.0.push_str(if separator == '{' { "{}" } else { "}" });
        Ok(())
    }
}
