//! Number text to 64-bit numbers.

use super::Number;

/// The value of a JSON number: an integer where it is written as one and fits, else a double.
pub(crate) fn read_number(text: &str) -> Number {
    let (negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if let Some(number) = short(negative, digits) {
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

/// The value of at most fifteen digits, with or without a point among them. As doubles, the digits
/// without the point and the power of ten that it stands for are both exact, so that their quotient
/// is the nearest double.
fn short(negative: bool, text: &[u8]) -> Option<Number> {
    const POWERS: [f64; 16] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ];
    if text.len() > 15 {
        return None;
    }
    let mut value: i64 = 0;
    let mut point = text.len();
    for (index, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + i64::from(byte - b'0'),
            b'.' => point = index,
            _ => return None,
        }
    }
    if negative {
        value = -value;
    }
    if point == text.len() && (value != 0 || !negative) {
        return Some(Number::Signed(value));
    }
    let behind = text.len().saturating_sub(point + 1);
    // Fifteen digits are below 2^53. A negative zero is one of doubles only.
    #[allow(clippy::cast_precision_loss)]
    let value = if value == 0 && negative {
        -0.0
    } else {
        value as f64
    };
    Some(Number::Float(value / POWERS.get(behind)?))
}

#[cfg(test)]
mod tests {
    use super::{Number, read_number};

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
        }
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
