//! `unevaluatedProperties` (JSON Schema core, section 11.3).

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
    let Content::Object(members) = &value.content else {
        return true;
    };
    let mut fits = true;
    for (index, member) in members.iter().enumerate() {
        if own.has(index) {
            continue;
        }
        fits &= if check.is_never() {
            judge.fail_at("unevaluatedProperties", member, || {
                format!("unknown property `{}`", member.name())
            })
        } else {
            judge.member(check, member)
        };
        if judge.is_settled(fits) {
            break;
        }
    }
    own.mark_all();
    fits
}
