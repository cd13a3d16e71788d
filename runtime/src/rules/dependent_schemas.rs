//! `dependentSchemas` (JSON Schema core, section 10.2.2.4).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use crate::json::tree::{Content, Tree};

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    rows: &'static [(&'static str, &'static Check)],
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let Content::Object(members) = &value.content else {
        return true;
    };
    let mut fits = true;
    for (name, check) in rows {
        if members.find(name).is_some() {
            fits &= judge.check(check, value, seen.as_deref_mut());
            if judge.is_settled(fits) {
                break;
            }
        }
    }
    fits
}
