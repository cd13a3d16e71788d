//! Conditions beside `anyOf` to conditions in every branch, so that each branch is a whole schema.

use super::Dialect;
use super::bundle::Bundle;
use super::conjunction::{Conjunction, IMPOSSIBLE, Reason, includes};
use crate::model::{Said, Schema, SchemaId};

pub(super) fn settle(bundle: &mut Bundle<'_>, dialect: &Dialect, id: SchemaId) {
    let (outer, rest, branches) = split(bundle.get(id));
    let nothing = rest == Schema::empty(rest.place.clone());
    if nothing || only_types_that_follow(bundle, &rest, &branches) {
        bundle.put(
            id,
            Schema {
                any_of: branches,
                ..outer
            },
        );
        return;
    }
    let mut whole = Vec::new();
    let mut failure = None;
    for branch in branches {
        match complete(bundle, &rest, branch) {
            Ok(branch) => whole.push(branch),
            Err(reason) => failure = Some(reason),
        }
    }
    // A branch that nothing fits is no branch, unless none is left.
    if let Some(reason) = failure.filter(|reason| whole.is_empty() || *reason != IMPOSSIBLE) {
        let message = format!(
            "{} wants every branch of a union whole: {reason}",
            dialect.name
        );
        let place = bundle.get(id).place.clone();
        bundle.refuse(&place, message, Some("write the branches out"));
        return;
    }
    bundle.put(
        id,
        Schema {
            any_of: whole,
            ..outer
        },
    );
}

/// The annotations, the conditions beside the union, and the branches.
fn split(schema: &Schema) -> (Schema, Schema, Vec<SchemaId>) {
    let mut rest = schema.clone();
    let mut outer = Schema::empty(schema.place.clone());
    outer.title = rest.title.take();
    outer.description = rest.description.take();
    outer.deprecated = std::mem::take(&mut rest.deprecated);
    outer.read_only = std::mem::take(&mut rest.read_only);
    outer.write_only = std::mem::take(&mut rest.write_only);
    if let Some(rare) = rest.rare.there() {
        outer.rare.default = rare.default.take();
        outer.rare.examples = std::mem::take(&mut rare.examples);
        outer.rare.discriminator = rare.discriminator.take();
        // What is told of a union is told once.
        outer.rare.unknown = std::mem::take(&mut rare.unknown);
    }
    let branches = std::mem::take(&mut rest.any_of);
    (outer, rest, branches)
}

/// Whether a schema has conditions beside a union.
pub(super) fn is_mixed(schema: &Schema) -> bool {
    let beside = Said::ANY_OF
        .with(Said::WORDS)
        .with(Said::EXAMPLES)
        .with(Said::FLAGS)
        .with(Said::DISCRIMINATOR)
        .with(Said::ASIDE);
    !schema.any_of.is_empty() && !schema.says_only(beside)
}

/// Whether all that stands beside the union is a `type` that every branch implies.
fn only_types_that_follow(bundle: &Bundle<'_>, rest: &Schema, branches: &[SchemaId]) -> bool {
    let Some(allowed) = rest.types else {
        return false;
    };
    let only_types = Schema {
        types: None,
        ..rest.clone()
    } == Schema::empty(rest.place.clone());
    only_types
        && branches.iter().all(|branch| {
            let types = bundle.get(bundle.follow(*branch)).types;
            types.is_some_and(|set| set.iter().all(|kind| includes(allowed, kind)))
        })
}

fn complete(bundle: &mut Bundle<'_>, rest: &Schema, branch: SchemaId) -> Result<SchemaId, Reason> {
    let shared = bundle.add(rest.clone());
    // What is shared comes first, as it does for the reader; it has no title of its own here.
    Conjunction::new(bundle).whole(shared, branch)
}
