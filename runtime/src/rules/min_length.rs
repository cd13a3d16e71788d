//! `minLength` (JSON Schema validation, section 6.3.2), in Unicode code points.

use super::words::counted;

#[inline]
pub(super) fn check(limit: u64, value: &str) -> Option<String> {
    // A string has at most one code point for each byte and at least one for each four.
    if value.len() as u64 / 4 >= limit {
        return None;
    }
    (count(value) < limit).then(|| format!("must have at least {}", counted(limit, "character")))
}

/// Code points, as JSON Schema counts length.
pub(super) fn count(value: &str) -> u64 {
    value.chars().count() as u64
}
