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

/// Looks at all bytes of a piece at once.
#[inline]
pub(crate) fn piece(bytes: &[u8]) -> Piece<'_> {
    if bytes.len() > 32 {
        return Piece::Other;
    }
    let (words, _) = bytes.as_chunks::<8>();
    // The last word covers what is left over, and some of what is before it.
    let last = bytes
        .last_chunk::<8>()
        .map_or_else(|| short(bytes), |word| u64::from_le_bytes(*word));
    let (mut found, mut all) = (special(last), last);
    for word in words {
        let word = u64::from_le_bytes(*word);
        found |= special(word);
        all |= word;
    }
    let is_ascii = all & HIGH == 0;
    let is_plain = found == 0;
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

/// Fewer than eight bytes as a word; some may stand in it twice, and what is missing is blank.
#[inline]
fn short(bytes: &[u8]) -> u64 {
    const BLANKS: u64 = ONES * 0x20;
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
            assert_eq!(piece(&plain), expected);
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
                    assert_eq!(piece(&bytes), expected, "{odd} at {at} of {length}");
                }
            }
        }
    }
}
