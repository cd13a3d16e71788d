//! Keywords that rule values out by other schemas: the dialect has no words for them.

use super::Dialect;
use super::bundle::Bundle;
use crate::model::Schema;

pub(super) fn rewrite(bundle: &mut Bundle, dialect: &Dialect) {
    for id in bundle.reachable() {
        let schema = bundle.get(id);
        let place = schema.place.clone();
        if let Some(keyword) = first(schema) {
            let message = format!("{} has no `{keyword}`", dialect.name);
            bundle.refuse(&place, message, None);
        }
    }
}

fn first(schema: &Schema) -> Option<&'static str> {
    [
        ("not", schema.not.is_some()),
        ("if", schema.condition.is_some()),
        ("dependentRequired", !schema.dependent_required.is_empty()),
        ("dependentSchemas", !schema.dependent_schemas.is_empty()),
        ("patternProperties", !schema.pattern_properties.is_empty()),
        ("propertyNames", schema.property_names.is_some()),
        (
            "unevaluatedProperties",
            schema.unevaluated_properties.is_some(),
        ),
        ("prefixItems", !schema.prefix_items.is_empty()),
        ("contains", schema.contains.is_some()),
        ("unevaluatedItems", schema.unevaluated_items.is_some()),
        ("$dynamicRef", schema.dynamic_reference.is_some()),
    ]
    .into_iter()
    .find(|(_, present)| *present)
    .map(|(keyword, _)| keyword)
}
