//! Unions in unions in unions, about one value: each level may double the ways through them.
//!
//! The engine walks every way, and a value stands as deep in slots as unions stand in each other. Where that is too
//! much, the position becomes one that rules judge, which remember their verdicts.

use super::compile::Compiler;
use super::plan::{Key, PlanId, Shape};

/// A union may have so many branches, those of the unions in it included.
const MOST_WAYS: usize = 512;

/// Unions may stand in each other so deep.
const DEEPEST: usize = 12;

/// What a value may go through at one position.
#[derive(Clone, Copy)]
enum Maze {
    New,
    /// What it leads to is being looked at.
    Open,
    Known {
        /// The branches that it may be read by.
        ways: usize,
        /// How deep unions stand in each other.
        depth: usize,
    },
}

impl Compiler<'_> {
    /// Replaces positions that lead through too many unions.
    pub(super) fn leave_mazes(&mut self) {
        let mazes = self.mazes();
        let is_too_much = |id: PlanId| {
            let maze = mazes.get(id.0);
            matches!(maze, Some(Maze::Known { ways, depth }) if *ways > MOST_WAYS || *depth > DEEPEST)
        };
        let known = self.known.iter();
        let mut lost: Vec<(PlanId, Key)> = known
            .filter(|(_, id)| is_too_much(**id))
            .map(|(key, id)| (*id, key.clone()))
            .collect();
        // Whatever the order in the map, tables are the same.
        lost.sort_by_key(|(id, _)| id.0);
        for (id, key) in lost {
            let plan = self.opaque(&key);
            self.set_plan(id, &key, plan);
        }
    }

    fn mazes(&self) -> Vec<Maze> {
        let mut mazes = vec![Maze::New; self.plans.len()];
        let mut waiting: Vec<usize> = (0..self.plans.len()).collect();
        while let Some(index) = waiting.pop() {
            let (Some(plan), Some(maze)) = (self.plans.get(index), mazes.get(index).copied())
            else {
                continue;
            };
            if matches!(maze, Maze::Known { .. }) {
                continue;
            }
            let inner = match &plan.shape {
                Shape::Union { .. } | Shape::Same(_) => plan.shape.inner(),
                _ => Vec::new(),
            };
            let is_new = |id: &usize| matches!(mazes.get(*id), Some(Maze::New));
            let new: Vec<usize> = inner.iter().map(|id| id.0).filter(is_new).collect();
            let next = if matches!(maze, Maze::New) && !new.is_empty() {
                waiting.push(index);
                waiting.extend(new);
                Maze::Open
            } else {
                let mut all = (0_usize, 0);
                for id in &inner {
                    // One that is still open leads in a circle, which has been refused before.
                    if let Some(Maze::Known { ways, depth }) = mazes.get(id.0) {
                        all = (all.0.saturating_add(*ways), all.1.max(*depth));
                    }
                }
                let is_union = matches!(plan.shape, Shape::Union { .. });
                Maze::Known {
                    ways: all.0.max(1),
                    depth: all.1 + usize::from(is_union),
                }
            };
            if let Some(maze) = mazes.get_mut(index) {
                *maze = next;
            }
        }
        mazes
    }
}
