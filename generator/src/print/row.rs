//! A row that is too wide, broken at its brackets.
//!
//! Brackets stand on one line where they fit, with what must stand behind them; else one element to a
//! line. Where the only element ends in brackets of its own, those are broken in its place. Text is
//! copied once, whatever is broken.

use std::ops::Range;

use super::{Bracket, STEP, WIDTH, indent};

/// Where a bracket opens or closes in a row, or a comma stands between them.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    /// The place of the bracket, or of the comma.
    at: usize,
    pub(super) bracket: Bracket,
    /// Of an opening one: the index of the closing one. Else 0.
    pub(super) close: usize,
    /// Of an opening one: how many elements there are. Else 0.
    pub(super) elements: usize,
}

impl Mark {
    pub(super) fn open(bracket: Bracket, at: usize) -> Self {
        Self {
            at,
            bracket,
            close: 0,
            elements: 1,
        }
    }

    pub(super) fn next(at: usize) -> Self {
        Self {
            elements: 0,
            ..Self::open(Bracket::Round, at)
        }
    }

    pub(super) fn close(bracket: Bracket, at: usize) -> Self {
        Self {
            elements: 0,
            ..Self::open(bracket, at)
        }
    }
}

pub(super) struct Layout<'a> {
    /// The row on one line.
    pub(super) row: &'a str,
    /// Where it began, which marks count from as well.
    pub(super) start: usize,
    pub(super) marks: &'a [Mark],
    pub(super) out: &'a mut String,
    /// Where the present line begins.
    pub(super) line: usize,
    pub(super) indent: usize,
}

/// An element: the marks in it, and its text.
struct Element {
    marks: Range<usize>,
    text: Range<usize>,
}

impl Layout<'_> {
    /// The whole row, with so much behind it.
    pub(super) fn all(&mut self, behind: usize) {
        let all = Element {
            marks: 0..self.marks.len(),
            text: self.start..self.start + self.row.len(),
        };
        self.element(&all, behind);
    }

    fn mark(&self, index: usize) -> Option<Mark> {
        self.marks.get(index).copied()
    }

    fn copy(&mut self, text: Range<usize>) {
        let (from, to) = (text.start - self.start, text.end - self.start);
        self.out
            .push_str(self.row.get(from..to).unwrap_or_default());
    }

    fn new_line(&mut self) {
        self.out.push('\n');
        self.line = self.out.len();
        indent(self.out, self.indent);
    }

    /// Words and the brackets among them. Brackets nest as deep as emission nests them, which lowering
    /// bounds.
    fn element(&mut self, element: &Element, behind: usize) {
        let mut at = element.text.start;
        let mut index = element.marks.start;
        while index < element.marks.end
            && let Some(open) = self.mark(index)
            && let Some(close) = self.mark(open.close)
        {
            self.copy(at..open.at);
            at = close.at + 1;
            // Up to the next bracket that may be broken.
            let next = self.mark(open.close + 1);
            let next = next.filter(|_| open.close + 1 < element.marks.end);
            let end = next.map_or(element.text.end + behind, |next| next.at + 1);
            self.brackets(index, open, close, end.saturating_sub(at));
            index = open.close + 1;
        }
        self.copy(at..element.text.end);
    }

    fn brackets(&mut self, index: usize, open: Mark, close: Mark, behind: usize) {
        let width = close.at + 1 - open.at;
        let room = WIDTH.saturating_sub(self.out.len() - self.line);
        let inner = index + 1..open.close;
        // A word in brackets has nothing to break.
        if width + behind <= room || inner.is_empty() {
            self.copy(open.at..close.at + 1);
            return;
        }
        let pad = usize::from(open.bracket == Bracket::Curly);
        let text = open.at + 1 + pad..close.at - pad;
        // Brackets in brackets need one step to the right, not two.
        let last = self.mark(inner.end - 1).map(|last| last.at + 1);
        let first = self.mark(inner.start);
        if open.elements == 1
            && last == Some(text.end)
            && first.is_some_and(|first| first.close + 1 == inner.end)
        {
            self.copy(open.at..text.start);
            let end = text.end;
            self.element(&Element { marks: inner, text }, close.at + 1 - end + behind);
            self.copy(end..close.at + 1);
            return;
        }
        self.copy(open.at..open.at + 1);
        self.indent += STEP;
        let mut marks = inner.start;
        let mut from = text.start;
        for _ in 0..open.elements {
            let end = self.end_of_element(marks, inner.end);
            let comma = self.mark(end).filter(|_| end < inner.end);
            let to = comma.map_or(text.end, |comma| comma.at);
            self.new_line();
            let element = Element {
                marks: marks..end,
                text: from..to,
            };
            self.element(&element, 1);
            self.out.push(',');
            marks = end + 1;
            from = to + 2;
        }
        self.indent -= STEP;
        self.new_line();
        self.copy(close.at..close.at + 1);
    }

    /// The index of the comma behind an element whose marks begin here, or of the end.
    fn end_of_element(&self, mut index: usize, end: usize) -> usize {
        while index < end
            && let Some(mark) = self.mark(index)
            && mark.elements > 0
        {
            index = mark.close + 1;
        }
        index
    }
}
