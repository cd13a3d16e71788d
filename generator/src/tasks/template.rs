//! A template to its tree, by the engine that renders it when the program runs, and places in it to places in
//! the task file.
//!
//! The engine's tree is no stable interface, so its version is pinned: what is checked here is read by the code
//! that will render it. This file and `walk` are all that knows of it.

use formwork_schema::source::{Sources, Span, aligned};
use formwork_schema::tasks::Template;
use formwork_schema::{Code, Finding, Place, suggest};
use minijinja::machinery::ast::Stmt;
use minijinja::machinery::{self, Token, parse, tokenize};
use minijinja::syntax::SyntaxConfig;

/// The most parts of one expression. The engine's reader, and what walks its tree, go as deep as one is long.
const MOST_PARTS: usize = 400;

/// The most branches of conditions in a template, for the same reason.
const MOST_BRANCHES: usize = 100;

/// The longest template, in bytes.
const LONGEST: usize = 4 << 20;

/// A template, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) template: &'a Template,
    sources: &'a Sources,
}

impl<'a> Text<'a> {
    pub(super) fn new(template: &'a Template, sources: &'a Sources) -> Self {
        Self { template, sources }
    }

    /// Its tree.
    pub(super) fn read(self) -> Result<Stmt<'a>, Box<Finding>> {
        let text = self.template.text.as_str();
        self.bounded(text)?;
        parse(text, "template", syntax()).map_err(|error| Box::new(self.wrong(&error)))
    }

    /// Where a part of it stands in the file: the part itself, where the file has it on a piece, and the whole
    /// template otherwise.
    pub(super) fn place(self, part: &Span) -> Place {
        let whole = &self.template.place;
        let source = self.sources.get(whole.source);
        let written = source.and_then(|source| source.text.get(whole.span.clone()));
        let text = &self.template.text;
        let span = written.and_then(|written| aligned(written, whole.span.start, text, part));
        Place {
            span: span.unwrap_or_else(|| whole.span.clone()),
            ..whole.clone()
        }
    }

    /// Where a part of the tree stands in the template.
    pub(super) fn part(span: machinery::Span) -> Span {
        let at = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        at(span.start_offset)..at(span.end_offset)
    }

    /// The place of a name that a part of the template ends with.
    pub(super) fn last_name(self, span: machinery::Span, name: &str) -> Place {
        let part = Self::part(span);
        self.place(&(part.end.saturating_sub(name.len())..part.end))
    }

    /// The place of a name that a part of the template begins with.
    pub(super) fn first_name(self, span: machinery::Span, name: &str) -> Place {
        let part = Self::part(span);
        self.place(&(part.start..part.start + name.len()))
    }

    fn bounded(self, text: &str) -> Result<(), Box<Finding>> {
        let too_large = |what: &str, part: &Span| {
            let message = format!("this template {what}");
            Box::new(Finding::error(Code::TEMPLATE, self.place(part), message))
        };
        if text.len() > LONGEST {
            return Err(too_large("is longer than 4 MiB", &(0..0)));
        }
        let (mut parts, mut branches) = (0, 0);
        for token in tokenize(text, false, syntax()) {
            // The reader comes to the same place, and says what is wrong there.
            let Ok((token, span)) = token else {
                return Ok(());
            };
            match token {
                Token::VariableStart | Token::BlockStart | Token::TemplateData(_) => parts = 0,
                Token::Ident("elif") => branches += 1,
                _ => parts += 1,
            }
            if parts > MOST_PARTS {
                let what = "has an expression of more than 400 parts: `set` gives its parts names";
                return Err(too_large(what, &Self::part(span)));
            }
            if branches > MOST_BRANCHES {
                return Err(too_large("has more than 100 `elif`s", &Self::part(span)));
            }
        }
        Ok(())
    }

    fn wrong(self, error: &minijinja::Error) -> Finding {
        let what = error.detail().unwrap_or("it cannot be read");
        let text = &self.template.text;
        let mut part = error.range().unwrap_or(0..0);
        if text
            .get(part.clone())
            .is_none_or(|part| part.trim().is_empty())
        {
            // The end of the text, or of a line: what stands before it.
            let before = text.get(..part.start).unwrap_or(text).trim_end();
            let last = before.chars().next_back().map_or(0, char::len_utf8);
            part = before.len() - last..before.len();
        }
        let place = self.place(&part);
        let finding = Finding::error(Code::TEMPLATE, place, "this template cannot be read");
        let finding = finding.label(what);
        if let Some(name) = what.strip_prefix("unknown statement ")
            && let Some(meant) = suggest::nearest(name, STATEMENTS.iter().copied())
        {
            return finding.help(format!("did you mean `{meant}`?"));
        }
        match help(what) {
            Some(help) => finding.help(help),
            None => finding,
        }
    }
}

/// What a tag may begin with.
const STATEMENTS: &[&str] = &[
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "set",
    "endset",
    "with",
    "endwith",
    "macro",
    "endmacro",
    "filter",
    "endfilter",
    "call",
    "endcall",
    "raw",
    "endraw",
];

/// What to do about some of the engine's complaints.
fn help(what: &str) -> Option<&'static str> {
    if what.contains("unknown statement end") {
        Some("nothing is open here that it would end")
    } else if what.contains("unexpected end of input") {
        Some("something is not closed: `}}`, `%}`, or a block by its `endif` or `endfor`")
    } else {
        None
    }
}

/// The syntax that the runtime reads templates by.
fn syntax() -> SyntaxConfig {
    let mut builder = SyntaxConfig::builder();
    builder.keep_trailing_newline(true);
    builder.build().unwrap_or_default()
}
