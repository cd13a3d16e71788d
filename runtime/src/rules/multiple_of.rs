//! `multipleOf` (JSON Schema validation, section 6.2.1), on exact decimals.

use crate::json::decimal::Decimal;

pub(super) fn check(step: &str, text: &str) -> Option<String> {
    let exact = Decimal::parse(text).is_multiple_of(Decimal::parse(step));
    let fits = exact.unwrap_or_else(|| {
        // A step beyond 128 bits: as doubles, like every other reader.
        match (text.parse::<f64>(), step.parse::<f64>()) {
            (Ok(value), Ok(step)) => (value / step).fract() == 0.0,
            _ => false,
        }
    });
    (!fits).then(|| format!("must be a multiple of {step}"))
}
