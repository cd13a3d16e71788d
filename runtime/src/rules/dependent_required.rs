//! `dependentRequired` (JSON Schema validation, section 6.5.4).

use super::judge::Judge;
use crate::json::tree::{Content, Tree};

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    rows: &'static [(&'static str, &'static [&'static str])],
    value: &'t Tree<'t>,
) -> bool {
    let Content::Object(members) = &value.content else {
        return true;
    };
    let mut fits = true;
    for (name, needed) in rows {
        if members.find(name).is_none() {
            continue;
        }
        for needed in *needed {
            if members.find(needed).is_none() {
                fits = judge.fail("dependentRequired", None, || {
                    format!(
                        "the property `{needed}` is missing, which must be there when `{name}` is"
                    )
                });
                if judge.is_settled(fits) {
                    return fits;
                }
            }
        }
    }
    fits
}
