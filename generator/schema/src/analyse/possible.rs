//! The types of value that may fit a schema.

use crate::Json;
use crate::model::{JsonType, TypeSet};

/// A set of types in which integers and other numbers are apart, so that no two overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Possible(u8);

const NULL: u8 = 1;
const BOOLEAN: u8 = 2;
const OBJECT: u8 = 4;
const ARRAY: u8 = 8;
const STRING: u8 = 16;
const INTEGER: u8 = 32;
const FRACTION: u8 = 64;

impl Default for Possible {
    fn default() -> Self {
        Self::ALL
    }
}

impl Possible {
    pub(super) const ALL: Self = Self(127);
    pub(super) const NONE: Self = Self(0);
    pub(super) const OBJECT: Self = Self(OBJECT);
    pub(super) const ARRAY: Self = Self(ARRAY);
    pub(super) const STRING: Self = Self(STRING);
    pub(super) const NUMBER: Self = Self(INTEGER | FRACTION);
    pub(super) const INTEGER: Self = Self(INTEGER);

    /// The types that `type` allows; all where it is not there.
    pub(super) fn of_types(types: Option<TypeSet>) -> Self {
        let Some(types) = types else { return Self::ALL };
        let parts = types.iter().map(|one| match one {
            JsonType::Null => NULL,
            JsonType::Boolean => BOOLEAN,
            JsonType::Object => OBJECT,
            JsonType::Array => ARRAY,
            JsonType::String => STRING,
            JsonType::Integer => INTEGER,
            JsonType::Number => INTEGER | FRACTION,
        });
        Self(parts.fold(0, |all, part| all | part))
    }

    /// The type of a value.
    pub(super) fn of_value(value: &Json) -> Self {
        Self(match value.json_type() {
            JsonType::Null => NULL,
            JsonType::Boolean => BOOLEAN,
            JsonType::Object => OBJECT,
            JsonType::Array => ARRAY,
            JsonType::String => STRING,
            JsonType::Integer => INTEGER,
            JsonType::Number => FRACTION,
        })
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether any type is in both.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether every type is in the other.
    pub(super) fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// In words: `an integer or a string`.
    pub(super) fn describe(self) -> String {
        if self == Self::ALL {
            return "any value".to_owned();
        }
        let mut words = Vec::new();
        for (bit, word) in [
            (NULL, "null"),
            (BOOLEAN, "a boolean"),
            (OBJECT, "an object"),
            (ARRAY, "an array"),
            (STRING, "a string"),
        ] {
            if self.0 & bit != 0 {
                words.push(word);
            }
        }
        match (self.0 & INTEGER != 0, self.0 & FRACTION != 0) {
            (true, true) => words.push("a number"),
            (true, false) => words.push("an integer"),
            (false, true) => words.push("a number that is no integer"),
            (false, false) => {}
        }
        match words.split_last() {
            None => "nothing".to_owned(),
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        }
    }
}
