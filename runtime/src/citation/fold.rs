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
        let (mut at, mut next) = (0, MARK);
        while at < original.len() {
            if at >= next {
                marks.push((text.len(), at));
                next = at + MARK;
            }
            let rest = original.as_bytes().get(at..next.min(original.len()));
            let plain = original.get(at..at + plain(rest.unwrap_or_default()));
            if let Some(plain) = plain.filter(|plain| !plain.is_empty()) {
                let from = text.len();
                text.push_str(plain);
                if let Some(new) = text.get_mut(from..) {
                    new.make_ascii_lowercase();
                }
                at += plain.len();
            } else if let Some(unit) = units(original, at).next() {
                text.extend(unit.folded());
                at = unit.original.end;
            }
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

/// How many bytes at the beginning of a text are units of their own that only change their case: most of most texts.
fn plain(bytes: &[u8]) -> usize {
    let is_plain = |byte: &u8| byte.is_ascii_graphic() && *byte != b'`';
    let follows = |at: usize| bytes.get(at + 1).is_some_and(is_plain);
    // A space alone; more of them are one unit.
    let stays = |at: usize, byte: &u8| is_plain(byte) || (*byte == b' ' && follows(at));
    let places = bytes.iter().enumerate();
    places.take_while(|(at, byte)| stays(*at, byte)).count()
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
    use super::{Folded, fold, units};

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

    /// What is plain is taken in one piece, and must come to the same.
    #[test]
    fn plain_text_is_folded_like_any_other() {
        let pieces = [
            "Plain words, one space. ",
            " ",
            "  ",
            "\t",
            "`",
            "é",
            " é ",
            "\u{ad}",
            " \u{ad} ",
            "A",
            "漢字",
            "\u{7}",
            " \u{7} ",
            "…",
            "x\n",
        ];
        let mut state = 1_u32;
        let mut text = String::new();
        for _ in 0..5_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(state >> 16) as usize % pieces.len()]);
        }
        let slowly: String = units(&text, 0)
            .flat_map(|unit| unit.characters.into_iter().take(unit.length))
            .collect();
        let folded = Folded::new(&text);
        assert!(folded.text == slowly);
        for mark in &folded.marks {
            let (before, after) = (text.split_at(mark.1), slowly.split_at(mark.0));
            assert_eq!(Folded::new(before.1).text, after.1, "a unit begins there");
        }
        assert!(folded.marks.len() > text.len() / 2_000);
    }

    #[test]
    fn folding_twice_is_folding_once() {
        let text = " ΣΊΣΥΦΟΣ İstanbul ‘a’—b –c Ａ\u{feff}\u{200b} ";
        let once = fold(text);
        assert_eq!(fold(&once), once);
        assert_eq!(once, "σίσυφοσ i\u{307}stanbul 'a'-b -c a");
    }
}
