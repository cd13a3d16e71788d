//! Quotes that a model gives, to the places of the text that it quotes.
//!
//! Models quote almost word for word: a curly mark becomes a straight one, a line break a space, a word loses a
//! letter. [`Source::find`] finds such a quote all the same. `fold` evens out what a reader would not call a
//! difference, `search` allows for edits, in one pass over the places that `seeds` names, by `myers`; `quotes`
//! decides what becomes of the quotes of an answer. Nothing here knows of calls.

mod fold;
mod myers;
mod quotes;
mod search;
mod seeds;

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use memchr::memmem;

use self::fold::Folded;
pub use self::quotes::{Citation, OnMiss, Quotes};
use self::search::{Needle, Work};

/// A text that is quoted from. Cheap to clone; made ready once for all quotes that are looked for in it.
///
/// ```
/// use formwork::citation::Source;
///
/// let source = Source::new("He said: “The meeting\nis at  noon”, and left.");
/// let found = source.find("\"the meeting is at noon\"").unwrap();
/// assert_eq!(found.text, "“The meeting\nis at  noon”");
/// assert_eq!(found.edits, 0, "neither marks nor white space nor case count");
///
/// let found = source.find("The meting is at noon").unwrap();
/// assert_eq!((found.edits, &source.text()[found.span]), (1, "The meeting\nis at  noon"));
/// assert!(source.find("The meeting is cancelled").is_none());
/// ```
#[derive(Clone)]
pub struct Source {
    inner: Arc<Inner>,
    tolerance: Tolerance,
}

struct Inner {
    text: String,
    /// Made when a quote is first looked for that is not there word for word.
    folded: OnceLock<Folded>,
}

/// How far a quote may be from the text and still be found.
///
/// Letters are counted, not what they mean: `nobody objected` is three edits from `somebody objected`. Where that matters,
/// allow fewer.
///
/// ```
/// use formwork::citation::{Source, Tolerance};
///
/// let text = "The meeting is at noon.";
/// assert!(Source::new(text).find("the meting is at nooon").is_some());
/// assert!(Source::new(text).tolerance(Tolerance::default().edits(1)).find("the meting is at nooon").is_none());
/// assert!(Source::new(text).tolerance(Tolerance::EXACT).find("the meeting").is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Tolerance {
    /// The most characters that may be missing, added or changed; 5 by default.
    pub edits: u32,
    /// But no more than one in so many characters of the quote; 4 by default, so that a short quote has to be
    /// close. 0 is taken for 1.
    pub one_in: u32,
    /// Whether case, the kind of quotation marks and dashes, the amount of white space, ligatures, full-width
    /// forms and characters that cannot be seen make no difference; so by default.
    pub fold: bool,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self {
            edits: 5,
            one_in: 4,
            fold: true,
        }
    }
}

impl Tolerance {
    /// Word for word, and nothing else.
    pub const EXACT: Self = Self {
        edits: 0,
        one_in: 1,
        fold: false,
    };

    /// With so many edits at most.
    #[must_use]
    pub fn edits(mut self, edits: u32) -> Self {
        self.edits = edits;
        self
    }

    /// With at most one edit in so many characters.
    #[must_use]
    pub fn one_in(mut self, characters: u32) -> Self {
        self.one_in = characters;
        self
    }

    /// Whether what a reader would not call a difference is none.
    #[must_use]
    pub fn fold(mut self, fold: bool) -> Self {
        self.fold = fold;
        self
    }

    /// How many edits a quote of so many characters may need.
    fn of(self, characters: usize) -> usize {
        let edits = usize::try_from(self.edits).unwrap_or(usize::MAX);
        let one_in = usize::try_from(self.one_in.max(1)).unwrap_or(usize::MAX);
        // Were every character changed, anything would be found.
        edits
            .min(characters / one_in)
            .min(characters.saturating_sub(1))
    }
}

/// Where a quote was found.
///
/// ```
/// use formwork::citation::Source;
///
/// let source = Source::new("Noon is noon.");
/// let found = source.find("noon.").unwrap();
/// assert_eq!((found.span.clone(), found.text, found.edits), (8..13, "noon.", 0));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found<'s> {
    /// The place in the source: bytes, between characters.
    pub span: Range<usize>,
    /// The text there.
    pub text: &'s str,
    /// How many characters are missing, added or changed in the quote, beyond what [`Tolerance::fold`] evens
    /// out.
    pub edits: usize,
}

impl Source {
    /// A text to look for quotes in.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            inner: Arc::new(Inner {
                text: text.into(),
                folded: OnceLock::new(),
            }),
            tolerance: Tolerance::default(),
        }
    }

    /// The same text, with another tolerance.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// Where a quote stands: word for word if it does, else where it needs the fewest edits; the first such
    /// place. `None` where it is not in the text, and where there is nothing in it but white space. White space
    /// around the quote is not looked for.
    ///
    /// The time is linear in the text. A quote of more than 16,384 characters is found without edits, or not
    /// at all.
    #[must_use]
    pub fn find(&self, quote: &str) -> Option<Found<'_>> {
        self.search(quote, false).into_iter().next()
    }

    /// All places that are as close to a quote as the closest one, without overlaps, in order.
    ///
    /// ```
    /// use formwork::citation::Source;
    ///
    /// let source = Source::new("Noon is noon.");
    /// let spans: Vec<_> = source.find_all("NOON").into_iter().map(|found| found.span).collect();
    /// assert_eq!(spans, [0..4, 8..12]);
    /// ```
    #[must_use]
    pub fn find_all(&self, quote: &str) -> Vec<Found<'_>> {
        self.search(quote, true)
    }

    fn search(&self, quote: &str, all: bool) -> Vec<Found<'_>> {
        let limit = if all { usize::MAX } else { 1 };
        let quote = quote.trim();
        if quote.is_empty() {
            return Vec::new();
        }
        let text = self.text();
        let found = exact(text, quote, limit);
        if !found.is_empty() {
            return self.found(found, 0, |span| span);
        }
        if !self.tolerance.fold {
            let needle = Needle::new(quote.to_owned(), self.tolerance);
            let (found, edits) = search::nearest(text, &needle, limit, &mut Work::default());
            return self.found(found, edits, |span| span);
        }
        let folded = self.inner.folded.get_or_init(|| Folded::new(text));
        let quote = fold::fold(quote);
        // It may have consisted of what cannot be seen.
        if quote.trim().is_empty() {
            return Vec::new();
        }
        let whole = |span| folded.original(text, &span);
        let found = exact(&folded.text, &quote, limit);
        if !found.is_empty() {
            return self.found(found, 0, whole);
        }
        let needle = Needle::new(quote, self.tolerance);
        let (found, edits) = search::nearest(&folded.text, &needle, limit, &mut Work::default());
        self.found(found, edits, whole)
    }

    fn found(
        &self,
        spans: Vec<Range<usize>>,
        edits: usize,
        original: impl Fn(Range<usize>) -> Range<usize>,
    ) -> Vec<Found<'_>> {
        let spans = spans.into_iter().map(original);
        let found = spans.filter_map(|span| {
            Some(Found {
                text: self.text().get(span.clone())?,
                span,
                edits,
            })
        });
        found.collect()
    }
}

/// The places where a text holds a quote as it is.
fn exact(text: &str, quote: &str, limit: usize) -> Vec<Range<usize>> {
    let starts = memmem::find_iter(text.as_bytes(), quote.as_bytes());
    let spans = starts.map(|start| start..start + quote.len());
    spans.take(limit).collect()
}

impl From<String> for Source {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Source {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A text of megabytes is of no use to whoever reads this.
        f.debug_struct("Source")
            .field("bytes", &self.text().len())
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}
