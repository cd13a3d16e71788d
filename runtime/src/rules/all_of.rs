//! `allOf` (JSON Schema core, section 10.2.1.1).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use crate::json::tree::Tree;

/// The branches' violations are told as they are: all of them must go.
pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    checks: &'static [&'static Check],
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let mut fits = true;
    for check in checks {
        fits &= judge.check(check, value, seen.as_deref_mut());
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
    fn what_any_branch_finds_is_told() {
        static LOW: Check = Check::new(&[Rule::MaxLength(2)]);
        static HIGH: Check = Check::new(&[Rule::MinLength(4)]);
        assert_eq!(
            said(rules![Rule::AllOf(&[&LOW, &HIGH])], "\"abc\""),
            [
                ": must have at most 2 characters, has 3 [maxLength]",
                ": must have at least 4 characters [minLength]"
            ]
        );
    }
}
