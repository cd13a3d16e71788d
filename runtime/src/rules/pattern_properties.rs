//! `patternProperties` (JSON Schema core, section 10.3.2.2).

use super::evaluated::Evaluated;
use super::judge::Judge;
use super::{Check, Pattern};
use crate::json::tree::{Content, Tree};

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    rows: &'static [(&'static Pattern, &'static Check)],
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let Content::Object(members) = &value.content else {
        return true;
    };
    let mut fits = true;
    for (pattern, check) in rows {
        for (index, member) in members.iter().enumerate() {
            if !pattern.holds(judge, member.name()) {
                continue;
            }
            if let Some(seen) = seen.as_deref_mut() {
                seen.mark(index);
            }
            fits &= judge.member(check, member);
            if judge.is_settled(fits) {
                return fits;
            }
        }
    }
    fits
}
