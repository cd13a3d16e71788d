//! Where a value ends: what is judged then, once, and what a fork comes to.

use super::cursor::{Cursor, Purpose, place};
use super::describe::wanted;
use super::found::Found;
use super::frame::{ObjectState, State};
use super::raw::Raw;
use super::whole::{Closed, Undone};
use crate::lenient::Mended;
use crate::rules::words::missing_property;
use crate::violation::{Violation, shown};

impl Cursor {
    /// Takes a closing bracket.
    #[inline]
    pub(super) fn end(&mut self, raw: &mut Raw) {
        self.nest = self.nest.saturating_sub(1);
        if self.past == 0 {
            self.close_container(raw);
            return;
        }
        self.past -= 1;
        if self.past == 0 {
            self.closed(raw);
        }
    }

    pub(super) fn close_container(&mut self, raw: &mut Raw) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        let node = frame.slot.node;
        let (count, is_list) = match &frame.state {
            State::Object(object) => {
                self.require(object);
                (object.count, false)
            }
            State::Map { count, .. } | State::Entries { count, .. } => (*count, false),
            State::Array { count, .. } => (*count, true),
            State::Wrapper { .. } => {
                if frame.slot.place.is_some_and(|p| p.get().is_absent()) && self.found.is_empty() {
                    self.violate("required", missing_property("value"), None);
                }
                self.closed(raw);
                return;
            }
            State::Entry { complete, .. } => {
                if !complete {
                    let message = "an entry needs a `key` and, after it, a `value`".to_owned();
                    self.violate("required", message, None);
                }
                self.closed(raw);
                return;
            }
            State::Only { count, .. } => {
                if *count == 0 {
                    let message = wanted(node.kind, node.nullable);
                    self.violate("type", message, None);
                }
                self.closed(raw);
                return;
            }
            State::Branch { .. }
            | State::Implied { .. }
            | State::Fork { .. }
            | State::Follow { .. } => (0, false),
        };
        for rule in node.rules {
            let message = if is_list {
                rule.check_items(count)
            } else {
                rule.check_properties(count)
            };
            if let Some(message) = message {
                self.violate(rule.keyword(), message, None);
            }
        }
        if let Some(place) = place(frame.slot) {
            place.close();
        }
        self.closed(raw);
    }

    /// Reports the required properties that an object has not.
    pub(super) fn require(&mut self, object: &ObjectState) {
        if object.has_required() {
            return;
        }
        for (index, property) in object.table.properties.iter().enumerate() {
            if property.required && !object.seen.contains(index) {
                self.violate("required", missing_property(property.name), None);
            }
        }
    }

    /// A value has closed.
    #[inline]
    pub(super) fn closed(&mut self, raw: &mut Raw) {
        if !self.captures.is_empty()
            || matches!(
                self.innermost(),
                Some((_, State::Branch { .. } | State::Implied { .. }))
            )
        {
            self.judge(raw);
        }
        self.done = self.stack.is_empty();
    }

    /// Judges a value whole where its rules ask for that, and closes unions around it.
    pub(super) fn judge(&mut self, raw: &mut Raw) {
        while let Some(capture) = self.captures.pop_if(|capture| capture.nest == self.nest) {
            self.close_implied_in(capture.depth);
            let text = raw.since(capture.start);
            match capture.purpose {
                Purpose::Shown(index) => {
                    if let Some(violation) = self.found.get_mut(index) {
                        violation.value = Some(shown(text));
                    }
                    raw.end(false);
                }
                Purpose::Whole(node, from) => {
                    let closed = Closed {
                        node,
                        from,
                        depth: capture.depth,
                        undo: capture.undo,
                    };
                    self.judge_whole(closed, text);
                    raw.end(true);
                }
            }
        }
        if !raw.keeps_all() {
            self.undone.clear();
        }
        while matches!(
            self.innermost(),
            Some((_, State::Branch { .. } | State::Implied { .. }))
        ) {
            self.close_implied();
        }
    }

    /// A violation at the value that is being read.
    pub(super) fn violate(
        &mut self,
        keyword: &'static str,
        message: String,
        value: Option<String>,
    ) {
        if !self.found.is_full() {
            let mut violation = Violation::new(self.pointer(), keyword, message);
            violation.value = value;
            self.found.push(violation);
        }
    }

    /// Takes over what a fork found, with pointers from this cursor's base on, and goes on.
    pub(super) fn join(
        &mut self,
        found: &Found,
        undone: &[Undone],
        mended: &Mended,
        raw: &mut Raw,
    ) {
        let pointer = self.pointer();
        self.mended.join(mended, &pointer);
        self.undone.extend(undone.iter().map(|undone| Undone {
            pointer: format!("{pointer}{}", undone.pointer),
            ..undone.clone()
        }));
        for violation in found.violations() {
            self.found.push(Violation {
                pointer: format!("{pointer}{}", violation.pointer),
                ..violation.clone()
            });
        }
        for question in &found.later {
            let at = format!("{pointer}{}", question.pointer());
            self.found.later.push(question.clone().at(&at));
        }
        self.stack.pop();
        self.closed(raw);
    }

    /// Gives up its captures.
    pub(super) fn give_up(&mut self, raw: &mut Raw) {
        for capture in self.captures.drain(..) {
            raw.end(matches!(capture.purpose, Purpose::Whole(..)));
        }
        self.dropped = true;
    }
}
