//! `uuid` (RFC 4122, section 3).

/// `123e4567-e89b-12d3-a456-426614174000`, of any version.
pub(super) fn fits(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
