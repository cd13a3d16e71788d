//! Short pieces of text: what a stream of small chunks asks about each of them.

#![allow(unsafe_code)]

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// A short piece of text that is ASCII. What is longer than 32 bytes is left to the general way.
#[inline]
pub(crate) fn ascii(bytes: &[u8]) -> Option<&str> {
    let is_ascii = match bytes.len() {
        0..=8 => short(bytes) & HIGH == 0,
        9..=32 => is_ascii(bytes),
        _ => false,
    };
    // SAFETY: every byte is below 0x80, and such bytes are UTF-8.
    is_ascii.then(|| unsafe { std::str::from_utf8_unchecked(bytes) })
}

/// Such a piece, where it may stand in a JSON string as it is, and does not end it.
#[inline]
pub(crate) fn plain(bytes: &[u8]) -> Option<&str> {
    let is_plain = match bytes.len() {
        0..=8 => is_plain_word(short(bytes)),
        9..=16 => {
            let [first, last] = ends::<8>(bytes)?.map(u64::from_le_bytes);
            is_plain_word(first) && is_plain_word(last)
        }
        17..=32 => {
            let [first, last] = ends::<16>(bytes)?;
            !has_special_or_high(&first) && !has_special_or_high(&last)
        }
        _ => false,
    };
    // SAFETY: every byte is below 0x80, and such bytes are UTF-8.
    is_plain.then(|| unsafe { std::str::from_utf8_unchecked(bytes) })
}

/// The beginning and the end of a piece that is longer than either. Some bytes may be in both.
#[inline]
fn ends<const SIZE: usize>(bytes: &[u8]) -> Option<[[u8; SIZE]; 2]> {
    Some([*bytes.first_chunk()?, *bytes.last_chunk()?])
}

#[inline]
fn is_plain_word(word: u64) -> bool {
    (special(word) | word & HIGH) == 0
}

#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let words = words
        .iter()
        .fold(0, |all, word| all | u64::from_le_bytes(*word));
    (words | short(rest)) & HIGH == 0
}

/// The bits of a word under quotes, backslashes and control characters, by Mycroft's test for a byte below
/// another one. The lowest is exact; there may be false ones above it.
///
/// With its second bit turned, a quote is 0x20, and control characters, below that, stay there: one test
/// finds both.
#[inline]
pub(super) fn special(word: u64) -> u64 {
    let quote_or_control = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
    let backslash = (word ^ (ONES * 0x5c)).wrapping_sub(ONES);
    (quote_or_control | backslash) & !word & HIGH
}

/// Whether any of sixteen bytes is special. Written so that the compiler makes a few vector instructions of it.
/// A quote with its second bit turned is told apart as above.
#[expect(clippy::needless_bitwise_bool, reason = "lazy ones become branches")]
#[inline]
pub(super) fn has_special(block: &[u8; 16]) -> bool {
    block.iter().fold(false, |found, byte| {
        found | (*byte ^ 0x02 <= 0x20) | (*byte == b'\\')
    })
}

/// The same, or not ASCII.
#[expect(clippy::needless_bitwise_bool, reason = "lazy ones become branches")]
#[inline]
fn has_special_or_high(block: &[u8; 16]) -> bool {
    block.iter().fold(false, |found, byte| {
        found | (*byte ^ 0x02 <= 0x20) | (*byte == b'\\') | (*byte >= 0x80)
    })
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
    use super::{ascii, plain};

    #[test]
    fn every_byte_is_looked_at() {
        for length in 0..=33 {
            let whole = vec![b'a'; length];
            let text = std::str::from_utf8(&whole).ok().filter(|_| length <= 32);
            assert_eq!(plain(&whole), text);
            assert_eq!(ascii(&whole), text);
            for at in 0..length {
                for odd in 0..=255 {
                    let mut bytes = whole.clone();
                    bytes[at] = odd;
                    let text = std::str::from_utf8(&bytes).ok().filter(|_| length <= 32);
                    assert_eq!(ascii(&bytes), text, "{odd} at {at} of {length}");
                    let may_stand = odd >= 0x20 && odd != b'"' && odd != b'\\';
                    let text = text.filter(|_| may_stand);
                    assert_eq!(plain(&bytes), text, "{odd} at {at} of {length}");
                }
            }
        }
    }
}
