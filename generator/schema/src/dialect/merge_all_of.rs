//! `allOf` to one schema that says it all; also `$ref` with conditions beside it, which is the same.

use super::bundle::Bundle;
use super::conjunction::Conjunction;
use super::{Dialect, told};
use crate::model::{Schema, SchemaId};

/// Whether a schema is a conjunction in disguise.
pub(super) fn is_conjunction(schema: &Schema) -> bool {
    !schema.all_of.is_empty() || (schema.reference.is_some() && schema.bare_reference().is_none())
}

pub(super) fn settle(bundle: &mut Bundle<'_>, dialect: &Dialect, id: SchemaId) {
    if let Some((part, target)) = only_reference(bundle, id) {
        let part = bundle.get(part).clone();
        let schema = bundle.get_mut(id);
        schema.all_of.clear();
        schema.reference = Some(target);
        told::join(schema, &part);
        return;
    }
    let place = bundle.get(id).place.clone();
    match Conjunction::new(bundle).resolve(id) {
        Ok(merged) => bundle.put(id, merged),
        Err(reason) => {
            let message = format!(
                "{} has no `allOf`, and this one cannot be merged: {reason}",
                dialect.name
            );
            bundle.refuse(&place, message, Some("write the merged schema out"));
        }
    }
}

/// The part and the target of an `allOf` that holds one reference and has no other conditions beside it: a way
/// to give a reference a description, from the drafts where it could not have one.
fn only_reference(bundle: &Bundle<'_>, id: SchemaId) -> Option<(SchemaId, SchemaId)> {
    let schema = bundle.get(id);
    let [only] = schema.all_of.as_slice() else {
        return None;
    };
    let target = bundle.get(*only).bare_reference()?;
    let rest = Schema {
        all_of: Vec::new(),
        reference: Some(target),
        ..schema.clone()
    };
    let alone = schema.reference.is_none() && rest.bare_reference().is_some();
    alone.then_some((*only, target))
}
