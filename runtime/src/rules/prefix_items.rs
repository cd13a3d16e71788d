//! `prefixItems` (JSON Schema core, section 10.3.1.1).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use crate::json::tree::{Content, Tree};

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    checks: &'static [&'static Check],
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let Content::Array(items) = &value.content else {
        return true;
    };
    let mut fits = true;
    for (index, (item, check)) in items.iter().zip(checks).enumerate() {
        if let Some(seen) = seen.as_deref_mut() {
            seen.mark(index);
        }
        fits &= judge.item(check, index, item);
        if judge.is_settled(fits) {
            break;
        }
    }
    fits
}
