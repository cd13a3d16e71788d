//! `enum` (JSON Schema validation, section 6.1.2).

use super::judge::Judge;
use crate::json::equal::equal;
use crate::json::tree::{Content, Tree};

pub(super) fn check<'t>(judge: &mut Judge<'t>, allowed: &'static str, value: &'t Tree<'t>) -> bool {
    let fits = match judge.fixed(allowed).map(|tree| &tree.content) {
        Some(Content::Array(allowed)) => allowed.iter().any(|one| equal(one, value)),
        _ => false,
    };
    fits || judge.fail("enum", Some(value), || {
        format!("must be one of {}", allowed.trim_matches(['[', ']']))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::Rule;
    use crate::rules::judge_tests::{holds, rules, said};

    #[test]
    fn values_are_compared_as_json() {
        let rules = rules![Rule::Enum(r#"["a",1,{"b":[null]}]"#)];
        holds(
            rules,
            &["\"a\"", "1.0", r#"{"b":[null]}"#, r#""\u0061""#],
            &["\"A\"", "true", r#"{"b":[null],"c":1}"#, "null"],
        );
        assert_eq!(
            said(rules, "2"),
            [r#": must be one of "a",1,{"b":[null]} [enum]"#]
        );
    }
}
