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
