//! How far a pattern is from the text read so far, one character at a time, 64 characters of the pattern at once.
//!
//! G. Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic programming" (1999), with
//! the blocks of H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003). A column of the
//! matrix of edit distances is kept as its steps from row to row, each of which is -1, 0 or 1.

/// A pattern, ready to be read for. It has one character at least.
pub(super) struct Pattern {
    symbols: Symbols,
    /// For each symbol, a bit for each of the pattern's characters that is one; the first are those of symbols
    /// that the pattern lacks.
    rows: Vec<u64>,
    words: usize,
    length: usize,
}

impl Pattern {
    pub(super) fn new(characters: impl ExactSizeIterator<Item = char> + Clone) -> Self {
        let length = characters.len();
        let words = length.div_ceil(64).max(1);
        let symbols = Symbols::new(characters.clone());
        let mut rows = vec![0; (symbols.count + 1) * words];
        for (at, character) in characters.enumerate() {
            if let Some(word) = rows.get_mut(symbols.get(character) * words + at / 64) {
                *word |= 1 << (at % 64);
            }
        }
        Self {
            symbols,
            rows,
            words,
            length,
        }
    }

    /// How many words a step takes.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    /// Reads for the pattern from any place of the text on.
    pub(super) fn anywhere(&self) -> Reader<'_> {
        Reader::new(self, 0)
    }

    /// Reads for the pattern from the first character that is read on.
    pub(super) fn at_once(&self) -> Reader<'_> {
        Reader::new(self, 1)
    }
}

/// The distance between a pattern and what was read.
pub(super) struct Reader<'p> {
    pattern: &'p Pattern,
    blocks: Vec<Block>,
    distance: usize,
    /// What a character costs that is read before the pattern begins.
    lead: i8,
}

/// 64 rows of a column: those that are one more than the row above, and those that are one less.
#[derive(Clone, Copy)]
struct Block {
    more: u64,
    less: u64,
}

impl<'p> Reader<'p> {
    fn new(pattern: &'p Pattern, lead: i8) -> Self {
        let block = Block { more: !0, less: 0 };
        Self {
            pattern,
            blocks: vec![block; pattern.words],
            distance: pattern.length,
            lead,
        }
    }

    /// Reads a character. Gives the distance of the pattern from the text that ends there.
    pub(super) fn read(&mut self, character: char) -> usize {
        let pattern = self.pattern;
        let from = pattern.symbols.get(character) * pattern.words;
        let row = pattern.rows.get(from..).unwrap_or_default();
        let last = 1_u64 << (pattern.length.wrapping_sub(1) % 64);
        let mut carry = self.lead;
        let mut left = pattern.words;
        for (block, equal) in self.blocks.iter_mut().zip(row) {
            left -= 1;
            carry = block.step(*equal, carry, if left == 0 { last } else { 1 << 63 });
        }
        self.distance = self.distance.wrapping_add_signed(isize::from(carry));
        self.distance
    }
}

impl Block {
    /// Goes on by a column. `carry` is the step from the last column to this one in the row above; given back
    /// is that in the row of the bit `bottom`.
    fn step(&mut self, equal: u64, carry: i8, bottom: u64) -> i8 {
        let (carry_more, carry_less) = (u64::from(carry > 0), u64::from(carry < 0));
        let vertical = equal | self.less;
        let equal = equal | carry_less;
        let horizontal = ((equal & self.more).wrapping_add(self.more) ^ self.more) | equal;
        let more = self.less | !(horizontal | self.more);
        let less = self.more & horizontal;
        let out = i8::from(more & bottom != 0) - i8::from(less & bottom != 0);
        let more = (more << 1) | carry_more;
        let less = (less << 1) | carry_less;
        self.more = less | !(vertical | more);
        self.less = more & vertical;
        out
    }
}

/// The characters of a pattern, numbered from 1; all others are 0.
struct Symbols {
    ascii: [u32; 128],
    /// The others, each at the first free place behind that of its hash.
    table: Vec<(char, u32)>,
    count: usize,
}

impl Symbols {
    fn new(characters: impl ExactSizeIterator<Item = char> + Clone) -> Self {
        let wide = characters.clone().filter(|c| !c.is_ascii()).count();
        let mut symbols = Self {
            ascii: [0; 128],
            // Never more than half full, so that whoever looks for one comes to a free place.
            table: vec![('\0', 0); (wide * 2).next_power_of_two()],
            count: 0,
        };
        for character in characters {
            let number = u32::try_from(symbols.count + 1).unwrap_or(u32::MAX);
            if let Some(place) = symbols.place(character).filter(|place| place.1 == 0) {
                *place = (character, number);
                symbols.count += 1;
            } else if let Some(place) = symbols.ascii_mut(character).filter(|place| **place == 0) {
                *place = number;
                symbols.count += 1;
            }
        }
        symbols
    }

    fn ascii_mut(&mut self, character: char) -> Option<&mut u32> {
        self.ascii
            .get_mut(usize::try_from(u32::from(character)).ok()?)
    }

    /// The place of a character beyond ASCII, taken or free.
    fn place(&mut self, character: char) -> Option<&mut (char, u32)> {
        if character.is_ascii() {
            return None;
        }
        let at = self.find(character);
        self.table.get_mut(at)
    }

    fn find(&self, character: char) -> usize {
        let mask = self.table.len() - 1;
        let hash = u32::from(character).wrapping_mul(0x9e37_79b1) >> 7;
        let mut at = usize::try_from(hash).unwrap_or(0) & mask;
        while let Some(&(known, number)) = self.table.get(at)
            && number != 0
            && known != character
        {
            at = (at + 1) & mask;
        }
        at
    }

    fn get(&self, character: char) -> usize {
        let number = if character.is_ascii() {
            let at = usize::try_from(u32::from(character)).unwrap_or(0);
            self.ascii.get(at).copied()
        } else {
            self.table.get(self.find(character)).map(|place| place.1)
        };
        number.map_or(0, |number| usize::try_from(number).unwrap_or(0))
    }
}
