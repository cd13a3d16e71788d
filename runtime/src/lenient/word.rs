//! What stands without quotes: names, words, code blocks, and values that are taken as their text.

use super::ahead::{Peek, Text};
use super::bare;
use super::block;
use super::scan::{Expect, Outcome, Scan, Step, Token};
use crate::json::{Event, Sink};
use crate::lenient::MendKind;

/// A name without quotes is no longer than this.
const NAME: usize = 128;

impl Scan {
    /// Reads a name without quotes, up to its colon.
    pub(super) fn bare_key(&mut self, from: usize, text: Text<'_>, sink: &mut impl Sink) -> Step {
        let rest = text.text.get(from..).unwrap_or_default();
        let found = rest
            .char_indices()
            .take_while(|(index, _)| *index <= NAME)
            .find(|(_, character)| {
                matches!(
                    character,
                    ':' | '=' | '\n' | ',' | '{' | '}' | '[' | ']' | '"'
                )
            });
        match found {
            Some((end, ':' | '=')) if end > 0 => {
                if let Some(failed) = self.may_begin() {
                    return Some(failed);
                }
                sink.mended(MendKind::UnquotedKey);
                sink.key(rest.get(..end).unwrap_or_default().trim_end());
                self.at = from + end;
                self.token = Token::None;
                self.expect = Expect::Colon;
                None
            }
            Some((_, '\n')) => self.pass_line(),
            None if rest.len() > NAME => self.pass_line(),
            None if !text.is_last => Some(Outcome::More),
            Some((_, ',')) | None if self.has_content => self.pass_line(),
            _ => Some(Outcome::Failed("a property has no value")),
        }
    }

    /// Reads a word without quotes, up to what ends it.
    pub(super) fn word(
        &mut self,
        from: usize,
        mut nest: usize,
        text: Text<'_>,
        sink: &mut impl Sink,
    ) -> Step {
        let in_object = self.in_object();
        loop {
            let Peek::At(at, character) = text.at(self.at) else {
                self.token = Token::Word { from, nest };
                return Some(Outcome::More);
            };
            let so_far = text.text.get(from..at).unwrap_or_default();
            let ends = match character {
                '(' | '[' | '{' => {
                    nest += 1;
                    Some(false)
                }
                ')' | ']' | '}' if nest > 0 => {
                    nest -= 1;
                    Some(false)
                }
                '}' => Some(true),
                ']' => Some(self.open.contains(&false)),
                ',' if nest > 0 => Some(false),
                ',' if !in_object => Some(true),
                ',' if is_short(so_far) => self.is_group(at, so_far, text).map(|group| !group),
                ',' => text.comma_ends(at + 1),
                '\n' if !in_object || is_short(so_far) => Some(true),
                '\n' => text.line_ends(at + 1),
                '/' | '#' if so_far.ends_with(char::is_whitespace) => text.is_comment(at),
                '`' => text.starts(at, "```"),
                _ => Some(false),
            };
            match ends {
                None => {
                    self.token = Token::Word { from, nest };
                    return Some(Outcome::More);
                }
                Some(true) => {
                    self.emit_word(from, at, text, sink);
                    return None;
                }
                Some(false) => self.at += character.len_utf8(),
            }
        }
    }

    /// Whether a comma stands in a number, `1,234`, rather than behind it.
    #[allow(clippy::unused_self)]
    fn is_group(&self, at: usize, so_far: &str, text: Text<'_>) -> Option<bool> {
        if !so_far
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'$' | b'-'))
        {
            return Some(false);
        }
        let rest = text.text.get(at + 1..).unwrap_or_default();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == rest.len() && digits <= 3 && !text.is_last {
            return None;
        }
        let behind = rest.get(digits..).unwrap_or_default();
        Some(digits == 3 && !behind.trim_start().starts_with(':'))
    }

    pub(super) fn emit_word(
        &mut self,
        from: usize,
        end: usize,
        text: Text<'_>,
        sink: &mut impl Sink,
    ) {
        let word = text.text.get(from..end).unwrap_or_default().trim_end();
        let read = bare::read(word, sink.wanted());
        let (event, kind) = read.event(word);
        sink.event(event);
        if let Some(kind) = kind {
            sink.mended(kind);
        }
        self.value_ended();
    }

    /// Looks for the end of a text in triple quotes, or of a code block.
    pub(super) fn block(
        &mut self,
        quote: &'static str,
        from: usize,
        seen: usize,
        text: Text<'_>,
        sink: &mut impl Sink,
    ) -> Step {
        let mut seen = seen;
        loop {
            let rest = text.text.get(seen..).unwrap_or_default();
            let Some(found) = rest.find(quote) else {
                // The first of its quotes may be there already.
                let kept = rest.trim_end_matches(quote.chars().next().unwrap_or_default());
                let seen = seen + kept.len();
                self.token = Token::Block { quote, from, seen };
                return Some(Outcome::More);
            };
            let end = seen + found;
            let behind = end + quote.len();
            let closes = match text.significant(behind) {
                Peek::More => {
                    let seen = end;
                    self.token = Token::Block { quote, from, seen };
                    return Some(Outcome::More);
                }
                Peek::End | Peek::At(_, ',' | '}' | ']' | '/' | '#') => true,
                Peek::At(next, _) => {
                    let between = text.text.get(behind..next).unwrap_or_default();
                    between.contains('\n')
                        && quote != "```"
                        && !matches!(text.at(behind), Peek::At(_, next) if quote.starts_with(next))
                }
            };
            if closes {
                self.at = behind;
                self.emit_block(quote, from, end, text, sink);
                return None;
            }
            // A quote may stand before the three that end it.
            seen = end + 1;
        }
    }

    pub(super) fn emit_block(
        &mut self,
        quote: &str,
        from: usize,
        end: usize,
        text: Text<'_>,
        sink: &mut impl Sink,
    ) {
        let inside = text.text.get(from..end).unwrap_or_default();
        sink.event(Event::String(&block::content(inside, quote == "```")));
        sink.mended(MendKind::TextBlock);
        self.value_ended();
    }

    /// Reads a value that is taken as its text, up to its last bracket.
    pub(super) fn raw(&mut self, text: Text<'_>, sink: &mut impl Sink) -> Step {
        let Token::Raw {
            from,
            mut nest,
            mut in_string,
            mut escaped,
        } = self.token
        else {
            return None;
        };
        let bytes = text.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => nest += 1,
                b'}' | b']' if !in_string => {
                    nest -= 1;
                    if nest == 0 {
                        self.emit_raw(from, self.at, text, sink);
                        return None;
                    }
                }
                _ => {}
            }
        }
        self.token = Token::Raw {
            from,
            nest,
            in_string,
            escaped,
        };
        Some(Outcome::More)
    }

    pub(super) fn emit_raw(
        &mut self,
        from: usize,
        end: usize,
        text: Text<'_>,
        sink: &mut impl Sink,
    ) {
        let value = text.text.get(from..end).unwrap_or_default();
        sink.event(Event::String(value));
        sink.mended(MendKind::TextOfValue);
        self.value_ended();
    }
}

/// Whether a word so far is a number or a literal, which end at the next comma or line.
fn is_short(word: &str) -> bool {
    let word = word.trim_end();
    matches!(
        word,
        "true" | "false" | "null" | "True" | "False" | "None" | "undefined" | "NaN"
    ) || word.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.'))
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.,_$%".contains(&byte))
}
