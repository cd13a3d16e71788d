//! `patternProperties` and `propertyNames` beside properties, out of the way where they only leave
//! room: the objects are closed, so no other key comes, and what patterns say of the properties is left
//! to the validator.

use super::bundle::Bundle;
use super::{Dialect, told};
use crate::model::{Said, Schema};

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

/// Whether nothing is left of a schema but what is told of it.
fn says_nothing(schema: &Schema) -> bool {
    schema.boolean == Some(true) || schema.says_only(Said::WORDS.with(Said::ASIDE))
}
