//! Keywords that say nothing about the types that are declared beside them.

use super::Analysis;
use super::possible::Possible;
use crate::model::SchemaId;
use crate::source::{Node, NodeValue};
use crate::{Code, Finding};

/// Keywords that look at one type of value, and that type.
const KEYWORDS: &[(&str, Possible)] = &[
    ("properties", Possible::OBJECT),
    ("required", Possible::OBJECT),
    ("additionalProperties", Possible::OBJECT),
    ("patternProperties", Possible::OBJECT),
    ("propertyNames", Possible::OBJECT),
    ("unevaluatedProperties", Possible::OBJECT),
    ("minProperties", Possible::OBJECT),
    ("maxProperties", Possible::OBJECT),
    ("dependentRequired", Possible::OBJECT),
    ("dependentSchemas", Possible::OBJECT),
    ("dependencies", Possible::OBJECT),
    ("items", Possible::ARRAY),
    ("prefixItems", Possible::ARRAY),
    ("additionalItems", Possible::ARRAY),
    ("unevaluatedItems", Possible::ARRAY),
    ("contains", Possible::ARRAY),
    ("minItems", Possible::ARRAY),
    ("maxItems", Possible::ARRAY),
    ("uniqueItems", Possible::ARRAY),
    ("minLength", Possible::STRING),
    ("maxLength", Possible::STRING),
    ("pattern", Possible::STRING),
    ("minimum", Possible::NUMBER),
    ("maximum", Possible::NUMBER),
    ("exclusiveMinimum", Possible::NUMBER),
    ("exclusiveMaximum", Possible::NUMBER),
    ("multipleOf", Possible::NUMBER),
];

/// Formats that look at strings, whatever vocabulary they come from.
const STRING_FORMATS: &[&str] = &[
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "regex",
    "time",
    "uri",
    "uri-reference",
    "uuid",
];

pub(super) fn check(analysis: &mut Analysis<'_>, id: SchemaId) {
    let schema = analysis.model.get(id);
    let Some(types) = schema.types else { return };
    let types = Possible::of_types(Some(types));
    let mut idle: Vec<&str> = Vec::new();
    for member in analysis.places.members(schema) {
        let row = KEYWORDS.iter().find(|(name, _)| *name == member.key);
        let looks_at = match (row, &member.value.value) {
            (Some((_, of)), _) if !says_nothing(&member.key, &member.value) => *of,
            (None, NodeValue::String(format))
                if member.key == "format" && STRING_FORMATS.contains(&format.as_str()) =>
            {
                Possible::STRING
            }
            _ => continue,
        };
        let is_read = schema
            .rare
            .unknown
            .iter()
            .all(|(name, _)| *name != member.key);
        if is_read && !types.meets(looks_at) {
            idle.push(&member.key);
        }
    }
    let Some(first) = idle.first() else { return };
    let names: Vec<String> = idle.iter().map(|name| format!("`{name}`")).collect();
    let says = if names.len() == 1 { "says" } else { "say" };
    let message = format!(
        "{} {says} nothing about {}, which is what `type` allows",
        listed(&names),
        types.describe()
    );
    let finding = Finding::warning(
        Code::IDLE_KEYWORD,
        analysis.places.key(schema, first),
        message,
    )
    .related(
        analysis.places.value(schema, "type"),
        "only this is allowed",
    )
    .help(help(first, types));
    analysis.push(finding);
}

/// Whether a keyword would accept everything even where it applies. Programs write such ones out of
/// habit.
fn says_nothing(keyword: &str, value: &Node) -> bool {
    match &value.value {
        NodeValue::Bool(accepts) => match keyword {
            "uniqueItems" | "exclusiveMinimum" | "exclusiveMaximum" => !accepts,
            _ => *accepts,
        },
        NodeValue::Object(members) => members.is_empty(),
        NodeValue::Array(items) => items.is_empty(),
        NodeValue::Number(text) => {
            keyword.starts_with("min") && text == "0" && keyword != "minimum"
        }
        NodeValue::Null | NodeValue::String(_) => false,
    }
}

fn listed(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn help(keyword: &str, types: Possible) -> String {
    let bound = keyword
        .get(..3)
        .filter(|bound| ["min", "max"].contains(bound));
    let sized = ["Length", "Items", "imum"]
        .iter()
        .any(|end| keyword.ends_with(end));
    if let Some(bound) = bound.filter(|_| sized && keyword != "uniqueItems") {
        for (of, named, end) in [
            (Possible::ARRAY, "arrays", "Items"),
            (Possible::STRING, "strings", "Length"),
            (Possible::NUMBER, "numbers", "imum"),
            (Possible::OBJECT, "objects", "Properties"),
        ] {
            if types.meets(of) {
                return format!("the keyword for {named} is `{bound}{end}`");
            }
        }
    }
    let row = KEYWORDS.iter().find(|(name, _)| *name == keyword);
    let wanted = row.map_or(Possible::STRING, |(_, of)| *of);
    format!("change `type` to allow {}, or drop it", wanted.describe())
}
