//! `minItems` (JSON Schema validation, section 6.4.2).

use super::words::counted;

pub(super) fn check(limit: u64, count: u64) -> Option<String> {
    (count < limit).then(|| format!("must have at least {}, has {count}", counted(limit, "item")))
}
