//! `required` (JSON Schema validation, section 6.5.3).

use super::judge::Judge;
use super::words::missing_property;
use crate::json::tree::{Content, Tree};

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    names: &'static [&'static str],
    value: &'t Tree<'t>,
) -> bool {
    let Content::Object(members) = &value.content else {
        return true;
    };
    let mut fits = true;
    for name in names {
        if members.find(name).is_none() {
            fits = judge.fail("required", None, || missing_property(name));
            if judge.is_settled(fits) {
                break;
            }
        }
    }
    fits
}
