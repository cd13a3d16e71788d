//! Short pieces of text: what a stream of small chunks asks about each of them.

#![allow(unsafe_code)]

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// What a short piece of text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// ASCII that may stand in a JSON string as it is, and does not end it.
    Plain(&'a str),
    /// Other ASCII.
    Ascii(&'a str),
    /// Not ASCII, or not short: left to the general way.
    Other,
}

/// Looks at all bytes of a piece at once; `in_string` says whether it may be [`Piece::Plain`].
#[inline]
pub(crate) fn piece(bytes: &[u8], in_string: bool) -> Piece<'_> {
    let (is_plain, is_ascii) = match bytes.len() {
        0..=8 => {
            let word = short(bytes);
            (in_string && special(word) == 0, word & HIGH == 0)
        }
        9..=32 => (in_string && is_free(bytes), is_ascii(bytes)),
        _ => return Piece::Other,
    };
    if !is_ascii {
        return Piece::Other;
    }
    // SAFETY: every byte is below 0x80, and such bytes are UTF-8.
    let text = unsafe { std::str::from_utf8_unchecked(bytes) };
    if is_plain {
        Piece::Plain(text)
    } else {
        Piece::Ascii(text)
    }
}

/// Whether nothing in a piece is special.
#[inline]
fn is_free(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
    words.all(|word| special(word) == 0) && special(short(rest)) == 0
}

#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let words = words
        .iter()
        .fold(0, |all, word| all | u64::from_le_bytes(*word));
    (words | short(rest)) & HIGH == 0
}

/// The bits of a word under quotes, backslashes and control characters, by Mycroft's test for a zero byte,
/// and for a byte below 0x20. The lowest is exact; there may be false ones above it.
#[inline]
pub(super) fn special(word: u64) -> u64 {
    let quote = word ^ (ONES * 0x22);
    let backslash = word ^ (ONES * 0x5c);
    let found = (quote.wrapping_sub(ONES) & !quote)
        | (backslash.wrapping_sub(ONES) & !backslash)
        | (word.wrapping_sub(ONES * 0x20) & !word);
    found & HIGH
}

/// At most eight bytes as a word; some may stand in it twice, and what is missing is blank.
#[inline]
fn short(bytes: &[u8]) -> u64 {
    const BLANKS: u64 = ONES * 0x20;
    if let Some(word) = bytes.first_chunk::<8>() {
        return u64::from_le_bytes(*word);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return u64::from(first) | u64::from(last) << 32;
    }
    bytes
        .iter()
        .fold(BLANKS, |word, byte| word << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::{Piece, piece};

    #[test]
    fn every_byte_is_looked_at() {
        for length in 0..=33 {
            let plain = vec![b'a'; length];
            let text = std::str::from_utf8(&plain).expect("it is ASCII");
            let expected = match length {
                0..=32 => Piece::Plain(text),
                _ => Piece::Other,
            };
            assert_eq!(piece(&plain, true), expected);
            for at in 0..length {
                for odd in 0..=255 {
                    let mut bytes = plain.clone();
                    bytes[at] = odd;
                    let expected = match std::str::from_utf8(&bytes) {
                        Ok(text) if length <= 32 && odd >= 0x20 && odd != b'"' && odd != b'\\' => {
                            Piece::Plain(text)
                        }
                        Ok(text) if length <= 32 => Piece::Ascii(text),
                        _ => Piece::Other,
                    };
                    assert_eq!(piece(&bytes, true), expected, "{odd} at {at} of {length}");
                    let apart = match expected {
                        Piece::Plain(text) => Piece::Ascii(text),
                        other => other,
                    };
                    assert_eq!(piece(&bytes, false), apart, "{odd} at {at} of {length}");
                }
            }
        }
    }
}
