//! `exclusiveMaximum` (JSON Schema validation, section 6.2).

use std::cmp::Ordering;

use super::Bound;
use crate::json::number::Number;

#[inline]
pub(super) fn check(limit: Bound, value: Number) -> Option<String> {
    matches!(
        limit.compare(value),
        Some(Ordering::Greater | Ordering::Equal)
    )
    .then(|| format!("must be less than {limit}"))
}
