//! How a template is read: one token ahead, without going back, and within bounds.
//!
//! What can be said here is said by methods that go on in `statements` and `expressions`. They call each other as
//! deep as a template nests, so that is bounded twice: by the engine's own limit, and by how long one tag may be,
//! for where the engine has none.

use std::mem;

use formwork_schema::maps::HashSet;

use super::fault::{Fault, Read, Span};
use super::syntax::{Name, Statement};
use super::tokens::{Token, Tokens};

/// How deep tags, expressions and values may nest in each other. The engine counts the same.
const DEEPEST: usize = 150;

/// The most parts of one expression. The engine's reader, and what walks its tree, go as deep as one is long.
const MOST_PARTS: usize = 400;

/// The most branches of conditions in a template, for the same reason.
const MOST_BRANCHES: usize = 100;

/// The longest template, in bytes.
const LONGEST: usize = 4 << 20;

/// A tag that waits for its end.
#[derive(Clone, Debug)]
pub(super) struct Open {
    /// The word that ends it.
    pub(super) end: &'static str,
    pub(super) span: Span,
}

/// A template that is being read.
pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    /// What comes next; nothing at the end.
    pub(super) current: Option<(Token<'a>, Span)>,
    /// Where the last token ended that was taken.
    pub(super) end: usize,
    /// Where the last tag began.
    tag: Span,
    depth: usize,
    parts: usize,
    branches: usize,
    /// The tags around, the outermost first.
    pub(super) open: Vec<Open>,
    /// The names of blocks, each of which there is once.
    pub(super) blocks: HashSet<&'a str>,
    pub(super) is_in_macro: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Read<Self> {
        if text.len() > LONGEST {
            let fault = Fault::large(0..0, "is longer than 4 MiB");
            return Err(fault.help("what is long can be an input"));
        }
        let mut parser = Self {
            text,
            tokens: Tokens::new(text),
            current: None,
            end: 0,
            tag: 0..0,
            depth: 0,
            parts: 0,
            branches: 0,
            open: Vec::new(),
            blocks: HashSet::default(),
            is_in_macro: false,
        };
        parser.take()?;
        Ok(parser)
    }

    /// The whole template.
    pub(super) fn template(mut self) -> Read<Vec<Statement<'a>>> {
        Ok(self.body(&[])?.0)
    }

    /// The next token, which is taken.
    pub(super) fn take(&mut self) -> Read<Option<(Token<'a>, Span)>> {
        let next = self.tokens.next()?;
        if let Some((token, span)) = &next {
            self.count(token, span)?;
        }
        let taken = mem::replace(&mut self.current, next);
        if let Some((token, span)) = &taken {
            self.end = span.end;
            if matches!(token, Token::SayStart | Token::TagStart) {
                self.tag = span.clone();
            }
        }
        Ok(taken)
    }

    fn count(&mut self, token: &Token<'a>, span: &Span) -> Read<()> {
        match token {
            Token::SayStart | Token::TagStart | Token::Text(_) => self.parts = 0,
            Token::Word("elif") => self.branches += 1,
            _ => self.parts += 1,
        }
        if self.parts > MOST_PARTS {
            let fault = Fault::large(span.clone(), "has an expression of more than 400 parts");
            return Err(fault.help("`set` gives its parts names"));
        }
        if self.branches > MOST_BRANCHES {
            let fault = Fault::large(span.clone(), "has more than 100 `elif`s");
            return Err(fault.help("a map tells cases apart as well: `{{ words[case] }}`"));
        }
        Ok(())
    }

    /// Goes one level deeper.
    pub(super) fn enter(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let part = self.start()..self.start();
            let fault = Fault::large(part, "is nested more than 150 levels deep");
            return Err(fault.help("`set` gives what is inside a name"));
        }
        Ok(())
    }

    /// Comes back.
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Where the next token begins.
    pub(super) fn start(&self) -> usize {
        let current = self.current.as_ref();
        current.map_or(self.end, |(_, span)| span.start)
    }

    /// What comes next, where it is a word: the language's, or a name.
    pub(super) fn word(&self) -> Option<&'a str> {
        match &self.current {
            Some((Token::Word(word), _)) => Some(word),
            _ => None,
        }
    }

    /// What comes next, where it is a mark.
    pub(super) fn mark(&self) -> Option<&'static str> {
        match &self.current {
            Some((Token::Mark(mark), _)) => Some(mark),
            _ => None,
        }
    }

    /// Whether the tag ends here.
    pub(super) fn is_tag_end(&self) -> bool {
        matches!(&self.current, Some((Token::TagEnd, _)))
    }

    /// Takes a word, if it is this one.
    pub(super) fn skip_word(&mut self, word: &str) -> Read<bool> {
        let is_next = self.word() == Some(word);
        if is_next {
            self.take()?;
        }
        Ok(is_next)
    }

    /// Takes a mark, if it is this one.
    pub(super) fn skip(&mut self, mark: &str) -> Read<bool> {
        let is_next = self.mark() == Some(mark);
        if is_next {
            self.take()?;
        }
        Ok(is_next)
    }

    /// Takes a word that must come here.
    pub(super) fn expect_word(&mut self, word: &str) -> Read<()> {
        if self.skip_word(word)? {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{word}`")))
    }

    /// Takes a mark that must come here.
    pub(super) fn expect(&mut self, mark: &str) -> Read<()> {
        if self.skip(mark)? {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{mark}`")))
    }

    /// Takes the end of a tag.
    pub(super) fn end_tag(&mut self) -> Read<()> {
        if self.is_tag_end() {
            return self.take().map(drop);
        }
        Err(self.unexpected("`%}`"))
    }

    /// Takes the end of `{{`.
    pub(super) fn end_say(&mut self) -> Read<()> {
        if let Some((Token::SayEnd, _)) = &self.current {
            return self.take().map(drop);
        }
        let fault = self.unexpected("`}}`");
        Err(match self.mark() {
            Some("}") => fault.help("`{{` is closed by `}}`, with nothing between its two"),
            _ => fault,
        })
    }

    /// Takes a name. `what` says whose.
    pub(super) fn name(&mut self, what: &str) -> Read<Name<'a>> {
        let (Some(text), start) = (self.word(), self.start()) else {
            return Err(self.unexpected(what));
        };
        self.take()?;
        let span = start..self.end;
        Ok(Name { text, span })
    }

    /// All from one name to another.
    pub(super) fn between(&self, first: &Name<'a>, last: &Name<'a>) -> Name<'a> {
        let span = first.span.start..last.span.end;
        let text = self.text.get(span.clone()).unwrap_or_default();
        Name { text, span }
    }

    /// What comes next is not what should.
    pub(super) fn unexpected(&self, wanted: &str) -> Fault {
        let Some((token, span)) = &self.current else {
            let what = format!("expected {wanted}, found the end of the template");
            return Fault::new(self.end..self.end, what).opened(Some(self.tag.clone()));
        };
        let what = format!("expected {wanted}, found {}", token.said());
        let fault = Fault::new(span.clone(), what);
        match token {
            Token::Mark("=") => {
                fault.help("`==` compares; `{% set name = value %}` gives a value a name")
            }
            Token::Mark("|") => {
                fault.help("a filter follows its value, `value | upper`; `||` is written `or`")
            }
            _ => fault,
        }
    }
}
