//! `time`: `full-time` (RFC 3339, section 5.6), with leap seconds where they can be.

use super::date::two;

/// `23:59:60.5Z`, `09:30:00+02:00`.
pub(super) fn fits(text: &str) -> bool {
    let Some((&[h1, h2, b':', m1, m2, b':', s1, s2], rest)) = text.as_bytes().split_first_chunk()
    else {
        return false;
    };
    let (Some(hour @ 0..=23), Some(minute @ 0..=59), Some(second @ 0..=60)) =
        (two(h1, h2), two(m1, m2), two(s1, s2))
    else {
        return false;
    };
    let rest = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit());
            match digits.count() {
                0 => return false,
                count => fraction.get(count..).unwrap_or_default(),
            }
        }
        rest => rest,
    };
    let Some(offset) = offset(rest) else {
        return false;
    };
    // A leap second is the last of a day in UTC.
    let utc = i16::from(hour) * 60 + i16::from(minute) - offset;
    second < 60 || utc.rem_euclid(24 * 60) == 24 * 60 - 1
}

/// Minutes ahead of UTC.
fn offset(text: &[u8]) -> Option<i16> {
    match *text {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hour @ 0..=23, minute @ 0..=59) = (two(h1, h2)?, two(m1, m2)?) else {
                return None;
            };
            let minutes = i16::from(hour) * 60 + i16::from(minute);
            Some(if sign == b'-' { -minutes } else { minutes })
        }
        _ => None,
    }
}
