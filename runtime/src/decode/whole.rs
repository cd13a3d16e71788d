//! Rules about whole values: judged on a value's text when it closes.
//!
//! The text is the answer's. Where the answer's shape is a dialect's, what was undone on the way into
//! the twin ([`super::undo`]) is undone in the text's tree too, so that rules meet the author's shape, and so is what
//! rules alone know of ([`super::restore`]).

use std::collections::HashSet;

use super::coerce_text::mended_text;
use super::cursor::Cursor;
use super::restore::{leave_out, restore};
use crate::extract::Undo;
use crate::json::tree::{Content, Members, Tree};
use crate::rules::{Rule, judge};
use crate::table::{Kind, Node};
use crate::violation::Violation;

/// What was undone at a place, with its pointer in the author's shape.
#[derive(Clone, Debug)]
pub(super) struct Undone {
    pub(super) pointer: String,
    pub(super) what: Shape,
}

/// What the answer had there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `null` for an absent property.
    Null,
    /// A list of entries for a map.
    Entries,
    /// Another scalar than this JSON text.
    Value(String),
    /// An item without the list around it.
    Item,
    /// A value without the object around it, whose property of this name it is.
    Property(&'static str),
    /// A list or an object around the value that is meant.
    Only,
    /// In an object, a property by another name: the answer's, and the schema's.
    Key(String, &'static str),
    /// A property that the schema does not allow.
    Extra,
}

impl Shape {
    /// Whether no dialect asked for it.
    pub(super) fn is_mend(&self) -> bool {
        !matches!(self, Self::Null | Self::Entries)
    }
}

/// A value that has just closed, and how it is to be judged.
#[derive(Clone, Copy)]
pub(super) struct Closed {
    pub(super) node: &'static Node,
    /// So many violations were there before it.
    pub(super) from: usize,
    /// Open containers and unions around it.
    pub(super) depth: usize,
    /// What lowering did to its shape.
    pub(super) undo: Undo,
}

impl Cursor {
    /// Judges the value that has just closed by a node's rules. What earlier violations about the same
    /// value say already is not said again.
    pub(super) fn judge_whole(&mut self, closed: Closed, text: &str) {
        if self.found.is_full() {
            // It does not fit, and nobody will read more about it.
            return;
        }
        let mended = mended_text(&self.undone, &self.pointer(), text);
        let text = mended.as_deref().unwrap_or(text);
        let Some(mut tree) = Tree::parse(text) else {
            // The scanner has passed it, so this cannot be; but what is not judged must not pass.
            self.violate("json", "cannot be read as JSON".to_owned(), None);
            return;
        };
        if mended.is_none() {
            self.undo_in(&mut tree);
        }
        let mut found = judge(closed.node.rules, judged(closed.node, &tree), &tree);
        if !found.is_empty() && (closed.undo.null_is_absent || closed.undo.entry_lists) {
            found = self.undo_unread(closed, &mut tree, found);
        }
        if !found.is_empty() {
            self.tell(closed.from, found);
        }
        self.judge_custom(closed, &tree);
    }

    /// Adds violations of the value that has just closed, those of them that are not known since `from`.
    fn tell(&mut self, from: usize, mut found: Vec<Violation>) {
        let pointer = self.pointer();
        for violation in &mut found {
            violation.pointer.insert_str(0, &pointer);
        }
        let known = self.found.violations().get(from..).unwrap_or_default();
        let known: HashSet<_> = known.iter().map(said).collect();
        found.retain(|violation| !known.contains(&said(violation)));
        for violation in found {
            self.found.push(violation);
        }
    }

    /// Undoes what lowering did to the shape of parts that no table has been walked for, and reads the value into
    /// its place anew where it fits then: what was shown of these parts has been as the answer had them.
    #[cold]
    fn undo_unread(
        &mut self,
        closed: Closed,
        tree: &mut Tree<'_>,
        found: Vec<Violation>,
    ) -> Vec<Violation> {
        let rules = closed.node.rules;
        let mut undone = restore(rules, tree, closed.undo);
        let mut found = found;
        if !undone.is_empty() {
            found = judge(rules, judged(closed.node, tree), tree);
        }
        if !found.is_empty() && closed.undo.null_is_absent {
            // A `null` that its own rules allow may stand for an absence all the same.
            let mut without = tree.clone();
            let left_out = leave_out(closed.node, &mut without);
            if !left_out.is_empty()
                && judge(rules, judged(closed.node, &without), &without).is_empty()
            {
                *tree = without;
                undone.extend(left_out);
                found.clear();
            }
        }
        if undone.is_empty() {
            return found;
        }
        let own = self.pointer();
        self.undone.extend(undone.into_iter().map(|one| Undone {
            pointer: format!("{own}{}", one.pointer),
            what: one.what,
        }));
        if found.is_empty() && !matches!(closed.node.kind, Kind::Foreign(_)) {
            self.read_again(closed, &tree.to_text(true));
        }
        found
    }

    /// Undoes in a value's tree what was undone inside it.
    fn undo_in(&self, tree: &mut Tree<'_>) {
        if self.undone.is_empty() {
            return;
        }
        let pointer = self.pointer();
        let mut inside: Vec<(Vec<String>, Shape)> = self
            .undone
            .iter()
            .filter_map(|undone| {
                let steps = steps(undone.pointer.strip_prefix(&pointer)?)?;
                Some((steps, undone.what.clone()))
            })
            .collect();
        // Pointers lead through maps, so what is further out becomes one first.
        inside.sort_by_key(|(steps, _)| steps.len());
        for (steps, what) in inside {
            match what {
                Shape::Entries => {
                    if let Some(list) = find(tree, &steps) {
                        become_map(list);
                    }
                }
                Shape::Null => {
                    if let Some((name, steps)) = steps.split_last()
                        && let Some(Content::Object(members)) =
                            find(tree, steps).map(|tree| &mut tree.content)
                    {
                        members.remove(name);
                    }
                }
                // Where there is any of these, the text has been mended before it was read.
                _ => {}
            }
        }
    }
}

/// Which rules of a node are left to judge.
fn judged(node: &Node, value: &Tree<'_>) -> fn(&Rule) -> bool {
    if node.nullable && matches!(value.content, Content::Null) {
        // The values of `enum` and `const` stand beside the `null`.
        return |rule| !rule.names_values();
    }
    if node.kind.leaves_rules() {
        return |_| true;
    }
    Rule::needs_whole
}

/// What a violation says. Where the words for one rule differ by what else is known, they do not count.
fn said(violation: &Violation) -> (&str, &str, &str) {
    let words = match &*violation.keyword {
        "type" | "enum" | "const" | "anyOf" | "oneOf" => "",
        _ => &violation.message,
    };
    (&violation.pointer, &violation.keyword, words)
}

/// The steps of a pointer's rest, where it is one.
pub(super) fn steps(rest: &str) -> Option<Vec<String>> {
    let mut steps = rest.split('/');
    if !steps.next()?.is_empty() {
        return None;
    }
    Some(
        steps
            .map(|step| step.replace("~1", "/").replace("~0", "~"))
            .collect(),
    )
}

pub(super) fn find<'a, 't>(
    mut tree: &'a mut Tree<'t>,
    steps: &[String],
) -> Option<&'a mut Tree<'t>> {
    for step in steps {
        tree = match &mut tree.content {
            Content::Array(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            Content::Object(members) => members.value_mut(step)?,
            _ => return None,
        };
    }
    Some(tree)
}

/// A list of `{"key": ..., "value": ...}` as a map. What is no entry has been reported.
pub(super) fn become_map(tree: &mut Tree<'_>) {
    if let Content::Array(entries) = &mut tree.content {
        let entries = entries.drain(..).filter_map(|entry| match entry.content {
            Content::Object(mut entry) => Some((entry.remove("key")?, entry.remove("value")?)),
            _ => None,
        });
        tree.content = Content::Object(Members::new(entries));
    }
}
