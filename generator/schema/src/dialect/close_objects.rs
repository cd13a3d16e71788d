//! `additionalProperties: false` in every object. What an author left open stays empty.

use super::Dialect;
use super::bundle::Bundle;
use crate::model::{JsonType, Schema};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    for id in bundle.reachable() {
        let schema = bundle.get(id);
        if !schema.types.is_some_and(|set| set.has(JsonType::Object)) {
            continue;
        }
        let place = schema.place.clone();
        let rest = schema
            .additional_properties
            .map(|rest| bundle.get(rest).boolean);
        if rest == Some(None) {
            let message = format!(
                "{} has no objects with properties and free keys",
                dialect.name
            );
            let help = "move the free keys into a property that is a map";
            bundle.refuse(&place, message, Some(help));
            continue;
        }
        let open = rest != Some(Some(false));
        let known = |name: &str| {
            schema
                .properties
                .iter()
                .any(|property| property.name == name)
        };
        let missing: Vec<String> = schema
            .required
            .iter()
            .filter(|name| !known(&name.value))
            .map(|name| {
                format!(
                    "`{}` is required, and {} wants a schema for it",
                    name.value, dialect.name
                )
            })
            .collect();
        for message in missing {
            bundle.refuse(&place, message, Some("describe it in `properties`"));
        }
        if open {
            let closed = bundle.add(Schema {
                boolean: Some(false),
                ..Schema::empty(place)
            });
            bundle.get_mut(id).additional_properties = Some(closed);
        }
    }
}
