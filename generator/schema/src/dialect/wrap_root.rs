//! A root that is not an object to the one property of one that is.

use super::Dialect;
use super::bundle::Bundle;
use crate::model::{At, JsonType, Property, Schema, TypeSet};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if !dialect.root_is_object {
        return;
    }
    let object = TypeSet::NONE.with(JsonType::Object);
    let root = bundle.get(bundle.root);
    if root.types == Some(object) && root.any_of.is_empty() {
        return;
    }
    let place = root.place.clone();
    // A root that refers to itself stands among the definitions, and is referred to from here too. Where there are
    // no references, nothing refers to it any more.
    let is_shared = dialect.accepts("$ref") && bundle.defs.iter().any(|(_, id)| *id == bundle.root);
    let value = if is_shared {
        bundle.add(Schema {
            reference: Some(bundle.root),
            ..Schema::empty(place.clone())
        })
    } else {
        bundle.root
    };
    let closed = dialect.accepts("additionalProperties").then(|| {
        bundle.add(Schema {
            boolean: Some(false),
            ..Schema::empty(place.clone())
        })
    });
    bundle.root = bundle.add(Schema {
        types: Some(object),
        properties: vec![Property {
            name: "value".to_owned(),
            place: place.clone(),
            schema: value,
        }],
        required: vec![At {
            value: "value".to_owned(),
            place: place.clone(),
        }],
        additional_properties: closed,
        ..Schema::empty(place)
    });
    bundle.undo.unwrap_root = true;
}
