//! `ipv4`: four decimal numbers (RFC 2673, section 3.2), which have no leading zeros.

use std::net::Ipv4Addr;

/// `192.0.2.1`
pub(super) fn fits(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}
