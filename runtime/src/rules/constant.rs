//! `const` (JSON Schema validation, section 6.1.3).

use super::judge::Judge;
use crate::json::equal::equal;
use crate::json::tree::Tree;

pub(super) fn check<'t>(judge: &mut Judge<'t>, wanted: &'static str, value: &'t Tree<'t>) -> bool {
    let fits = judge
        .fixed(wanted)
        .is_some_and(|wanted| equal(wanted, value));
    fits || judge.fail("const", Some(value), || format!("must be {wanted}"))
}

#[cfg(test)]
mod tests {
    use crate::rules::Rule;
    use crate::rules::judge_tests::{holds, rules, said};

    #[test]
    fn the_value_is_compared_as_json() {
        let rules = rules![Rule::Const(r#"{"a":[1]}"#)];
        holds(rules, &[r#"{"a":[1e0]}"#], &[r#"{"a":[]}"#, "1"]);
        assert_eq!(said(rules, "null"), [r#": must be {"a":[1]} [const]"#]);
    }
}
