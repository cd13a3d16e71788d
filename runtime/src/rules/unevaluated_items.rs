//! `unevaluatedItems` (JSON Schema core, section 11.2).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use crate::json::tree::{Content, Tree};

/// `own` is what the other rules of the same list have evaluated.
pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    check: &'static Check,
    value: &'t Tree<'t>,
    own: &mut Evaluated,
) -> bool {
    let Content::Array(items) = &value.content else {
        return true;
    };
    let mut fits = true;
    for (index, item) in items.iter().enumerate() {
        if own.has(index) {
            continue;
        }
        fits &= if check.is_never() {
            judge.fail_at_item("unevaluatedItems", index, item, || {
                "must not be here: no other rule is about this item".to_owned()
            })
        } else {
            judge.item(check, index, item)
        };
        if judge.is_settled(fits) {
            break;
        }
    }
    own.mark_all();
    fits
}
