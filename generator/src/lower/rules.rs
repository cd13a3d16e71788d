//! Keywords to the rules of one JSON type.

use formwork_schema::model::{JsonType, Schema};
use formwork_schema::{Code, Finding};

use super::pattern::translate;
use crate::ir::Rule;

/// The rules of a schema for values of one type, in the order in which they are checked.
pub(super) fn rules(
    schema: &Schema,
    json_type: JsonType,
    findings: &mut Vec<Finding>,
) -> Vec<Rule> {
    let mut rules = Vec::new();
    match json_type {
        JsonType::Integer | JsonType::Number => {
            for (name, limit) in [
                ("Minimum", &schema.minimum),
                ("ExclusiveMinimum", &schema.exclusive_minimum),
                ("Maximum", &schema.maximum),
                ("ExclusiveMaximum", &schema.exclusive_maximum),
            ] {
                rules.extend(limit.clone().map(|limit| Rule::Bound(name, limit)));
            }
            rules.extend(schema.multiple_of.clone().map(Rule::MultipleOf));
        }
        JsonType::String => {
            rules.extend(
                schema
                    .min_length
                    .map(|limit| Rule::Count("MinLength", limit)),
            );
            rules.extend(
                schema
                    .max_length
                    .map(|limit| Rule::Count("MaxLength", limit)),
            );
            if let Some(pattern) = &schema.pattern {
                match translate(&pattern.value) {
                    Ok(translated) => rules.push(Rule::Pattern(pattern.value.clone(), translated)),
                    Err(refusal) => findings.push(
                        Finding::error(Code::BAD_PATTERN, pattern.place.clone(), refusal.message)
                            .help(refusal.help),
                    ),
                }
            }
        }
        JsonType::Array => {
            rules.extend(schema.min_items.map(|limit| Rule::Count("MinItems", limit)));
            rules.extend(schema.max_items.map(|limit| Rule::Count("MaxItems", limit)));
            if schema.unique_items {
                rules.push(Rule::UniqueItems);
            }
        }
        JsonType::Object => {
            rules.extend(
                schema
                    .min_properties
                    .map(|limit| Rule::Count("MinProperties", limit)),
            );
            rules.extend(
                schema
                    .max_properties
                    .map(|limit| Rule::Count("MaxProperties", limit)),
            );
        }
        JsonType::Null | JsonType::Boolean => {}
    }
    rules
}
