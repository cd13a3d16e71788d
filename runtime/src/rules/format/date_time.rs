//! `date-time` (RFC 3339, section 5.6).

use super::{date, time};

/// `2024-01-31T09:30:00Z`; the `T` may be small.
pub(super) fn fits(text: &str) -> bool {
    text.split_once(['T', 't'])
        .is_some_and(|(day, hours)| date::fits(day) && time::fits(hours))
}
