//! Numbers as exact decimals, where binary floating point would round.

/// `mantissa * 10^exponent`, with no factor of ten left in the mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    mantissa: i128,
    exponent: i32,
}

impl Decimal {
    /// The value of a JSON number; `None` where it has more digits than 128 bits hold.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let mut mantissa: i128 = 0;
        let negative = whole.starts_with('-');
        for digit in whole
            .trim_start_matches(['-', '+'])
            .bytes()
            .chain(fraction.bytes())
        {
            mantissa = mantissa
                .checked_mul(10)?
                .checked_add(i128::from(digit.wrapping_sub(b'0')))?;
        }
        let mut exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        if mantissa == 0 {
            exponent = 0;
        }
        while mantissa != 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            exponent = exponent.checked_add(1)?;
        }
        Some(Self {
            mantissa: if negative { -mantissa } else { mantissa },
            exponent,
        })
    }

    /// Whether it has no fractional part.
    pub(crate) fn is_integer(self) -> bool {
        self.exponent >= 0
    }

    /// As an integer, where it is one that fits.
    pub(crate) fn to_i128(self) -> Option<i128> {
        let power = u32::try_from(self.exponent).ok()?;
        self.mantissa.checked_mul(10_i128.checked_pow(power)?)
    }

    /// Whether it is a whole multiple of `step`. `None` where 128 bits do not hold the answer.
    pub(crate) fn is_multiple_of(self, step: Self) -> Option<bool> {
        if step.mantissa == 0 {
            return Some(false);
        }
        if self.mantissa == 0 {
            return Some(true);
        }
        let shift = self.exponent.checked_sub(step.exponent)?;
        let power = 10_i128.checked_pow(shift.unsigned_abs())?;
        if shift >= 0 {
            // (a * b) mod m, with b reduced first, stays exact for every step a schema writes.
            let scaled = (self.mantissa % step.mantissa).checked_mul(power % step.mantissa)?;
            Some(scaled % step.mantissa == 0)
        } else {
            Some(self.mantissa % step.mantissa.checked_mul(power)? == 0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn multiple(value: &str, step: &str) -> Option<bool> {
        Decimal::parse(value)?.is_multiple_of(Decimal::parse(step)?)
    }

    #[test]
    fn divides_without_rounding() {
        assert_eq!(multiple("19.99", "0.01"), Some(true));
        assert_eq!(multiple("0.3", "0.1"), Some(true));
        assert_eq!(multiple("19.995", "0.01"), Some(false));
        assert_eq!(multiple("1e3", "7"), Some(false));
        assert_eq!(multiple("-14", "7"), Some(true));
        assert_eq!(multiple("0", "3"), Some(true));
        assert_eq!(multiple("1e300", "0.1"), None);
    }

    #[test]
    fn knows_integers() {
        assert_eq!(Decimal::parse("1.0").and_then(Decimal::to_i128), Some(1));
        assert_eq!(Decimal::parse("1e3").and_then(Decimal::to_i128), Some(1000));
        assert!(Decimal::parse("1.5").is_some_and(|d| !d.is_integer()));
        assert!(Decimal::parse("-0.0").is_some_and(Decimal::is_integer));
    }
}
