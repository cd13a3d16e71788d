//! Objects with free keys to arrays of `{"key": ..., "value": ...}`.

use super::bundle::Bundle;
use super::{Dialect, Fate};
use crate::Place;
use crate::model::{At, JsonType, Property, Schema, SchemaId, TypeSet};

pub(super) fn rewrite(bundle: &mut Bundle, dialect: &Dialect) {
    bundle.visit(|bundle, id| {
        let schema = bundle.get(id);
        if !schema.types.is_some_and(|set| set.has(JsonType::Object)) || !is_map(bundle, schema) {
            return;
        }
        let place = schema.place.clone();
        let refusal = if !schema.required.is_empty() {
            Some(("names the keys of a map", "describe them in `properties`"))
        } else if schema.types.is_some_and(|set| set.has(JsonType::Array)) {
            Some((
                "has a map and an array in one place",
                "write the two as branches of `anyOf`",
            ))
        } else if schema.enumeration.is_some() || schema.constant.is_some() {
            Some((
                "lists whole objects",
                "write each as an object schema of its own",
            ))
        } else if schema
            .additional_properties
            .is_none_or(|id| bundle.get(id).boolean.is_some())
        {
            Some((
                "leaves the values of a map open",
                "say in `additionalProperties` what they are",
            ))
        } else {
            None
        };
        match refusal {
            Some((what, help)) => {
                let message = format!("{} cannot take this: it {what}", dialect.name);
                bundle.refuse(&place, message, Some(help));
            }
            None => to_entries(bundle, id, &place),
        }
    });
}

/// A map has no properties of its own, and is not closed.
fn is_map(bundle: &Bundle, schema: &Schema) -> bool {
    let closed = schema
        .additional_properties
        .map(|id| bundle.get(id).boolean)
        == Some(Some(false));
    schema.properties.is_empty() && !closed
}

fn to_entries(bundle: &mut Bundle, id: SchemaId, place: &Place) {
    let Some(value) = bundle.get_mut(id).additional_properties.take() else {
        return;
    };
    let string = TypeSet::NONE.with(JsonType::String);
    let key = bundle.add(Schema {
        types: Some(string),
        ..Schema::empty(place.clone())
    });
    let closed = bundle.add(Schema {
        boolean: Some(false),
        ..Schema::empty(place.clone())
    });
    let member = |name: &str, schema| Property {
        name: name.to_owned(),
        place: place.clone(),
        schema,
    };
    let required = |name: &str| At {
        value: name.to_owned(),
        place: place.clone(),
    };
    let entry = bundle.add(Schema {
        types: Some(TypeSet::NONE.with(JsonType::Object)),
        properties: vec![member("key", key), member("value", value)],
        required: vec![required("key"), required("value")],
        additional_properties: Some(closed),
        ..Schema::empty(place.clone())
    });
    let schema = bundle.get_mut(id);
    schema.types = schema
        .types
        .map(|set| set.without(JsonType::Object).with(JsonType::Array));
    schema.items = Some(entry);
    schema.min_items = schema.min_properties.take();
    schema.max_items = schema.max_properties.take();
    let bounds = [
        ("minProperties", schema.min_items.is_some()),
        ("maxProperties", schema.max_items.is_some()),
    ];
    for (keyword, _) in bounds.into_iter().filter(|(_, present)| *present) {
        bundle.drop_keyword(place, keyword, Fate::Enforced);
    }
    bundle.drop_keyword(place, "additionalProperties", Fate::Enforced);
    bundle.undo.entry_lists = true;
}
