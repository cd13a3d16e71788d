//! `additionalProperties: false` in every object. What an author left open stays empty.

use super::Dialect;
use super::bundle::Bundle;
use crate::maps::HashSet;
use crate::model::{JsonType, Schema, SchemaId};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if !dialect.is_closed {
        return;
    }
    let mut closed: Option<SchemaId> = None;
    for id in bundle.reachable() {
        let schema = bundle.get(id);
        if !schema.types.is_some_and(|set| set.has(JsonType::Object)) {
            continue;
        }
        let rest = schema
            .additional_properties
            .map(|rest| bundle.get(rest).boolean);
        if rest == Some(None) {
            let message = format!(
                "{} has no objects with properties and free keys",
                dialect.name
            );
            let help = "move the free keys into a property that is a map";
            let place = schema.place.clone();
            bundle.refuse(&place, message, Some(help));
            continue;
        }
        let open = rest != Some(Some(false));
        let known: HashSet<&str> = match schema.required.as_slice() {
            [] => HashSet::default(),
            _ => schema.properties.iter().map(|one| &*one.name).collect(),
        };
        let missing: Vec<String> = schema
            .required
            .iter()
            .filter(|name| !known.contains(name.value.as_str()))
            .map(|name| {
                format!(
                    "`{}` is required, and {} wants a schema for it",
                    name.value, dialect.name
                )
            })
            .collect();
        let place = schema.place.clone();
        for message in missing {
            bundle.refuse(&place, message, Some("describe it in `properties`"));
        }
        if open {
            // One for all: nobody changes what is `false`.
            let closed = *closed.get_or_insert_with(|| {
                bundle.add(Schema {
                    boolean: Some(false),
                    ..Schema::empty(place)
                })
            });
            bundle.get_mut(id).additional_properties = Some(closed);
        }
    }
}
