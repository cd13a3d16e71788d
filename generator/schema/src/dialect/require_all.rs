//! Optional properties to required ones that may be `null`.

use super::Dialect;
use super::bundle::Bundle;
use crate::maps::HashSet;
use crate::model::{At, JsonType, Schema, SchemaId, TypeSet};
use crate::{Json, Place};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, _: &Dialect) {
    for id in bundle.reachable() {
        let schema = bundle.get(id);
        if schema.properties.is_empty() {
            continue;
        }
        let required: HashSet<&str> = schema.required.iter().map(|one| &*one.value).collect();
        let optional: Vec<SchemaId> = schema
            .properties
            .iter()
            .filter(|p| !required.contains(p.name.as_str()))
            .map(|p| p.schema)
            .collect();
        if optional.is_empty() {
            continue;
        }
        for property in optional {
            make_nullable(bundle, property);
        }
        bundle.undo.null_is_absent = true;
        let schema = bundle.get_mut(id);
        schema.required = schema
            .properties
            .iter()
            .map(|p| At {
                value: p.name.clone(),
                place: p.place.clone(),
            })
            .collect();
    }
}

fn make_nullable(bundle: &mut Bundle<'_>, id: SchemaId) {
    if accepts_null(bundle, id) {
        return;
    }
    let schema = bundle.get(id);
    let null = |place: Place| Schema {
        types: Some(TypeSet::NONE.with(JsonType::Null)),
        ..Schema::empty(place)
    };
    if schema.reference.is_some() {
        let place = schema.place.clone();
        let reference = Schema {
            reference: schema.reference,
            ..Schema::empty(place.clone())
        };
        let branches = vec![bundle.add(reference), bundle.add(null(place))];
        let schema = bundle.get_mut(id);
        schema.reference = None;
        schema.any_of = branches;
    } else if !schema.any_of.is_empty() {
        let null = null(schema.place.clone());
        let null = bundle.add(null);
        bundle.get_mut(id).any_of.push(null);
    } else {
        let schema = bundle.get_mut(id);
        schema.types = schema.types.map(|set| set.with(JsonType::Null));
        if let Some(constant) = schema.constant.take() {
            let At { value, place } = constant;
            schema.enumeration = Some(At {
                value: vec![value],
                place,
            });
        }
        if let Some(list) = &mut schema.enumeration
            && !list.value.contains(&Json::Null)
        {
            list.value.push(Json::Null);
        }
    }
}

/// Whether `null` fits already. Unions of references are looked through one level: what is missed
/// gets a second `null`, which harms nobody.
fn accepts_null(bundle: &Bundle<'_>, id: SchemaId) -> bool {
    let says_null = |id: SchemaId| {
        let schema = bundle.get(bundle.follow(id));
        let listed = schema
            .enumeration
            .as_ref()
            .is_none_or(|at| at.value.contains(&Json::Null));
        let constant = schema
            .constant
            .as_ref()
            .is_none_or(|at| at.value == Json::Null);
        schema.types.is_some_and(|set| set.has(JsonType::Null)) && listed && constant
    };
    let target = bundle.follow(id);
    says_null(target)
        || bundle
            .get(target)
            .any_of
            .iter()
            .any(|branch| says_null(*branch))
}
