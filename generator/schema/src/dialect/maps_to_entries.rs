//! Objects with free keys to arrays of `{"key": ..., "value": ...}`.

use super::bundle::Bundle;
use super::{Dialect, Fate, told};
use crate::Place;
use crate::model::{At, JsonType, Property, Schema, SchemaId, TypeSet};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if !dialect.maps_are_lists {
        return;
    }
    // What is no list stays a map, where there may be one.
    let may_stay = !dialect.is_closed && dialect.accepts("additionalProperties");
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
        } else if schema.rare.pattern_properties.is_empty()
            && schema
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
            Some(_) if may_stay => {}
            Some((what, help)) => {
                let message = format!("{} cannot take this: it {what}", dialect.name);
                bundle.refuse(&place, message, Some(help));
            }
            None => to_entries(bundle, dialect, id, &place),
        }
    });
}

/// A map has no properties of its own, and is not closed to all keys.
fn is_map(bundle: &Bundle<'_>, schema: &Schema) -> bool {
    let closed = schema
        .additional_properties
        .map(|id| bundle.get(id).boolean)
        == Some(Some(false));
    schema.properties.is_empty() && !(closed && schema.rare.pattern_properties.is_empty())
}

fn to_entries(bundle: &mut Bundle<'_>, dialect: &Dialect, id: SchemaId, place: &Place) {
    let schema = bundle.get_mut(id);
    let rest = schema.additional_properties.take();
    let names = schema.rare.property_names.take();
    let had_rest = rest.is_some();
    let patterns = std::mem::take(&mut schema.rare.pattern_properties);
    let mut kinds: Vec<(SchemaId, SchemaId)> = Vec::new();
    for pattern in &patterns {
        let key = key(bundle, dialect, place, &pattern.name);
        kinds.push((key, pattern.schema));
    }
    // Free keys beside patterns are left out, unless the author says what they hold.
    let rest = rest.filter(|rest| bundle.get(*rest).boolean.is_none());
    if let Some(value) = rest {
        let any = Schema {
            types: Some(TypeSet::NONE.with(JsonType::String)),
            ..Schema::empty(place.clone())
        };
        let key = names.unwrap_or_else(|| bundle.add(any));
        kinds.push((key, value));
    }
    let mut entries: Vec<SchemaId> = Vec::new();
    for (key, value) in kinds {
        entries.push(entry(bundle, dialect, place, key, value));
    }
    let items = match entries.as_slice() {
        [only] => *only,
        _ => bundle.add(Schema {
            any_of: entries,
            ..Schema::empty(place.clone())
        }),
    };
    let schema = bundle.get_mut(id);
    schema.types = schema
        .types
        .map(|set| set.without(JsonType::Object).with(JsonType::Array));
    schema.items = Some(items);
    let least = schema
        .bounds
        .there()
        .and_then(|one| one.min_properties.take());
    let most = schema
        .bounds
        .there()
        .and_then(|one| one.max_properties.take());
    let mut count = |keyword, count: Option<u64>, word: &str| {
        let Some(count) = count else {
            return Fate::Enforced;
        };
        if dialect.accepts(keyword) {
            match keyword {
                "minItems" => schema.bounds.min_items = Some(count),
                _ => schema.bounds.max_items = Some(count),
            }
            return Fate::Enforced;
        }
        let items = if count == 1 { "item" } else { "items" };
        told::add(schema, format!("At {word} {count} {items}."));
        Fate::Described
    };
    let least_fate = count("minItems", least, "least");
    let most_fate = count("maxItems", most, "most");
    // A key of one kind may match the pattern of another: then both would have to hold.
    let alone = patterns.len() + usize::from(rest.is_some()) == 1;
    let fate = if alone { Fate::Enforced } else { Fate::Local };
    let dropped = [
        ("minProperties", least.is_some(), least_fate),
        ("maxProperties", most.is_some(), most_fate),
        ("patternProperties", !patterns.is_empty(), fate),
        ("propertyNames", names.is_some(), Fate::Enforced),
        ("additionalProperties", had_rest, Fate::Enforced),
    ];
    for (keyword, _, fate) in dropped.into_iter().filter(|(_, present, _)| *present) {
        bundle.drop_keyword(place, keyword, fate);
    }
    bundle.undo.entry_lists = true;
}

/// A key that matches a pattern.
fn key(bundle: &mut Bundle<'_>, dialect: &Dialect, place: &Place, pattern: &str) -> SchemaId {
    let mut key = Schema {
        types: Some(TypeSet::NONE.with(JsonType::String)),
        ..Schema::empty(place.clone())
    };
    if dialect.accepts("pattern") && dialect.patterns.takes(pattern) {
        key.bounds.pattern = Some(At {
            value: pattern.to_owned(),
            place: place.clone(),
        });
    } else {
        let sentence = format!("Matches the regular expression `{pattern}`.");
        told::add(&mut key, sentence);
    }
    bundle.add(key)
}

/// `{"key": ..., "value": ...}`
fn entry(
    bundle: &mut Bundle<'_>,
    dialect: &Dialect,
    place: &Place,
    key: SchemaId,
    value: SchemaId,
) -> SchemaId {
    let closed = dialect.accepts("additionalProperties").then(|| {
        bundle.add(Schema {
            boolean: Some(false),
            ..Schema::empty(place.clone())
        })
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
    bundle.add(Schema {
        types: Some(TypeSet::NONE.with(JsonType::Object)),
        properties: vec![member("key", key), member("value", value)],
        required: vec![required("key"), required("value")],
        additional_properties: closed,
        ..Schema::empty(place.clone())
    })
}
