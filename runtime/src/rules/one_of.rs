//! `oneOf` (JSON Schema core, section 10.2.1.3).

use super::Check;
use super::any_of::{names, none_fits};
use super::evaluated::Evaluated;
use super::judge::Judge;
use super::words::both;
use crate::json::tree::Tree;

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    checks: &'static [&'static Check],
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let mut fitting = Vec::new();
    for (index, check) in checks.iter().enumerate() {
        let mut inside = seen.is_some().then(Evaluated::default);
        if judge.probe(check, value, inside.as_mut()) {
            fitting.push(index);
            if let (Some(seen), Some(inside)) = (seen.as_deref_mut(), &inside) {
                seen.merge(inside);
            }
            if judge.is_quiet() && fitting.len() > 1 {
                break;
            }
        }
    }
    match fitting.as_slice() {
        [] => none_fits(judge, "oneOf", checks, value, seen),
        [_] => true,
        _ => judge.fail("oneOf", Some(value), || several_fit(checks, &fitting)),
    }
}

fn several_fit(checks: &'static [&'static Check], fitting: &[usize]) -> String {
    let names = names(checks);
    let told = |index: &usize| match &names {
        Some(names) => names.get(*index).cloned().unwrap_or_default(),
        None => format!("number {}", index + 1),
    };
    let fitting: Vec<String> = fitting.iter().map(told).collect();
    let fitting = both(fitting.iter().map(String::as_str));
    match names {
        Some(_) => format!("must be exactly one of them, but fits {fitting}"),
        None => format!(
            "must fit exactly one of {} alternatives, but fits {fitting}",
            checks.len()
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, Rule, Types};

    static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
    static NUMBER: Check = Check::new(&[Rule::Type(Types::NUMBER)]);
    static INTEGER: Check = Check::new(&[Rule::Type(Types::INTEGER)]);
    static SMALL: Check = Check::new(&[Rule::MaxLength(3)]);

    #[test]
    fn exactly_one_may_fit() {
        let rules = rules![Rule::OneOf(&[&TEXT, &NUMBER, &INTEGER])];
        assert_eq!(said(rules, "1.5"), [""; 0]);
        assert_eq!(
            said(rules, "1"),
            [": must be exactly one of them, but fits a number and an integer [oneOf]"]
        );
        assert_eq!(
            said(rules, "null"),
            [
                ": must be a string, a number or an integer; nearest is a string, which does not fit [oneOf]",
                ": must be a string [type]"
            ]
        );
        assert_eq!(
            said(rules![Rule::OneOf(&[&SMALL, &TEXT])], "\"\""),
            [": must fit exactly one of 2 alternatives, but fits number 1 and number 2 [oneOf]"]
        );
    }
}
