//! Violations of a whole value, each once, and no more than anyone will read.

use std::collections::HashSet;

use crate::violation::{ROOM, Violation};

/// Violations, in the order in which they were found.
#[derive(Debug, Default)]
pub(super) struct Told {
    violations: Vec<Violation>,
    /// What has been said, so that a rule that is reached twice is reported once.
    said: HashSet<String>,
    bytes: usize,
}

impl Told {
    /// Whether no more are kept.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > ROOM
    }

    /// Adds a violation that is not there yet.
    pub(super) fn push(&mut self, violation: Violation) {
        let Violation {
            pointer,
            keyword,
            message,
            ..
        } = &violation;
        if !self.is_full() && self.said.insert(format!("{pointer} {keyword} {message}")) {
            self.bytes += violation.size();
            self.violations.push(violation);
        }
    }

    /// All of them.
    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.violations
    }
}
