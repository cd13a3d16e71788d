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

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, Rule};

    #[test]
    fn a_name_is_judged_as_a_string() {
        static SHORT: Check = Check::new(&[Rule::MaxLength(2), Rule::MinLength(1)]);
        assert_eq!(
            said(
                rules![Rule::PropertyNames(&SHORT)],
                r#"{"ab":1,"abc":2,"":3}"#
            ),
            [
                ": the property name \"abc\" must have at most 2 characters, has 3 [propertyNames]",
                ": the property name \"\" must have at least 1 character [propertyNames]"
            ]
        );
    }
}
