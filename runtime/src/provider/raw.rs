//! A JSON value as it stands in a text, read when it is asked for.

use super::cursor::{Cursor, Malformed};

/// A value as it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Raw<'a>(&'a str);

impl<'a> Raw<'a> {
    /// The value with this text; whoever cut it out vouches for its being one.
    pub(crate) fn new(json: &'a str) -> Self {
        Self(json)
    }

    /// The JSON text.
    pub(crate) fn json(self) -> &'a str {
        self.0
    }

    /// A walk over it.
    pub(crate) fn cursor(self) -> Cursor<'a> {
        Cursor::new(self.0)
    }

    /// Whether it is `null`.
    pub(crate) fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// Whether it is a string.
    pub(crate) fn is_string(self) -> bool {
        self.0.starts_with('"')
    }

    /// The string it is, lent from the text where it has no escapes and from `scratch` otherwise.
    /// `None` for other values, and for escapes that do not exist.
    pub(crate) fn text<'s>(self, scratch: &'s mut String) -> Option<&'s str>
    where
        'a: 's,
    {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
            return Some(inner);
        }
        scratch.clear();
        unescape(inner, scratch)?;
        Some(scratch)
    }

    /// The string it is, or the text of a number: what servers use for one another in codes.
    pub(crate) fn word(self) -> Option<String> {
        let mut scratch = String::new();
        if let Some(text) = self.text(&mut scratch) {
            return Some(text.to_owned());
        }
        self.0
            .starts_with(|c: char| c == '-' || c.is_ascii_digit())
            .then(|| self.0.to_owned())
    }

    /// The count that a member of the object is; `None` for other values.
    pub(crate) fn member_count(self, member: &str) -> Result<Option<u64>, Malformed> {
        let mut found = None;
        self.cursor().object(|cursor, key| {
            let value = cursor.value()?;
            if key == member {
                found = value.count();
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The count it is. Fractions are cut, since some servers write `12.0`; `None` where it is
    /// negative, larger than a float can count, or no number.
    pub(crate) fn count(self) -> Option<u64> {
        if let Ok(count) = self.0.parse() {
            return Some(count);
        }
        let number: f64 = self.0.parse().ok()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the range is checked"
        )]
        (0.0..9_007_199_254_740_992.0)
            .contains(&number)
            .then_some(number as u64)
    }
}

/// Decodes the inside of a JSON string. A surrogate without its partner becomes U+FFFD.
fn unescape(inner: &str, out: &mut String) -> Option<()> {
    let mut rest = inner;
    while let Some(backslash) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (plain, escape) = rest.split_at_checked(backslash)?;
        out.push_str(plain);
        let mut chars = escape.chars();
        chars.next();
        match chars.next()? {
            c @ ('"' | '\\' | '/') => out.push(c),
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'u' => {
                let (unit, tail) = code_unit(chars.as_str())?;
                let (c, tail) = match unit {
                    0xD800..0xDC00 => match tail.strip_prefix("\\u").and_then(code_unit) {
                        Some((low @ 0xDC00..0xE000, tail)) => (
                            char::from_u32(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00)),
                            tail,
                        ),
                        _ => (None, tail),
                    },
                    _ => (char::from_u32(unit), tail),
                };
                out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
                rest = tail;
                continue;
            }
            _ => return None,
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    Some(())
}

/// The four hexadecimal digits of a `\u` escape, and what follows them.
fn code_unit(text: &str) -> Option<(u32, &str)> {
    let (digits, tail) = text.split_at_checked(4)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    Some((u32::from_str_radix(digits, 16).ok()?, tail))
}

#[cfg(test)]
mod tests {
    use super::Raw;

    #[test]
    fn strings_are_decoded() {
        let decoded = |json: &str| Raw(json).text(&mut String::new()).map(str::to_owned);
        for text in ["", "plain", "\"\\/\u{8}\u{c}\n\r\t\u{0}é😀"] {
            assert_eq!(
                decoded(&serde_json::to_string(text).unwrap()).as_deref(),
                Some(text)
            );
        }
        assert_eq!(decoded(r#""\uD83D\uDE00\u00e9""#).as_deref(), Some("😀é"));
        assert_eq!(
            decoded(r#""\ud83d-\ude00\ud83d""#).as_deref(),
            Some("\u{fffd}-\u{fffd}\u{fffd}")
        );
        assert_eq!(decoded(r#""\ud83d\u0041""#).as_deref(), Some("\u{fffd}A"));
        for wrong in [
            r#""\x""#,
            r#""\u12""#,
            r#""\u+123""#,
            "12",
            "null",
            r#""\u12é4""#,
        ] {
            assert_eq!(decoded(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn counts_and_words() {
        assert_eq!(Raw("18446744073709551615").count(), Some(u64::MAX));
        assert_eq!(Raw("12.0").count(), Some(12));
        assert_eq!(Raw("1e3").count(), Some(1000));
        for wrong in ["-1", "1e300", "null", "\"1\"", "NaN", "{}"] {
            assert_eq!(Raw(wrong).count(), None, "{wrong}");
        }
        assert_eq!(Raw("429").word().as_deref(), Some("429"));
        assert_eq!(Raw("\"a\"").word().as_deref(), Some("a"));
        assert_eq!(Raw("null").word(), None);
    }
}
