//! `type` (JSON Schema validation, section 6.1.1).

use super::judge::Judge;
use super::never::NOTHING_FITS;
use super::words::either;
use crate::json::decimal::Decimal;
use crate::json::tree::{Content, Tree};

/// A set of JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// None.
    #[cfg(feature = "dynamic")]
    pub(crate) const NONE: Self = Self(0);
    /// `null`
    pub const NULL: Self = Self(1);
    /// `true` and `false`
    pub const BOOLEAN: Self = Self(1 << 1);
    /// Objects.
    pub const OBJECT: Self = Self(1 << 2);
    /// Arrays.
    pub const ARRAY: Self = Self(1 << 3);
    /// Numbers.
    pub const NUMBER: Self = Self(1 << 4);
    /// Strings.
    pub const STRING: Self = Self(1 << 5);
    /// Numbers without a fractional part; `1.0` and `1e30` are among them.
    pub const INTEGER: Self = Self(1 << 6);
    /// Numbers that are written as integers, without a fraction or an exponent: what draft 4 calls an
    /// integer. `1.0` is none.
    pub const DIGITS: Self = Self(1 << 7);

    /// These types and those.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// `must be an object or null`
    pub(crate) fn wanted(self) -> String {
        match self.names().as_slice() {
            [] => NOTHING_FITS.to_owned(),
            names => format!("must be {}", either(names.iter().copied())),
        }
    }

    /// `an object or null`
    #[cfg(feature = "dynamic")]
    pub(crate) fn told(self) -> String {
        either(self.names().into_iter())
    }

    /// `an object`, `null`
    pub(super) fn names(self) -> Vec<&'static str> {
        let names = [
            (Self::OBJECT, "an object"),
            (Self::ARRAY, "an array"),
            (Self::STRING, "a string"),
            (Self::NUMBER, "a number"),
            (Self::INTEGER, "an integer"),
            (Self::DIGITS, "an integer, written as digits alone"),
            (Self::BOOLEAN, "true or false"),
            (Self::NULL, "null"),
        ];
        names
            .into_iter()
            .filter(|(one, _)| self.has(*one))
            .filter(|(one, _)| !self.covers(*one))
            .map(|(_, name)| name)
            .collect()
    }

    /// Whether a kind of numbers need not be named, because a wider one is there.
    fn covers(self, one: Self) -> bool {
        match one {
            Self::INTEGER => self.has(Self::NUMBER),
            Self::DIGITS => self.has(Self::NUMBER) || self.has(Self::INTEGER),
            _ => false,
        }
    }

    /// Whether a JSON number is of one of these types.
    pub(crate) fn has_number(self, text: &str) -> bool {
        self.has(Self::NUMBER)
            || self.has(Self::INTEGER) && Decimal::parse(text).is_integer()
            || self.has(Self::DIGITS) && !text.contains(['.', 'e', 'E'])
    }

    /// Whether all of `other` are among these.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

pub(super) fn check<'t>(judge: &mut Judge<'t>, types: Types, value: &'t Tree<'t>) -> bool {
    let fits = match &value.content {
        Content::Null => types.has(Types::NULL),
        Content::Boolean(_) => types.has(Types::BOOLEAN),
        Content::Number => types.has_number(value.text),
        Content::String(_) => types.has(Types::STRING),
        Content::Array(_) => types.has(Types::ARRAY),
        Content::Object(_) => types.has(Types::OBJECT),
    };
    fits || judge.fail("type", Some(value), || types.wanted())
}

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{holds, rules, said};
    use crate::rules::{Rule, Types};

    #[test]
    fn types_are_told_apart() {
        holds(
            rules![Rule::Type(Types::INTEGER.with(Types::NULL))],
            &["1", "1.0", "1e30", "1e400", "-0.0", "null"],
            &["1.5", "1e-1", "\"1\"", "true", "[]", "{}"],
        );
        holds(
            rules![Rule::Type(Types::OBJECT.with(Types::BOOLEAN))],
            &["{}", "true", "false"],
            &["null", "[]", "0", "\"\""],
        );
        holds(
            rules![Rule::Type(
                Types::NUMBER.with(Types::ARRAY).with(Types::STRING)
            )],
            &["1.5", "[]", "\"\"", "3"],
            &["null", "{}", "true"],
        );
    }

    #[test]
    fn draft_4_looks_at_how_a_number_is_written() {
        holds(
            rules![Rule::Type(Types::DIGITS)],
            &["1", "-0", "100000000000000000000000000000"],
            &["1.0", "1e2", "1E2", "1.5", "null"],
        );
    }

    #[test]
    fn says_what_is_wanted() {
        let types = rules![Rule::Type(
            Types::INTEGER
                .with(Types::NULL)
                .with(Types::STRING)
                .with(Types::NUMBER)
        )];
        assert_eq!(
            said(types, "[]"),
            [": must be a string, a number or null [type]"]
        );
    }
}
