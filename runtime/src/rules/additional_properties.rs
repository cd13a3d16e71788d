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

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, Others, Pattern, Rule, Types};

    static X: Pattern = Pattern::new("^x-", "^x-");

    #[test]
    fn what_no_neighbour_names_is_unknown() {
        static CLOSED: Others = Others {
            names: &["first_name"],
            patterns: &[&X],
            check: &Check::new(&[Rule::Never]),
        };
        assert_eq!(
            said(
                rules![Rule::AdditionalProperties(&CLOSED)],
                r#"{"first_name":1,"x-y":2,"firstName":3,"other":4}"#
            ),
            [
                "/firstName: unknown property `firstName`; did you mean `first_name`? [additionalProperties]",
                "/other: unknown property `other` [additionalProperties]"
            ]
        );
    }

    #[test]
    fn the_others_are_held_to_their_schema() {
        static TEXT: Others = Others {
            names: &["a"],
            patterns: &[],
            check: &Check::new(&[Rule::Type(Types::STRING)]),
        };
        assert_eq!(
            said(
                rules![Rule::AdditionalProperties(&TEXT)],
                r#"{"a":1,"b":"","c":2}"#
            ),
            ["/c: must be a string [type]"]
        );
    }
}
