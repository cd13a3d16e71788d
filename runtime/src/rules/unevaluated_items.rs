//! `unevaluatedItems` (JSON Schema core, section 11.2).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use crate::json::tree::{Content, Tree};

/// `own` is what the other rules of the same list have evaluated.
pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    check: &'static Check,
    value: &'t Tree<'t>,
    own: &mut Evaluated,
) -> bool {
    let Content::Array(items) = &value.content else {
        return true;
    };
    let mut fits = true;
    for (index, item) in items.iter().enumerate() {
        if own.has(index) {
            continue;
        }
        fits &= if check.is_never() {
            judge.fail_at_item("unevaluatedItems", index, item, || {
                "must not be here: no other rule is about this item".to_owned()
            })
        } else {
            judge.item(check, index, item)
        };
        if judge.is_settled(fits) {
            break;
        }
    }
    own.mark_all();
    fits
}

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{holds, rules, said};
    use crate::rules::{Check, Contains, Rule, Types};

    static NOTHING: Check = Check::new(&[Rule::Never]);
    static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
    static PAIR: Check = Check::new(&[Rule::PrefixItems(&[&TEXT, &TEXT])]);
    static LIST: Check = Check::new(&[Rule::Items(0, &TEXT)]);

    #[test]
    fn what_no_rule_is_about_must_not_be_there() {
        let rules = rules![
            Rule::UnevaluatedItems(&NOTHING),
            Rule::PrefixItems(&[&TEXT]),
            Rule::AnyOf(&[&PAIR, &LIST]),
        ];
        assert_eq!(said(rules, r#"["a","b","c"]"#), [""; 0]);
        let rules = rules![
            Rule::PrefixItems(&[&TEXT]),
            Rule::UnevaluatedItems(&NOTHING)
        ];
        assert_eq!(
            said(rules, r#"["a",1]"#),
            ["/1: must not be here: no other rule is about this item [unevaluatedItems]"]
        );
    }

    #[test]
    fn items_that_are_contained_are_evaluated() {
        let rules = rules![
            Rule::Contains(&Contains {
                check: &TEXT,
                min: 0,
                max: None
            }),
            Rule::UnevaluatedItems(&Check::new(&[Rule::Type(Types::NULL)])),
        ];
        holds(rules, &[r#"["a",null,"b"]"#, "[]"], &[r#"["a",1,"b"]"#]);
    }
}
