//! A quote that is not in a text as it is, to the places that are closest to it.

use std::ops::Range;

use super::Tolerance;
use super::myers::Pattern;
use super::seeds::Seeds;

/// No longer quote is looked for with edits: a pattern's rows grow with its length and its characters.
const LONGEST: usize = 16_384;

/// A quote, and how many edits it may need.
pub(super) struct Needle {
    text: String,
    characters: Vec<char>,
    edits: usize,
}

impl Needle {
    pub(super) fn new(text: String, tolerance: Tolerance) -> Self {
        let length = text.chars().count();
        let (characters, edits) = if length > LONGEST {
            (Vec::new(), 0)
        } else {
            (text.chars().collect(), tolerance.of(length))
        };
        Self {
            text,
            characters,
            edits,
        }
    }
}

/// What a search took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Work {
    /// Words of patterns that were gone through.
    pub(super) words: usize,
}

/// The places of a text that need the fewest edits to become the quote, `limit` at most, without overlaps; and how
/// many edits that is. There are none where it is more than the quote may need.
///
/// There is one edit at least: the quote is known not to be in the text.
pub(super) fn nearest(
    text: &str,
    needle: &Needle,
    limit: usize,
    work: &mut Work,
) -> (Vec<Range<usize>>, usize) {
    if needle.edits == 0 {
        return (Vec::new(), 0);
    }
    let search = Search::new(text, needle);
    let (mut best, mut end) = (needle.edits + 1, 0);
    search.ends(work, |at, edits| {
        if edits < best {
            (best, end) = (edits, at);
        }
        best > 1
    });
    if best > needle.edits {
        return (Vec::new(), 0);
    }
    let mut found = Vec::new();
    let mut from = 0;
    if limit == 1 {
        found.extend(search.place(end, best, from, work));
        return (found, best);
    }
    let mut placing = Work::default();
    search.ends(work, |at, edits| {
        if edits == best
            && let Some(place) = search.place(at, best, from, &mut placing)
        {
            from = place.end;
            found.push(place);
        }
        found.len() < limit
    });
    work.words += placing.words;
    (found, best)
}

struct Search<'s> {
    text: &'s str,
    needle: &'s Needle,
    forwards: Pattern,
    backwards: Pattern,
}

impl<'s> Search<'s> {
    fn new(text: &'s str, needle: &'s Needle) -> Self {
        let characters = needle.characters.iter().copied();
        Self {
            text,
            needle,
            forwards: Pattern::new(characters.clone()),
            backwards: Pattern::new(characters.rev()),
        }
    }

    /// Tells of each place where a match may end, and of how many edits it needs there, until nobody wants to
    /// know more.
    fn ends(&self, work: &mut Work, mut tell: impl FnMut(usize, usize) -> bool) {
        let Needle {
            text: quote,
            characters,
            edits,
        } = self.needle;
        let seeds = Seeds::new(quote, characters.len(), *edits);
        // With many pieces, it takes longer to find them than to read everything.
        let is_worth_it = *edits < 8 * self.forwards.words() + 8;
        let windows = is_worth_it.then(|| seeds.windows(self.text));
        let whole = (!is_worth_it).then_some(0..self.text.len());
        for window in windows.into_iter().flatten().chain(whole) {
            let part = self.text.get(window.clone()).unwrap_or_default();
            let mut reader = self.forwards.anywhere();
            for (at, character) in part.char_indices() {
                work.words += self.forwards.words();
                let needed = reader.read(character);
                let end = window.start + at + character.len_utf8();
                if needed <= *edits && !tell(end, needed) {
                    return;
                }
            }
        }
    }

    /// The match of so many edits that ends about `end`, and begins at `from` at the earliest.
    ///
    /// A place of the same number of edits may be a little longer or shorter: a changed character at the end of a
    /// quote may as well be one that is missing. One that has whole words is taken before one that cuts them or has white
    /// space around it, and then the one that is nearest to the quote's length.
    fn place(
        &self,
        end: usize,
        edits: usize,
        from: usize,
        work: &mut Work,
    ) -> Option<Range<usize>> {
        let length = self.needle.characters.len();
        let most = length + edits;
        let before = self.text.get(from..end)?;
        // As many bytes are as many characters at most.
        if before.len() < length - edits {
            return None;
        }
        let mut reader = self.backwards.at_once();
        let mut best = None;
        let read = before.char_indices().rev().take(most);
        for ((at, character), count) in read.zip(1_usize..) {
            work.words += self.backwards.words();
            if reader.read(character) == edits {
                let outside = before.get(..at).and_then(|text| text.chars().next_back());
                let rank = (is_ragged(character, outside), count.abs_diff(length));
                if best.is_none_or(|(known, _)| rank < known) {
                    best = Some((rank, from + at));
                }
            }
        }
        let (_, start) = best?;
        let mut reader = self.forwards.at_once();
        let mut best = None;
        let read = self.text.get(start..)?.char_indices().take(most);
        for ((at, character), count) in read.zip(1_usize..) {
            work.words += self.forwards.words();
            let to = start + at + character.len_utf8();
            if reader.read(character) == edits && to >= end {
                let outside = self.text.get(to..).and_then(|text| text.chars().next());
                let rank = (is_ragged(character, outside), count.abs_diff(length));
                if best.is_none_or(|(known, _)| rank < known) {
                    best = Some((rank, to));
                }
            }
        }
        let (_, to) = best?;
        Some(start..to)
    }
}

/// Whether a place begins or ends with white space, or within a word.
fn is_ragged(inside: char, outside: Option<char>) -> bool {
    let cuts = inside.is_alphanumeric() && outside.is_some_and(char::is_alphanumeric);
    inside.is_whitespace() || cuts
}

#[cfg(test)]
mod tests {
    use super::{Needle, Tolerance, Work, nearest};

    /// Text with the words of a book, none of them by chance those of the quotes.
    fn text(bytes: usize) -> String {
        let words = [
            "the ", "river ", "was ", "high, ", "and ", "nobody ", "crossed ", "it. ",
        ];
        let mut state = 7_u32;
        let mut text = String::new();
        while text.len() < bytes {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(words[(state >> 29) as usize]);
        }
        text
    }

    fn words(text: &str, quote: &str, limit: usize) -> usize {
        let mut work = Work::default();
        let needle = Needle::new(quote.to_owned(), Tolerance::default());
        nearest(text, &needle, limit, &mut work);
        work.words
    }

    #[test]
    fn an_absent_quote_is_hardly_looked_for() {
        let quote = "Of all the bridges that the county had paid for, none stood where the road was, and \
                     so the mayor rode around by the mill.";
        let text = text(36_000);
        assert!(quote.len() > 120);
        assert!(words(&text, quote, 1) < text.len() / 10);
    }

    #[test]
    fn work_grows_with_the_text() {
        // The worst of texts: every place looks like the beginning, the middle and the end of the quote.
        let nearly = format!("{}b{}", "a".repeat(40), "a".repeat(40));
        let cases = [
            ("bbbbb".to_owned() + &"a".repeat(90) + "bbbbb", 1),
            (nearly.clone(), 1),
            (nearly, usize::MAX),
            ("c".repeat(9), 1),
            ("ab".repeat(2_000), 1),
        ];
        for (quote, limit) in cases {
            let once = words(&"a".repeat(40_000), &quote, limit);
            let twice = words(&"a".repeat(80_000), &quote, limit);
            let blocks = quote.len().div_ceil(64);
            assert!(
                twice <= 2 * once + 8 * quote.len() * blocks,
                "{twice} after {once}"
            );
            // Each character at most a few times, whatever the edits.
            assert!(once <= 12 * 40_000 * blocks, "{once} for {}", quote.len());
        }
    }
}
