//! A walk over one JSON text that stops at the members a wire needs and steps over the rest.
//!
//! Providers wrap a few characters of answer in some 300 bytes of envelope, once per token. What a
//! wire asks for is lent as slices of the text; what nobody asks for is balanced, not validated. The
//! walk knows no wire.

use memchr::memchr2;

use super::raw::Raw;

/// The text is not JSON at this byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) at: usize,
}

/// Where the walk stands: before a value, or behind the last one.
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Before the value of `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Within `text`, at a place that another walk has told.
    pub(crate) fn within(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// How far the walk has come, in bytes.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Walks an object: `member` is called behind each key and must take exactly the value. Any
    /// other value is stepped over, and the result is false.
    pub(crate) fn object(
        &mut self,
        member: impl FnMut(&mut Self, &str) -> Result<(), Malformed>,
    ) -> Result<bool, Malformed> {
        if self.next() != Some(b'{') {
            return self.skip().map(|()| false);
        }
        self.at += 1;
        if self.next() == Some(b'}') {
            self.at += 1;
            return Ok(true);
        }
        self.members(member)?;
        Ok(true)
    }

    /// Walks what is left of an object, from behind a value.
    pub(crate) fn rest(
        &mut self,
        member: impl FnMut(&mut Self, &str) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        if self.closes(b'}')? {
            Ok(())
        } else {
            self.members(member)
        }
    }

    /// Walks members from before a key to behind the bracket.
    fn members(
        &mut self,
        mut member: impl FnMut(&mut Self, &str) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        let mut scratch = String::new();
        loop {
            if self.next() != Some(b'"') {
                return Err(self.malformed());
            }
            let start = self.at;
            let has_escapes = self.string()?;
            let key = if has_escapes {
                self.since(start)
                    .text(&mut scratch)
                    .ok_or(self.malformed())?
            } else {
                self.text.get(start + 1..self.at - 1).unwrap_or_default()
            };
            if self.next() != Some(b':') {
                return Err(self.malformed());
            }
            self.at += 1;
            member(self, key)?;
            if self.closes(b'}')? {
                return Ok(());
            }
        }
    }

    /// Walks an array: `item` must take exactly one value. Any other value is stepped over, and the
    /// result is false.
    pub(crate) fn array(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<(), Malformed>,
    ) -> Result<bool, Malformed> {
        if self.next() != Some(b'[') {
            return self.skip().map(|()| false);
        }
        self.at += 1;
        if self.next() == Some(b']') {
            self.at += 1;
            return Ok(true);
        }
        loop {
            item(self)?;
            if self.closes(b']')? {
                return Ok(true);
            }
        }
    }

    /// Takes one value.
    pub(crate) fn value(&mut self) -> Result<Raw<'a>, Malformed> {
        self.next();
        let start = self.at;
        self.skip()?;
        Ok(self.since(start))
    }

    /// Steps over one value.
    pub(crate) fn skip(&mut self) -> Result<(), Malformed> {
        match self.next() {
            Some(b'"') => self.string().map(drop),
            Some(b'{' | b'[') => self.container(),
            // Numbers and words. Python's NaN and Infinity occur in fields nobody reads.
            _ => {
                let bytes = self.text.as_bytes().get(self.at..).unwrap_or_default();
                let is_word = |b: &u8| WORD.get(usize::from(*b)) == Some(&true);
                match bytes
                    .iter()
                    .position(|b| !is_word(b))
                    .unwrap_or(bytes.len())
                {
                    0 => Err(self.malformed()),
                    length => {
                        self.at += length;
                        Ok(())
                    }
                }
            }
        }
    }

    /// Makes sure that nothing but white space is left.
    pub(crate) fn end(&mut self) -> Result<(), Malformed> {
        if self.next().is_none() {
            Ok(())
        } else {
            Err(self.malformed())
        }
    }

    /// The value that was just taken.
    fn since(&self, start: usize) -> Raw<'a> {
        Raw::new(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Steps over a string, from its opening quote. Answers whether it has escapes.
    fn string(&mut self) -> Result<bool, Malformed> {
        let bytes = self.text.as_bytes();
        let mut has_escapes = false;
        self.at += 1;
        loop {
            let rest = bytes.get(self.at..).unwrap_or_default();
            match quote_or_backslash(rest) {
                Some((found, b'"')) => {
                    self.at += found + 1;
                    return Ok(has_escapes);
                }
                // The escaped character is ASCII wherever the text is JSON.
                Some((found, _)) => {
                    self.at += found + 2;
                    has_escapes = true;
                }
                None => {
                    self.at = bytes.len();
                    return Err(self.malformed());
                }
            }
        }
    }

    /// Steps over an object or array, from its opening bracket. Nesting is counted, not followed.
    fn container(&mut self) -> Result<(), Malformed> {
        let mut depth = 0usize;
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b'"') => {
                    self.string()?;
                    continue;
                }
                Some(b'{' | b'[') => depth += 1,
                Some(b'}' | b']') => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return Ok(());
                    }
                }
                Some(_) => {}
                None => return Err(self.malformed()),
            }
            self.at += 1;
        }
    }

    /// The next byte that is not white space, without taking it.
    #[inline]
    fn next(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if *byte > b' ' || !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Takes the bracket that closes an object or array, or the comma that continues it.
    #[inline]
    fn closes(&mut self, bracket: u8) -> Result<bool, Malformed> {
        let byte = self.next();
        if byte == Some(b',') || byte == Some(bracket) {
            self.at += 1;
            return Ok(byte == Some(bracket));
        }
        Err(self.malformed())
    }

    fn malformed(&self) -> Malformed {
        Malformed { at: self.at }
    }
}

/// The bytes of numbers and words.
const WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
        byte += 1;
    }
    table
};

/// Where the first quote or backslash is, and which of them.
///
/// The strings of an envelope are mostly a few bytes long: too short for the vector search to pay,
/// so that eight bytes at a time are looked at first, the way C libraries find the end of a string.
#[inline]
fn quote_or_backslash(bytes: &[u8]) -> Option<(usize, u8)> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    // The lowest set bit is that of the first zero byte; bits above it may be wrong.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let mut at = 0;
    let mut rest = bytes;
    while let Some((head, tail)) = rest.split_first_chunk::<8>() {
        if at == 32 {
            break;
        }
        let word = u64::from_le_bytes(*head);
        let quote = zero(word ^ u64::from_ne_bytes([b'"'; 8]));
        let backslash = zero(word ^ u64::from_ne_bytes([b'\\'; 8]));
        let found = quote | backslash;
        if found != 0 {
            let bit = found.trailing_zeros();
            let byte = if (backslash >> bit) & 1 == 1 {
                b'\\'
            } else {
                b'"'
            };
            return Some((at + bit as usize / 8, byte));
        }
        at += 8;
        rest = tail;
    }
    let found = memchr2(b'"', b'\\', rest)?;
    rest.get(found).map(|byte| (at + found, *byte))
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Malformed, quote_or_backslash};

    fn members(text: &str) -> Result<Vec<(String, String)>, Malformed> {
        let mut found = Vec::new();
        let mut cursor = Cursor::new(text);
        cursor.object(|cursor, key| {
            found.push((key.to_owned(), cursor.value()?.json().to_owned()));
            Ok(())
        })?;
        cursor.end()?;
        Ok(found)
    }

    #[test]
    fn members_come_with_their_text() {
        let text = r#" {"a" : 1 , "b\u0062":{"x":["]}\"",{}]},"c":"\\","d":[ ],"e":NaN} "#;
        let expected = [
            ("a", "1"),
            ("bb", r#"{"x":["]}\"",{}]}"#),
            ("c", r#""\\""#),
            ("d", "[ ]"),
            ("e", "NaN"),
        ];
        let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(members(text).unwrap(), expected);
        assert_eq!(members("{ }").unwrap(), []);
        assert_eq!(
            members("[{\"a\":1}]").unwrap(),
            [],
            "not an object: stepped over"
        );
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        for text in [
            "",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":}",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "{\"a\":1 \"b\":2}",
            "{\"a\":\"x}",
            "{\"a\":\"\\",
            "{\"a\":[1}",
            "{\"\\x\":1}",
            "{} {}",
            "{}x",
            "<html>",
            "\"\\é\"x",
        ] {
            assert!(members(text).is_err(), "{text:?}");
        }
        // A prefix is never taken for the whole.
        let text = r#"{"a":[{"b":"cé\n\ud83d\ude00"},-1.5e3,true],"d":null}"#;
        assert!(members(text).is_ok());
        for (end, _) in text.char_indices() {
            assert!(members(&text[..end]).is_err(), "{:?}", &text[..end]);
        }
    }

    #[test]
    fn the_end_of_a_string_is_found_at_every_length() {
        for length in 0..100 {
            let text = "\u{a1}z!#[]".repeat(length);
            let text: String = text.chars().take(length).collect();
            for stop in ["\"", "\\"] {
                let bytes = format!("{text}{stop}\"\\\"");
                assert_eq!(
                    quote_or_backslash(bytes.as_bytes()),
                    Some((text.len(), stop.as_bytes()[0])),
                    "{bytes}"
                );
            }
            assert_eq!(quote_or_backslash(text.as_bytes()), None);
        }
    }

    #[test]
    fn deep_nesting_needs_no_stack() {
        let deep = "[".repeat(200_000) + &"]".repeat(200_000);
        assert_eq!(
            members(&format!("{{\"a\":{deep}}}")).unwrap()[0].1.len(),
            400_000
        );
    }
}
