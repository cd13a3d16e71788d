//! Words without quotes: literals of JSON and of other languages, numbers in other notations, strings.

use crate::decode::decimal;
use crate::json::{Event, Wanted};
use crate::lenient::MendKind;

/// What a word says, and what was mended to read it so.
pub(super) enum Word {
    Null(Option<MendKind>),
    Boolean(bool, Option<MendKind>),
    Number(String, Option<MendKind>),
    String,
}

/// Reads a word. `wanted` decides where it could be several things.
pub(super) fn read(word: &str, wanted: Wanted) -> Word {
    let literal = Some(MendKind::Literal);
    let text = wanted.has(Wanted::TEXT);
    match word {
        "null" => return Word::Null(None),
        "true" => return Word::Boolean(true, None),
        "false" => return Word::Boolean(false, None),
        "True" | "TRUE" if !text || wanted.has(Wanted::BOOLEAN) => {
            return Word::Boolean(true, literal);
        }
        "False" | "FALSE" if !text || wanted.has(Wanted::BOOLEAN) => {
            return Word::Boolean(false, literal);
        }
        "None" | "NULL" | "Null" | "nil" | "undefined" if !text || wanted.has(Wanted::NULL) => {
            return Word::Null(literal);
        }
        // JSON has no such numbers; whoever allows `null` instead gets it.
        "NaN" | "nan" | "Infinity" | "-Infinity" | "inf" | "-inf"
            if !text && wanted.has(Wanted::NULL) =>
        {
            return Word::Null(literal);
        }
        _ => {}
    }
    if is_number(word) {
        return Word::Number(word.to_owned(), None);
    }
    if wanted.has(Wanted::NUMBER)
        && !word.contains([',', '\''])
        && let Some(number) = signed(word)
    {
        return Word::Number(number, Some(MendKind::NumberNotation));
    }
    Word::String
}

/// `+1`, `.5`, `1.`, `0x1F`, `1_000` as JSON has them.
fn signed(word: &str) -> Option<String> {
    match word.strip_prefix('-') {
        Some(digits) => decimal(digits).map(|number| format!("-{number}")),
        None => decimal(word.strip_prefix('+').unwrap_or(word)),
    }
}

/// Whether a word is a number as RFC 8259 has it.
pub(super) fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (mantissa, None),
    };
    digits(integer)
        && (integer == "0" || !integer.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

impl Word {
    /// As an event.
    pub(super) fn event<'e>(&'e self, word: &'e str) -> (Event<'e>, Option<MendKind>) {
        match self {
            Self::Null(kind) => (Event::Null, *kind),
            Self::Boolean(value, kind) => (Event::Boolean(*value), *kind),
            Self::Number(text, kind) => (Event::Number(text), *kind),
            Self::String => (Event::String(word), Some(MendKind::UnquotedString)),
        }
    }
}
