//! The quotes of an answer, to what becomes of them.

use super::Source;
use crate::violation::{Violation, push_step, shown_string};

/// The keyword of what is wrong with a quote.
const KEYWORD: &str = "citation";

/// What becomes of a quote that is not in the text.
///
/// ```
/// use formwork::citation::{Citation, OnMiss};
///
/// let quotes = ["noon".to_owned(), "midnight".to_owned()];
/// let kept = |on_miss| {
///     let mut quotes = quotes.to_vec();
///     let missed = Citation::new("At noon.").on_miss(on_miss).mend(&mut quotes);
///     (quotes.len(), missed.len())
/// };
/// assert_eq!(kept(OnMiss::Drop), (1, 0));
/// assert_eq!(kept(OnMiss::Keep), (2, 0));
/// assert_eq!(kept(OnMiss::Report), (2, 1));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnMiss {
    /// It is taken out.
    Drop,
    /// It stays as the model wrote it.
    Keep,
    /// It is a violation, so that the model is asked again.
    #[default]
    Report,
}

/// Holds the quotes of an answer to the text that they are from.
///
/// As a check at a call, or as a function that a schema names by `x-check`, it reports quotes that are made up:
///
/// ```
/// use formwork::citation::{Citation, Quotes};
///
/// struct Fact { claim: String, quotes: Vec<String> }
/// struct Answer { facts: Vec<Fact> }
///
/// let check = Citation::new("The dam was built in 1937. It holds no water.").check(
///     |answer: &Answer, quotes: &mut Quotes| {
///         for (number, fact) in answer.facts.iter().enumerate() {
///             quotes.list(&format!("/facts/{number}/quotes"), &fact.quotes);
///         }
///     },
/// );
/// let quotes = vec!["the dam was build in 1937".to_owned(), "it was torn down".to_owned()];
/// let answer = Answer { facts: vec![Fact { claim: "It is old.".to_owned(), quotes }] };
/// let wrong = check(&answer);
/// assert_eq!(wrong.len(), 1);
/// assert_eq!(wrong[0].pointer, "/facts/0/quotes/1");
/// ```
///
/// Afterwards, [`Citation::mend`] puts the words of the text in the place of the model's.
#[derive(Clone, Debug)]
pub struct Citation {
    source: Source,
    on_miss: OnMiss,
}

impl Citation {
    /// Quotes from this text; misses are reported.
    #[must_use]
    pub fn new(source: impl Into<Source>) -> Self {
        Self {
            source: source.into(),
            on_miss: OnMiss::default(),
        }
    }

    /// What becomes of quotes that are not in the text.
    #[must_use]
    pub fn on_miss(mut self, on_miss: OnMiss) -> Self {
        self.on_miss = on_miss;
        self
    }

    /// The text.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// A function that finds what is wrong with the quotes of a value; `quotes` says where they are. It finds
    /// nothing unless misses are reported.
    pub fn check<T: ?Sized>(
        self,
        quotes: impl Fn(&T, &mut Quotes<'_>),
    ) -> impl Fn(&T) -> Vec<Violation> {
        move |value| {
            let mut found = Vec::new();
            if self.on_miss == OnMiss::Report {
                let citation = &self;
                quotes(
                    value,
                    &mut Quotes {
                        citation,
                        found: &mut found,
                    },
                );
            }
            found
        }
    }

    /// Puts the words of the text in the place of each quote that is in it, and does with the others as it was
    /// told. Gives the misses where they are reported, their pointers (`/3`) from the list on.
    ///
    /// ```
    /// use formwork::citation::{Citation, OnMiss};
    ///
    /// let citation = Citation::new("“Noon”, he said.").on_miss(OnMiss::Drop);
    /// let mut quotes = vec!["noon, he said".to_owned(), "midnight, she said".to_owned()];
    /// citation.mend(&mut quotes);
    /// assert_eq!(quotes, ["Noon”, he said"]);
    /// ```
    pub fn mend(&self, quotes: &mut Vec<String>) -> Vec<Violation> {
        let mut misses = Vec::new();
        let mut number = 0_usize;
        quotes.retain_mut(|quote| {
            let at = number;
            number += 1;
            if let Some(found) = self.source.find(quote) {
                if found.text != quote {
                    found.text.clone_into(quote);
                }
                return true;
            }
            if self.on_miss == OnMiss::Report {
                misses.push(miss(format!("/{at}"), quote));
            }
            self.on_miss != OnMiss::Drop
        });
        misses
    }
}

/// Takes the quotes of a value. See [`Citation::check`].
///
/// ```
/// use formwork::citation::{Citation, Quotes};
///
/// let check = Citation::new("At noon.").check(|quote: &str, quotes: &mut Quotes| quotes.one("", quote));
/// assert!(check("at noon").is_empty());
/// assert_eq!(check("at midnight").len(), 1);
/// ```
pub struct Quotes<'c> {
    citation: &'c Citation,
    found: &'c mut Vec<Violation>,
}

impl Quotes<'_> {
    /// A quote, and the JSON Pointer of its place in the value.
    pub fn one(&mut self, pointer: &str, quote: &str) {
        if self.citation.source.find(quote).is_none() {
            self.found.push(miss(pointer.to_owned(), quote));
        }
    }

    /// A list of quotes, and the JSON Pointer of the list.
    pub fn list(&mut self, pointer: &str, quotes: impl IntoIterator<Item = impl AsRef<str>>) {
        for (number, quote) in quotes.into_iter().enumerate() {
            let mut place = pointer.to_owned();
            push_step(&number.to_string(), &mut place);
            self.one(&place, quote.as_ref());
        }
    }
}

fn miss(pointer: String, quote: &str) -> Violation {
    let message = if quote.trim().is_empty() {
        "is empty, and should be a quote from the text, word for word"
    } else {
        "is not in the text that it quotes, and should be there word for word"
    };
    Violation::new(pointer, KEYWORD, message).with_value(shown_string(quote))
}
