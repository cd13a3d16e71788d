//! `$dynamicRef` and `$recursiveRef` (JSON Schema core, section 8.2.3.2).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use crate::json::tree::Tree;

/// A reference whose target depends on how it was reached.
#[derive(Clone, Copy, Debug)]
pub struct DynamicReference {
    /// The anchor's name.
    pub name: &'static str,
    /// The target where no resource on the way here has such an anchor.
    pub initial: &'static Check,
}

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    row: &'static DynamicReference,
    value: &'t Tree<'t>,
    seen: Option<&mut Evaluated>,
) -> bool {
    let target = judge.anchor(row.name).unwrap_or(row.initial);
    judge.check(target, value, seen)
}
