//! The schema `false` (JSON Schema core, section 4.3.2).

use super::judge::Judge;
use crate::json::tree::Tree;

/// What is said where nothing fits.
pub(crate) const NOTHING_FITS: &str = "must not be here: nothing fits this schema";

pub(super) fn check<'t>(judge: &mut Judge<'t>, value: &'t Tree<'t>) -> bool {
    // The decoder says the same of a position whose type has no values.
    judge.fail("type", Some(value), || NOTHING_FITS.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::rules::Rule;
    use crate::rules::judge_tests::{rules, said};

    #[test]
    fn nothing_fits() {
        assert_eq!(
            said(rules![Rule::Never], "null"),
            [": must not be here: nothing fits this schema [type]"]
        );
    }
}
