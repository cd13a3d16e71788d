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

#[cfg(test)]
mod tests {
    use crate::rules::Rule;
    use crate::rules::judge_tests::{rules, said};

    #[test]
    fn one_property_asks_for_others() {
        let rules = rules![Rule::DependentRequired(&[("card", &["name", "code"])])];
        assert_eq!(
            said(rules, r#"{"card":1,"name":2}"#),
            [
                ": the property `code` is missing, which must be there when `card` is [dependentRequired]"
            ]
        );
        assert_eq!(said(rules, r#"{"name":2}"#), [""; 0]);
    }
}
