//! `properties` (JSON Schema core, section 10.3.2.1).

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
        let found = members.find(name);
        let Some((index, member)) = found.and_then(|at| Some((at, members.get(at)?))) else {
            continue;
        };
        if let Some(seen) = seen.as_deref_mut() {
            seen.mark(index);
        }
        fits &= judge.member(check, member);
        if judge.is_settled(fits) {
            break;
        }
    }
    fits
}

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, Rule, Types};

    #[test]
    fn named_properties_are_held_to_their_schemas() {
        static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
        let rules = rules![Rule::Properties(&[("a", &TEXT), ("b~/", &TEXT)])];
        assert_eq!(
            said(rules, r#"{"b~/":1,"a":2,"c":3}"#),
            [
                "/a: must be a string [type]",
                "/b~0~1: must be a string [type]"
            ]
        );
        assert_eq!(said(rules, "[1]"), [""; 0]);
    }
}
