//! A seed to a template: mostly one that can be read, of everything that the language has, and then spoilt.

mod tags;
mod values;
mod words;

use crate::harness::sample::Dice;
use words::{NAMES, PIECES, WORDS};

/// A template: the same seed, the same one. Every third of them is spoilt, and none is long.
#[must_use]
pub fn template(seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let mut maker = Maker {
        dice: &mut dice,
        pieces: Vec::new(),
        left: 60,
        is_in_macro: false,
    };
    maker.body(0);
    let mut pieces = maker.pieces;
    let is_spoilt = dice.one_in(3);
    if is_spoilt {
        for _ in 0..=dice.below(2) {
            exchange(&mut pieces, &mut dice);
        }
    }
    let mut text = String::new();
    for piece in pieces {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let are_names = text.ends_with(is_name) && piece.starts_with(is_name);
        // Without a space between them, two names are one.
        if are_names && !is_spoilt || !dice.one_in(6) {
            let spaces = [" ", " ", " ", " ", "\n", "\t ", "  "];
            text.push_str(dice.pick(&spaces).copied().unwrap_or(" "));
        }
        text.push_str(&piece);
    }
    if is_spoilt && dice.one_in(2) {
        spoil(&mut text, &mut dice);
    }
    text
}

/// One piece is dropped, put in, said twice, or changes places with another.
fn exchange(pieces: &mut Vec<String>, dice: &mut Dice) {
    let (at, other) = (dice.below(pieces.len()), dice.below(pieces.len()));
    if pieces.is_empty() {
        return;
    }
    match dice.below(4) {
        0 => drop(pieces.remove(at)),
        1 => pieces.insert(
            at,
            dice.pick(PIECES).copied().unwrap_or_default().to_owned(),
        ),
        2 => pieces.insert(at, pieces[other].clone()),
        _ => pieces.swap(at, other),
    }
}

/// One character is dropped or put in, or the text ends there.
fn spoil(text: &mut String, dice: &mut Dice) {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let Some(&at) = dice.pick(&places) else {
        return;
    };
    match dice.below(5) {
        0 | 1 => drop(text.remove(at)),
        2 => text.truncate(at),
        _ => {
            let marks: Vec<char> = "{}%#-+()[]|.,:~=<>!*/'\"\\_ e0x9&é\u{a0}\n"
                .chars()
                .collect();
            text.insert(at, dice.pick(&marks).copied().unwrap_or(' '));
        }
    }
}

/// What makes a template piece by piece.
struct Maker<'d> {
    dice: &'d mut Dice,
    pieces: Vec<String>,
    /// How many more statements and values there may be.
    left: usize,
    is_in_macro: bool,
}

impl Maker<'_> {
    pub(super) fn say(&mut self, pieces: &str) {
        self.pieces.extend(pieces.split(' ').map(str::to_owned));
    }

    pub(super) fn pick(&mut self, from: &[&str]) {
        let piece = self.dice.pick(from).copied().unwrap_or_default();
        self.pieces.push(piece.to_owned());
    }

    pub(super) fn name(&mut self) {
        let from = if self.rarely() { WORDS } else { NAMES };
        self.pick(from);
    }

    /// Now and then, for what can mostly not be read.
    pub(super) fn rarely(&mut self) -> bool {
        self.dice.one_in(60)
    }

    /// Yes, that often, and never when there is enough.
    pub(super) fn may(&mut self, times: usize) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left > 0 && self.dice.one_in(times)
    }

    pub(super) fn open(&mut self) {
        self.pick(&["{%", "{%", "{%", "{%-", "{%+"]);
    }

    pub(super) fn close(&mut self) {
        self.pick(&["%}", "%}", "%}", "-%}", "+%}"]);
    }

    pub(super) fn tag(&mut self, words: &str) {
        self.open();
        self.say(words);
        self.close();
    }
}
