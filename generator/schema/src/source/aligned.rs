//! A place in a decoded text to the place in the file that it was written at.
//!
//! A string of a file is quoted, folded or indented, and its text is not: the two agree in everything but
//! white space and escapes. So both are walked side by side, white space left aside, and where they ever
//! disagree, there is no answer.

use super::Span;

/// Where a part of a decoded text stands in its source. `written` is the source of the whole string, which
/// begins at `start`; `part` is a range of the decoded `text`. None where the two do not agree: the text
/// stands elsewhere, such as at the anchor of an alias.
#[must_use]
pub fn aligned(written: &str, start: usize, text: &str, part: &Span) -> Option<Span> {
    let mut written = Written::new(written);
    let mut found: Option<usize> = None;
    let mut end = None;
    for (at, character) in text.char_indices() {
        if at >= part.end && found.is_some() {
            break;
        }
        if is_space(character) {
            continue;
        }
        let (from, to) = written.next(character)?;
        if at >= part.start {
            found = found.or(Some(from));
            end = Some(to);
        }
    }
    Some(start + found?..start + end?)
}

/// What no reader keeps as it is.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// How a string is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Between `"`, with escapes that begin with a backslash.
    Double,
    /// Between `'`, which is doubled inside.
    Single,
    /// As it is.
    Plain,
}

struct Written<'a> {
    text: &'a str,
    at: usize,
    style: Style,
}

impl<'a> Written<'a> {
    fn new(text: &'a str) -> Self {
        let (at, style) = match text.as_bytes().first() {
            Some(b'"') => (1, Style::Double),
            Some(b'\'') => (1, Style::Single),
            // What stands behind the sign of a block, up to the end of the line, is not part of it.
            Some(b'|' | b'>') => (text.find('\n').unwrap_or(text.len()), Style::Plain),
            _ => (0, Style::Plain),
        };
        Self { text, at, style }
    }

    /// Where the next character stands that is no white space, which must be this one.
    fn next(&mut self, wanted: char) -> Option<(usize, usize)> {
        loop {
            let from = self.at;
            let mut rest = self.text.get(from..)?.chars();
            let first = rest.next()?;
            self.at += first.len_utf8();
            let found = match (self.style, first) {
                (_, space) if is_space(space) => continue,
                // What is escaped may be white space too, and so may a line that goes on.
                (Style::Double, '\\') => match self.escape()? {
                    space if is_space(space) => continue,
                    character => character,
                },
                (Style::Single, '\'') => {
                    self.at += 1;
                    '\''
                }
                (_, character) => character,
            };
            return (found == wanted).then_some((from, self.at));
        }
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Option<char> {
        let letter = self.text.get(self.at..)?.chars().next()?;
        self.at += letter.len_utf8();
        Some(match letter {
            '0' => '\0',
            'a' => '\u{7}',
            'b' => '\u{8}',
            't' | '\t' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            'e' => '\u{1b}',
            'N' => '\u{85}',
            '_' => '\u{a0}',
            'L' => '\u{2028}',
            'P' => '\u{2029}',
            'x' => char::from_u32(self.digits(2)?)?,
            'U' => char::from_u32(self.digits(8)?)?,
            'u' => {
                let unit = self.digits(4)?;
                if (0xd800..0xdc00).contains(&unit) {
                    // The second half of a pair, as JSON writes it.
                    self.at += 2;
                    let second = self.digits(4)?.checked_sub(0xdc00)?;
                    char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + second)?
                } else {
                    char::from_u32(unit)?
                }
            }
            other => other,
        })
    }

    fn digits(&mut self, count: usize) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + count)?;
        self.at += count;
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::aligned;

    /// What `part` of `text` is written as in `source`.
    fn written<'a>(source: &'a str, text: &str, part: &str) -> Option<&'a str> {
        let at = text.find(part).expect("it is a part");
        let span = aligned(source, 0, text, &(at..at + part.len()))?;
        source.get(span)
    }

    #[test]
    fn every_way_of_writing_a_string() {
        for (source, text, part, wanted) in [
            ("hello {{ name }}", "hello {{ name }}", "name", "name"),
            ("'it''s {{ name }}'", "it's {{ name }}", "name", "name"),
            ("'it''s'", "it's", "'s", "''s"),
            (
                r#""a\t\"{{ n\u0061me }}""#,
                "a\t\"{{ name }}",
                "name",
                r"n\u0061me",
            ),
            (r#""\ud83e\udd80 {{ x }}""#, "🦀 {{ x }}", "x", "x"),
            ("|\n    a\n      b {{ x }}\n", "a\n  b {{ x }}\n", "x", "x"),
            (
                "|2-  # why\n  | a\n    b",
                "| a\n  b",
                "| a\n  b",
                "| a\n    b",
            ),
            (
                ">\n    a\n    b\n\n    c {{ x }}\n",
                "a b\nc {{ x }}\n",
                "{{ x }}",
                "{{ x }}",
            ),
            ("\"a\\\n   b {{ x }}\"", "ab {{ x }}", "x", "x"),
        ] {
            assert_eq!(written(source, text, part), Some(wanted), "{source}");
        }
    }

    #[test]
    fn a_text_that_stands_elsewhere_has_no_place() {
        assert_eq!(written("*other", "hello {{ name }}", "name"), None);
        assert_eq!(written("", "x", "x"), None);
        assert_eq!(written(r#""\u12"#, "x", "x"), None);
    }
}
