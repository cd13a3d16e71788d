//! Byte offsets to lines and columns, for many offsets of a few documents.

use crate::maps::HashMap;

use crate::source::{SourceId, Sources, floor_boundary};

/// How far apart the known positions are, in bytes.
const STRIDE: usize = 4096;

/// Finds positions; what it has learnt of a document it keeps.
pub(super) struct Positions<'a> {
    sources: &'a Sources,
    known: HashMap<SourceId, Vec<Position>>,
}

/// A position, both numbers from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    offset: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Position {
    const START: Self = Self {
        offset: 0,
        line: 1,
        column: 1,
    };

    /// The position at an offset behind this one.
    fn advance(self, text: &str, offset: usize) -> Self {
        let passed = text.get(self.offset..offset).unwrap_or_default();
        let (line, rest, column) = match passed.rfind('\n') {
            Some(at) => {
                let lines = passed.bytes().filter(|byte| *byte == b'\n').count();
                (self.line + lines, &passed[at + 1..], 1)
            }
            None => (self.line, passed, self.column),
        };
        Self {
            offset,
            line,
            column: column + rest.chars().count(),
        }
    }
}

impl<'a> Positions<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            known: HashMap::default(),
        }
    }

    /// The line and column of a byte offset; those of the start where there is no such document.
    pub(super) fn at(&mut self, source: SourceId, offset: usize) -> Position {
        let Some(text) = self.sources.get(source).map(|source| source.text.as_str()) else {
            return Position::START;
        };
        let offset = floor_boundary(text, offset);
        let known = self.known.entry(source).or_insert_with(|| table(text));
        let before = known.partition_point(|position| position.offset <= offset);
        let nearest = known.get(before.saturating_sub(1));
        nearest.unwrap_or(&Position::START).advance(text, offset)
    }
}

/// Positions all over a text, in order.
fn table(text: &str) -> Vec<Position> {
    let mut table = vec![Position::START];
    let mut last = Position::START;
    for offset in (STRIDE..text.len()).step_by(STRIDE) {
        last = last.advance(text, floor_boundary(text, offset));
        table.push(last);
    }
    table
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::source::Source;

    #[test]
    fn every_offset_has_the_position_that_counting_gives() {
        let mut text = "one\n\nzwölf ß\n".repeat(700);
        text.push_str(&"ü".repeat(5000));
        let mut sources = Sources::default();
        sources.files.push(Source {
            path: PathBuf::new(),
            uri: None,
            name: String::new(),
            text: text.clone(),
            root: None,
        });
        let mut positions = Positions::new(&sources);
        for offset in (0..text.len() + 3).step_by(7).rev() {
            let found = positions.at(SourceId(0), offset);
            let counted = sources.line_column(SourceId(0), offset);
            assert_eq!((found.line, found.column), counted, "{offset}");
        }
        assert_eq!(positions.at(SourceId(1), 9), Position::START);
    }
}
