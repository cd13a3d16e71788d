//! Which branch of a union it is.
//!
//! A branch that cannot be meant is dropped as long as another is left. When the value closes, the
//! union takes the first branch that fits (`anyOf`), or the one that fits (`oneOf`); where none does,
//! the one with the fewest violations says what is wrong. Then the cursor that forked goes on, and
//! with it those that followed it, each with a copy.

use super::cursor::Cursor;
use super::engine::Engine;
use super::found::Found;
use super::frame::{Slot, State};
use crate::lenient::Mended;
use crate::rules::words::{both, either};
use crate::table::Union;
use crate::violation::Violation;

/// An open union: its branches that are left as cursor and branch, and who follows.
struct Closing {
    slot: Slot,
    union: &'static Union,
    left: Vec<(usize, usize)>,
    followers: Vec<usize>,
}

impl Engine {
    /// Drops branches that broke a rule while others are left, and ends the unions whose value has
    /// closed.
    pub(super) fn settle(&mut self) {
        let mut decided: Vec<usize> = self.live.clone();
        decided.retain(|index| {
            let cursor = self.cursors.get_mut(*index);
            cursor.is_some_and(|cursor| cursor.found.take_news())
        });
        decided.sort_unstable();
        for index in decided {
            self.reject(index);
        }
        while let Some(parent) = self.closed_fork() {
            for index in self.end_fork(parent) {
                let cursor = self.cursors.get_mut(index);
                if cursor.is_some_and(|cursor| cursor.found.take_news()) {
                    self.reject(index);
                }
            }
        }
        // Whatever began later is over earlier, so what is over is at the end.
        while self.cursors.len() > 1 && self.cursors.pop_if(|cursor| cursor.dropped).is_some() {}
    }

    /// Of some branches, the first with the fewest violations, and of those with the lightest mends.
    pub(super) fn best(&self, branches: &[(usize, usize)]) -> Option<(usize, usize)> {
        let cost = |index: usize| {
            let cursor = self.cursors.get(index);
            cursor.map(|c| (c.found.violations().len(), c.mended.weight()))
        };
        branches
            .iter()
            .min_by_key(|(cursor, _)| cost(*cursor))
            .copied()
    }

    /// Drops the branch that this cursor reads, or the nearest one around it that has an alternative.
    fn reject(&mut self, mut index: usize) {
        while let Some(parent) = self.cursors.get(index).and_then(|cursor| cursor.parent) {
            let Some((
                _,
                State::Fork {
                    cursors, followers, ..
                },
            )) = self.cursors.get(parent).and_then(Cursor::innermost)
            else {
                return;
            };
            if cursors.len() > 1 {
                self.drop_cursor(index);
                return;
            }
            if !followers.is_empty() {
                // What is wrong here is wrong there too; they learn of it when the value closes.
                return;
            }
            index = parent;
        }
    }

    /// Drops a cursor and all that forked from it, and takes them out of every list, because their
    /// indexes will be given to others.
    fn drop_cursor(&mut self, index: usize) {
        let mut waiting = vec![index];
        while let Some(index) = waiting.pop() {
            self.live.retain(|live| *live != index);
            let Some(cursor) = self.cursors.get_mut(index) else {
                continue;
            };
            cursor.give_up(&mut self.raw);
            let mut owner = None;
            match cursor.innermost() {
                Some((_, State::Fork { cursors, .. })) => {
                    waiting.extend(cursors.iter().map(|(index, _)| *index));
                }
                Some((_, State::Follow { owner: other })) => owner = Some(*other),
                _ => {}
            }
            for other in cursor.parent.into_iter().chain(owner) {
                let other = self.cursors.get_mut(other);
                if let Some(State::Fork {
                    cursors, followers, ..
                }) = other.and_then(Cursor::innermost_mut)
                {
                    cursors.retain(|(other, _)| *other != index);
                    followers.retain(|other| *other != index);
                }
            }
        }
    }

    /// A cursor that waits for branches of which all that are left have closed.
    fn closed_fork(&self) -> Option<usize> {
        self.live.iter().find_map(|index| {
            let cursor = self.cursors.get(*index)?;
            let parent = cursor.parent.filter(|_| cursor.done)?;
            let Some((_, State::Fork { cursors, .. })) = self.cursors.get(parent)?.innermost()
            else {
                return None;
            };
            let closed = |index: usize| self.cursors.get(index).is_none_or(|c| c.done);
            let all = cursors.iter().all(|(index, _)| closed(*index));
            all.then_some(parent)
        })
    }

    /// Takes the branch that fits, and lets the cursor that forked go on, and those that followed it.
    /// Answers with them.
    fn end_fork(&mut self, parent: usize) -> Vec<usize> {
        let Some(Closing {
            slot,
            union,
            left,
            followers,
        }) = self.closing(parent)
        else {
            return Vec::new();
        };
        let lightest = self
            .best(&left)
            .and_then(|(best, _)| self.cursors.get(best));
        let weight = lightest.map_or(0, |best| best.mended.weight());
        let fitting: Vec<usize> = left
            .iter()
            .filter(|(index, _)| {
                let cursor = self.cursors.get(*index);
                cursor.is_some_and(|c| c.found.is_empty() && c.mended.weight() <= weight)
            })
            .map(|(_, branch)| *branch)
            .collect();
        let mut found = Found::default();
        let mut undone = Vec::new();
        let mut mended = Mended::default();
        if let Some((kept, branch)) = self.best(&left) {
            if let Some(cursor) = self.cursors.get_mut(kept) {
                undone = std::mem::take(&mut cursor.undone);
                mended = std::mem::take(&mut cursor.mended);
            }
            if fitting.is_empty() {
                found.push(none_fits(union, branch));
                if let Some(cursor) = self.cursors.get_mut(kept) {
                    found.extend(std::mem::take(&mut cursor.found));
                }
            } else if union.exclusive && fitting.len() > 1 && mended.weight() == 0 {
                found.push(several_fit(union, &fitting));
            } else if let Some(cursor) = self.cursors.get_mut(kept) {
                found.later = std::mem::take(&mut cursor.found.later);
            }
            if let Some(place) = slot.place {
                let place = place.get();
                place.lead(branch);
                // What the other branches made of the value would be copied with it.
                for (other, place) in place.branches().into_iter().enumerate() {
                    if other != branch {
                        place.clear();
                    }
                }
                if !fitting.is_empty() {
                    place.close();
                }
            }
        }
        for (index, _) in left {
            self.drop_cursor(index);
        }
        let mut on = vec![parent];
        on.extend(followers);
        for &index in &on {
            let Some(cursor) = self.cursors.get_mut(index) else {
                continue;
            };
            if let (true, Some((Some(here), _)), Some(from)) =
                (index != parent, cursor.innermost(), slot.place)
            {
                here.get().copy(from.get().as_any());
            }
            cursor.join(&found, &undone, &mended, &mut self.raw);
            self.live.push(index);
        }
        on
    }

    fn closing(&mut self, parent: usize) -> Option<Closing> {
        let frame = self.cursors.get_mut(parent)?.stack.last_mut()?;
        let State::Fork {
            union,
            cursors,
            followers,
        } = &mut frame.state
        else {
            return None;
        };
        Some(Closing {
            slot: frame.slot,
            union,
            left: std::mem::take(cursors),
            followers: std::mem::take(followers),
        })
    }
}

fn keyword(union: &Union) -> &'static str {
    if union.exclusive { "oneOf" } else { "anyOf" }
}

fn none_fits(union: &Union, nearest: usize) -> Violation {
    let name = union.branches.get(nearest).map_or("", |branch| branch.name);
    let names = either(union.branches.iter().map(|branch| branch.name));
    Violation::new(
        "",
        keyword(union),
        format!("must be {names}; nearest is {name}, which does not fit"),
    )
}

fn several_fit(union: &Union, fitting: &[usize]) -> Violation {
    let names = fitting
        .iter()
        .filter_map(|branch| union.branches.get(*branch));
    let names = both(names.map(|branch| branch.name));
    let message = format!("must be exactly one of them, but fits {names}");
    Violation::new("", "oneOf", message)
}
