//! `maxProperties` (JSON Schema validation, section 6.5.1).

use super::words::counted;

pub(super) fn check(limit: u64, count: u64) -> Option<String> {
    (count > limit).then(|| {
        format!(
            "must have at most {}, has {count}",
            counted(limit, "property")
        )
    })
}
