//! What is wrong with a value, as far as it has been read.

use crate::checks::Later;
use crate::violation::{ROOM, Violation};

/// Violations, in the order in which they were found.
#[derive(Debug, Default)]
pub(super) struct Found {
    violations: Vec<Violation>,
    /// What is to be asked about it when it fits.
    pub(super) later: Vec<Later>,
    bytes: usize,
    /// The value cannot be meant as what it is read as.
    ruled_out: bool,
    /// Nobody has asked about that yet.
    news: bool,
}

impl Found {
    pub(super) fn violations(&self) -> &[Violation] {
        &self.violations
    }

    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.violations
    }

    pub(super) fn is_empty(&self) -> bool {
        self.violations.is_empty()
    }

    /// Whether no more are kept. Who asks first need not word what nobody will read.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > ROOM
    }

    /// Adds a violation. One of another type, another tag or an unknown property says that the value
    /// is not what it is read as; a broken limit does not, and such a branch is read on, because it
    /// may be the nearest.
    pub(super) fn push(&mut self, violation: Violation) {
        if self.is_full() {
            return;
        }
        if matches!(
            &*violation.keyword,
            "type" | "const" | "additionalProperties"
        ) {
            self.rule_out();
        }
        self.bytes += violation.size();
        self.violations.push(violation);
    }

    /// Takes those of an item of the list that is read, with what is inside it.
    pub(super) fn take_in(&mut self, index: usize) -> Vec<Violation> {
        let taken = take_in(&mut self.violations, index);
        let bytes = taken.iter().map(Violation::size).sum();
        self.bytes = self.bytes.saturating_sub(bytes);
        taken
    }

    /// Adds what was found elsewhere.
    pub(super) fn extend(&mut self, other: Self) {
        other.violations.into_iter().for_each(|one| self.push(one));
    }

    /// Takes the questions about an item of the list that is read.
    pub(super) fn take_later_in(&mut self, index: usize) -> Vec<Later> {
        take_later_in(&mut self.later, index)
    }

    /// The violation of an index.
    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut Violation> {
        self.violations.get_mut(index)
    }

    /// Whether the value has been ruled out since this was last asked.
    pub(super) fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.news)
    }

    pub(super) fn has_news(&self) -> bool {
        self.news
    }

    fn rule_out(&mut self) {
        self.news |= !self.ruled_out;
        self.ruled_out = true;
    }
}

/// Takes the violations of an item of a list, with what is inside it.
pub(super) fn take_in(violations: &mut Vec<Violation>, index: usize) -> Vec<Violation> {
    if violations.is_empty() {
        return Vec::new();
    }
    let item = format!("/{index}");
    let taken = violations.extract_if(.., |one| is_inside(&one.pointer, &item));
    taken.collect()
}

/// Takes the questions about an item of a list, with their places in that item.
pub(super) fn take_later_in(later: &mut Vec<Later>, index: usize) -> Vec<Later> {
    if later.is_empty() {
        return Vec::new();
    }
    let item = format!("/{index}");
    let taken = later.extract_if(.., |one| is_inside(one.pointer(), &item));
    let inside = |one: Later| {
        let pointer = one.pointer().strip_prefix(&item).map(str::to_owned);
        one.at(&pointer.unwrap_or_default())
    };
    taken.map(inside).collect()
}

/// Whether a place is that of an item, or inside it.
fn is_inside(pointer: &str, item: &str) -> bool {
    let rest = pointer.strip_prefix(item);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
