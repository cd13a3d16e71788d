//! Unions in unions in unions, about one value: each level may double the ways through them.
//!
//! The engine walks every way. Where there are too many, the position becomes one that rules judge, which remember
//! their verdicts.

use std::collections::HashMap;

use super::compile::Compiler;
use super::plan::{Key, PlanId, Shape};

/// A union may have so many branches, those of the unions in it included.
const MOST: usize = 512;

impl Compiler<'_> {
    /// Replaces positions that lead through too many unions.
    pub(super) fn leave_mazes(&mut self) {
        let ways = self.ways();
        let keys: HashMap<PlanId, Key> = self
            .known
            .iter()
            .filter(|(_, id)| ways.get(id.0).is_some_and(|ways| *ways > MOST))
            .map(|(key, id)| (*id, key.clone()))
            .collect();
        let mut keys: Vec<(PlanId, Key)> = keys.into_iter().collect();
        // Whatever the order in the map, tables are the same.
        keys.sort_by_key(|(id, _)| id.0);
        for (id, key) in keys {
            let plan = self.opaque(&key);
            self.set_plan(id, &key, plan);
        }
    }

    /// How many branches a value may be read by at each position.
    fn ways(&self) -> Vec<usize> {
        // Zero is not known, and stays so in a circle, which is refused elsewhere.
        let mut ways = vec![0_usize; self.plans.len()];
        let mut open = vec![false; self.plans.len()];
        let mut waiting: Vec<usize> = (0..self.plans.len()).rev().collect();
        while let Some(index) = waiting.pop() {
            let (Some(plan), Some(0)) = (self.plans.get(index), ways.get(index)) else {
                continue;
            };
            let inner = match &plan.shape {
                Shape::Union { .. } | Shape::Same(_) => plan.shape.inner(),
                _ => Vec::new(),
            };
            let Some(is_open) = open.get_mut(index) else {
                continue;
            };
            if !std::mem::replace(is_open, true) {
                let new: Vec<usize> = inner
                    .iter()
                    .map(|id| id.0)
                    .filter(|id| ways.get(*id) == Some(&0) && open.get(*id) == Some(&false))
                    .collect();
                if !new.is_empty() {
                    waiting.push(index);
                    waiting.extend(new);
                    continue;
                }
            }
            let all = inner.iter().fold(0_usize, |all, id| {
                all.saturating_add(ways.get(id.0).copied().unwrap_or(1))
            });
            if let Some(own) = ways.get_mut(index) {
                *own = all.max(1);
            }
        }
        ways
    }
}
