//! The text of a template to its tokens: what stands between tags, and what stands in them.
//!
//! Delimiters are the usual ones, and there are no line statements, as the runtime has it. White space that a tag
//! takes away (`{%-`) stays in the text between tags here: it changes what comes out, not what is read.

use std::borrow::Cow;

use super::fault::{Fault, Read, Span};
use super::literal::{number, string};

/// The least that means something.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// What stands between tags, or in a raw block.
    Text(&'a str),
    /// `{{`
    SayStart,
    /// `}}`
    SayEnd,
    /// `{%`
    TagStart,
    /// `%}`
    TagEnd,
    /// A name or a word of the language: which of them, its place decides.
    Word(&'a str),
    /// A text in quotes, without them.
    String(Cow<'a, str>),
    /// `7`
    Integer,
    /// `7.5`
    Float,
    /// An operator, a bracket, or what separates.
    Mark(&'static str),
}

impl Token<'_> {
    /// What it is called in a finding.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Text(_) => "text".to_owned(),
            Self::SayStart => "`{{`".to_owned(),
            Self::SayEnd => "`}}`".to_owned(),
            Self::TagStart => "`{%`".to_owned(),
            Self::TagEnd => "`%}`".to_owned(),
            Self::Word(word) => format!("`{word}`"),
            Self::String(_) => "a text in quotes".to_owned(),
            Self::Integer | Self::Float => "a number".to_owned(),
            Self::Mark(mark) => format!("`{mark}`"),
        }
    }
}

/// Operators of two characters, which come before those of one.
const PAIRS: &[&str] = &["//", "**", "==", "!=", ">=", "<="];

/// What is said by one character.
const SINGLES: &[&str] = &[
    "+", "-", "*", "/", "%", ".", ",", ":", "~", "|", "=", ">", "<", "(", ")", "[", "]", "{", "}",
];

/// Where the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    /// `{{ ... }}`
    Say,
    /// `{% ... %}`
    Tag,
}

/// The tokens of a template, one by one. Each byte is looked at a bounded number of times.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    within: Within,
    /// How many brackets are open: inside of them, no tag ends.
    open: isize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            within: Within::Text,
            open: 0,
        }
    }

    /// The next token, and where it stands. None at the end.
    pub(super) fn next(&mut self) -> Read<Option<(Token<'a>, Span)>> {
        if self.within == Within::Text {
            return self.between();
        }
        let rest = self.rest();
        self.at += rest.len() - rest.trim_ascii_start().len();
        let Some(first) = self.rest().chars().next() else {
            return Ok(None);
        };
        let start = self.at;
        if let Some(end) = self.end() {
            return Ok(Some((end, start..self.at)));
        }
        if let Some(mark) = self.mark() {
            return Ok(Some((Token::Mark(mark), start..self.at)));
        }
        let (token, end) = match first {
            '"' | '\'' => string(self.text, start)?,
            '0'..='9' => number(self.text, start)?,
            _ => match word(self.rest()) {
                "" => return Err(stray(first, start)),
                word => (Token::Word(word), start + word.len()),
            },
        };
        self.at = end;
        Ok(Some((token, start..end)))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes past what comes next, if it is that.
    fn skip(&mut self, what: &str) -> bool {
        let is_next = self.rest().starts_with(what);
        if is_next {
            self.at += what.len();
        }
        is_next
    }

    /// The end of the tag, with what it does to white space.
    fn end(&mut self) -> Option<Token<'a>> {
        let (end, token) = match self.within {
            Within::Say => ("}}", Token::SayEnd),
            _ => ("%}", Token::TagEnd),
        };
        let rest = self.rest();
        let bare = rest.strip_prefix(['-', '+']).unwrap_or(rest);
        let mut rest = [rest, bare].into_iter();
        let after = rest.find_map(|rest| rest.strip_prefix(end));
        let after = after.filter(|_| self.open == 0)?;
        self.at = self.text.len() - after.len();
        self.within = Within::Text;
        Some(token)
    }

    fn mark(&mut self) -> Option<&'static str> {
        let marks = PAIRS.iter().chain(SINGLES);
        let mark = marks.copied().find(|mark| self.skip(mark))?;
        match mark {
            "(" | "[" | "{" => self.open += 1,
            ")" | "]" | "}" => self.open -= 1,
            _ => {}
        }
        Some(mark)
    }

    /// Text up to the next tag; and where there is none, that tag. Comments are nothing.
    fn between(&mut self) -> Read<Option<(Token<'a>, Span)>> {
        loop {
            let (start, rest) = (self.at, self.rest());
            if rest.is_empty() {
                return Ok(None);
            }
            let length = tag(rest).unwrap_or(rest.len());
            if let Some(text) = rest.get(..length).filter(|text| !text.is_empty()) {
                self.at += length;
                return Ok(Some((Token::Text(text), start..self.at)));
            }
            let token = if self.skip("{{") {
                self.within = Within::Say;
                Token::SayStart
            } else if self.skip("{%") {
                self.within = Within::Tag;
                Token::TagStart
            } else {
                self.skip("{#");
                self.comment(start)?;
                continue;
            };
            // What is meant for the white space before the tag: never the sign of a number.
            let _ = self.skip("-") || self.skip("+");
            if self.within == Within::Tag
                && let Some(length) = alone("raw", self.rest())
            {
                self.at += length;
                self.within = Within::Text;
                return self.raw(start).map(Some);
            }
            return Ok(Some((token, start..self.at)));
        }
    }

    fn comment(&mut self, start: usize) -> Read<()> {
        let _ = self.skip("-") || self.skip("+");
        let Some(length) = self.rest().find("#}") else {
            let fault = Fault::new(start..start + 2, "this comment is not closed");
            return Err(fault.help("it ends with `#}`"));
        };
        self.at += length + 2;
        Ok(())
    }

    /// What stands up to `{% endraw %}`, whatever it is.
    fn raw(&mut self, start: usize) -> Read<(Token<'a>, Span)> {
        let (from, inner) = (self.at, self.rest());
        let mut looked = 0;
        while let Some(length) = inner.get(looked..).and_then(|rest| rest.find("{%")) {
            let end = looked + length;
            looked = end + 2;
            let rest = inner.get(looked..).unwrap_or_default();
            let bare = rest.strip_prefix(['-', '+']).unwrap_or(rest);
            if let Some(length) = alone("endraw", bare) {
                self.at = from + looked + (rest.len() - bare.len()) + length;
                let text = inner.get(..end).unwrap_or_default();
                return Ok((Token::Text(text), from..from + end));
            }
        }
        let fault = Fault::new(start..from, "this `raw` is not closed");
        Err(fault.help("it ends with `{% endraw %}`"))
    }
}

/// How far it is to the next tag or comment.
fn tag(text: &str) -> Option<usize> {
    let pairs = text.as_bytes().windows(2);
    let mut pairs = pairs.map(|pair| matches!(pair, [b'{', b'{' | b'%' | b'#']));
    pairs.position(|is_tag| is_tag)
}

/// The length of the rest of a tag that has but one word, if this is it.
fn alone(word: &str, rest: &str) -> Option<usize> {
    let after = rest.trim_ascii_start().strip_prefix(word)?;
    let after = after.trim_ascii_start();
    let after = after.strip_prefix(['-', '+']).unwrap_or(after);
    Some(rest.len() - after.strip_prefix("%}")?.len())
}

/// The name that a text begins with. Letters are those of ASCII.
pub(super) fn word(text: &str) -> &str {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(is_letter) {
        return "";
    }
    let mut bytes = bytes.iter();
    let end = bytes.position(|byte| !is_letter(byte) && !byte.is_ascii_digit());
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// A character that means nothing.
fn stray(character: char, at: usize) -> Fault {
    let part = at..at + character.len_utf8();
    let fault = Fault::new(part, "this character means nothing in a tag");
    match character {
        '&' => fault.help("it is written `and`"),
        '!' => fault.help("it is written `not`"),
        '?' => fault.help("it is written `a if condition else b`"),
        '`' | '“' | '”' | '„' | '‘' | '’' => fault.help("texts stand in `'` or `\"`"),
        _ if character.is_alphabetic() => fault.help("names have letters of ASCII"),
        _ => fault,
    }
}
