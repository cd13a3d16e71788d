//! Whether a value breaks a schema's own keywords: those that can be told by looking at it once.

use std::cmp::Ordering;

use super::possible::Possible;
use crate::Json;
use crate::model::{Schema, compare_numbers};

/// The keyword that a value breaks, where one certainly does.
pub(crate) fn broken(schema: &Schema, value: &Json) -> Option<&'static str> {
    if !Possible::of_value(value).is_within(Possible::of_types(schema.types)) {
        return Some("type");
    }
    match value {
        Json::Number(text) => broken_by_number(schema, text),
        Json::String(text) => {
            let length = text.chars().count() as u64;
            counted(
                length,
                ("minLength", schema.bounds.min_length),
                ("maxLength", schema.bounds.max_length),
            )
        }
        Json::Array(items) => counted(
            items.len() as u64,
            ("minItems", schema.bounds.min_items),
            ("maxItems", schema.bounds.max_items),
        ),
        Json::Object(members) => counted(
            members.len() as u64,
            ("minProperties", schema.bounds.min_properties),
            ("maxProperties", schema.bounds.max_properties),
        )
        .or_else(|| {
            let is_there = |name: &str| members.iter().any(|(key, _)| key == name);
            let required = schema.required.iter().take(MAX_NAMES);
            let mut required = required.map(|name| name.value.as_str());
            required.any(|name| !is_there(name)).then_some("required")
        }),
        Json::Null | Json::Bool(_) => None,
    }
}

/// How many names of `required` are looked for in a value.
const MAX_NAMES: usize = 32;

fn broken_by_number(schema: &Schema, text: &str) -> Option<&'static str> {
    let bounds = [
        ("minimum", &schema.bounds.minimum, Ordering::Less, false),
        (
            "exclusiveMinimum",
            &schema.bounds.exclusive_minimum,
            Ordering::Less,
            true,
        ),
        ("maximum", &schema.bounds.maximum, Ordering::Greater, false),
        (
            "exclusiveMaximum",
            &schema.bounds.exclusive_maximum,
            Ordering::Greater,
            true,
        ),
    ];
    for (keyword, bound, beyond, exclusive) in bounds {
        let Some(bound) = bound else { continue };
        let order = compare_numbers(text, bound);
        if order == beyond || exclusive && order == Ordering::Equal {
            return Some(keyword);
        }
    }
    None
}

fn counted(
    count: u64,
    (lower, least): (&'static str, Option<u64>),
    (upper, most): (&'static str, Option<u64>),
) -> Option<&'static str> {
    if least.is_some_and(|least| count < least) {
        return Some(lower);
    }
    most.is_some_and(|most| count > most).then_some(upper)
}
