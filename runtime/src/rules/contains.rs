//! `contains`, `minContains` and `maxContains` (JSON Schema core, section 10.3.1.3; validation,
//! sections 6.4.4 and 6.4.5).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use super::words::{brief, counted};
use crate::json::tree::{Content, Tree};

/// How many items must fit a schema.
#[derive(Clone, Copy, Debug)]
pub struct Contains {
    /// What such an item fits.
    pub check: &'static Check,
    /// At least so many do; 1 where the schema does not say.
    pub min: u64,
    /// At most so many do.
    pub max: Option<u64>,
}

/// Items that fit count as evaluated, as from draft 2020-12 on.
pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    row: &'static Contains,
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let Content::Array(items) = &value.content else {
        return true;
    };
    let mut count = 0;
    for (index, item) in items.iter().enumerate() {
        if seen.is_none() && row.max.is_none() && count >= row.min {
            break;
        }
        if judge.probe(row.check, item, None) {
            count += 1;
            if let Some(seen) = seen.as_deref_mut() {
                seen.mark(index);
            }
        }
    }
    let (keyword, limit) = match row.max {
        Some(max) if count > max => ("maxContains", format!("at most {}", counted(max, "item"))),
        _ if count >= row.min => return true,
        _ if row.min == 1 => ("contains", "at least 1 item".to_owned()),
        _ => (
            "minContains",
            format!("at least {}", counted(row.min, "item")),
        ),
    };
    judge.fail(keyword, Some(value), || {
        let what = brief(row.check).map_or_else(String::new, |what| format!(" ({what})"));
        format!("must have {limit} fitting `contains`{what}, has {count}")
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, Contains, Rule, Types};

    static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
    static LONG: Check = Check::new(&[Rule::MinLength(3)]);

    #[test]
    fn enough_items_must_fit() {
        let rules = rules![Rule::Contains(&Contains {
            check: &TEXT,
            min: 1,
            max: None
        })];
        assert_eq!(said(rules, r#"[1,""]"#), [""; 0]);
        assert_eq!(said(rules, "{}"), [""; 0]);
        assert_eq!(
            said(rules, "[1]"),
            [": must have at least 1 item fitting `contains` (a string), has 0 [contains]"]
        );
    }

    #[test]
    fn the_bounds_have_keywords_of_their_own() {
        let rules = rules![Rule::Contains(&Contains {
            check: &LONG,
            min: 2,
            max: Some(3)
        })];
        assert_eq!(
            said(rules, r#"["abc"]"#),
            [": must have at least 2 items fitting `contains`, has 1 [minContains]"]
        );
        assert_eq!(
            said(rules, r#"["abc","abc",1,2]"#),
            [": must have at most 3 items fitting `contains`, has 4 [maxContains]"]
        );
        assert_eq!(said(rules, r#"["abc","abc","a"]"#), [""; 0]);
    }
}
