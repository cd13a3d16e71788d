//! Values that a schema says of itself that they fit: `default`, `example`, `examples`.
//!
//! Whether they do is for a complete validator to say, which this crate has none of.

use super::places::Places;
use crate::model::{Model, Schema, SchemaId};
use crate::source::{Node, NodeValue, Pointer, pointer};
use crate::{Json, Place};

/// A value that should fit the schema it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The schema.
    pub schema: SchemaId,
    /// `default`, `example` or `examples`.
    pub keyword: &'static str,
    /// The value.
    pub value: Json,
    /// Where it stands.
    pub place: Place,
}

/// Every such value in the files of a model, schema by schema.
#[must_use]
pub fn claims(model: &Model) -> Vec<Claim> {
    let mut claims = Vec::new();
    let has_some =
        |schema: &Schema| schema.rare.default.is_some() || !schema.rare.examples.is_empty();
    if !model.schemas.iter().any(has_some) {
        return claims;
    }
    let places = Places::new(model);
    for (index, schema) in model.schemas.iter().enumerate() {
        if !has_some(schema) {
            continue;
        }
        let is_file = model
            .sources
            .get(schema.place.source)
            .is_some_and(|source| source.uri.is_none());
        let (true, Ok(id)) = (is_file, u32::try_from(index)) else {
            continue;
        };
        let mut add = |keyword, node: &Node, pointer: Pointer| {
            claims.push(Claim {
                schema: SchemaId(id),
                keyword,
                value: node.to_json(),
                place: Place {
                    source: schema.place.source,
                    pointer,
                    span: node.span.clone(),
                },
            });
        };
        for member in places.members(schema) {
            let keyword = match member.key.as_str() {
                "default" if schema.rare.default.is_some() => "default",
                "example" if !schema.rare.examples.is_empty() => "example",
                "examples" if !schema.rare.examples.is_empty() => "examples",
                _ => continue,
            };
            let below = pointer::join(&schema.place.pointer, keyword);
            match &member.value.value {
                NodeValue::Array(items) if keyword == "examples" => {
                    for (index, item) in items.iter().enumerate() {
                        add(keyword, item, pointer::join(&below, &index.to_string()));
                    }
                }
                _ if keyword == "examples" => {}
                _ => add(keyword, &member.value, below),
            }
        }
    }
    claims
}
