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
