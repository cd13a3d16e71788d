//! `patternProperties` and `propertyNames` beside properties, out of the way where they only leave
//! room: where objects are closed, no other key comes, and what patterns say of the properties is left
//! to the validator. Where they are not, what the patterns allow is allowed to every key.

use super::bundle::Bundle;
use super::{Dialect, told};
use crate::model::{Said, Schema, SchemaId};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if !bundle.work.free_keys {
        return;
    }
    bundle.visit(|bundle, id| {
        let schema = bundle.get(id);
        if schema.rare.pattern_properties.is_empty() && schema.rare.property_names.is_none() {
            return;
        }
        let mut schema = schema.clone();
        if !dialect.is_closed && loosen(bundle, dialect, &mut schema) {
            bundle.put(id, schema);
            return;
        }
        let named = !schema.properties.is_empty();
        let patterns = !schema.rare.pattern_properties.is_empty();
        if patterns && named && !dialect.accepts("patternProperties") {
            let values = schema.rare.pattern_properties.iter().map(|one| one.schema);
            let mut values = values.map(|id| bundle.get(id));
            if !values.all(|value| value.boolean.is_some() || says_nothing(value)) {
                let message = format!(
                    "{} has no objects with properties and free keys",
                    dialect.name
                );
                let help = "move the free keys into a property that is a map";
                bundle.refuse(&schema.place, message, Some(help));
                return;
            }
            schema.rare.pattern_properties.clear();
            told::drop(bundle, &mut schema, &["patternProperties"], None);
        }
        if let Some(names) = schema.rare.property_names
            && !dialect.accepts("propertyNames")
            && (named || patterns || says_nothing(bundle.get(names)))
        {
            schema.rare.property_names = None;
            told::drop(bundle, &mut schema, &["propertyNames"], None);
        }
        bundle.put(id, schema);
    });
}

/// Allows to all keys what one pattern or the other allows to some. Whether that was to be done: a map
/// without properties may become a list of entries later, patterns and all.
fn loosen(bundle: &mut Bundle<'_>, dialect: &Dialect, schema: &mut Schema) -> bool {
    if schema.properties.is_empty() && dialect.maps_are_lists {
        return false;
    }
    if !schema.rare.pattern_properties.is_empty() && !dialect.accepts("patternProperties") {
        let patterns = std::mem::take(&mut schema.rare.pattern_properties);
        let rest = schema.additional_properties;
        let rest_is = |wanted| rest.is_some_and(|id| bundle.get(id).boolean == Some(wanted));
        let mut values: Vec<SchemaId> = patterns.iter().map(|one| one.schema).collect();
        values.retain(|id| bundle.get(*id).boolean != Some(false));
        if !rest_is(false) {
            values.extend(rest);
        }
        let opens = |id: &SchemaId| {
            let value = bundle.get(*id);
            value.boolean == Some(true) || says_nothing(value)
        };
        let is_open = rest.is_none() || values.iter().any(opens);
        schema.additional_properties = match values.as_slice() {
            _ if is_open => None,
            [] => rest,
            [only] => Some(*only),
            _ => Some(bundle.add(Schema {
                any_of: values,
                ..Schema::empty(schema.place.clone())
            })),
        };
        told::drop(bundle, schema, &["patternProperties"], None);
    }
    if schema.rare.property_names.is_some() && !dialect.accepts("propertyNames") {
        schema.rare.property_names = None;
        told::drop(bundle, schema, &["propertyNames"], None);
    }
    true
}

/// Whether nothing is left of a schema but what is told of it.
fn says_nothing(schema: &Schema) -> bool {
    schema.boolean == Some(true) || schema.says_only(Said::WORDS.with(Said::ASIDE))
}
