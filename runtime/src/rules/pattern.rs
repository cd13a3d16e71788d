//! `pattern` (JSON Schema validation, section 6.3.3), and the patterns of `patternProperties`.

use std::fmt;
use std::sync::OnceLock;

use regex::Regex;

use super::judge::Judge;
use crate::json::tree::Tree;

/// A backtracking engine goes back at most so often for one text.
const BACKTRACKS: usize = 1_000_000;

/// A pattern, compiled when it is first needed.
pub struct Pattern {
    written: &'static str,
    translated: &'static str,
    compile: Compile,
    engine: OnceLock<Option<Box<dyn Engine>>>,
}

/// The generator compiles each pattern once, so there is always an engine.
type Compile = fn(&'static str) -> Option<Box<dyn Engine>>;

/// A compiled pattern. A program has only those kinds of engines that its patterns ask for.
trait Engine: Send + Sync {
    fn find(&self, text: &str) -> Match;
}

/// Whether a text matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Match {
    Yes,
    No,
    /// It takes too long to know.
    GaveUp,
}

impl From<bool> for Match {
    fn from(matches: bool) -> Self {
        if matches { Self::Yes } else { Self::No }
    }
}

/// Linear in the text.
impl Engine for Regex {
    fn find(&self, text: &str) -> Match {
        self.is_match(text).into()
    }
}

/// With look-around and back-references.
impl Engine for fancy_regex::Regex {
    fn find(&self, text: &str) -> Match {
        self.is_match(text).map_or(Match::GaveUp, Match::from)
    }
}

fn linear(translated: &'static str) -> Option<Box<dyn Engine>> {
    let regex = Regex::new(translated).ok()?;
    Some(Box::new(regex))
}

fn backtracking(translated: &'static str) -> Option<Box<dyn Engine>> {
    let mut builder = fancy_regex::RegexBuilder::new(translated);
    let regex = builder.backtrack_limit(BACKTRACKS).build().ok()?;
    Some(Box::new(regex))
}

impl Pattern {
    /// A pattern as the schema writes it (ECMA-262), and as the generator translated it. Its engine is
    /// linear in the text.
    #[must_use]
    pub const fn new(written: &'static str, translated: &'static str) -> Self {
        Self::compiled_by(linear, written, translated)
    }

    /// A pattern with look-around or back-references. Its engine goes back and tries again, up to a
    /// limit; a text that needs more does not match, and the violation says why.
    #[must_use]
    pub const fn backtracking(written: &'static str, translated: &'static str) -> Self {
        Self::compiled_by(backtracking, written, translated)
    }

    const fn compiled_by(
        compile: Compile,
        written: &'static str,
        translated: &'static str,
    ) -> Self {
        Self {
            written,
            translated,
            compile,
            engine: OnceLock::new(),
        }
    }

    /// What is wrong with a text.
    pub(super) fn check(&self, value: &str) -> Option<String> {
        match self.find(value) {
            Match::Yes => None,
            Match::No => Some(format!("must match the pattern {}", self.written)),
            Match::GaveUp => Some(self.gave_up()),
        }
    }

    /// Whether a property's name matches.
    pub(super) fn holds(&self, judge: &mut Judge<'_>, name: &str) -> bool {
        let found = self.find(name);
        if found == Match::GaveUp {
            judge.cannot("patternProperties", self.gave_up());
        }
        found == Match::Yes
    }

    fn find(&self, value: &str) -> Match {
        let engine = self.engine.get_or_init(|| (self.compile)(self.translated));
        // Without one, saying that nothing matches beats letting everything pass.
        engine
            .as_ref()
            .map_or(Match::No, |engine| engine.find(value))
    }

    fn gave_up(&self) -> String {
        let written = self.written;
        format!("takes too long to compare with the pattern {written}; a simpler text would not")
    }
}

/// Judges a whole value.
pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    pattern: &'static Pattern,
    value: &'t Tree<'t>,
) -> bool {
    let Some(text) = value.as_str() else {
        return true;
    };
    match pattern.find(text) {
        Match::Yes => true,
        Match::No => judge.fail("pattern", Some(value), || {
            format!("must match the pattern {}", pattern.written)
        }),
        Match::GaveUp => judge.cannot("pattern", pattern.gave_up()),
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.written).finish()
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{holds, rules, said};
    use crate::rules::{Pattern, Rule};

    #[test]
    fn linear_and_backtracking_patterns_search_the_text() {
        static DIGITS: Pattern = Pattern::new("\\d", "[0-9]");
        static TWICE: Pattern = Pattern::backtracking("(.)\\1", r"(.)\1");
        holds(
            rules![Rule::Pattern(&DIGITS), Rule::Pattern(&TWICE)],
            &["\"a00\"", "12", "null"],
            &["\"aa\"", "\"12\"", "\"\""],
        );
        assert_eq!(
            said(rules![Rule::Pattern(&TWICE)], "\"ab\""),
            [": must match the pattern (.)\\1 [pattern]"]
        );
    }

    #[test]
    fn a_pattern_that_goes_back_too_often_says_so() {
        static HARD: Pattern = Pattern::backtracking("^(a|aa)+$(?<!a)", "^(a|aa)+$(?<!a)");
        let text = format!("\"{}\"", "a".repeat(60));
        let said = said(rules![Rule::Pattern(&HARD)], &text);
        assert_eq!(
            said,
            [
                ": takes too long to compare with the pattern ^(a|aa)+$(?<!a); a simpler text would not [pattern]"
            ]
        );
        assert_eq!(
            HARD.check("aab").as_deref(),
            Some("must match the pattern ^(a|aa)+$(?<!a)")
        );
    }
}
