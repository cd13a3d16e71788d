//! A quote to the parts of a text that can hold it.
//!
//! Cut into one piece more than there may be edits, a quote has one piece at least that no edit touches (the
//! pigeonhole principle). So the text is searched for the pieces as they are, which is quick, and only what lies
//! around them is looked at closely.

use std::ops::Range;

use memchr::memmem::{FindIter, Finder};

/// A piece of a quote.
struct Piece<'q> {
    finder: Finder<'q>,
    /// How far a match that holds the piece may begin before it, in bytes.
    before: usize,
    /// How far it may end behind the piece's beginning.
    after: usize,
}

/// The pieces of a quote that may need so many edits.
pub(super) struct Seeds<'q> {
    pieces: Vec<Piece<'q>>,
}

impl<'q> Seeds<'q> {
    /// `length` is that of the quote in characters; it has more than `edits`.
    pub(super) fn new(quote: &'q str, length: usize, edits: usize) -> Self {
        let count = edits + 1;
        let mut bounds = quote.char_indices().map(|(at, _)| at).chain([quote.len()]);
        // An edit adds one character at most, and a character has four bytes at most.
        let slack = edits.saturating_mul(4);
        let mut pieces = Vec::with_capacity(count);
        let (mut start, mut taken) = (bounds.next().unwrap_or(0), 0);
        for number in 1..=count {
            // In the middle of long quotes, so that no product overflows.
            let end = length / count * number + length % count * number / count;
            let Some(to) = end.checked_sub(taken + 1).and_then(|skip| bounds.nth(skip)) else {
                continue;
            };
            let piece = quote.get(start..to).unwrap_or_default();
            pieces.push(Piece {
                finder: Finder::new(piece),
                before: start + slack,
                // Pieces are found without overlaps. One that was passed over begins within the one before it.
                after: quote.len() - start + slack + piece.len(),
            });
            (start, taken) = (to, end);
        }
        Self { pieces }
    }

    /// The parts of a text that can hold the quote, in order, without overlaps.
    pub(super) fn windows<'w>(&'w self, text: &'w str) -> Windows<'w> {
        let mut hits: Vec<Hits<'w>> = self
            .pieces
            .iter()
            .map(|piece| Hits {
                piece,
                found: piece.finder.find_iter(text.as_bytes()),
                next: None,
            })
            .collect();
        for hits in &mut hits {
            hits.advance();
        }
        Windows { text, hits }
    }
}

/// Where a piece is found.
struct Hits<'w> {
    piece: &'w Piece<'w>,
    found: FindIter<'w, 'w>,
    /// What lies around the next place.
    next: Option<Range<usize>>,
}

impl Hits<'_> {
    fn advance(&mut self) {
        let piece = self.piece;
        let around = |at: usize| at.saturating_sub(piece.before)..at.saturating_add(piece.after);
        self.next = self.found.next().map(around);
    }
}

/// See [`Seeds::windows`].
pub(super) struct Windows<'w> {
    text: &'w str,
    hits: Vec<Hits<'w>>,
}

impl<'w> Windows<'w> {
    /// The piece whose next place begins first.
    fn first(&mut self) -> Option<&mut Hits<'w>> {
        let starts = self.hits.iter().enumerate();
        let starts = starts.filter_map(|(at, hits)| Some((hits.next.as_ref()?.start, at)));
        let (_, at) = starts.min()?;
        self.hits.get_mut(at)
    }
}

impl Iterator for Windows<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.first()?;
        let mut window = first.next.clone()?;
        first.advance();
        while let Some(first) = self.first() {
            match &first.next {
                Some(next) if next.start <= window.end => {
                    window.end = window.end.max(next.end);
                    first.advance();
                }
                _ => break,
            }
        }
        let mut end = window.end.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        while !self.text.is_char_boundary(window.start) {
            window.start -= 1;
        }
        Some(window.start..end)
    }
}
