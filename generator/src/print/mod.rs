//! Source text, laid out while it is written.
//!
//! What is emitted is a small part of Rust, written in one way, so its layout needs neither tokens nor a
//! parser. A [`Page`] knows how far lines are indented and where empty lines stand; a *row* (a field, a
//! row of a macro, a static) is written on one line, with marks at its brackets, and broken at them only
//! where it is too wide ([`row`]). Names and words of a schema come in through [`literal`] alone. It is
//! linear, and most of it is the copying of text.

pub(crate) mod literal;
mod pieces;
mod row;

use row::{Layout, Mark};

/// How wide a line may be.
const WIDTH: usize = 100;

/// What one step to the right is.
const STEP: usize = 4;

/// Brackets that a row may be broken at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bracket {
    Round,
    Square,
    Curly,
    Angle,
}

impl Bracket {
    /// As they stand on one line.
    fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Round => ("(", ")"),
            Self::Square => ("[", "]"),
            Self::Curly => ("{ ", " }"),
            Self::Angle => ("<", ">"),
        }
    }
}

/// What stands above in a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Above {
    Nothing,
    /// A statement of one line.
    Row,
    /// Something of several lines, which has empty lines around it.
    Item,
}

/// The text of a module, as far as it is written.
pub(crate) struct Page {
    text: String,
    /// Where the present line begins.
    line: usize,
    indent: usize,
    above: Above,
    /// The brackets of the present row.
    marks: Vec<Mark>,
    /// Those that are open, as indices of marks.
    open: Vec<usize>,
    /// A row that is being broken.
    row: String,
}

impl Page {
    /// A page that begins with a text.
    pub(crate) fn new(header: String) -> Self {
        Self {
            text: header,
            line: 0,
            indent: 0,
            above: Above::Nothing,
            marks: Vec::new(),
            open: Vec::new(),
            row: String::new(),
        }
    }

    /// What was written.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Begins a line.
    pub(crate) fn begin_line(&mut self) {
        self.line = self.text.len();
        indent(&mut self.text, self.indent);
    }

    /// A whole line.
    pub(crate) fn line(&mut self, text: &str) {
        self.begin_line();
        self.push(text);
        self.end_line();
    }

    /// Ends a line that is not a row.
    pub(crate) fn end_line(&mut self) {
        self.text.push('\n');
    }

    /// Text that is the generator's own.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A name, made by the generator's own naming.
    pub(crate) fn ident(&mut self, name: &str) {
        literal::ident(&mut self.text, name);
    }

    /// A text as a string literal.
    pub(crate) fn string(&mut self, text: &str) {
        literal::string(&mut self.text, text);
    }

    /// A JSON text, in pieces where it is long: a member or an item to a line.
    pub(crate) fn json(&mut self, text: &str) {
        self.pieces(&pieces::of_json(text), literal::quoted);
    }

    /// A text of lines, each on a line of its own.
    pub(crate) fn lines(&mut self, text: &str) {
        self.pieces(&pieces::of_lines(text), literal::string);
    }

    fn pieces(&mut self, pieces: &[&str], write: fn(&mut String, &str)) {
        if let [text] = pieces {
            write(&mut self.text, text);
            return;
        }
        self.push("f::concat!");
        self.list(Bracket::Round, pieces, |page, piece| {
            write(&mut page.text, piece);
        });
    }

    /// A text as a string literal on one line, without escapes where that is possible.
    pub(crate) fn quoted(&mut self, text: &str) {
        literal::quoted(&mut self.text, text);
    }

    /// A text as a string literal that has a line for each of its lines, so far to the right.
    pub(crate) fn paragraph(&mut self, text: &str, columns: usize) {
        literal::paragraph(&mut self.text, text, self.indent + columns);
    }

    /// A finite double.
    pub(crate) fn float(&mut self, value: f64) {
        literal::float(&mut self.text, value);
    }

    /// A number without a sign or a suffix.
    pub(crate) fn number(&mut self, number: u64) {
        literal::number(&mut self.text, number);
    }

    /// A line of documentation.
    pub(crate) fn doc(&mut self, line: &str) {
        self.begin_line();
        literal::doc(&mut self.text, line);
        self.end_line();
    }

    /// Lines of documentation.
    pub(crate) fn docs(&mut self, lines: &[String]) {
        for line in lines {
            self.doc(line);
        }
    }

    /// Begins an item of several lines.
    pub(crate) fn begin_item(&mut self) {
        if self.above != Above::Nothing {
            self.text.push('\n');
        }
        self.above = Above::Item;
    }

    /// A block behind what the present line says, and the end of its last line.
    pub(crate) fn block(&mut self, body: impl FnOnce(&mut Self)) {
        self.push(" {\n");
        let start = self.text.len();
        let above = std::mem::replace(&mut self.above, Above::Nothing);
        self.indent += STEP;
        body(self);
        self.indent -= STEP;
        self.above = above;
        if self.text.len() == start {
            // Nothing in it: the line goes on.
            self.text.pop();
        } else {
            self.begin_line();
        }
        self.push("}\n");
    }

    /// Begins a row: a line that may be broken at its brackets.
    pub(crate) fn begin_row(&mut self) {
        self.begin_line();
        self.marks.clear();
        self.open.clear();
    }

    /// Ends a row with so much behind it, and says whether it had to be broken.
    pub(crate) fn end_row(&mut self, behind: &str) -> bool {
        let width = self.text.len() + behind.len() - self.line;
        let is_broken = width > WIDTH && !self.marks.is_empty();
        if is_broken {
            let start = self.line + self.indent;
            self.row.clear();
            self.row
                .push_str(self.text.get(start..).unwrap_or_default());
            self.text.truncate(start);
            let mut layout = Layout {
                row: &self.row,
                start,
                marks: &self.marks,
                out: &mut self.text,
                line: self.line,
                indent: self.indent,
            };
            layout.all(behind.len());
        }
        self.push(behind);
        self.end_line();
        is_broken
    }

    /// A row among items: one of several lines has empty lines around it.
    pub(crate) fn statement(&mut self, write: impl FnOnce(&mut Self)) {
        let start = self.text.len();
        self.begin_row();
        write(self);
        let is_tall = self.end_row(";");
        if self.above == Above::Item || is_tall && self.above == Above::Row {
            self.text.insert(start, '\n');
        }
        self.above = if is_tall { Above::Item } else { Above::Row };
    }

    /// Opens brackets in a row.
    pub(crate) fn open(&mut self, bracket: Bracket) {
        self.open.push(self.marks.len());
        self.marks.push(Mark::open(bracket, self.text.len()));
        self.push(bracket.text().0);
    }

    /// Goes on to the next element in them.
    pub(crate) fn next(&mut self) {
        if let Some(open) = self.open.last().and_then(|last| self.marks.get_mut(*last)) {
            open.elements += 1;
            self.marks.push(Mark::next(self.text.len()));
        }
        self.push(", ");
    }

    /// Closes the innermost brackets. They are not empty.
    pub(crate) fn close(&mut self) {
        let close = self.marks.len();
        let Some(open) = self.open.pop().and_then(|last| self.marks.get_mut(last)) else {
            return;
        };
        open.close = close;
        let bracket = open.bracket;
        self.push(bracket.text().1);
        self.marks.push(Mark::close(bracket, self.text.len() - 1));
    }

    /// Elements in brackets; nothing is between them where there are none.
    pub(crate) fn list<T>(
        &mut self,
        bracket: Bracket,
        elements: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        let mut elements = elements.into_iter();
        let Some(first) = elements.next() else {
            let (open, close) = bracket.text();
            self.push(open.trim_end());
            self.push(close.trim_start());
            return;
        };
        self.open(bracket);
        write(self, first);
        for element in elements {
            self.next();
            write(self, element);
        }
        self.close();
    }
}

/// So many spaces.
fn indent(text: &mut String, mut columns: usize) {
    const SPACES: &str = "                                ";
    while columns > 0 {
        let some = columns.min(SPACES.len());
        text.push_str(SPACES.get(..some).unwrap_or_default());
        columns -= some;
    }
}

#[cfg(test)]
mod tests {
    use super::{Bracket, Page};

    /// Rows in a block, as wide as asked for.
    fn laid_out(width: usize) -> String {
        let mut page = Page::new(String::new());
        page.begin_line();
        page.push("mod rows");
        page.block(|page| {
            page.begin_row();
            page.push("row: f::Node::new");
            page.open(Bracket::Round);
            page.push("f::Kind::Array");
            page.list(Bracket::Round, [()], |page, ()| {
                page.string(&"a".repeat(width));
            });
            page.next();
            page.push("&");
            page.list(Bracket::Square, 1..=3, Page::number);
            page.close();
            page.end_row(";");
        });
        page.into_text()
    }

    #[test]
    fn a_row_is_broken_at_its_brackets_where_it_is_too_wide() {
        let one = laid_out(10);
        assert_eq!(
            one,
            "mod rows {\n    row: f::Node::new(f::Kind::Array(\"aaaaaaaaaa\"), &[1, 2, 3]);\n}\n"
        );
        let columns = one.lines().map(str::len).max().unwrap_or_default();
        // As wide as a line may be, and one wider.
        let widest = laid_out(10 + 100 - columns);
        assert_eq!(widest.lines().count(), 3, "{widest}");
        let broken = laid_out(10 + 101 - columns);
        let lines: Vec<&str> = broken.lines().collect();
        assert_eq!(lines.len(), 6, "{broken}");
        assert_eq!(lines.get(1), Some(&"    row: f::Node::new("));
        assert_eq!(lines.get(3), Some(&"        &[1, 2, 3],"));
        assert_eq!(lines.get(4), Some(&"    );"));
    }

    #[test]
    fn brackets_in_brackets_take_one_step() {
        let mut page = Page::new(String::new());
        page.begin_row();
        page.push("static CHECK: f::Check = f::Check::new");
        page.open(Bracket::Round);
        page.push("&");
        page.list(Bracket::Square, 0..30, |page, _| page.number(1000));
        page.close();
        assert!(page.end_row(";"));
        let text = page.into_text();
        assert!(text.starts_with("static CHECK: f::Check = f::Check::new(&[\n    1000,\n"));
        assert!(text.ends_with("    1000,\n]);\n"), "{text}");
    }

    #[test]
    fn what_is_tall_has_empty_lines_around_it() {
        let mut page = Page::new(String::new());
        for width in [1, 1, 90, 1] {
            page.statement(|page| {
                page.push("x");
                page.list(Bracket::Round, [width, 20], |page, width| {
                    page.push(&"y".repeat(width));
                });
            });
        }
        page.begin_item();
        page.line("last");
        let heights: Vec<usize> = page
            .into_text()
            .split("\n\n")
            .map(|part| part.lines().count())
            .collect();
        assert_eq!(heights, [2, 4, 1, 1]);
    }
}
