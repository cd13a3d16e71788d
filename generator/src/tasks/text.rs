//! A template where it stands: read by `crate::template`, and places in it to places in the task file.

use formwork_schema::source::{Sources, Span, aligned};
use formwork_schema::tasks::Template;
use formwork_schema::{Code, Finding, Place};

use crate::template::{Fault, Statement, read};

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

    /// What it says.
    pub(super) fn read(self) -> Result<Vec<Statement<'a>>, Box<Finding>> {
        let text = self.template.text.as_str();
        read(text).map_err(|fault| Box::new(self.wrong(&fault)))
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

    fn wrong(self, fault: &Fault) -> Finding {
        let text = &self.template.text;
        let mut part = fault.part.clone();
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
        let finding = if fault.is_large {
            Finding::error(Code::TEMPLATE, place, fault.to_string())
        } else {
            let finding = Finding::error(Code::TEMPLATE, place, "this template cannot be read");
            finding.label(fault.to_string())
        };
        let finding = match &fault.opened {
            Some(opened) => finding.related(self.place(opened), "this is not closed"),
            None => finding,
        };
        match &fault.help {
            Some(help) => finding.help(help),
            None => finding,
        }
    }
}
