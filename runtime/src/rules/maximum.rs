//! `maximum` (JSON Schema validation, section 6.2).

use std::cmp::Ordering;

use super::Bound;
use crate::json::number::Number;

#[inline]
pub(super) fn check(limit: Bound, value: Number) -> Option<String> {
    (limit.compare(value) == Some(Ordering::Greater)).then(|| format!("must be at most {limit}"))
}
