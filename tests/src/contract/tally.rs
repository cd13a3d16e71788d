//! What became of the checks.

use std::collections::BTreeMap;

/// A check that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What was checked.
    pub what: String,
    /// What was wrong.
    pub why: String,
}

/// Checks of one kind.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many went well.
    pub passed: usize,
    /// Those that did not.
    pub failures: Vec<Failure>,
    /// Why some could not be made, and how many.
    pub skipped: BTreeMap<String, usize>,
    /// How many were made, by provider and API.
    pub groups: BTreeMap<String, (usize, usize)>,
}

impl Tally {
    /// Counts one check of a group.
    pub(super) fn add(&mut self, group: &str, what: impl Into<String>, result: Result<(), String>) {
        let group = self.groups.entry(group.to_owned()).or_default();
        group.1 += 1;
        match result {
            Ok(()) => {
                group.0 += 1;
                self.passed += 1;
            }
            Err(why) => self.failures.push(Failure {
                what: what.into(),
                why,
            }),
        }
    }

    /// Counts one that could not be made.
    pub(super) fn skip(&mut self, why: impl Into<String>) {
        *self.skipped.entry(why.into()).or_default() += 1;
    }

    /// How many could not be made.
    #[must_use]
    pub fn skips(&self) -> usize {
        self.skipped.values().sum()
    }
}
