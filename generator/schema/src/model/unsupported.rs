//! Keywords that are known and not modelled yet: when one matters, and what to do instead.

use crate::source::{Node, NodeValue};

/// Whether the keyword rules anything out, given its value and the schema it stands in.
///
/// `false` only where the specification says that every instance passes.
pub(super) fn has_effect(name: &str, value: &Node, schema: &Node) -> bool {
    let has = |key| schema.member(key).is_some();
    match name {
        "patternProperties" | "dependentSchemas" | "dependentRequired" | "dependencies" => {
            !matches!(&value.value, NodeValue::Object(members) if members.is_empty())
        }
        "not" => !matches!(value.value, NodeValue::Bool(false)),
        "if" => has("then") || has("else"),
        // Reported at their `if`; without one they say nothing.
        "then" | "else" => false,
        "minContains" | "maxContains" => has("contains"),
        // Every property name is a string.
        "propertyNames" => !accepts_all(value) && !says_only_string(value),
        "unevaluatedProperties" | "unevaluatedItems" => !accepts_all(value),
        "additionalItems" => {
            let list = schema.member("items").map(|member| &member.value.value);
            matches!(list, Some(NodeValue::Array(_))) && !accepts_all(value)
        }
        _ => true,
    }
}

/// What to do instead.
pub(super) fn advice(name: &str) -> &'static str {
    match name {
        "items" | "additionalItems" | "prefixItems" => {
            "write an object with one property for each position, or one schema for all items"
        }
        "patternProperties" | "propertyNames" => {
            "write `additionalProperties` for maps, and tell the form of the keys in the description"
        }
        "if" | "then" | "else" | "dependencies" | "dependentRequired" | "dependentSchemas" => {
            "write the cases as `oneOf` with a constant property that tells them apart"
        }
        "unevaluatedProperties" => {
            "write `additionalProperties` in the schema that has the properties"
        }
        "$dynamicRef" | "$recursiveRef" => "write `$ref`",
        _ => "leave it out, and tell the rule in the description",
    }
}

fn accepts_all(schema: &Node) -> bool {
    match &schema.value {
        NodeValue::Bool(value) => *value,
        NodeValue::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn says_only_string(schema: &Node) -> bool {
    match &schema.value {
        NodeValue::Object(members) => members.iter().all(|member| {
            member.key == "type"
                && matches!(&member.value.value, NodeValue::String(t) if t == "string")
        }),
        _ => false,
    }
}
