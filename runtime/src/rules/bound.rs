//! Limits of numbers, and comparison that never rounds.

use std::cmp::Ordering;
use std::fmt;

use crate::json::number::Number;

/// The value of `minimum` and its kin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// A limit that is an integer of 64 bits.
    Integer(i64),
    /// Any other limit.
    Float(f64),
}

impl Bound {
    /// The limit as a double, where that is exact, and so small that an integer beyond it stays beyond it when it
    /// is rounded to a double.
    #[allow(clippy::cast_precision_loss)] // It is exact.
    pub(crate) const fn exact(self) -> Option<f64> {
        match self {
            Self::Integer(limit) if limit.unsigned_abs() < EXACT => Some(limit as f64),
            Self::Float(limit) if limit.abs() < EXACT as f64 => Some(limit),
            _ => None,
        }
    }

    /// How a number stands to the limit.
    #[inline]
    pub(super) fn compare(self, value: Number) -> Option<Ordering> {
        match (value, self) {
            (Number::Signed(value), Self::Integer(limit)) => Some(value.cmp(&limit)),
            (Number::Unsigned(_), Self::Integer(_)) => Some(Ordering::Greater),
            (Number::Float(value), Self::Float(limit)) => value.partial_cmp(&limit),
            (Number::Signed(value), Self::Float(limit)) => compare(i128::from(value), limit),
            (Number::Unsigned(value), Self::Float(limit)) => compare(i128::from(value), limit),
            (Number::Float(value), Self::Integer(limit)) if limit.unsigned_abs() <= EXACT => {
                #[allow(clippy::cast_precision_loss)] // It is exact.
                let limit = limit as f64;
                value.partial_cmp(&limit)
            }
            (Number::Float(value), Self::Integer(limit)) => {
                compare(i128::from(limit), value).map(Ordering::reverse)
            }
        }
    }
}

/// Up to here every integer is a double.
const EXACT: u64 = 1 << 53;

/// Compares an integer with a double, exactly.
fn compare(integer: i128, float: f64) -> Option<Ordering> {
    if integer.unsigned_abs() <= u128::from(EXACT) {
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
        let double = integer as i64 as f64;
        return double.partial_cmp(&float);
    }
    if float.is_nan() {
        return None;
    }
    // Every 64-bit integer lies between these two, and every double between them fits 128 bits.
    if float >= 2e19 {
        return Some(Ordering::Less);
    }
    if float <= -2e19 {
        return Some(Ordering::Greater);
    }
    let floor = float.floor();
    #[allow(clippy::cast_possible_truncation)]
    let whole = floor as i128;
    Some(match integer.cmp(&whole) {
        Ordering::Equal if float > floor => Ordering::Less,
        order => order,
    })
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(limit) => limit.fmt(f),
            Self::Float(limit) => limit.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::{Bound, Number};

    #[test]
    fn compares_across_kinds_without_rounding() {
        let big = 9_007_199_254_740_993; // 2^53 + 1, which no double holds
        let double = Bound::Float(9_007_199_254_740_992.0);
        assert_eq!(double.compare(Number::Signed(big)), Some(Ordering::Greater));
        assert_eq!(
            Bound::Integer(big).compare(Number::Float(9_007_199_254_740_992.0)),
            Some(Ordering::Less)
        );
        assert_eq!(
            Bound::Float(0.5).compare(Number::Signed(0)),
            Some(Ordering::Less)
        );
        assert_eq!(
            Bound::Float(-0.5).compare(Number::Signed(-1)),
            Some(Ordering::Less)
        );
        assert_eq!(
            Bound::Float(1e30).compare(Number::Unsigned(u64::MAX)),
            Some(Ordering::Less)
        );
        assert_eq!(
            Bound::Integer(3).compare(Number::Float(3.0)),
            Some(Ordering::Equal)
        );
    }
}
