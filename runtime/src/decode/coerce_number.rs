//! A text to the number that it says: `"12"`, `"$1,234.50"`, `"5 %"`, or the only number in a phrase.
//!
//! What can be read in two ways is no number: `1.234,56`, `3,14`, two numbers in one phrase, `5 million`.

use super::coerce_fold::bare;
use crate::lenient::MendKind;

/// Longer texts are no phrase in which to look for a number.
const PHRASE: usize = 64 << 10;

/// Words that make another number of the one before them.
const SCALES: &[&str] = &[
    "hundred", "thousand", "million", "billion", "trillion", "dozen", "lakh", "crore", "mn", "bn",
    "k", "m", "b",
];

/// The number that a text says, as JSON writes it.
pub(super) fn number(text: &str) -> Option<(String, MendKind)> {
    if text.len() > PHRASE {
        return None;
    }
    let text = bare(text);
    if let Some(number) = whole(text) {
        return Some((number, MendKind::ToNumber));
    }
    in_phrase(text).map(|number| (number, MendKind::NumberInPhrase))
}

/// A text that is a number and nothing else, but for a sign, a currency, a percent sign, and a point at
/// the end.
fn whole(text: &str) -> Option<String> {
    let mut rest = text.trim_end_matches(['.', ',']);
    let mut negative = None;
    let mut currency = false;
    loop {
        let mut characters = rest.chars();
        match characters.next()? {
            '-' | '−' if negative.is_none() => negative = Some(true),
            '+' if negative.is_none() => negative = Some(false),
            sign if is_currency(sign) && !currency => currency = true,
            _ => break,
        }
        rest = characters.as_str().trim_start();
    }
    if let Some(before) = rest.strip_suffix('%') {
        rest = before.trim_end();
    }
    if !currency && let Some(before) = rest.strip_suffix(is_currency) {
        rest = before.trim_end();
    }
    let sign = if negative == Some(true) { "-" } else { "" };
    if let Some((above, below)) = rest.split_once('/') {
        let above: f64 = decimal(above.trim())?.parse().ok()?;
        let below: f64 = decimal(below.trim())?.parse().ok()?;
        let value = above / below;
        return value.is_finite().then(|| format!("{sign}{value}"));
    }
    decimal(rest).map(|number| format!("{sign}{number}"))
}

fn is_currency(character: char) -> bool {
    matches!(
        character,
        '$' | '€' | '£' | '¥' | '₹' | '₩' | '₽' | '₺' | '₴' | '₫' | '฿' | '¢'
    )
}

/// Digits, in groups or not, with or without a fraction and an exponent; as JSON writes them.
pub(crate) fn decimal(text: &str) -> Option<String> {
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return u64::from_str_radix(digits, 16)
            .ok()
            .map(|value| value.to_string());
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (mantissa, None),
    };
    if integer.is_empty() && fraction.is_none_or(str::is_empty) {
        return None;
    }
    let mut out = ungrouped(integer)?;
    if let Some(fraction) = fraction.filter(|fraction| !fraction.is_empty()) {
        is_digits(fraction).then_some(())?;
        out.push('.');
        out.push_str(fraction);
    }
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        (!digits.is_empty() && is_digits(digits)).then_some(())?;
        out.push('e');
        out.push_str(exponent);
    }
    Some(out)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits before the point. Groups are of three, or as India has them; `3,14` is neither.
fn ungrouped(text: &str) -> Option<String> {
    let separator = text.chars().find(|character| !character.is_ascii_digit());
    let digits: String = match separator {
        None => text.to_owned(),
        Some(separator @ (',' | '_' | '\'' | '\u{a0}' | '\u{202f}' | '\u{2009}')) => {
            let groups: Vec<&str> = text.split(separator).collect();
            let (first, others) = groups.split_first()?;
            let (last, middle) = others.split_last()?;
            let is_grouped = !first.is_empty()
                && groups.iter().all(|group| is_digits(group))
                && (separator == '_'
                    || first.len() <= 3
                        && last.len() == 3
                        && (middle.iter().all(|group| group.len() == 3)
                            || first.len() <= 2 && middle.iter().all(|group| group.len() == 2)));
            is_grouped.then(|| groups.concat())?
        }
        Some(_) => return None,
    };
    // Digits that begin with zeros are a code: without them, it would be another one.
    let is_code = digits.len() > 1 && digits.starts_with('0');
    let digits = if digits.is_empty() {
        "0".to_owned()
    } else {
        digits
    };
    (!is_code).then_some(digits)
}

/// The only number of a phrase.
fn in_phrase(text: &str) -> Option<String> {
    let mut found = None;
    let mut at = 0;
    while let Some(digit) = text
        .get(at..)
        .and_then(|rest| rest.find(|character: char| character.is_ascii_digit()))
    {
        let run = Run::around(text, at + digit);
        let number = whole(text.get(run.start..run.end)?)?;
        if run.is_part(text) || found.replace(number).is_some() {
            return None;
        }
        at = run.end;
    }
    found
}

/// A run of digits, points and commas, with its sign and currency.
struct Run {
    start: usize,
    end: usize,
}

impl Run {
    fn around(text: &str, digit: usize) -> Self {
        let bytes = text.as_bytes();
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut end = digit;
        while is_digit(end)
            || matches!(bytes.get(end), Some(b'.' | b',' | b'_')) && is_digit(end + 1)
            || matches!(bytes.get(end), Some(b'e' | b'E'))
                && end > digit
                && (is_digit(end + 1)
                    || matches!(bytes.get(end + 1), Some(b'+' | b'-')) && is_digit(end + 2))
            || matches!(bytes.get(end), Some(b'+' | b'-'))
                && matches!(bytes.get(end.wrapping_sub(1)), Some(b'e' | b'E'))
        {
            end += 1;
        }
        let mut start = digit;
        if start > 0 && bytes.get(start - 1) == Some(&b'.') {
            start -= 1;
        }
        let before = |start: usize| text.get(..start).and_then(|head| head.chars().next_back());
        if let Some(sign) = before(start).filter(|sign| is_currency(*sign)) {
            start -= sign.len_utf8();
        }
        if let Some(sign @ ('-' | '+' | '−')) = before(start)
            && !before(start - sign.len_utf8()).is_some_and(char::is_alphanumeric)
        {
            start -= sign.len_utf8();
        }
        Self { start, end }
    }

    /// Whether it is only part of a word, a date, a ratio, or a larger number.
    fn is_part(&self, text: &str) -> bool {
        let before = text.get(..self.start).unwrap_or_default();
        let behind = text.get(self.end..).unwrap_or_default();
        let attached = before
            .chars()
            .next_back()
            .is_some_and(|last| last.is_alphanumeric() || matches!(last, '_' | '/' | ':' | '-'));
        let mut next = behind.chars();
        let goes_on = match next.next() {
            Some(first) if first.is_alphanumeric() || first == '_' => true,
            Some('/' | ':' | '-' | '–') => next.next().is_some_and(char::is_alphanumeric),
            _ => false,
        };
        let word: String = behind
            .trim_start()
            .chars()
            .take_while(|character| character.is_alphabetic())
            .collect();
        attached || goes_on || SCALES.contains(&word.to_lowercase().as_str())
    }
}
