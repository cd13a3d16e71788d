//! The checksum of event streams and journals: CRC-32 as IEEE 802.3 defines it (reflected, polynomial 0x04C11DB7).

/// What each byte does to the remainder.
const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0u32;
    while byte < 256 {
        let mut remainder = byte;
        let mut bit = 0;
        while bit < 8 {
            let divides = remainder & 1 == 1;
            remainder >>= 1;
            if divides {
                remainder ^= 0xEDB8_8320;
            }
            bit += 1;
        }
        table[byte as usize] = remainder;
        byte += 1;
    }
    table
};

/// The checksum of some bytes.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let remainder = bytes.iter().fold(u32::MAX, |remainder, byte| {
        let place = (remainder ^ u32::from(*byte)) & 0xFF;
        // The table has a row for each byte.
        let row = TABLE.get(place as usize).copied().unwrap_or_default();
        remainder >> 8 ^ row
    });
    !remainder
}

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn known_sums() {
        // The check value of the algorithm, and the empty text.
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }
}
