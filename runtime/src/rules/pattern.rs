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
    backtracks: bool,
    engine: OnceLock<Engine>,
}

enum Engine {
    /// Linear in the text.
    Linear(Regex),
    /// With look-around and back-references.
    Backtracking(Box<fancy_regex::Regex>),
    /// The generator compiles each pattern once; one that does not compile cannot come here, and if it
    /// did, saying so beats letting everything pass.
    Broken,
}

/// Whether a text matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Match {
    Yes,
    No,
    /// It takes too long to know.
    GaveUp,
}

impl Pattern {
    /// A pattern as the schema writes it (ECMA-262), and as the generator translated it. Its engine is
    /// linear in the text.
    #[must_use]
    pub const fn new(written: &'static str, translated: &'static str) -> Self {
        Self {
            written,
            translated,
            backtracks: false,
            engine: OnceLock::new(),
        }
    }

    /// A pattern with look-around or back-references. Its engine goes back and tries again, up to a
    /// limit; a text that needs more does not match, and the violation says why.
    #[must_use]
    pub const fn backtracking(written: &'static str, translated: &'static str) -> Self {
        let mut pattern = Self::new(written, translated);
        pattern.backtracks = true;
        pattern
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
        let matches = match self.engine.get_or_init(|| self.compile()) {
            Engine::Linear(regex) => regex.is_match(value),
            Engine::Backtracking(regex) => match regex.is_match(value) {
                Ok(matches) => matches,
                Err(_) => return Match::GaveUp,
            },
            Engine::Broken => false,
        };
        if matches { Match::Yes } else { Match::No }
    }

    fn compile(&self) -> Engine {
        if self.backtracks {
            let mut builder = fancy_regex::RegexBuilder::new(self.translated);
            let built = builder.backtrack_limit(BACKTRACKS).build();
            built.map_or(Engine::Broken, |regex| {
                Engine::Backtracking(Box::new(regex))
            })
        } else {
            Regex::new(self.translated).map_or(Engine::Broken, Engine::Linear)
        }
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
