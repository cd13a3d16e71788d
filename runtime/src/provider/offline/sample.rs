//! A schema in, an answer that fits it out.
//!
//! One value at a time: the rules that apply are gathered into a [`Shape`], a value is made from
//! them, and [`Judge`] has the last word. Where it objects and there was a choice, the next try
//! chooses otherwise. Answers grow freely near the root and head for the exit further down, so that
//! recursive schemas end.

use super::choose::ByDice;
use super::dice::Dice;
use super::format::sample_format;
use super::height::Heights;
use super::judge::Judge;
use super::number::sample_number;
use super::pattern::sample_pattern;
use super::shape::{Document, Shape, types};
use super::text::{Vocabulary, fitted, sample_text};
use super::tree::Tree;

/// How deep an answer may be nested.
const DEEPEST: usize = 40;

/// From this depth on, an answer says no more than it must.
pub(super) const LEAN: usize = 6;

/// How many values one answer may be made of, discarded tries included.
const LARGEST: u32 = 20_000;

/// Makes answers to the schemas of one document.
pub(super) struct Sampler<'s> {
    document: &'s Document,
    pub(super) judge: &'s Judge<'s>,
    heights: Heights,
    vocabulary: &'s Vocabulary,
    pub(super) dice: Dice,
    work: u32,
}

/// A value, and whether the judge had no objection.
pub(super) struct Sampled {
    pub(super) value: Tree,
    pub(super) fits: bool,
}

impl Sampled {
    fn fitting(value: Tree) -> Self {
        Self { value, fits: true }
    }
}

impl<'s> Sampler<'s> {
    /// A sampler for a document.
    pub(super) fn new(
        document: &'s Document,
        judge: &'s Judge<'s>,
        vocabulary: &'s Vocabulary,
        dice: Dice,
    ) -> Self {
        let heights = Heights::measure(document);
        Self {
            document,
            judge,
            heights,
            vocabulary,
            dice,
            work: LARGEST,
        }
    }

    /// An answer to the document's root schema. `None` where none of a sensible size was found; one
    /// that does not fit where that was the best.
    pub(super) fn answer(&mut self) -> Option<Tree> {
        let document = self.document;
        let mut best = None;
        for attempt in 0..4 {
            self.work = LARGEST;
            // Later tries say less: less can go wrong.
            let depth = if attempt < 2 { 0 } else { LEAN };
            match self.sample(&[&document.root], "", depth) {
                Some(Sampled { value, fits: true }) => return Some(value),
                Some(Sampled { value, .. }) => best = best.or(Some(value)),
                None => {}
            }
        }
        best
    }

    /// A value that fits all of some schemas, for a property of that name.
    pub(super) fn sample(
        &mut self,
        schemas: &[&'s Tree],
        name: &str,
        depth: usize,
    ) -> Option<Sampled> {
        if depth > DEEPEST + LEAN {
            return None;
        }
        let start = self.dice.index(1 << 16);
        let mut best: Option<Sampled> = None;
        for attempt in 0..12 {
            self.work = self.work.checked_sub(1)?;
            let lean = depth >= LEAN || attempt >= 4;
            let mut by_dice = ByDice {
                dice: &mut self.dice,
                heights: &self.heights,
                rank: if attempt % 2 == 0 {
                    Some(start + attempt / 2)
                } else {
                    None
                },
                attempt: lean.then_some(attempt),
            };
            let shape = Shape::gather(self.document, schemas, &mut by_dice);
            let Some(shape) = shape else { continue };
            let made = self.make(
                &shape,
                schemas,
                name,
                depth.max(if lean { LEAN } else { 0 }),
            );
            let hopeless = match &made {
                Some(made) => !made.fits && !shape.chosen,
                None => !shape.chosen,
            };
            if let Some(mut made) = made {
                made.fits = made.fits && self.judge.accepts(schemas, &made.value);
                if made.fits {
                    return Some(made);
                }
                best = best.or(Some(made));
            }
            if hopeless {
                break;
            }
        }
        best
    }

    /// One value for a shape.
    fn make(
        &mut self,
        shape: &Shape<'s>,
        schemas: &[&'s Tree],
        name: &str,
        depth: usize,
    ) -> Option<Sampled> {
        if let Some(value) = self.given(shape, schemas, depth) {
            return Some(Sampled::fitting(value));
        }
        if shape.all("const").chain(shape.all("enum")).next().is_some() {
            // None of the given values fits; the first one shows best what is wrong.
            let value = shape
                .all("const")
                .chain(shape.all("enum").flat_map(Tree::items))
                .next()?;
            return Some(Sampled {
                value: value.clone(),
                fits: false,
            });
        }
        match self.type_of(shape)? {
            types::NULL => Some(Sampled::fitting(Tree::Null)),
            types::BOOLEAN => Some(Sampled::fitting(Tree::Bool(self.dice.chance(1, 2)))),
            types::NUMBER => self.number(shape, schemas, name).map(Sampled::fitting),
            types::STRING => self.string(shape, name).map(Sampled::fitting),
            types::ARRAY => self.array(shape, name, depth),
            _ => self.object(shape, name, depth),
        }
    }

    /// A value that the schema itself lists: always for `const` and `enum`, now and then for
    /// `examples` and `default`.
    fn given(&mut self, shape: &Shape<'s>, schemas: &[&'s Tree], depth: usize) -> Option<Tree> {
        let listed: Vec<&Tree> = if let Some(value) = shape.all("const").next() {
            vec![value]
        } else if let Some(values) = shape.all("enum").next() {
            values.items().iter().collect()
        } else {
            let examples = shape.all("examples").flat_map(Tree::items);
            let values = examples.chain(shape.all("default"));
            // A format is not the judge's business, so an example in a wrong one would pass.
            let unsure = depth >= LEAN || shape.text("format").is_some();
            if unsure || !self.dice.chance(1, 3) {
                return None;
            }
            values
                .filter(|value| !matches!(value, Tree::Null))
                .collect()
        };
        let mut fitting: Vec<&Tree> = listed
            .into_iter()
            .filter(|value| self.judge.accepts(schemas, value))
            .collect();
        if fitting.len() > 1 && self.dice.chance(3, 4) {
            fitting.retain(|value| !matches!(value, Tree::Null));
        }
        // What the user's text names is the likelier answer.
        let named = |value: &&Tree| value.as_str().is_some_and(|text| self.vocabulary.has(text));
        if self.dice.chance(3, 4) && fitting.iter().any(&named) {
            fitting.retain(named);
        }
        self.dice.pick(&fitting).map(|value| (*value).clone())
    }

    /// The bit of one type that the shape allows; seldom null where there is another.
    fn type_of(&mut self, shape: &Shape<'s>) -> Option<u8> {
        let allowed = shape.types();
        if allowed == types::ANY {
            return Some(types::STRING);
        }
        let bits = [
            types::OBJECT,
            types::ARRAY,
            types::STRING,
            types::NUMBER,
            types::BOOLEAN,
            types::NULL,
        ];
        let mut bits: Vec<u8> = bits.into_iter().filter(|bit| allowed & bit != 0).collect();
        if bits.len() > 1 && self.dice.chance(3, 4) {
            bits.retain(|bit| *bit != types::NULL);
        }
        self.dice.pick(&bits).copied()
    }

    /// A number: sometimes one of the user's, where one fits.
    fn number(&mut self, shape: &Shape<'s>, schemas: &[&'s Tree], name: &str) -> Option<Tree> {
        if self.dice.chance(1, 2) {
            let numbers = &self.vocabulary.numbers;
            let fitting: Vec<Tree> = numbers
                .iter()
                .map(|number| Tree::Number(number.clone()))
                .filter(|number| self.judge.accepts(schemas, number))
                .collect();
            if let Some(number) = self.dice.pick(&fitting) {
                return Some(number.clone());
            }
        }
        sample_number(shape, name, &mut self.dice).map(Tree::Number)
    }

    fn string(&mut self, shape: &Shape<'s>, name: &str) -> Option<Tree> {
        let (least, most) = (shape.at_least("minLength"), shape.at_most("maxLength"));
        if least > 1 << 16 {
            return None;
        }
        let patterns: Vec<&str> = shape.all("pattern").filter_map(Tree::as_str).collect();
        let format = shape.text("format");
        let mut best = None;
        for attempt in 0..12 {
            // Text that reads well may happen to match; only a pattern's own text is sure to.
            let patterned = !patterns.is_empty();
            let text = match format {
                Some(format) if attempt % 2 == 0 || !patterned => {
                    sample_format(format, &mut self.dice)
                }
                None if patterned && attempt == 0 => {
                    Some(sample_text(name, self.vocabulary, &mut self.dice))
                }
                None if patterned && attempt == 1 => sample_format("date", &mut self.dice),
                _ => None,
            };
            let text = text.or_else(|| sample_pattern(patterns.first()?, least, &mut self.dice));
            let Some(text) = text else { break };
            let length = text.chars().count();
            if length >= least
                && most.is_none_or(|most| length <= most)
                && patterns
                    .iter()
                    .all(|pattern| self.judge.matches(pattern, &text))
            {
                return Some(Tree::String(text));
            }
            best = Some(text);
        }
        let text = best.unwrap_or_else(|| {
            let text = sample_text(name, self.vocabulary, &mut self.dice);
            fitted(text, least, most, &mut self.dice)
        });
        Some(Tree::String(text))
    }
}
