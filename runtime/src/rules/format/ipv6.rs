//! `ipv6` (RFC 4291, section 2.2), without a zone.

use std::net::Ipv6Addr;

/// `2001:db8::1`, `::ffff:192.0.2.1`
pub(super) fn fits(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}
