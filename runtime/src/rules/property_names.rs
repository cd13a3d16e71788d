//! `propertyNames` (JSON Schema core, section 10.3.2.4).

use super::Check;
use super::judge::Judge;
use crate::json::tree::{Content, Tree};

pub(super) fn check<'t>(judge: &mut Judge<'t>, check: &'static Check, value: &'t Tree<'t>) -> bool {
    let Content::Object(members) = &value.content else {
        return true;
    };
    let mut fits = true;
    for member in members.iter() {
        fits &= judge.name(check, member);
        if judge.is_settled(fits) {
            break;
        }
    }
    fits
}
