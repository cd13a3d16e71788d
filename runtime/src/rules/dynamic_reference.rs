//! `$dynamicRef` and `$recursiveRef` (JSON Schema core, section 8.2.3.2).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use crate::json::tree::Tree;

/// A reference whose target depends on how it was reached.
#[derive(Clone, Copy, Debug)]
pub struct DynamicReference {
    /// The anchor's name.
    pub name: &'static str,
    /// The target where no resource on the way here has such an anchor.
    pub initial: &'static Check,
}

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    row: &'static DynamicReference,
    value: &'t Tree<'t>,
    seen: Option<&mut Evaluated>,
) -> bool {
    let target = judge.anchor(row.name).unwrap_or(row.initial);
    judge.check(target, value, seen)
}

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, DynamicReference, Resource, Rule, Types};

    static ANYTHING: Check = Check::new(&[]);
    static LIST: Check = Check::new(&[
        Rule::Type(Types::ARRAY),
        Rule::Items(
            0,
            &Check::new(&[Rule::DynamicReference(&DynamicReference {
                name: "item",
                initial: &ANYTHING,
            })]),
        ),
    ])
    .within(&Resource {
        dynamic: &[("item", &ANYTHING)],
    });
    static TEXTS: Check = Check::new(&[Rule::Reference(&LIST)]).within(&Resource {
        dynamic: &[
            ("other", &LIST),
            ("item", &Check::new(&[Rule::Type(Types::STRING)])),
        ],
    });

    #[test]
    fn the_outermost_resource_with_the_anchor_says() {
        assert_eq!(said(rules![Rule::Reference(&LIST)], "[1]"), [""; 0]);
        assert_eq!(
            said(rules![Rule::Reference(&TEXTS)], "[1]"),
            ["/0: must be a string [type]"]
        );
        // Beside it, the scope is left again.
        assert_eq!(
            said(
                rules![Rule::PrefixItems(&[&TEXTS, &LIST])],
                r#"[["a"],["a",1]]"#
            ),
            [""; 0]
        );
    }

    #[test]
    fn without_such_a_resource_the_initial_target_holds() {
        let rules = rules![Rule::DynamicReference(&DynamicReference {
            name: "item",
            initial: &Check::new(&[Rule::Type(Types::NULL)]),
        })];
        assert_eq!(said(rules, "1"), [": must be null [type]"]);
    }
}
