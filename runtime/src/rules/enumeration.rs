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
