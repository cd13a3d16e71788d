//! `exclusiveMinimum` (JSON Schema validation, section 6.2).

use std::cmp::Ordering;

use super::Bound;
use crate::json::number::Number;

#[inline]
pub(super) fn check(limit: Bound, value: Number) -> Option<String> {
    matches!(limit.compare(value), Some(Ordering::Less | Ordering::Equal))
        .then(|| format!("must be greater than {limit}"))
}
