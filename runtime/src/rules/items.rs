//! `items` (JSON Schema core, section 10.3.1.2).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use super::words::counted;
use crate::json::tree::{Content, Tree};

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    from: usize,
    check: &'static Check,
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let Content::Array(items) = &value.content else {
        return true;
    };
    if check.is_never() && items.len() > from {
        if let Some(seen) = seen {
            seen.mark_all();
        }
        return judge.fail("items", Some(value), || {
            let most = counted(from as u64, "item");
            format!("must have at most {most}, has {}", items.len())
        });
    }
    let mut fits = true;
    for (index, item) in items.iter().enumerate().skip(from) {
        if let Some(seen) = seen.as_deref_mut() {
            seen.mark(index);
        }
        fits &= judge.item(check, index, item);
        if judge.is_settled(fits) {
            break;
        }
    }
    fits
}

#[cfg(test)]
mod tests {
    use crate::rules::judge_tests::{rules, said};
    use crate::rules::{Check, Rule, Types};

    #[test]
    fn items_from_an_index_on_are_judged() {
        static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
        let rules = rules![Rule::Items(1, &TEXT)];
        assert_eq!(said(rules, r#"[1,2,""]"#), ["/1: must be a string [type]"]);
        assert_eq!(said(rules, "[1]"), [""; 0]);
    }

    #[test]
    fn a_list_that_ends_is_too_long_beyond() {
        let rules = rules![Rule::Items(1, &Check::new(&[Rule::Never]))];
        assert_eq!(
            said(rules, "[1,2,3]"),
            [": must have at most 1 item, has 3 [items]"]
        );
        assert_eq!(said(rules, "[1]"), [""; 0]);
    }
}
