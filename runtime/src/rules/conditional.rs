//! `if`, `then` and `else` (JSON Schema core, section 10.2.2).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use crate::json::tree::Tree;

/// A condition and what follows from it.
#[derive(Clone, Copy, Debug)]
pub struct If {
    /// `if`
    pub condition: &'static Check,
    /// `then`: what values must fit that fit the condition.
    pub then: Option<&'static Check>,
    /// `else`: what the others must fit.
    pub otherwise: Option<&'static Check>,
}

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    row: &'static If,
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let mut inside = seen.is_some().then(Evaluated::default);
    let holds = judge.probe(row.condition, value, inside.as_mut());
    if let (true, Some(seen), Some(inside)) = (holds, seen.as_deref_mut(), &inside) {
        seen.merge(inside);
    }
    match if holds { row.then } else { row.otherwise } {
        Some(check) => judge.check(check, value, seen),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, If, Rule, Types};

    #[test]
    fn what_follows_depends_on_the_condition() {
        static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
        let rules = rules![Rule::If(&If {
            condition: &TEXT,
            then: Some(&Check::new(&[Rule::MinLength(2)])),
            otherwise: Some(&Check::new(&[Rule::Type(Types::NULL)])),
        })];
        assert_eq!(said(rules, "\"ab\""), [""; 0]);
        assert_eq!(said(rules, "null"), [""; 0]);
        assert_eq!(
            said(rules, "\"a\""),
            [": must have at least 2 characters [minLength]"]
        );
        assert_eq!(said(rules, "1"), [": must be null [type]"]);
        let alone = rules![Rule::If(&If {
            condition: &TEXT,
            then: None,
            otherwise: None,
        })];
        assert_eq!(said(alone, "1"), [""; 0]);
    }
}
