//! A text that is nearly JSON, in any pieces, to the events that JSON would make.
//!
//! It reads from the opening bracket on. Each byte is read once, but for what a decision looks ahead
//! ([`super::ahead`]). Brackets are counted, not recursed into. What stays unclear fails: nothing that was
//! written is left out without a word.

use super::ahead::{Around, Peek, Text, is_quote};
use super::string::Quoted;
use crate::json::scan::Limits;
use crate::json::{Event, Sink, Wanted};
use crate::lenient::{MendKind, Mends};

/// As deep as the strict scanner goes.
pub(super) const DEPTH: usize = Limits::DEFAULT.depth;

/// How far a text has been read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// To the end of what is there.
    More,
    /// Its last bracket has been closed.
    Done,
    /// To where it makes no sense.
    Failed(&'static str),
}

/// One step: `None` goes on.
pub(super) type Step = Option<Outcome>;

/// What may come next between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    Key,
    Colon,
    Value,
    Comma,
}

/// The token that is being read.
#[derive(Debug)]
pub(super) enum Token {
    None,
    LineComment,
    BlockComment,
    /// A line that is no part of the value.
    Junk,
    String(Quoted),
    /// Text in triple quotes or a code block, from here on; the end has been looked for up to there.
    Block {
        quote: &'static str,
        from: usize,
        seen: usize,
    },
    /// A name without quotes.
    Key {
        from: usize,
    },
    /// A word without quotes, read up to there, with so many brackets open in it.
    Word {
        from: usize,
        nest: usize,
    },
    /// A value that is taken as its text.
    Raw {
        from: usize,
        nest: usize,
        in_string: bool,
        escaped: bool,
    },
}

/// Reads one value.
// What has been seen of it: each is told apart from the others.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) mends: Mends,
    /// Open containers, outermost first: `true` is an object.
    pub(super) open: Vec<bool>,
    pub(super) expect: Expect,
    pub(super) token: Token,
    /// The next byte.
    pub(super) at: usize,
    /// A comma stands before what comes next.
    after_comma: bool,
    /// Some property or item has been read.
    pub(super) has_content: bool,
    /// The text ended, or what is around it went on, before its last bracket.
    pub(super) is_cut: bool,
    /// A line has been passed that belongs to nothing. If anything of the value follows, it fails.
    junk: bool,
}

impl Scan {
    pub(super) fn new(mends: Mends) -> Self {
        Self {
            mends,
            open: Vec::new(),
            expect: Expect::Value,
            token: Token::None,
            at: 0,
            after_comma: false,
            has_content: false,
            is_cut: false,
            junk: false,
        }
    }

    /// Reads on. `text` is the whole text from the value's first byte on.
    pub(super) fn run(&mut self, text: Text<'_>, sink: &mut impl Sink) -> Outcome {
        loop {
            let step = match &self.token {
                Token::None => self.between(text, sink),
                Token::LineComment | Token::Junk => self.line(text),
                Token::BlockComment => self.comment(text),
                Token::String(_) => self.string(text, sink),
                Token::Block { quote, from, seen } => self.block(quote, *from, *seen, text, sink),
                Token::Key { from } => self.bare_key(*from, text, sink),
                Token::Word { from, nest } => self.word(*from, *nest, text, sink),
                Token::Raw { .. } => self.raw(text, sink),
            };
            match step {
                None => {}
                Some(Outcome::More) if text.is_last => return self.end(text, sink),
                Some(outcome) => return outcome,
            }
        }
    }

    pub(super) fn around(&self) -> Around {
        Around {
            in_object: self.in_object(),
            depth: self.open.len(),
            list: self.open.contains(&false),
            object: self.open.contains(&true),
        }
    }

    pub(super) fn in_object(&self) -> bool {
        self.open.last() == Some(&true)
    }

    fn between(&mut self, text: Text<'_>, sink: &mut impl Sink) -> Step {
        let character = loop {
            match text.at(self.at) {
                Peek::At(_, character) if character.is_whitespace() => {
                    self.at += character.len_utf8();
                }
                Peek::At(_, character) => break character,
                Peek::End | Peek::More => return Some(Outcome::More),
            }
        };
        if matches!(character, '/' | '#')
            && (character == '/' || self.expect != Expect::Value || !self.in_object())
        {
            let Some(is_comment) = text.is_comment(self.at) else {
                return Some(Outcome::More);
            };
            if is_comment {
                sink.mended(MendKind::Comment);
                let is_block = text.starts(self.at, "/*") == Some(true);
                self.token = if is_block {
                    self.at += 2;
                    Token::BlockComment
                } else {
                    Token::LineComment
                };
                return None;
            }
        }
        let may_be_fence = self.expect != Expect::Value
            || self.after_comma && !self.in_object() && text.begins_line(self.at);
        if character == '`' && may_be_fence {
            match text.starts(self.at, "```") {
                None => return Some(Outcome::More),
                // The fence around the answer.
                Some(true) if !self.open.is_empty() => return Some(self.end(text, sink)),
                Some(_) => {}
            }
        }
        match self.expect {
            Expect::Key => self.at_key(character, sink),
            Expect::Colon => self.at_colon(character, text, sink),
            Expect::Value => self.at_value(character, text, sink),
            Expect::Comma => self.at_comma(character, text, sink),
        }
    }

    /// Whether something of the value comes after all, where it seemed to be over.
    fn belongs(&self) -> Step {
        self.junk
            .then_some(Outcome::Failed("there is text between its properties"))
    }

    fn at_key(&mut self, character: char, sink: &mut impl Sink) -> Step {
        match character {
            '}' | ']' => {
                if self.after_comma {
                    sink.mended(MendKind::ExtraComma);
                }
                return self.belongs().or_else(|| self.close(character, sink));
            }
            ',' => {
                self.at += 1;
                sink.mended(MendKind::ExtraComma);
            }
            '{' | '[' | ':' => return Some(Outcome::Failed("a property's name is missing")),
            quote if is_quote(quote) => {
                if let Some(failed) = self.belongs() {
                    return Some(failed);
                }
                self.at += quote.len_utf8();
                self.token = Token::String(Quoted::key(quote));
            }
            _ => self.token = Token::Key { from: self.at },
        }
        None
    }

    fn at_colon(&mut self, character: char, text: Text<'_>, sink: &mut impl Sink) -> Step {
        match character {
            ':' => self.at += 1,
            '=' => {
                let Some(is_arrow) = text.starts(self.at, "=>") else {
                    return Some(Outcome::More);
                };
                self.at += if is_arrow { 2 } else { 1 };
                sink.mended(MendKind::MissingColon);
            }
            ',' | '}' | ']' => return Some(Outcome::Failed("a property has no value")),
            start if is_quote(start) || matches!(start, '{' | '[' | '-' | '0'..='9') => {
                sink.mended(MendKind::MissingColon);
            }
            _ => return Some(Outcome::Failed("a property has no value")),
        }
        self.expect = Expect::Value;
        None
    }

    fn at_comma(&mut self, character: char, text: Text<'_>, sink: &mut impl Sink) -> Step {
        match character {
            '}' | ']' => return self.belongs().or_else(|| self.close(character, sink)),
            ',' | ';' => {
                if let Some(failed) = self.belongs() {
                    return Some(failed);
                }
                if character == ';' {
                    sink.mended(MendKind::MissingComma);
                }
                self.at += 1;
                self.after_comma = true;
                self.expect = self.first_of_next();
            }
            other if self.in_object() => {
                let Some(is_key) = text.is_key(self.at, other) else {
                    return Some(Outcome::More);
                };
                if is_key {
                    sink.mended(MendKind::MissingComma);
                    self.expect = Expect::Key;
                } else {
                    self.junk = true;
                    self.token = Token::Junk;
                }
            }
            ')' | '.' | ':' | '=' => return Some(Outcome::Failed("a comma is missing")),
            _ => {
                sink.mended(MendKind::MissingComma);
                self.expect = Expect::Value;
            }
        }
        None
    }

    fn first_of_next(&self) -> Expect {
        if self.in_object() {
            Expect::Key
        } else {
            Expect::Value
        }
    }

    fn at_value(&mut self, character: char, text: Text<'_>, sink: &mut impl Sink) -> Step {
        let in_list = self.open.last() == Some(&false);
        match character {
            '{' | '[' => return self.open(character == '{', sink),
            ']' | '}' if in_list => {
                if self.after_comma {
                    sink.mended(MendKind::ExtraComma);
                }
                return self.close(character, sink);
            }
            ']' | '}' => {
                self.no_value(sink);
                return self.close(character, sink);
            }
            ',' if in_list => {
                self.at += 1;
                sink.mended(MendKind::ExtraComma);
            }
            ',' => self.no_value(sink),
            ':' => return Some(Outcome::Failed("a value is missing")),
            quote if is_quote(quote) => {
                for block in ["\"\"\"", "'''", "```"] {
                    match text.starts(self.at, block) {
                        None => return Some(Outcome::More),
                        Some(true) => {
                            let from = self.at + block.len();
                            self.token = Token::Block {
                                quote: block,
                                from,
                                seen: from,
                            };
                            return None;
                        }
                        Some(false) => {}
                    }
                }
                self.at += quote.len_utf8();
                let grows = sink.wanted().has(Wanted::TEXT);
                if grows {
                    sink.begin_string();
                }
                self.token = Token::String(Quoted::value(quote, grows));
            }
            _ => {
                self.token = Token::Word {
                    from: self.at,
                    nest: 0,
                };
            }
        }
        None
    }

    fn open(&mut self, is_object: bool, sink: &mut impl Sink) -> Step {
        let wanted = sink.wanted();
        let as_text = self.mends == Mends::All
            && !self.open.is_empty()
            && wanted.has(Wanted::TEXT)
            && !wanted.has(Wanted::OBJECT.with(Wanted::ARRAY));
        if as_text {
            self.token = Token::Raw {
                from: self.at,
                nest: 0,
                in_string: false,
                escaped: false,
            };
            return None;
        }
        if self.open.len() >= DEPTH {
            return Some(Outcome::Failed("it is nested too deep"));
        }
        self.at += 1;
        self.has_content |= !self.open.is_empty();
        self.open.push(is_object);
        self.after_comma = false;
        if is_object {
            self.expect = Expect::Key;
            sink.begin_object();
        } else {
            self.expect = Expect::Value;
            sink.begin_array();
        }
        None
    }

    /// A property without a value.
    pub(super) fn no_value(&mut self, sink: &mut impl Sink) {
        sink.mended(MendKind::MissingValue);
        sink.event(Event::Null);
        self.value_ended();
    }

    pub(super) fn value_ended(&mut self) {
        self.token = Token::None;
        self.expect = Expect::Comma;
        self.after_comma = false;
        self.has_content = true;
    }

    /// Takes a closing bracket: what is open inside of it was never closed.
    fn close(&mut self, bracket: char, sink: &mut impl Sink) -> Step {
        self.at += 1;
        let is_object = bracket == '}';
        if !self.open.contains(&is_object) {
            sink.mended(MendKind::ExtraCloser);
            return None;
        }
        while let Some(innermost) = self.open.last().copied() {
            if innermost != is_object {
                sink.mended(MendKind::MissingCloser);
            }
            self.close_one(sink);
            if innermost == is_object {
                break;
            }
        }
        self.open.is_empty().then_some(Outcome::Done)
    }

    fn close_one(&mut self, sink: &mut impl Sink) {
        let Some(is_object) = self.open.pop() else {
            return;
        };
        let content = self.has_content;
        sink.end(if is_object {
            Event::EndObject
        } else {
            Event::EndArray
        });
        self.value_ended();
        self.has_content = content || !self.open.is_empty();
    }

    fn line(&mut self, text: Text<'_>) -> Step {
        let rest = text.text.get(self.at..).unwrap_or_default();
        let Some(end) = rest.find('\n') else {
            self.at = text.text.len();
            return Some(Outcome::More);
        };
        self.at += end + 1;
        self.token = Token::None;
        None
    }

    fn comment(&mut self, text: Text<'_>) -> Step {
        let rest = text.text.get(self.at..).unwrap_or_default();
        let Some(end) = rest.find("*/") else {
            // The star may be there already.
            self.at += rest.len() - usize::from(rest.ends_with('*'));
            return Some(Outcome::More);
        };
        self.at += end + 2;
        self.token = Token::None;
        None
    }

    /// The text has ended, or what is around the answer goes on.
    fn end(&mut self, text: Text<'_>, sink: &mut impl Sink) -> Outcome {
        match std::mem::replace(&mut self.token, Token::None) {
            Token::String(quoted) => {
                if let Some(failed) = self.end_string(&quoted, sink) {
                    return failed;
                }
            }
            Token::Block { quote, from, .. } => {
                sink.mended(MendKind::UnterminatedString);
                self.emit_block(quote, from, text.text.len(), text, sink);
            }
            Token::Word { from, .. } => self.emit_word(from, text.text.len(), text, sink),
            Token::Raw { from, .. } => {
                sink.mended(MendKind::UnterminatedString);
                self.emit_raw(from, text.text.len(), text, sink);
            }
            Token::Key { .. } if !self.has_content => {
                return Outcome::Failed("a property has no value");
            }
            _ => {}
        }
        if self.in_object() && matches!(self.expect, Expect::Colon | Expect::Value) {
            self.no_value(sink);
        }
        if self.open.is_empty() {
            return Outcome::Failed("there is no value");
        }
        self.is_cut = true;
        while !self.open.is_empty() {
            sink.mended(MendKind::MissingCloser);
            self.close_one(sink);
        }
        Outcome::Done
    }

    /// A line that is no property: what is around the answer goes on, or it makes no sense.
    pub(super) fn pass_line(&mut self) -> Step {
        if !self.has_content {
            return Some(Outcome::Failed("a property has no value"));
        }
        self.junk = true;
        self.token = Token::Junk;
        None
    }

    /// Whether a property may begin.
    pub(super) fn may_begin(&self) -> Step {
        self.belongs()
    }
}
