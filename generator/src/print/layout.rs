//! A tree of elements to lines.

use super::tree::{Bracket, Element, Group, Piece, spaced};

/// How wide a line may be.
const WIDTH: usize = 100;

/// What one step to the right is.
const STEP: usize = 4;

/// What the elements of a block are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    /// Items: those of several lines have empty lines around them.
    Items,
    /// Fields, variants, statements or rows.
    Rows,
}

/// Formats the items of a file.
pub(super) fn items(elements: &[Element]) -> String {
    let mut out = Out {
        text: String::new(),
        line: 0,
        indent: 0,
    };
    out.block(elements, Block::Items);
    out.text
}

struct Out {
    text: String,
    /// Where the present line begins.
    line: usize,
    indent: usize,
}

impl Out {
    /// Elements, each on lines of its own.
    fn block(&mut self, elements: &[Element], block: Block) {
        let mut before: Option<bool> = None;
        for element in elements {
            let start = self.text.len();
            self.begin_line();
            let attributes = self.element(element, true);
            self.text.push('\n');
            // Two lines or more, or attributes of the whole file.
            let written = self.text.get(start..).unwrap_or_default();
            let tall = written.trim_end().contains('\n');
            if block == Block::Items && before.is_some_and(|before| before || tall) {
                self.text.insert(start, '\n');
            }
            before = Some(tall && !attributes);
        }
    }

    fn begin_line(&mut self) {
        self.line = self.text.len();
        self.text.extend(std::iter::repeat_n(' ', self.indent));
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        self.begin_line();
    }

    fn room(&self) -> usize {
        WIDTH.saturating_sub(self.text.len() - self.line)
    }

    /// One element, and its separator where one stands behind it. Answers whether it was nothing but
    /// attributes.
    fn element(&mut self, element: &Element, separated: bool) -> bool {
        let pieces = &element.pieces;
        let mut before: Option<&Piece> = None;
        let mut index = 0;
        while let Some(piece) = pieces.get(index) {
            index += 1;
            let last = index == pieces.len();
            match piece {
                Piece::Doc(text, inner) => {
                    self.text.push_str(if *inner { "//!" } else { "///" });
                    self.text.push_str(text);
                    if !last {
                        self.new_line();
                    }
                    before = None;
                    continue;
                }
                Piece::Atom(mark) if mark == "#" || mark == "#!" => {
                    self.text.push_str(mark);
                    if let Some(Piece::Group(group)) = pieces.get(index) {
                        self.group(group, 0, false);
                        index += 1;
                    }
                    if index < pieces.len() {
                        self.new_line();
                        // Attributes of a file stand apart from what is in it.
                        let inner = |piece: &Piece| {
                            matches!(piece, Piece::Doc(_, true))
                                || matches!(piece, Piece::Atom(mark) if mark == "#!")
                        };
                        if mark == "#!" && pieces.get(index).is_some_and(|next| !inner(next)) {
                            self.text.truncate(self.line);
                            self.new_line();
                        }
                    }
                    before = None;
                    continue;
                }
                _ => {}
            }
            if before.is_some_and(|before| spaced(before, piece)) {
                self.text.push(' ');
            }
            match piece {
                Piece::Group(group) => {
                    let behind = behind(pieces.get(index..).unwrap_or_default());
                    let separator = usize::from(element.separator.is_some() && separated);
                    self.group(group, behind + separator, starts_block(pieces, index - 1));
                }
                Piece::Atom(text) => self.text.push_str(text),
                Piece::Doc(..) => {}
            }
            before = Some(piece);
        }
        if separated {
            self.text.extend(element.separator);
        }
        pieces.iter().all(|piece| matches!(piece, Piece::Doc(..)))
    }

    /// A group, where so much has to stand behind it on its last line.
    fn group(&mut self, group: &Group, behind: usize, block: bool) {
        let (open, close) = group.bracket.text();
        self.text.push_str(open);
        if group.elements.is_empty() {
            self.text.push_str(close);
            return;
        }
        let fits = group
            .width
            .is_some_and(|width| width + behind <= self.room() + 1);
        // A word in brackets has nothing to break.
        let is_word = matches!(group.elements.as_slice(),
            [only] if only.separator.is_none()
                && only.pieces.iter().all(|piece| matches!(piece, Piece::Atom(_))));
        if block {
            self.tall(group, block);
        } else if !fits && !is_word {
            match group.elements.as_slice() {
                // `pub(super)` is one word.
                [only] if is_reach(only) => {
                    self.element(only, false);
                }
                // Brackets in brackets need one step to the right, not two.
                [only] if ends_in_group(only) => {
                    self.element(only, false);
                }
                _ => self.tall(group, block),
            }
        } else {
            let curly = group.bracket == Bracket::Curly;
            self.text.push_str(if curly { " " } else { "" });
            let last = group.elements.len() - 1;
            for (index, element) in group.elements.iter().enumerate() {
                self.element(element, index < last);
                if index < last {
                    self.text.push(' ');
                }
            }
            self.text.push_str(if curly { " " } else { "" });
        }
        self.text.push_str(close);
    }

    /// A group's elements on lines of their own.
    fn tall(&mut self, group: &Group, block: bool) {
        self.text.push('\n');
        self.indent += STEP;
        if block {
            let items = group.elements.iter().any(|element| {
                matches!(element.pieces.last(), Some(Piece::Group(last)) if last.bracket == Bracket::Curly)
            });
            self.block(
                &group.elements,
                if items { Block::Items } else { Block::Rows },
            );
        } else {
            let comma = may_end_in_comma(group).then_some(',');
            for element in &group.elements {
                self.begin_line();
                self.element(element, false);
                self.text.extend(element.separator.or(comma));
                self.text.push('\n');
            }
        }
        self.indent -= STEP;
        self.begin_line();
    }
}

/// Whether a comma may stand behind the last element: not in `<T as Trait>`, nor in `[T; length]`.
fn may_end_in_comma(group: &Group) -> bool {
    let is_as = |piece: &Piece| matches!(piece, Piece::Atom(word) if word == "as");
    let elements = &group.elements;
    let qualified = group.bracket == Bracket::Angle
        && elements
            .iter()
            .any(|element| element.pieces.iter().any(is_as));
    let repeated = group.bracket == Bracket::Square
        && elements
            .iter()
            .any(|element| element.separator == Some(';'));
    !qualified && !repeated
}

/// Whether an element says how far something is public.
fn is_reach(element: &Element) -> bool {
    matches!(element.pieces.as_slice(), [Piece::Atom(word)] if word == "super" || word == "crate")
}

/// Whether an element is words, and then a group that can be broken.
fn ends_in_group(element: &Element) -> bool {
    let Some((Piece::Group(last), before)) = element.pieces.split_last() else {
        return false;
    };
    !last.elements.is_empty() && before.iter().all(|piece| matches!(piece, Piece::Atom(_)))
}

/// Whether the group at an index is the body of an item, of a function or of a macro.
fn starts_block(pieces: &[Piece], index: usize) -> bool {
    let is_curly =
        matches!(pieces.get(index), Some(Piece::Group(group)) if group.bracket == Bracket::Curly);
    let before = pieces.get(..index).unwrap_or_default();
    is_curly
        && before.iter().any(|piece| {
            matches!(piece, Piece::Atom(word)
                if matches!(word.as_str(), "mod" | "impl" | "fn" | "struct" | "enum" | "!" | "macro_rules"))
        })
}

/// How much stands between a group and the next that may be broken, or the end.
fn behind(pieces: &[Piece]) -> usize {
    let mut width = 0;
    for piece in pieces {
        match piece {
            Piece::Atom(text) => width += text.len() + 1,
            Piece::Group(group) if group.elements.is_empty() => width += 2,
            Piece::Group(_) => return width + 1,
            Piece::Doc(..) => return width,
        }
    }
    width
}
