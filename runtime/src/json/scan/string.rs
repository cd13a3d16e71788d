//! Strings and property names, and the escapes in them.

use super::super::Sink;
use super::super::ascii::{has_special, special};
use super::{Expect, Scanned, Scanner, TOKEN_LIMIT, Token};

impl Scanner {
    /// Reads from an opening quote on. The commonest case comes first: a string without escapes that
    /// ends in this piece of the text.
    pub(super) fn string_start(
        &mut self,
        text: &str,
        quote: usize,
        sink: &mut impl Sink,
    ) -> Scanned<usize> {
        let start = quote + 1;
        let end = plain_run(text.as_bytes(), start);
        if text.as_bytes().get(end) == Some(&b'"') {
            let string = text.get(start..end).unwrap_or_default();
            if !self.in_key {
                if string.len() > self.limits.string {
                    self.started = self.before + quote;
                    return self.too_long("a string", self.limits.string);
                }
                self.value_ended();
                sink.string(string);
                return Ok(end + 1);
            }
            // A longer one takes the long way, which says so.
            if string.len() <= TOKEN_LIMIT {
                self.expect = Expect::Colon;
                sink.key(string);
                return Ok(end + 1);
            }
        }
        self.token = Token::String;
        self.scratch.clear();
        self.shown = false;
        self.length = 0;
        self.started = self.before + quote;
        self.run(text, start, end, sink)
    }

    /// Reads on in a string that came in parts or has escapes.
    pub(super) fn string(&mut self, text: &str, at: usize, sink: &mut impl Sink) -> Scanned<usize> {
        self.run(text, at, plain_run(text.as_bytes(), at), sink)
    }

    /// Takes `text[at..end]`, which holds no quote, backslash or control character, and the byte
    /// behind it.
    fn run(&mut self, text: &str, at: usize, end: usize, sink: &mut impl Sink) -> Scanned<usize> {
        let run = text.get(at..end).unwrap_or_default();
        match text.as_bytes().get(end) {
            // The commonest case in a stream: nothing waits in the scratch buffer, so nothing is copied.
            None if self.scratch.is_empty() && !self.in_key => {
                self.show(run, sink)?;
                Ok(end)
            }
            None => {
                self.keep(run)?;
                Ok(end)
            }
            Some(b'"') if self.in_key => {
                self.keep(run)?;
                self.token = Token::None;
                self.expect = Expect::Colon;
                sink.key(&self.scratch);
                Ok(end + 1)
            }
            Some(b'"') if self.shown => {
                if self.scratch.is_empty() {
                    self.show(run, sink)?;
                } else {
                    self.keep(run)?;
                    self.show_kept(sink)?;
                }
                self.value_ended();
                sink.end_string();
                Ok(end + 1)
            }
            Some(b'"') => {
                self.keep(run)?;
                self.value_ended();
                sink.string(&self.scratch);
                Ok(end + 1)
            }
            Some(b'\\') => {
                if self.shown
                    && let Some(at) = self.grow_on(text, at, end, sink)
                {
                    return Ok(at);
                }
                if self.scratch.is_empty() {
                    // Behind the first escape there is mostly more.
                    self.scratch.reserve(2 * run.len());
                }
                self.keep(run)?;
                if let Some(character) =
                    text.as_bytes().get(end + 1).copied().and_then(short_escape)
                {
                    self.keep(character)?;
                    return Ok(end + 2);
                }
                self.token = Token::Escape;
                Ok(end + 1)
            }
            Some(_) => {
                self.keep(run)?;
                self.error(end, "not JSON: a control character stands bare in a string")
            }
        }
    }

    /// Adds characters that stand escaped to their place, where parts are added too.
    fn grow_on(
        &mut self,
        text: &str,
        at: usize,
        end: usize,
        sink: &mut impl Sink,
    ) -> Option<usize> {
        let room = self.room();
        let is_fit = self.scratch.is_empty() && text.len() - at <= room;
        let place = sink.growing().filter(|_| is_fit)?;
        Some(self.grow(text, at, end, place))
    }

    /// Keeps a piece of a key, or of a string that may yet end in this piece of the text.
    fn keep(&mut self, text: &str) -> Scanned<()> {
        if self.in_key && self.scratch.len() + text.len() > TOKEN_LIMIT {
            return self.too_long("a property name", TOKEN_LIMIT);
        }
        if !self.in_key && self.scratch.len() + text.len() > self.limits.string {
            return self.too_long("a string", self.limits.string);
        }
        self.scratch.push_str(text);
        Ok(())
    }

    /// Hands on a part of a string.
    #[inline]
    pub(super) fn show(&mut self, text: &str, sink: &mut impl Sink) -> Scanned<()> {
        if !self.shown {
            self.shown = true;
            sink.begin_string();
        }
        self.length += text.len();
        if self.length > self.limits.string {
            return self.too_long("a string", self.limits.string);
        }
        if !text.is_empty() {
            sink.part(text);
        }
        Ok(())
    }

    /// Hands on what is kept of a string that the end of a piece, or an error, has cut.
    pub(super) fn show_kept(&mut self, sink: &mut impl Sink) -> Scanned<()> {
        if self.in_key {
            return Ok(());
        }
        let kept = std::mem::take(&mut self.scratch);
        let shown = self.show(&kept, sink);
        self.scratch = kept;
        self.scratch.clear();
        shown
    }

    /// Reads one byte of an escape.
    pub(super) fn escape(&mut self, text: &str, at: usize) -> Scanned<usize> {
        let Some(&byte) = text.as_bytes().get(at) else {
            return Ok(at);
        };
        match (self.token, byte) {
            (Token::Escape | Token::LowU, b'u') => {
                self.token = Token::Hex {
                    digits: 0,
                    value: 0,
                };
            }
            (Token::LowBackslash, b'\\') => self.token = Token::LowU,
            (Token::LowBackslash | Token::LowU, _) => {
                return self.error(at, "not JSON: half of a surrogate pair stands alone");
            }
            (Token::Hex { digits, value }, _) => {
                let Some(digit) = char::from(byte).to_digit(16) else {
                    return self.error(at, "not JSON: `\\u` needs four hexadecimal digits");
                };
                let value = value << 4 | digit;
                if digits < 3 {
                    self.token = Token::Hex {
                        digits: digits + 1,
                        value,
                    };
                } else {
                    self.code_unit(value, at)?;
                }
            }
            _ => {
                let Some(character) = short_escape(byte) else {
                    return self.error(at, "not JSON: an unknown escape in a string");
                };
                self.token = Token::String;
                self.keep(character)?;
            }
        }
        Ok(at + 1)
    }

    /// Takes one UTF-16 code unit of a `\u` escape.
    fn code_unit(&mut self, unit: u32, at: usize) -> Scanned<()> {
        let high = std::mem::take(&mut self.high_surrogate);
        let code = match (high, unit) {
            (0, 0xd800..=0xdbff) => {
                self.high_surrogate = unit;
                self.token = Token::LowBackslash;
                return Ok(());
            }
            (1.., 0xdc00..=0xdfff) => 0x1_0000 + ((high - 0xd800) << 10) + (unit - 0xdc00),
            (1.., _) => u32::MAX,
            (0, _) => unit,
        };
        match char::from_u32(code) {
            Some(character) => self.character(character),
            None => self.error(at, "not JSON: half of a surrogate pair stands alone"),
        }
    }

    fn character(&mut self, character: char) -> Scanned<()> {
        self.token = Token::String;
        self.keep(character.encode_utf8(&mut [0; 4]))
    }
}

/// What a backslash and this character stand for, where they stand for a character of ASCII.
#[inline]
pub(super) fn short_escape(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'"' => "\"",
        b'\\' => "\\",
        b'/' => "/",
        b'b' => "\u{8}",
        b'f' => "\u{c}",
        b'n' => "\n",
        b'r' => "\r",
        b't' => "\t",
        _ => return None,
    })
}

/// Where the first quote, backslash or control character stands from `at` on, or the end.
#[inline]
pub(super) fn plain_run(text: &[u8], mut at: usize) -> usize {
    let mut words = 0;
    while let Some((word, _)) = text.get(at..).and_then(<[u8]>::split_first_chunk::<8>) {
        let found = special(u64::from_le_bytes(*word));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
        words += 1;
        // What goes on after this is long.
        if words == 2 {
            at = skip_blocks(text, at);
        }
    }
    while let Some(&byte) = text.get(at) {
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            break;
        }
        at += 1;
    }
    at
}

/// Skips sixteen bytes at a time, as long as none of them is special.
#[inline(never)]
fn skip_blocks(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let (blocks, _) = rest.as_chunks::<16>();
    let plain = blocks
        .iter()
        .take_while(|block| !has_special(block))
        .count();
    at + 16 * plain
}

#[cfg(test)]
mod tests {
    use crate::json::scan::{Limits, Scanner};
    use crate::json::{Event, Sink};

    struct Nobody;

    impl Sink for Nobody {
        fn event(&mut self, _: Event<'_>) {}
    }

    #[test]
    fn a_long_string_is_refused_wherever_it_is_cut() {
        let limits = Limits {
            string: 5,
            ..Limits::default()
        };
        for (text, at) in [
            (r#"["abcde", "äéf"]"#, None),
            (r#"["abcde","abcdef"]"#, Some(9)),
            (r#"["ab\u0063de","\u00e4b\n\n\n"]"#, Some(14)),
            (r#"{"a long name":"ab\"c\\d"}"#, Some(15)),
        ] {
            for size in 1..text.len() {
                let mut scanner = Scanner::new(limits);
                let mut pieces = text.as_bytes().chunks(size);
                let error = pieces.find_map(|piece| scanner.push(piece, &mut Nobody).err());
                assert_eq!(error.map(|error| error.offset), at, "{text} by {size}");
            }
        }
    }
}
