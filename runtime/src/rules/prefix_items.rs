//! `prefixItems` (JSON Schema core, section 10.3.1.1).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use crate::json::tree::{Content, Tree};

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    checks: &'static [&'static Check],
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let Content::Array(items) = &value.content else {
        return true;
    };
    let mut fits = true;
    for (index, (item, check)) in items.iter().zip(checks).enumerate() {
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
    fn items_are_judged_by_their_place() {
        static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
        static NUMBER: Check = Check::new(&[Rule::Type(Types::NUMBER)]);
        let rules = rules![Rule::PrefixItems(&[&TEXT, &NUMBER])];
        assert_eq!(
            said(rules, r#"[1,"",3]"#),
            ["/0: must be a string [type]", "/1: must be a number [type]"]
        );
        assert_eq!(said(rules, r#"[""]"#), [""; 0]);
        assert_eq!(said(rules, r#"{"0":1}"#), [""; 0]);
    }
}
