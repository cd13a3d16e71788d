//! Facts about JSON numbers, from their text alone, so that nothing is rounded.

use std::cmp::Ordering;

/// A number as `digits * 10^exponent`, with no zeros at either end of the digits.
struct Decimal {
    negative: bool,
    /// Empty for zero.
    digits: String,
    exponent: i128,
}

/// Reads JSON number text. An exponent beyond 38 digits is cut to what fits.
fn read(text: &str) -> Decimal {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent
        .parse::<i128>()
        .unwrap_or(if exponent.starts_with('-') {
            i128::MIN / 2
        } else {
            i128::MAX / 2
        });
    let all = format!("{whole}{fraction}");
    let significant = all.trim_end_matches('0');
    let dropped = all.len() - significant.len();
    let exponent = exponent - fraction.len() as i128 + dropped as i128;
    let digits = significant.trim_start_matches('0').to_owned();
    Decimal {
        negative: negative && !digits.is_empty(),
        exponent: if digits.is_empty() { 0 } else { exponent },
        digits,
    }
}

/// The value as a count, where it is an integer that is not negative; one too large is `u64::MAX`.
pub(super) fn count(text: &str) -> Option<u64> {
    let number = read(text);
    if number.negative || number.exponent < 0 {
        return None;
    }
    if number.digits.is_empty() {
        return Some(0);
    }
    let zeros = usize::try_from(number.exponent)
        .ok()
        .filter(|zeros| *zeros <= 20);
    let value = zeros.and_then(|zeros| {
        10_u64
            .checked_pow(u32::try_from(zeros).ok()?)?
            .checked_mul(number.digits.parse().ok()?)
    });
    Some(value.unwrap_or(u64::MAX))
}

/// Whether the value is greater than zero.
pub(super) fn is_positive(text: &str) -> bool {
    let number = read(text);
    !number.negative && !number.digits.is_empty()
}

/// Whether the value is an integer, however it is written (`1.0`, `1e3`).
pub(crate) fn is_integer(text: &str) -> bool {
    read(text).exponent >= 0
}

/// One text for every number of one value: `1`, `1.0` and `10e-1` give the same.
pub(crate) fn canonical(text: &str) -> String {
    let number = read(text);
    if number.digits.is_empty() {
        return "0".to_owned();
    }
    let sign = if number.negative { "-" } else { "" };
    format!("{sign}{}e{}", number.digits, number.exponent)
}

/// Compares two numbers by value.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = (read(left), read(right));
    match (left.sign(), right.sign()) {
        (0, 0) => Ordering::Equal,
        (1, 1) => left.magnitude_to(&right),
        (-1, -1) => right.magnitude_to(&left),
        (left, right) => left.cmp(&right),
    }
}

impl Decimal {
    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => -1,
        }
    }

    /// Compares two numbers that are not zero, without their signs.
    fn magnitude_to(&self, other: &Self) -> Ordering {
        // With a decimal point before the first digit, the exponent decides, then the digits do.
        let scale = |number: &Self| number.exponent.saturating_add(number.digits.len() as i128);
        scale(self)
            .cmp(&scale(other))
            .then_with(|| self.digits.cmp(&other.digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        for (text, wanted) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("0.0e-9", Some(0)),
            ("3", Some(3)),
            ("3.0", Some(3)),
            ("3e2", Some(300)),
            ("300e-2", Some(3)),
            ("-3", None),
            ("3.5", None),
            ("3e-1", None),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", Some(u64::MAX)),
            ("1e400", Some(u64::MAX)),
            (
                "1e99999999999999999999999999999999999999999",
                Some(u64::MAX),
            ),
            ("1e-99999999999999999999999999999999999999999", None),
        ] {
            assert_eq!(count(text), wanted, "{text}");
        }
    }

    #[test]
    fn one_value_has_one_canonical_text() {
        for same in [
            ["1", "1.0"],
            ["10", "1e1"],
            ["0", "-0.00e7"],
            ["-0.5", "-5e-1"],
        ] {
            assert_eq!(canonical(same[0]), canonical(same[1]), "{same:?}");
        }
        assert_ne!(canonical("1"), canonical("-1"));
        assert_ne!(canonical("1"), canonical("10"));
    }

    #[test]
    fn numbers_compare_by_value() {
        let sorted = [
            "-1e400", "-10", "-9.5", "-1e-9", "0", "1e-400", "0.5", "5", "5.01", "10", "1e400",
        ];
        for (i, left) in sorted.iter().enumerate() {
            for (j, right) in sorted.iter().enumerate() {
                assert_eq!(compare(left, right), i.cmp(&j), "{left} and {right}");
            }
        }
        assert_eq!(compare("1.50", "15e-1"), Ordering::Equal);
        assert_eq!(compare("-0", "0.0"), Ordering::Equal);
    }

    #[test]
    fn signs_and_fractions() {
        assert!(is_positive("0.1") && !is_positive("-1") && !is_positive("0.0"));
        assert!(is_integer("1.0") && is_integer("12e1") && !is_integer("1.5") && is_integer("0.0"));
    }
}
