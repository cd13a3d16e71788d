//! `additionalProperties` (JSON Schema core, section 10.3.2.3).

use super::evaluated::Evaluated;
use super::judge::Judge;
use super::words::unknown_property;
use super::{Check, Pattern};
use crate::json::tree::{Content, Tree};

/// What the properties must fit that no neighbouring keyword names.
#[derive(Clone, Copy, Debug)]
pub struct Others {
    /// The names in `properties`.
    pub names: &'static [&'static str],
    /// The patterns in `patternProperties`.
    pub patterns: &'static [&'static Pattern],
    /// What every other property must fit.
    pub check: &'static Check,
}

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    row: &'static Others,
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let Content::Object(members) = &value.content else {
        return true;
    };
    let mut fits = true;
    for (index, member) in members.iter().enumerate() {
        let name = member.name();
        let elsewhere =
            row.names.contains(&name) || row.patterns.iter().any(|one| one.holds(judge, name));
        if elsewhere {
            continue;
        }
        if let Some(seen) = seen.as_deref_mut() {
            seen.mark(index);
        }
        fits &= if row.check.is_never() {
            judge.fail_at("additionalProperties", member, || {
                unknown_property(name, row.names.iter().copied())
            })
        } else {
            judge.member(row.check, member)
        };
        if judge.is_settled(fits) {
            break;
        }
    }
    fits
}
