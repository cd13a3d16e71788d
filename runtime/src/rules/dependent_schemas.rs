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

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, Rule};

    #[test]
    fn one_property_brings_a_schema_for_all() {
        static TWO: Check = Check::new(&[Rule::MinProperties(2)]);
        let rules = rules![Rule::DependentSchemas(&[("a", &TWO)])];
        assert_eq!(
            said(rules, r#"{"a":1}"#),
            [": must have at least 2 properties, has 1 [minProperties]"]
        );
        assert_eq!(said(rules, r#"{"b":1}"#), [""; 0]);
        assert_eq!(said(rules, r#"{"a":1,"b":1}"#), [""; 0]);
    }
}
