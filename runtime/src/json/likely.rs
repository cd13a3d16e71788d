//! A key that is likely to come next, compared with the text as it stands there.

/// A property name, prepared so that most comparisons are one of eight bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Likely {
    name: &'static str,
    /// The first bytes of the name and the quote behind it, as a little-endian word.
    word: u64,
    /// Which bytes of the word count; none where the name would stand in a JSON text with escapes.
    mask: u64,
}

impl Likely {
    /// Prepares a name.
    pub(crate) const fn new(name: &'static str) -> Self {
        let bytes = name.as_bytes();
        let mut plain = true;
        let (mut word, mut mask) = (0, 0);
        let mut index = 0;
        while index <= bytes.len() {
            let byte = if index < bytes.len() {
                plain &= bytes[index] >= 0x20 && bytes[index] != b'"' && bytes[index] != b'\\';
                bytes[index]
            } else {
                b'"'
            };
            if index < 8 {
                word |= (byte as u64) << (8 * index);
                mask |= 0xff << (8 * index);
            }
            index += 1;
        }
        if !plain {
            (word, mask) = (0, 0);
        }
        Self { name, word, mask }
    }

    /// The name, where it would stand in a JSON text without escapes.
    #[inline]
    pub(crate) fn plain_name(&self) -> Option<&'static str> {
        (self.mask != 0).then_some(self.name)
    }

    /// Where the name's closing quote ends, if the name stands at a place of a text. Close to the end of a
    /// text it is not looked for.
    #[inline]
    pub(crate) fn end_at(&self, text: &[u8], at: usize) -> Option<usize> {
        let (first, _) = text.get(at..)?.split_first_chunk::<8>()?;
        if u64::from_le_bytes(*first) & self.mask != self.word || self.mask == 0 {
            return None;
        }
        if self.name.len() > 7 {
            return self.long_end_at(text, at);
        }
        Some(at + self.name.len() + 1)
    }

    /// The same, where the first eight bytes are known to stand there. Apart, so that short names need not save
    /// the registers that a comparison of memory takes.
    #[inline(never)]
    fn long_end_at(&self, text: &[u8], at: usize) -> Option<usize> {
        let end = at + self.name.len();
        let found = text.get(at..end)?;
        (found == self.name.as_bytes() && text.get(end) == Some(&b'"')).then_some(end + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Likely;

    #[test]
    fn it_finds_the_name_and_nothing_else() {
        for name in [
            "",
            "a",
            "abcdef",
            "abcdefg",
            "abcdefgh",
            "abcdefghi",
            "größe",
            "a long one, with spaces",
        ] {
            let likely = Likely::new(name);
            let text = format!("\"{name}\": 12345678");
            assert_eq!(
                likely.end_at(text.as_bytes(), 1),
                Some(name.len() + 2),
                "{name}"
            );
            for other in [
                format!("{name}x"),
                format!("x{name}"),
                format!("{name}\\\""),
            ] {
                let text = format!("\"{other}\": 12345678");
                assert_eq!(likely.end_at(text.as_bytes(), 1), None, "{name} in {text}");
            }
            let cut = text.get(..=name.len()).unwrap_or_default();
            assert_eq!(likely.end_at(cut.as_bytes(), 1), None, "{cut}");
        }
        for name in ["a\"b", "a\\b", "a\nb", "a\\"] {
            let text = format!("\"{name}\": 12345678");
            assert_eq!(Likely::new(name).end_at(text.as_bytes(), 1), None);
        }
    }
}
