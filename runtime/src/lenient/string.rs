//! Strings and names in quotes of any kind, whose inner quotes may not be escaped.

use super::ahead::{Peek, Quote, Text, ends};
use super::scan::{DEPTH, Expect, Outcome, Scan, Step, Token};
use crate::json::scan::{Limits, Scanner};
use crate::json::{Event, Sink, Wanted};
use crate::lenient::{MendKind, Mends};

/// Takes events for nobody.
struct Nobody;

impl Sink for Nobody {
    fn event(&mut self, _event: Event<'_>) {}
}

/// A string that is being read.
// What is told once is known apart.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug)]
pub(super) struct Quoted {
    quote: char,
    is_key: bool,
    /// It is handed on in parts, as it comes.
    grows: bool,
    /// What is not handed on.
    kept: String,
    /// What has been told of it.
    control: bool,
    inner_quote: bool,
}

impl Quoted {
    pub(super) fn key(quote: char) -> Self {
        Self {
            is_key: true,
            ..Self::value(quote, false)
        }
    }

    pub(super) fn value(quote: char, grows: bool) -> Self {
        Self {
            quote,
            is_key: false,
            grows,
            kept: String::new(),
            control: false,
            inner_quote: false,
        }
    }

    fn add(&mut self, text: &str, sink: &mut impl Sink) {
        if text.is_empty() {
            return;
        }
        if self.grows {
            sink.part(text);
        } else {
            self.kept.push_str(text);
        }
    }
}

impl Scan {
    pub(super) fn string(&mut self, text: Text<'_>, sink: &mut impl Sink) -> Step {
        let Token::String(mut quoted) = std::mem::replace(&mut self.token, Token::None) else {
            return None;
        };
        loop {
            let rest = text.text.get(self.at..).unwrap_or_default();
            let special = rest.find(|character: char| {
                character == '\\' || character < ' ' || ends(quoted.quote, character)
            });
            let plain = special.unwrap_or(rest.len());
            quoted.add(rest.get(..plain).unwrap_or_default(), sink);
            self.at += plain;
            let Peek::At(at, character) = text.at(self.at) else {
                self.token = Token::String(quoted);
                return Some(Outcome::More);
            };
            let next = at + character.len_utf8();
            if character == '\\' {
                if !self.escape(&mut quoted, text, sink) {
                    self.token = Token::String(quoted);
                    return Some(Outcome::More);
                }
                continue;
            }
            if character < ' ' {
                if !quoted.control {
                    quoted.control = true;
                    sink.mended(MendKind::UnescapedControl);
                }
                quoted.add(character.encode_utf8(&mut [0; 4]), sink);
                self.at = next;
                continue;
            }
            let meaning = if quoted.is_key {
                Quote::Closes
            } else {
                text.quote(next, self.around(), quoted.grows)
            };
            match meaning {
                Quote::More => {
                    self.token = Token::String(quoted);
                    return Some(Outcome::More);
                }
                Quote::Inside => {
                    if !quoted.inner_quote {
                        quoted.inner_quote = true;
                        sink.mended(MendKind::UnescapedQuote);
                    }
                    quoted.add(character.encode_utf8(&mut [0; 4]), sink);
                    self.at = next;
                }
                Quote::Joins(other) => {
                    sink.mended(MendKind::JoinedStrings);
                    self.at = other;
                    if let Peek::At(_, quote) = text.at(other) {
                        quoted.quote = quote;
                        self.at += quote.len_utf8();
                    }
                }
                Quote::Closes => {
                    self.at = next;
                    self.close_string(&quoted, sink);
                    return None;
                }
            }
        }
    }

    fn close_string(&mut self, quoted: &Quoted, sink: &mut impl Sink) {
        if quoted.is_key {
            if quoted.quote != '"' {
                sink.mended(MendKind::Quotes);
            }
            sink.key(&quoted.kept);
            self.expect = Expect::Colon;
            return;
        }
        if quoted.grows {
            sink.end_string();
        } else {
            let inside = self.value_inside(&quoted.kept, sink);
            if !inside {
                sink.event(Event::String(&quoted.kept));
            }
        }
        if quoted.quote != '"' {
            sink.mended(MendKind::Quotes);
        }
        self.value_ended();
    }

    /// Hands on the object or list that a string says in JSON, where nothing but one is wanted.
    fn value_inside(&self, text: &str, sink: &mut impl Sink) -> bool {
        let text = text.trim();
        let wanted = match text.chars().next() {
            Some('{') => Wanted::OBJECT,
            Some('[') => Wanted::ARRAY,
            _ => return false,
        };
        let other = sink.wanted();
        if self.mends != Mends::All || !other.has(wanted) || other.has(Wanted::TEXT) {
            return false;
        }
        let limits = Limits {
            depth: DEPTH.saturating_sub(self.open.len()),
            ..Limits::default()
        };
        // Nothing can be taken back, so it is read for nobody first.
        let mut scanner = Scanner::new(limits);
        let read = scanner.push(text.as_bytes(), &mut Nobody);
        if read.and_then(|()| scanner.finish(&mut Nobody)).is_err() {
            return false;
        }
        let mut scanner = Scanner::new(limits);
        let read = scanner.push(text.as_bytes(), sink);
        let read = read.and_then(|()| scanner.finish(sink));
        sink.mended(MendKind::ValueInString);
        read.is_ok()
    }

    /// The text ends inside of a string. A name that was cut says nothing. Where quotes were taken to stand
    /// inside, one of them was the end, and nobody knows which.
    pub(super) fn end_string(&mut self, quoted: &Quoted, sink: &mut impl Sink) -> Step {
        if quoted.inner_quote {
            return Some(Outcome::Failed("a string has no end"));
        }
        if !quoted.is_key {
            sink.mended(MendKind::UnterminatedString);
            self.close_string(quoted, sink);
        }
        None
    }

    /// Reads an escape; `false` where it has not come whole.
    fn escape(&mut self, quoted: &mut Quoted, text: Text<'_>, sink: &mut impl Sink) -> bool {
        let (next, character) = match text.at(self.at + 1) {
            Peek::At(next, character) => (next, character),
            Peek::More => return false,
            Peek::End => {
                sink.mended(MendKind::UnknownEscape);
                quoted.add("\\", sink);
                self.at += 1;
                return true;
            }
        };
        let known = match character {
            '"' | '\\' | '/' => character,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(quoted, next + 1, text, sink),
            other => {
                sink.mended(MendKind::UnknownEscape);
                // Other languages escape their quotes.
                if !ends(quoted.quote, other) && other != '\'' {
                    quoted.add("\\", sink);
                }
                other
            }
        };
        quoted.add(known.encode_utf8(&mut [0; 4]), sink);
        self.at = next + character.len_utf8();
        true
    }

    /// Reads `\uXXXX`, or two of them that make one character.
    fn unicode(
        &mut self,
        quoted: &mut Quoted,
        digits: usize,
        text: Text<'_>,
        sink: &mut impl Sink,
    ) -> bool {
        let rest = text.text.get(digits..).unwrap_or_default();
        let is_cut = |rest: &str, size: usize| rest.len() < size && !text.is_last;
        let Some(first) = hex(rest) else {
            if is_cut(rest, 4) {
                return false;
            }
            sink.mended(MendKind::UnknownEscape);
            quoted.add("\\u", sink);
            self.at = digits;
            return true;
        };
        let mut end = digits + 4;
        let mut value = char::from_u32(first);
        if (0xD800..0xDC00).contains(&first) {
            let rest = text.text.get(end..).unwrap_or_default();
            let may_follow = rest.is_empty() || rest == "\\" || rest.starts_with("\\u");
            if may_follow && is_cut(rest, 6) {
                return false;
            }
            let second = rest.strip_prefix("\\u").and_then(hex);
            if let Some(second @ 0xDC00..0xE000) = second {
                value = char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00));
                end += 6;
            }
        }
        let value = value.unwrap_or_else(|| {
            sink.mended(MendKind::LoneSurrogate);
            char::REPLACEMENT_CHARACTER
        });
        quoted.add(value.encode_utf8(&mut [0; 4]), sink);
        self.at = end;
        true
    }
}

fn hex(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u32::from_str_radix(digits, 16).ok())?
}
