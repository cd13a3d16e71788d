//! `not` (JSON Schema core, section 10.2.1.4).

use super::Check;
use super::judge::Judge;
use super::words::brief;
use crate::json::tree::Tree;

pub(super) fn check<'t>(judge: &mut Judge<'t>, check: &'static Check, value: &'t Tree<'t>) -> bool {
    if !judge.probe(check, value, None) {
        return true;
    }
    judge.fail("not", Some(value), || match brief(check) {
        // What says it all in brief, without anything left out.
        Some(what) if check.rules().len() == 1 => format!("must not be {what}"),
        _ => "must not fit the schema of `not`, but does".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, Rule, Types};

    #[test]
    fn what_is_excluded_is_named_where_that_is_short() {
        static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
        static LONG: Check = Check::new(&[Rule::Type(Types::STRING), Rule::MinLength(3)]);
        assert_eq!(said(rules![Rule::Not(&TEXT)], "1"), [""; 0]);
        assert_eq!(
            said(rules![Rule::Not(&TEXT)], "\"\""),
            [": must not be a string [not]"]
        );
        assert_eq!(said(rules![Rule::Not(&LONG)], "\"ab\""), [""; 0]);
        assert_eq!(
            said(rules![Rule::Not(&LONG)], "\"abc\""),
            [": must not fit the schema of `not`, but does [not]"]
        );
    }
}
