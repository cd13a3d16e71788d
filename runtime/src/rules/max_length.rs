//! `maxLength` (JSON Schema validation, section 6.3.1), in Unicode code points.

use super::min_length::count;
use super::words::counted;

#[inline]
pub(super) fn check(limit: u64, value: &str) -> Option<String> {
    if value.len() as u64 <= limit {
        return None;
    }
    let length = count(value);
    (length > limit).then(|| {
        format!(
            "must have at most {}, has {length}",
            counted(limit, "character")
        )
    })
}
