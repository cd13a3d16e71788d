//! `unevaluatedProperties` (JSON Schema core, section 11.3).

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
    let Content::Object(members) = &value.content else {
        return true;
    };
    let mut fits = true;
    for (index, member) in members.iter().enumerate() {
        if own.has(index) {
            continue;
        }
        fits &= if check.is_never() {
            judge.fail_at("unevaluatedProperties", member, || {
                format!("unknown property `{}`", member.name())
            })
        } else {
            judge.member(check, member)
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
    use crate::rules::{Check, If, Others, Pattern, Rule, Types};

    static ANYTHING: Check = Check::new(&[]);
    static NOTHING: Check = Check::new(&[Rule::Never]);
    static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
    static A: Check = Check::new(&[Rule::Properties(&[("a", &TEXT)])]);
    static B: Check = Check::new(&[Rule::Properties(&[("b", &TEXT)]), Rule::Required(&["b"])]);
    static CLOSED: Check = Check::new(&[Rule::UnevaluatedProperties(&NOTHING)]);
    static X: Pattern = Pattern::new("^x", "^x");

    #[test]
    fn what_is_left_over_is_unknown() {
        let rules = rules![
            Rule::UnevaluatedProperties(&NOTHING),
            Rule::Properties(&[("p", &ANYTHING)]),
            Rule::PatternProperties(&[(&X, &ANYTHING)]),
            Rule::AllOf(&[&A]),
        ];
        assert_eq!(said(rules, r#"{"p":1,"x1":2,"a":""}"#), [""; 0]);
        assert_eq!(
            said(rules, r#"{"p":1,"q":2}"#),
            ["/q: unknown property `q` [unevaluatedProperties]"]
        );
        // A property that is broken is known all the same.
        assert_eq!(said(rules, r#"{"a":1}"#), ["/a: must be a string [type]"]);
    }

    #[test]
    fn only_branches_that_fit_evaluate() {
        let either = rules![
            Rule::AnyOf(&[&A, &B]),
            Rule::UnevaluatedProperties(&NOTHING)
        ];
        holds(
            either,
            &[r#"{"a":"","b":""}"#, r#"{"a":""}"#, "{}"],
            &[r#"{"a":"","b":1}"#, r#"{"c":""}"#],
        );
        let conditional = rules![
            Rule::If(&If {
                condition: &B,
                then: Some(&A),
                otherwise: None
            }),
            Rule::UnevaluatedProperties(&NOTHING),
        ];
        holds(conditional, &[r#"{"a":"","b":""}"#], &[r#"{"a":""}"#]);
        let dependent = rules![
            Rule::DependentSchemas(&[("b", &A)]),
            Rule::Properties(&[("b", &ANYTHING)]),
            Rule::UnevaluatedProperties(&NOTHING),
        ];
        holds(dependent, &[r#"{"a":"","b":1}"#], &[r#"{"a":""}"#]);
        let not = rules![
            Rule::Not(&Check::new(&[Rule::Not(&A)])),
            Rule::UnevaluatedProperties(&NOTHING),
        ];
        holds(not, &["{}"], &[r#"{"a":""}"#]);
    }

    #[test]
    fn the_rest_may_have_a_schema_and_counts_as_evaluated_then() {
        static REST: Check = Check::new(&[
            Rule::Properties(&[("n", &ANYTHING)]),
            Rule::UnevaluatedProperties(&TEXT),
        ]);
        static OPEN: Others = Others {
            names: &[],
            patterns: &[],
            check: &ANYTHING,
        };
        let rules = rules![
            Rule::Reference(&REST),
            Rule::UnevaluatedProperties(&NOTHING)
        ];
        holds(rules, &[r#"{"n":1,"m":""}"#], &[r#"{"m":1}"#]);
        holds(
            rules![
                Rule::AdditionalProperties(&OPEN),
                Rule::UnevaluatedProperties(&NOTHING)
            ],
            &[r#"{"m":1}"#],
            &[],
        );
        // Cousins do not see each other.
        holds(
            rules![Rule::AllOf(&[&A, &CLOSED])],
            &["{}"],
            &[r#"{"a":""}"#],
        );
    }
}
