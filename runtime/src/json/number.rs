//! Number text to 64-bit numbers.

/// A JSON number as the decoder hands it over.
///
/// ```
/// use formwork::partial::{Number, Twin};
///
/// assert_eq!(u8::number(Number::Signed(7)), Some(7));
/// assert_eq!(u8::number(Number::Signed(-7)), None);
/// assert_eq!(f64::number(Number::Float(0.5)), Some(0.5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer of 64 bits.
    Signed(i64),
    /// An integer above `i64::MAX`.
    Unsigned(u64),
    /// Anything else.
    Float(f64),
}

/// The value of a JSON number: an integer where it is written as one and fits, else a double.
pub(crate) fn read_number(text: &str) -> Number {
    if let Some(number) = read_whole(text) {
        return number;
    }
    if let Ok(value) = text.parse::<i64>() {
        return Number::Signed(value);
    }
    if let Ok(value) = text.parse::<u64>() {
        return Number::Unsigned(value);
    }
    // The scanner has checked the grammar, so this always parses; too large becomes infinite.
    Number::Float(text.parse().unwrap_or(f64::INFINITY))
}

/// The powers of ten that are doubles to the last digit, as far as they are needed here.
const POWERS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// The value of a text that is one of the commonest numbers, and nothing else.
#[inline]
pub(crate) fn read_whole(text: &str) -> Option<Number> {
    let (number, end) = plain(text.as_bytes(), 0)?;
    (end == text.len()).then_some(number)
}

/// Reads the commonest numbers as they stand in a text, and where they end. `None` leaves it to the long
/// way: a number that is long, has an exponent, is none, or may go on behind the text.
#[inline]
pub(crate) fn read_plain(text: &[u8], start: usize) -> Option<(Number, usize)> {
    let (number, end) = plain(text, start)?;
    let goes_on = matches!(
        text.get(end)?,
        b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'
    );
    (!goes_on).then_some((number, end))
}

/// Reads at most fifteen digits, with or without a point among them.
///
/// As doubles, the digits without the point and the power of ten that it stands for are both exact, so
/// that their quotient is the nearest double.
#[inline]
fn plain(text: &[u8], start: usize) -> Option<(Number, usize)> {
    let negative = text.get(start) == Some(&b'-');
    let first = start + usize::from(negative);
    let mut at = first;
    let mut value: i64 = 0;
    while let Some(digit) = digit(text, at) {
        value = value.wrapping_mul(10).wrapping_add(digit);
        at += 1;
    }
    let digits = at - first;
    if digits == 0 || digits > 15 || digits > 1 && text.get(first) == Some(&b'0') {
        return None;
    }
    let mut fraction = 0;
    if text.get(at) == Some(&b'.') {
        let point = at;
        at += 1;
        while let Some(digit) = digit(text, at) {
            value = value.wrapping_mul(10).wrapping_add(digit);
            at += 1;
        }
        fraction = at - point - 1;
        if fraction == 0 || digits + fraction > 15 {
            return None;
        }
    }
    let signed = if negative { -value } else { value };
    if fraction == 0 && (value != 0 || !negative) {
        return Some((Number::Signed(signed), at));
    }
    // Fifteen digits are below 2^53. Zero has a sign as a double alone.
    #[allow(clippy::cast_precision_loss)]
    let size = value as f64 / POWERS.get(fraction)?;
    Some((Number::Float(if negative { -size } else { size }), at))
}

/// The digit at a place of a text.
#[inline]
fn digit(text: &[u8], at: usize) -> Option<i64> {
    let digit = text.get(at)?.wrapping_sub(b'0');
    (digit < 10).then_some(i64::from(digit))
}

#[cfg(test)]
mod tests {
    use super::{Number, read_number, read_plain};

    #[test]
    fn decimals_are_the_nearest_doubles() {
        let mut random: u64 = 1;
        for round in 0..200_000_u32 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let digits = (random >> 11).to_string();
            let digits = &digits[..=round as usize % digits.len()];
            let (whole, fraction) = digits.split_at(round as usize / 7 % digits.len());
            let whole = if whole.is_empty() { "0" } else { whole };
            let text = format!("{whole}.{fraction}");
            let nearest: f64 = text.parse().unwrap_or(f64::NAN);
            let Number::Float(value) = read_number(&text) else {
                panic!("{text} is no double");
            };
            assert_eq!(value.to_bits(), nearest.to_bits(), "{text}");
            let text = format!("[-{text}]");
            if let Some((Number::Float(value), end)) = read_plain(text.as_bytes(), 1) {
                assert_eq!(value.to_bits(), (-nearest).to_bits(), "{text}");
                assert_eq!(end, text.len() - 1);
            }
        }
    }

    #[test]
    fn leaves_what_may_go_on() {
        for text in [
            "12",
            "1.5",
            "1.5e3",
            "1e5,",
            "1.,",
            ".5,",
            "01,",
            "-,",
            "1-2,",
            "1234567890123456,",
        ] {
            assert_eq!(read_plain(text.as_bytes(), 0), None, "{text}");
        }
        let number = Number::Signed(-12);
        assert_eq!(read_plain(b"[-12]", 1), Some((number, 4)));
    }

    #[test]
    fn keeps_integers_exact() {
        assert_eq!(read_number("0"), Number::Signed(0));
        assert_eq!(read_number("-12"), Number::Signed(-12));
        assert_eq!(read_number("9223372036854775807"), Number::Signed(i64::MAX));
        assert_eq!(
            read_number("-9223372036854775808"),
            Number::Signed(i64::MIN)
        );
        assert_eq!(
            read_number("18446744073709551615"),
            Number::Unsigned(u64::MAX)
        );
        assert!(matches!(read_number("-0"), Number::Float(zero) if zero.is_sign_negative()));
        assert_eq!(read_number("1.5"), Number::Float(1.5));
        assert_eq!(read_number("1e400"), Number::Float(f64::INFINITY));
    }
}
