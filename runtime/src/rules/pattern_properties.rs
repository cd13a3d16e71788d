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

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, Pattern, Rule, Types};

    #[test]
    fn every_pattern_that_a_name_matches_counts() {
        static X: Pattern = Pattern::new("^x", "^x");
        static Y: Pattern = Pattern::backtracking("(?=.*y)", "(?=.*y)");
        static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
        static SHORT: Check = Check::new(&[Rule::MaxLength(1)]);
        let rules = rules![Rule::PatternProperties(&[(&X, &TEXT), (&Y, &SHORT)])];
        assert_eq!(
            said(rules, r#"{"x":1,"xy":"long","y":2,"z":3}"#),
            [
                "/x: must be a string [type]",
                "/xy: must have at most 1 character, has 4 [maxLength]"
            ]
        );
    }
}
