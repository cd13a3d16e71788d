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

#[cfg(test)]
mod tests {
    use crate::rules::Rule;
    use crate::rules::judge_tests::{rules, said};

    #[test]
    fn every_missing_property_is_named() {
        let names = rules![Rule::Required(&["a", "b", "c"])];
        assert_eq!(
            said(names, r#"{"b":null}"#),
            [
                ": the required property `a` is missing [required]",
                ": the required property `c` is missing [required]"
            ]
        );
        assert_eq!(said(names, "[]"), [""; 0]);
    }
}
