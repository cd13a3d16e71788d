//! `uniqueItems` (JSON Schema validation, section 6.4.3).

use std::collections::HashMap;

use super::judge::Judge;
use crate::json::equal::write_canonical;
use crate::json::tree::{Content, Tree};

pub(super) fn check<'t>(judge: &mut Judge<'t>, value: &'t Tree<'t>) -> bool {
    let Content::Array(items) = &value.content else {
        return true;
    };
    let mut seen = HashMap::new();
    for (index, item) in items.iter().enumerate() {
        let mut text = String::new();
        write_canonical(item, &mut text);
        if let Some(first) = seen.insert(text, index) {
            return judge.fail("uniqueItems", Some(value), || {
                format!("items {first} and {index} are equal, but items must be unique")
            });
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::rules::Rule;
    use crate::rules::judge_tests::{holds, rules, said};

    #[test]
    fn finds_equal_items_by_value() {
        let rules = rules![Rule::UniqueItems];
        assert_eq!(
            said(rules, r#"["a",1,"b",1.0]"#),
            [": items 1 and 3 are equal, but items must be unique [uniqueItems]"]
        );
        holds(
            rules,
            &[
                r#"[1,2,"1"]"#,
                r#"[0,false,null,"",[]]"#,
                "[[1],[1,1]]",
                "{}",
            ],
            &["[1,1.0]", r#"[{"a":1,"b":[2]},{"b":[2.0],"a":1}]"#],
        );
    }
}
