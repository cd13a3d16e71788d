//! A text to the same text without what a reader would not call a difference, and places in it back to places in
//! the original.
//!
//! The text is folded unit by unit: a run of white space, or one character, each to no more than three characters.
//! Where a unit came from is not kept but for a mark now and then, from which folding is done once more.

use std::ops::Range;

/// There is a mark behind so many bytes of the original.
const MARK: usize = 1024;

/// A folded text.
pub(super) struct Folded {
    pub(super) text: String,
    /// Places where a unit begins: in the folded text, and in the original.
    marks: Vec<(usize, usize)>,
}

impl Folded {
    /// Folds a text.
    pub(super) fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut marks = vec![(0, 0)];
        let mut next = MARK;
        for unit in units(original, 0) {
            if unit.original.start >= next {
                marks.push((text.len(), unit.original.start));
                next = unit.original.start + MARK;
            }
            text.extend(unit.folded());
        }
        Self { text, marks }
    }

    /// What of the original a place in the folded text stands for: all characters that have a part in it.
    pub(super) fn original(&self, original: &str, folded: &Range<usize>) -> Range<usize> {
        let start = self.unit(original, folded.start).start;
        let last = folded.end.saturating_sub(1).max(folded.start);
        start..self.unit(original, last).end
    }

    /// The unit that a byte of the folded text belongs to.
    fn unit(&self, original: &str, at: usize) -> Range<usize> {
        let after = self.marks.partition_point(|(folded, _)| *folded <= at);
        let mark = after.checked_sub(1).and_then(|mark| self.marks.get(mark));
        let (mut end, from) = mark.copied().unwrap_or_default();
        let mut last = from..from;
        for unit in units(original, from) {
            end += unit.folded().map(char::len_utf8).sum::<usize>();
            last = unit.original.clone();
            if end > at {
                break;
            }
        }
        last
    }
}

/// Folds a text whose places nobody asks for. White space around it is dropped.
pub(super) fn fold(text: &str) -> String {
    let folded: String = units(text, 0)
        .flat_map(|unit| unit.characters.into_iter().take(unit.length))
        .collect();
    folded.trim().to_owned()
}

/// A piece of the original, and what it becomes.
struct Unit {
    original: Range<usize>,
    characters: [char; 3],
    length: usize,
}

impl Unit {
    fn new(original: Range<usize>, folded: impl IntoIterator<Item = char>) -> Self {
        let mut unit = Self {
            original,
            characters: ['\0'; 3],
            length: 0,
        };
        for (place, character) in unit.characters.iter_mut().zip(folded) {
            *place = character;
            unit.length += 1;
        }
        unit
    }

    fn folded(&self) -> impl Iterator<Item = char> {
        self.characters.iter().copied().take(self.length)
    }
}

/// The units of a text from a place on where one begins.
fn units(text: &str, from: usize) -> impl Iterator<Item = Unit> {
    let mut characters = text
        .get(from..)
        .unwrap_or_default()
        .char_indices()
        .peekable();
    std::iter::from_fn(move || {
        let (at, character) = characters.next()?;
        let start = from + at;
        let end = start + character.len_utf8();
        if !character.is_whitespace() {
            return Some(folded(start..end, character));
        }
        let mut end = end;
        while let Some((_, more)) =
            characters.next_if(|(_, more)| more.is_whitespace() || is_unseen(*more))
        {
            end += more.len_utf8();
        }
        Some(Unit::new(start..end, [' ']))
    })
}

/// Characters that only say where a line may be broken, or nothing at all. Joiners are not among them: they
/// tell words of some scripts apart.
fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}'
    )
}

/// What becomes of a character that is not white space.
fn folded(original: Range<usize>, character: char) -> Unit {
    if character.is_ascii() {
        let folded = match character {
            '`' => '\'',
            other => other.to_ascii_lowercase(),
        };
        return Unit::new(original, [folded]);
    }
    let folded = match character {
        '‘' | '’' | '‚' | '‛' | '′' | '´' | 'ʼ' | '‹' | '›' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '〝' | '〞' | '〟' => '"',
        '\u{2010}'..='\u{2015}' | '−' | '﹣' => '-',
        '…' => return Unit::new(original, ['.', '.', '.']),
        'ﬀ' => return Unit::new(original, ['f', 'f']),
        'ﬁ' => return Unit::new(original, ['f', 'i']),
        'ﬂ' => return Unit::new(original, ['f', 'l']),
        'ﬃ' => return Unit::new(original, ['f', 'f', 'i']),
        'ﬄ' => return Unit::new(original, ['f', 'f', 'l']),
        'ﬅ' | 'ﬆ' => return Unit::new(original, ['s', 't']),
        // The forms of ASCII that are as wide as a Chinese character; they lie in the same order.
        '\u{ff01}'..='\u{ff5e}' => {
            let narrow = u32::from(character).saturating_sub(0xfee0);
            let narrow = char::from_u32(narrow).unwrap_or(character);
            narrow.to_ascii_lowercase()
        }
        // A sigma at the end of a word has no upper case of its own.
        'ς' => 'σ',
        unseen if is_unseen(unseen) => return Unit::new(original, []),
        other => return Unit::new(original, other.to_lowercase()),
    };
    Unit::new(original, [folded])
}

#[cfg(test)]
mod tests {
    use super::{Folded, fold};

    #[test]
    fn places_are_found_again_however_far_in() {
        let piece = "Ein “Groß\u{ad}es”  Ｗort…\u{3000}ﬃx \t\n";
        let original = piece.repeat(500);
        let folded = Folded::new(&original);
        let one = "ein \"großes\" wort... ffix ";
        assert_eq!(folded.text, one.repeat(500));
        for copy in [0, 1, 76, 499] {
            let (from, to) = (copy * one.len(), copy * piece.len());
            let span = |from: usize, end: usize| folded.original(&original, &(from..end));
            let marked = one.find('"').unwrap();
            let closed = one.rfind('"').unwrap();
            let found = span(from + marked, from + closed + 1);
            assert_eq!(&original[found], "“Groß\u{ad}es”");
            let ligature = one.find("ffi").unwrap();
            let found = span(from + ligature + 1, from + ligature + 2);
            assert_eq!(&original[found], "ﬃ", "the whole character");
            let all = span(from, from + one.len());
            assert_eq!(all, to..to + piece.len());
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        let text = " ΣΊΣΥΦΟΣ İstanbul ‘a’—b –c Ａ\u{feff}\u{200b} ";
        let once = fold(text);
        assert_eq!(fold(&once), once);
        assert_eq!(once, "σίσυφοσ i\u{307}stanbul 'a'-b -c a");
    }
}
