//! References to what they refer to, where the dialect has no `$ref`. Those that lead back to themselves
//! have been refused before.

use super::Dialect;
use super::bundle::Bundle;
use super::{infer_types, told};
use crate::model::SchemaId;

/// How deep schemas may stand in each other then: what is written recurses as deep.
const MAX_DEPTH: usize = 100;

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if dialect.accepts("$ref") {
        return;
    }
    let mut stack = vec![(bundle.root, 0)];
    while let Some((id, depth)) = stack.pop() {
        if let Some(target) = bundle.get(id).reference
            && (depth > MAX_DEPTH || !inline(bundle, id, target))
        {
            let place = bundle.get(id).place.clone();
            let message = format!(
                "{} has no references, and written out, the schema becomes too large",
                dialect.name
            );
            bundle.refuse(&place, message, None);
            return;
        }
        // It may have become another reference.
        if bundle.get(id).reference.is_some() {
            stack.push((id, depth + 1));
        } else {
            let bottom = stack.len();
            let schema = bundle.get(id);
            schema.each_child(|child| stack.push((child, depth + 1)));
            if let Some(children) = stack.get_mut(bottom..) {
                children.reverse();
            }
        }
    }
    infer_types::remove_empty(bundle);
}

/// Puts a copy of the target in the place of a reference, whose own words stay. Whether there was room.
fn inline(bundle: &mut Bundle<'_>, id: SchemaId, target: SchemaId) -> bool {
    let Some(copy) = bundle.duplicate(target) else {
        return false;
    };
    let outer = bundle.take(id);
    let mut schema = bundle.take(copy);
    if outer.title.is_some() || outer.description.is_some() {
        schema.title.clone_from(&outer.title);
        schema.description = outer.description.clone().or(schema.description);
    }
    told::join(&mut schema, &outer);
    bundle.put(id, schema);
    true
}
