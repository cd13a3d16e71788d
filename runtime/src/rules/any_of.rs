//! `anyOf` (JSON Schema core, section 10.2.1.2).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use super::words::{brief, either};
use crate::json::tree::Tree;

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    checks: &'static [&'static Check],
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let mut fits = false;
    for check in checks {
        let mut inside = seen.is_some().then(Evaluated::default);
        if judge.probe(check, value, inside.as_mut()) {
            fits = true;
            match (seen.as_deref_mut(), &inside) {
                // Every branch that fits says what it has evaluated.
                (Some(seen), Some(inside)) => seen.merge(inside),
                _ => break,
            }
        }
    }
    fits || none_fits(judge, "anyOf", checks, value, seen)
}

/// Tells that no branch fits, and what is wrong with the nearest.
pub(super) fn none_fits<'t>(
    judge: &mut Judge<'t>,
    keyword: &'static str,
    checks: &'static [&'static Check],
    value: &'t Tree<'t>,
    seen: Option<&mut Evaluated>,
) -> bool {
    if let Some(seen) = seen {
        // Nobody knows which branch is meant, and so what it would have evaluated.
        seen.mark_all();
    }
    if judge.is_quiet() {
        return false;
    }
    let nearest = judge.nearest(checks, value);
    judge.fail(keyword, Some(value), || match names(checks) {
        Some(names) => format!(
            "must be {}; nearest is {}, which does not fit",
            either(names.iter().map(String::as_str)),
            names.get(nearest).map_or("", String::as_str),
        ),
        None => format!(
            "must fit one of {} alternatives; nearest is number {}, which does not fit",
            checks.len(),
            nearest + 1
        ),
    });
    if let Some(check) = checks.get(nearest) {
        judge.check(check, value, None);
    }
    false
}

/// What the branches want, where a few words tell them apart.
pub(super) fn names(checks: &'static [&'static Check]) -> Option<Vec<String>> {
    const MOST: usize = 8;
    if checks.len() > MOST {
        return None;
    }
    let mut names = Vec::new();
    for check in checks {
        let name = brief(check).filter(|name| !names.contains(name))?;
        names.push(name);
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, Rule, Types};

    static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
    static CIRCLE: Check = Check::new(&[
        Rule::Properties(&[
            ("kind", &Check::new(&[Rule::Const("\"circle\"")])),
            ("radius", &Check::new(&[Rule::Type(Types::NUMBER)])),
        ]),
        Rule::Required(&["kind", "radius"]),
    ]);
    static SQUARE: Check = Check::new(&[
        Rule::Properties(&[("kind", &Check::new(&[Rule::Const("\"square\"")]))]),
        Rule::Required(&["kind", "side"]),
        Rule::MinProperties(2),
    ]);

    #[test]
    fn the_nearest_branch_says_what_is_wrong() {
        let rules = rules![Rule::AnyOf(&[&TEXT, &CIRCLE, &SQUARE])];
        assert_eq!(
            said(rules, r#"{"kind":"square"}"#),
            [
                ": must be a string, an object whose `kind` is \"circle\" or an object whose `kind` is \"square\"; \
                 nearest is an object whose `kind` is \"square\", which does not fit [anyOf]",
                ": the required property `side` is missing [required]",
                ": must have at least 2 properties, has 1 [minProperties]"
            ]
        );
        assert_eq!(said(rules, r#"{"kind":"circle","radius":1}"#), [""; 0]);
        assert_eq!(said(rules, "\"\""), [""; 0]);
    }

    #[test]
    fn branches_without_words_have_numbers() {
        static LONG: Check = Check::new(&[Rule::MinLength(3)]);
        assert_eq!(
            said(rules![Rule::AnyOf(&[&LONG, &CIRCLE])], "\"\""),
            [""; 0],
            "a string is no object, so nothing is asked of it"
        );
        assert_eq!(
            said(rules![Rule::AnyOf(&[&LONG, &LONG])], "\"\""),
            [
                ": must fit one of 2 alternatives; nearest is number 1, which does not fit [anyOf]",
                ": must have at least 3 characters [minLength]"
            ]
        );
    }
}
