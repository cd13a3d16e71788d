//! The numeric rules of a schema in, numbers that keep them out.
//!
//! Everything is counted in whole steps of a decimal fraction, so that `multipleOf: 0.01` means
//! hundredths and not their nearest binary neighbours.

use std::cmp::Ordering;

use serde_json::Number;

use super::dice::Dice;
use super::shape::Shape;

/// How many digits after the point are counted. Finer rules are met by chance only.
const FINEST: u32 = 12;

/// `units / 10^scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    units: i128,
    scale: u32,
}

impl Decimal {
    /// A whole number.
    pub(super) fn whole(units: i128) -> Self {
        Self { units, scale: 0 }
    }

    /// The value of a JSON number, by its shortest text. `None` where it needs more than some 30
    /// digits.
    pub(super) fn of(number: &Number) -> Option<Self> {
        Self::read(&number.to_string())
    }

    /// The value of a number in JSON syntax.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let units: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i64::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        match u32::try_from(scale) {
            Ok(scale) if scale <= 30 => Some(Self { units, scale }),
            Ok(_) => None,
            Err(_) => {
                let zeros = u32::try_from(scale.checked_neg()?).ok()?;
                Some(Self::whole(units.checked_mul(10_i128.checked_pow(zeros)?)?))
            }
        }
    }

    /// The count, where this is a whole number from 0 up.
    pub(super) fn as_count(self) -> Option<usize> {
        let power = 10_i128.checked_pow(self.scale)?;
        (self.units % power == 0)
            .then(|| usize::try_from(self.units / power).ok())
            .flatten()
    }

    /// Whether there is nothing after the point.
    pub(super) fn is_whole(self) -> bool {
        10_i128
            .checked_pow(self.scale)
            .is_some_and(|power| self.units % power == 0)
    }

    /// Whether this is a multiple of `step`. `None` where the digits do not suffice.
    pub(super) fn is_multiple_of(self, step: Self) -> Option<bool> {
        let scale = self.scale.max(step.scale);
        let step = step.units_at(scale)?;
        (step != 0).then_some(())?;
        Some(self.units_at(scale)? % step == 0)
    }

    fn units_at(self, scale: u32) -> Option<i128> {
        self.units
            .checked_mul(10_i128.checked_pow(scale.checked_sub(self.scale)?)?)
    }

    fn to_number(self) -> Option<Number> {
        let power = 10_i128.checked_pow(self.scale)?;
        if self.units % power == 0 {
            let whole = self.units / power;
            return match (i64::try_from(whole), u64::try_from(whole)) {
                (Ok(whole), _) => Some(whole.into()),
                (_, Ok(whole)) => Some(whole.into()),
                _ => Number::from_f64(whole.to_string().parse().ok()?),
            };
        }
        let sign = if self.units < 0 { "-" } else { "" };
        let (units, power) = (self.units.unsigned_abs(), power.unsigned_abs());
        let width = usize::try_from(self.scale).ok()?;
        let text = format!("{sign}{}.{:0width$}", units / power, units % power);
        Number::from_f64(text.parse().ok()?)
    }
}

/// Orders two numbers by value, exactly where both fit some 30 digits.
pub(super) fn compare(a: &Number, b: &Number) -> Ordering {
    let exact = || {
        let (a, b) = (Decimal::of(a)?, Decimal::of(b)?);
        let scale = a.scale.max(b.scale);
        Some(a.units_at(scale)?.cmp(&b.units_at(scale)?))
    };
    exact().unwrap_or_else(|| {
        let (a, b) = (
            a.as_f64().unwrap_or(f64::NAN),
            b.as_f64().unwrap_or(f64::NAN),
        );
        a.partial_cmp(&b).unwrap_or(Ordering::Equal)
    })
}

/// The next number in a direction that is `distance` away; for breaking a limit.
pub(super) fn beyond(limit: &Number, distance: i128) -> Option<Number> {
    let limit = Decimal::of(limit)?;
    let units = limit
        .units
        .checked_add(distance.checked_mul(10_i128.checked_pow(limit.scale)?)?)?;
    Decimal {
        units,
        scale: limit.scale,
    }
    .to_number()
}

/// A number within the rules of a shape, of a size that is usual for a property of that name.
pub(super) fn sample_number(shape: &Shape<'_>, name: &str, dice: &mut Dice) -> Option<Number> {
    let integer = shape.is_integer();
    let (low, high) = (shape.low(), shape.high());
    let multiple = shape.multiple();
    let step = match (multiple, integer) {
        (None, true) => Decimal::whole(1),
        (None, false) => Decimal { units: 1, scale: 2 },
        (Some(multiple), false) => multiple,
        (Some(multiple), true) => whole_multiple(multiple)?,
    };
    let (mut scale, mut step_units) = (step.scale, step.units.checked_abs()?);
    (step_units != 0).then_some(())?;
    for limit in [low, high].into_iter().flatten() {
        let finer = scale.max(limit.0.scale);
        step_units = step_units.checked_mul(10_i128.checked_pow(finer - scale)?)?;
        scale = finer;
    }
    loop {
        let at = |limit: Option<(Decimal, bool)>, inward: i128| -> Option<Option<i128>> {
            let Some((limit, exclusive)) = limit else {
                return Some(None);
            };
            let units = limit.units_at(scale)?;
            let units = if exclusive {
                units.checked_add(inward)?
            } else {
                units
            };
            let steps = units.div_euclid(step_units);
            let up = inward > 0 && units.rem_euclid(step_units) != 0;
            Some(Some(steps + i128::from(up)))
        };
        let (first, last) = (at(low, 1)?, at(high, -1)?);
        let (usual_low, usual_high) = usual(name);
        let steps_of = |whole: i128| {
            Some(
                Decimal::whole(whole)
                    .units_at(scale)?
                    .div_euclid(step_units),
            )
        };
        let (usual_low, usual_high) = (steps_of(usual_low)?, steps_of(usual_high)?);
        let width = (usual_high - usual_low).max(1);
        let (from, to) = match (first, last) {
            (None, None) => (usual_low, usual_high),
            (Some(first), None) => match usual_low.max(first) {
                start if start < usual_high => (start, usual_high),
                _ => (first, first.checked_add(width)?),
            },
            (None, Some(last)) => match usual_high.min(last) {
                end if end > usual_low => (usual_low, end),
                _ => (last.checked_sub(width)?, last),
            },
            (Some(first), Some(last)) => {
                let (start, end) = (usual_low.max(first), usual_high.min(last));
                if start < end {
                    (start, end)
                } else {
                    (first, last)
                }
            }
        };
        if from <= to {
            let units = dice.between_wide(from, to).checked_mul(step_units)?;
            return Decimal { units, scale }.to_number();
        }
        // The limits leave no room between two hundredths: count in finer ones.
        if integer || multiple.is_some() || scale >= FINEST {
            return None;
        }
        if step_units % 10 == 0 {
            step_units /= 10;
        } else {
            scale += 1;
        }
    }
}

/// The smallest whole multiple of a decimal fraction.
fn whole_multiple(multiple: Decimal) -> Option<Decimal> {
    let power = 10_i128.checked_pow(multiple.scale)?;
    let (mut a, mut b) = (multiple.units.checked_abs()?, power);
    (a != 0).then_some(())?;
    let units = a;
    while b != 0 {
        (a, b) = (b, a % b);
    }
    Some(Decimal::whole(units / a))
}

/// What is usual, from and to, for a property of a name.
fn usual(name: &str) -> (i128, i128) {
    const USUAL: &[(&[&str], i128, i128)] = &[
        (&["age"], 18, 80),
        (&["year"], 1990, 2026),
        (&["month"], 1, 12),
        (&["day"], 1, 28),
        (&["hour", "hours"], 0, 23),
        (&["minute", "minutes", "second", "seconds"], 0, 59),
        (&["latitude", "lat"], -60, 70),
        (&["longitude", "lon", "lng"], -180, 180),
        (
            &["confidence", "probability", "score", "ratio", "rate"],
            0,
            1,
        ),
        (&["percent", "percentage"], 0, 100),
        (&["rating", "stars"], 1, 5),
        (&["quantity", "qty", "count", "units", "servings"], 1, 12),
        (
            &[
                "price", "amount", "total", "subtotal", "cost", "fee", "balance", "tax",
            ],
            1,
            500,
        ),
        (&["temperature"], -10, 35),
        (&["port"], 1024, 9999),
    ];
    let words = super::text::words_of(name);
    USUAL
        .iter()
        .find(|(keys, ..)| words.iter().any(|word| keys.contains(&word.as_str())))
        .map_or((1, 100), |(_, low, high)| (*low, *high))
}
