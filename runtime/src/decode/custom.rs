//! What is judged beyond the schema's own keywords when a value closes: functions of the user's, and
//! types of the user's that read the value by themselves.
//!
//! Both come last, and only where the value fits the schema's own keywords, so that they meet what the
//! schema promises.

use super::cursor::Cursor;
use super::ptr::Ptr;
use super::whole::Closed;
use crate::checks::Later;
use crate::extract::Undo;
use crate::json::tree::{Content, Tree};
use crate::rules::Rule;
use crate::table::Kind;
use crate::violation::{SHOWN, Violation};

/// The keyword of what functions of the user's find.
pub(crate) const KEYWORD: &str = "x-check";

impl Cursor {
    /// Gives the value that has just closed to the type that reads it, and to the functions that judge
    /// it. `tree` is its text in the author's shape.
    pub(super) fn judge_custom(&mut self, closed: Closed, tree: &Tree<'_>) {
        let Closed { node, from, .. } = closed;
        let is_foreign = matches!(node.kind, Kind::Foreign(_));
        let asks = |rule: &&Rule| matches!(rule, Rule::Custom(_) | Rule::Later(_) | Rule::Llm(_));
        let checks = node.rules.iter().filter(asks);
        if !is_foreign && checks.clone().next().is_none() {
            return;
        }
        let is_null = node.nullable && matches!(tree.content, Content::Null);
        let wrong = self.found.violations().get(from..).unwrap_or_default();
        let fits = wrong.iter().all(|one| one.keyword == KEYWORD);
        if is_null || !fits || self.found.is_full() {
            return;
        }
        let Some(place) = self.closed_place(closed.depth) else {
            return;
        };
        let mut found = Vec::new();
        if is_foreign {
            found.extend(
                place
                    .get()
                    .json(&tree.to_text(closed.undo != Undo::default())),
            );
        }
        let mut later = Vec::new();
        if found.is_empty() {
            for check in checks {
                match check {
                    Rule::Custom(check) => {
                        found.extend(place.get().held().map_or_else(unjudged, check));
                    }
                    Rule::Later(check) => match place.get().held().and_then(check) {
                        Some(question) => later.push(question),
                        None => found.extend(unjudged()),
                    },
                    Rule::Llm(rule) => {
                        let text = tree.to_text(closed.undo != Undo::default());
                        later.push(Later::in_words(rule, &text));
                    }
                    _ => {}
                }
            }
        }
        if found.is_empty() && later.is_empty() {
            return;
        }
        let pointer = self.pointer();
        if found.is_empty() {
            let questions = later.into_iter().map(|question| question.at(&pointer));
            self.found.later.extend(questions);
        }
        for mut violation in found {
            if violation.pointer.is_empty() && tree.text.len() <= SHOWN {
                violation.value.get_or_insert_with(|| tree.text.to_owned());
            }
            violation.pointer.insert_str(0, &pointer);
            self.found.push(violation);
        }
    }

    /// The place of a value that has just closed, with so many open containers and unions around it.
    pub(super) fn closed_place(&self, depth: usize) -> Option<Ptr> {
        // A union of which one branch was read is still open.
        if let Some(frame) = self.stack.get(depth) {
            return frame.slot.place;
        }
        match depth.checked_sub(1) {
            Some(parent) => self.stack.get(parent)?.child_place(),
            None => self.base.place,
        }
    }
}

/// What a function that cannot be asked leaves behind: what is not judged must not pass.
pub(crate) fn unjudged() -> Vec<Violation> {
    let message = "cannot be checked: the value is not complete";
    vec![Violation::new("", KEYWORD, message)]
}
