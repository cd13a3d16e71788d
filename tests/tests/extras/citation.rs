//! Random texts and quotes, found as the plainest of algorithms finds them.

use formwork::citation::{Source, Tolerance};
use proptest::prelude::*;

/// The fewest edits that make `quote` of a part of `text`; of all of it, if `whole`.
fn distance(text: &str, quote: &str, whole: bool) -> usize {
    let quote: Vec<char> = quote.chars().collect();
    let mut column: Vec<usize> = (0..=quote.len()).collect();
    let mut best = quote.len();
    for (read, character) in text.chars().enumerate() {
        let mut corner = std::mem::replace(&mut column[0], if whole { read + 1 } else { 0 });
        for row in 1..column.len() {
            let changed = corner + usize::from(quote[row - 1] != character);
            corner = column[row];
            column[row] = changed.min(corner + 1).min(column[row - 1] + 1);
        }
        best = best.min(column[quote.len()]);
    }
    if whole { column[quote.len()] } else { best }
}

/// What `find` and `find_all` must give, whichever of several places they take.
fn holds(text: &str, quote: &str, tolerance: Tolerance) {
    let source = Source::new(text).tolerance(tolerance);
    let length = quote.chars().count();
    let most = (tolerance.edits as usize)
        .min(length / tolerance.one_in as usize)
        .min(length - 1);
    let fewest = distance(text, quote, false);
    let all = source.find_all(quote);
    let first = source.find(quote);
    assert_eq!(
        first.is_some(),
        fewest <= most,
        "{fewest} edits, {most} at most"
    );
    assert_eq!(first, all.first().cloned());
    let mut from = 0;
    for found in &all {
        assert_eq!(found.text, &text[found.span.clone()]);
        assert_eq!(
            (found.edits, distance(found.text, quote, true)),
            (fewest, fewest),
            "{found:?}"
        );
        let between = &text[from..found.span.start];
        assert!(
            distance(between, quote, false) > fewest,
            "one is missing in {between:?}"
        );
        from = found.span.end;
    }
    if !all.is_empty() {
        assert!(
            distance(&text[from..], quote, false) > fewest,
            "one is missing at the end"
        );
    }
}

/// A text of so many letters, of few kinds, so that there is much that is alike. Some have marks, some more
/// bytes than others.
fn letters(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let letter = prop_oneof![4 => Just("a"), 3 => Just("b"), 1 => Just("é"), 1 => Just("漢"), 1 => Just("\u{301}"), 1 => Just("🦀")];
    proptest::collection::vec(letter, length).prop_map(|letters| letters.concat())
}

/// A quote from somewhere in the text, with a few edits.
fn quote_of(text: &str, from: usize, length: usize, edits: &[(usize, u8)]) -> String {
    let mut quote: Vec<char> = text.chars().cycle().skip(from).take(length).collect();
    for (at, kind) in edits {
        let at = at % quote.len().max(1);
        match kind % 3 {
            0 => quote.insert(at, 'x'),
            1 if quote.len() > 1 => drop(quote.remove(at)),
            _ => quote[at] = 'y',
        }
    }
    quote.into_iter().collect()
}

proptest! {
    #[test]
    fn nothing_closer_is_passed_over(
        text in letters(1..400),
        from in 0..400_usize,
        length in 1..200_usize,
        edits in proptest::collection::vec((0..200_usize, 0..3_u8), 0..8),
        (most, one_in) in (0..8_u32, 1..6_u32),
    ) {
        let quote = quote_of(&text, from, length, &edits);
        let tolerance = Tolerance::default().fold(false).edits(most).one_in(one_in);
        holds(&text, &quote, tolerance);
    }

    #[test]
    fn short_quotes_in_texts_that_repeat(
        text in letters(1..60),
        quote in letters(1..12),
        most in 0..12_u32,
    ) {
        holds(&text, &quote, Tolerance::default().fold(false).edits(most).one_in(1));
    }

    /// Whatever is folded away, a place is a place in the original, between characters.
    #[test]
    fn any_text_and_any_quote(text in "\\PC{0,300}", quote in "\\PC{0,40}", from in 0..300_usize, length in 0..60_usize) {
        let source = Source::new(text.as_str());
        let own: String = text.chars().skip(from).take(length).collect();
        for quote in [&quote, &own, &own.to_uppercase(), &own.replace(' ', "\n ")] {
            for found in source.find_all(quote) {
                prop_assert_eq!(found.text, &text[found.span.clone()]);
            }
        }
        prop_assert_eq!(source.find(&own).is_some(), !own.trim().is_empty(), "{:?}", own);
    }
}
