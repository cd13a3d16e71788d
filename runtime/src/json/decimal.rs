//! Numbers as exact decimals, where binary floating point would round.

/// A JSON number taken apart: its digits, without zeros at either end, times a power of ten. It
/// points into the number's text, so digits and exponent can be of any size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal<'t> {
    negative: bool,
    /// The digits, cut where the point stood.
    whole: &'t str,
    fraction: &'t str,
    exponent: i64,
}

impl<'t> Decimal<'t> {
    /// The value of a JSON number.
    pub(crate) fn parse(text: &'t str) -> Self {
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, power(exponent)),
            None => (text, 0),
        };
        let (negative, digits) = match digits.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, digits),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let whole = whole.trim_start_matches('0');
        let mut exponent = exponent.saturating_sub(length(fraction));
        let mut decimal = Self {
            negative,
            whole,
            fraction,
            exponent,
        };
        if fraction.is_empty() {
            decimal.whole = whole.trim_end_matches('0');
            exponent = exponent.saturating_add(length(whole) - length(decimal.whole));
            decimal.exponent = exponent;
        } else if whole.is_empty() {
            decimal.fraction = fraction.trim_start_matches('0');
        }
        if decimal.is_zero() {
            decimal.negative = false;
            decimal.exponent = 0;
        }
        decimal
    }

    fn is_zero(self) -> bool {
        self.whole.is_empty() && self.fraction.is_empty()
    }

    fn digits(self) -> impl Iterator<Item = u8> + 't {
        self.whole.bytes().chain(self.fraction.bytes())
    }

    /// Whether it has no fractional part.
    pub(crate) fn is_integer(self) -> bool {
        self.exponent >= 0
    }

    /// As an integer, where it is one that fits.
    pub(crate) fn to_i128(self) -> Option<i128> {
        let power = u32::try_from(self.exponent).ok()?;
        let digits = i128::try_from(self.mantissa()?).ok()?;
        let value = digits.checked_mul(10_i128.checked_pow(power)?)?;
        Some(if self.negative { -value } else { value })
    }

    /// The digits as one number, where 128 bits hold it.
    fn mantissa(self) -> Option<u128> {
        self.digits().try_fold(0_u128, |value, digit| {
            value.checked_mul(10)?.checked_add(number(digit))
        })
    }

    /// Whether it is a whole multiple of `step`. `None` where the step has more than 37 digits.
    pub(crate) fn is_multiple_of(self, step: Decimal<'_>) -> Option<bool> {
        if step.is_zero() {
            return Some(false);
        }
        if self.is_zero() {
            return Some(true);
        }
        // Neither has a factor of ten left, so what is finer than the step is no multiple of it.
        let shift = self.exponent.saturating_sub(step.exponent);
        if shift < 0 {
            return Some(false);
        }
        let mut step = step.mantissa().filter(|step| *step < u128::MAX / 16)?;
        // The power of ten takes so many twos and fives out of the step; the digits take the rest.
        for factor in [2, 5] {
            let mut left = shift;
            while left > 0 && step % factor == 0 {
                step /= factor;
                left -= 1;
            }
        }
        let rest = self
            .digits()
            .fold(0, |rest, digit| (rest * 10 + number(digit)) % step);
        Some(rest == 0)
    }

    /// Text that is the same for equal numbers, and only for them.
    pub(crate) fn write(self, out: &mut String) {
        if self.negative {
            out.push('-');
        }
        out.push_str(self.whole);
        out.push_str(self.fraction);
        out.push('e');
        out.push_str(&self.exponent.to_string());
    }
}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.negative == other.negative
            && self.exponent == other.exponent
            && self.digits().eq(other.digits())
    }
}

fn length(digits: &str) -> i64 {
    i64::try_from(digits.len()).unwrap_or(i64::MAX)
}

fn number(digit: u8) -> u128 {
    u128::from(digit.wrapping_sub(b'0'))
}

/// An exponent. One beyond all reason counts as the largest there is.
fn power(text: &str) -> i64 {
    const FAR: i64 = i64::MAX / 4;
    text.strip_prefix('+').unwrap_or(text).parse().map_or_else(
        |_| if text.starts_with('-') { -FAR } else { FAR },
        |power: i64| power.clamp(-FAR, FAR),
    )
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn multiple(value: &str, step: &str) -> Option<bool> {
        Decimal::parse(value).is_multiple_of(Decimal::parse(step))
    }

    #[test]
    fn divides_without_rounding() {
        assert_eq!(multiple("19.99", "0.01"), Some(true));
        assert_eq!(multiple("0.3", "0.1"), Some(true));
        assert_eq!(multiple("19.995", "0.01"), Some(false));
        assert_eq!(multiple("1e3", "7"), Some(false));
        assert_eq!(multiple("-14", "7"), Some(true));
        assert_eq!(multiple("0", "3"), Some(true));
        assert_eq!(multiple("4", "0"), Some(false));
        assert_eq!(multiple("6e2", "1.5e1"), Some(true));
    }

    #[test]
    fn divides_numbers_of_any_size() {
        assert_eq!(multiple("1e300", "0.1"), Some(true));
        assert_eq!(multiple("1e308", "0.123456789"), Some(false));
        assert_eq!(multiple("1e999999999999999999999", "0.5"), Some(true));
        assert_eq!(multiple("1e-999999999999999999999", "0.5"), Some(false));
        let long = "1".repeat(90);
        assert_eq!(multiple(&long, "111"), Some(true));
        assert_eq!(multiple(&long, "7"), Some(true));
        assert_eq!(multiple(&(long.clone() + "1"), "7"), Some(false));
        assert_eq!(multiple("2", &long), None);
    }

    #[test]
    fn knows_integers() {
        assert_eq!(Decimal::parse("1.0").to_i128(), Some(1));
        assert_eq!(Decimal::parse("-1e3").to_i128(), Some(-1000));
        assert_eq!(Decimal::parse("10.50e1").to_i128(), Some(105));
        assert_eq!(Decimal::parse("1e40").to_i128(), None);
        assert!(!Decimal::parse("1.5").is_integer());
        assert!(Decimal::parse("-0.0").is_integer());
        assert!(Decimal::parse("1e400").is_integer());
        assert!(Decimal::parse("0.00120e4").is_integer());
    }

    #[test]
    fn is_equal_by_value() {
        for (left, right) in [
            ("1", "1.0"),
            ("100", "1e2"),
            ("0.0120", "12e-3"),
            ("-0", "0e5"),
        ] {
            assert_eq!(Decimal::parse(left), Decimal::parse(right));
        }
        for (left, right) in [
            ("10", "1"),
            ("-1", "1"),
            ("0.1", "0.10000000000000000000001"),
        ] {
            assert_ne!(Decimal::parse(left), Decimal::parse(right));
        }
    }
}
