//! Short pieces of ASCII text: the checks that a stream of small chunks makes once for each.

#![allow(unsafe_code)]

/// A short piece of text, if it is ASCII. What is long, or is not, is left to the general way.
#[inline]
pub(crate) fn short_text(bytes: &[u8]) -> Option<&str> {
    if bytes.len() > 32 || !is_ascii(bytes) {
        return None;
    }
    // SAFETY: every byte is below 0x80, and such bytes are UTF-8.
    Some(unsafe { std::str::from_utf8_unchecked(bytes) })
}

/// A short piece of a JSON string without escapes and without an end: ASCII, and in it no quote, no
/// backslash and no control character.
#[inline]
pub(crate) fn plain_text(bytes: &[u8]) -> Option<&str> {
    if bytes.len() > 8 || !bytes.iter().all(|byte| PLAIN[usize::from(*byte)]) {
        return None;
    }
    // SAFETY: every byte is below 0x80, and such bytes are UTF-8.
    Some(unsafe { std::str::from_utf8_unchecked(bytes) })
}

#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<4>();
    let words = words
        .iter()
        .fold(0, |all, word| all | u32::from_ne_bytes(*word));
    let rest = rest.iter().fold(0, |all, byte| all | byte);
    words & 0x8080_8080 == 0 && rest < 0x80
}

/// ASCII that stands in a JSON string as it is.
static PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0x20;
    while byte < 0x80 {
        table[byte] = byte != b'"' as usize && byte != b'\\' as usize;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::{plain_text, short_text};

    #[test]
    fn every_byte_is_looked_at() {
        for length in 1..=33 {
            for at in 0..length {
                for odd in [b'"', b'\\', 0x1f, 0x80, 0xff] {
                    let mut bytes = vec![b'a'; length];
                    assert_eq!(short_text(&bytes).is_some(), length <= 32);
                    bytes[at] = odd;
                    assert_eq!(plain_text(&bytes), None);
                    bytes[at] = b'b';
                    assert_eq!(plain_text(&bytes).is_some(), length <= 8);
                    bytes[at] = odd;
                    let is_text = odd < 0x80 && length <= 32;
                    assert_eq!(short_text(&bytes).is_some(), is_text);
                }
            }
        }
    }
}
