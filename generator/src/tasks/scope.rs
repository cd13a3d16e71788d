//! What is known of the values in a template: which schema each of them is described by.

use formwork_schema::model::{JsonType, Model, Schema, SchemaId, TypeSet};

/// Functions that every template has.
pub(super) const FUNCTIONS: &[&str] = &["range", "dict", "debug", "namespace"];

/// Filters that every template has.
pub(super) const FILTERS: &[&str] = &[
    "abs",
    "attr",
    "batch",
    "bool",
    "capitalize",
    "chain",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "first",
    "float",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "pprint",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "slice",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "tojson",
    "trim",
    "unique",
    "upper",
    "zip",
];

/// Tests that every template has.
pub(super) const TESTS: &[&str] = &[
    "boolean",
    "defined",
    "divisibleby",
    "endingwith",
    "eq",
    "equalto",
    "escaped",
    "even",
    "false",
    "filter",
    "float",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "int",
    "integer",
    "iterable",
    "le",
    "lessthan",
    "lower",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "safe",
    "sameas",
    "sequence",
    "startingwith",
    "string",
    "test",
    "true",
    "undefined",
    "upper",
];

/// A value in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing is known of it.
    Any,
    /// A schema describes it.
    Of(SchemaId),
}

/// A property, as its object's schema has it.
pub(super) enum Found {
    /// It is described.
    Property { shape: Shape, required: bool },
    /// It may be there.
    Perhaps,
    /// It is not; these are.
    Missing(Vec<String>),
    /// The value is no object, but this.
    NoObject(&'static str),
}

/// The schemas that describe a value together: the one, and what holds beside it through `$ref` and `allOf`.
pub(super) fn parts(model: &Model, schema: SchemaId) -> Vec<&Schema> {
    let mut seen: Vec<SchemaId> = Vec::new();
    let mut stack = vec![schema];
    while let Some(id) = stack.pop() {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let one = model.get(id);
        stack.extend(one.all_of.iter().rev());
        stack.extend(one.reference);
    }
    seen.into_iter().map(|id| model.get(id)).collect()
}

/// A property of a value.
pub(super) fn property(model: &Model, schema: SchemaId, name: &str) -> Found {
    let parts = parts(model, schema);
    let properties = || parts.iter().flat_map(|part| part.properties.iter());
    if let Some(found) = properties().find(|one| one.name == name) {
        let mut required = parts.iter().flat_map(|part| &part.required);
        return Found::Property {
            shape: Shape::Of(found.schema),
            required: required.any(|one| one.value == name),
        };
    }
    if let Some(kind) = no_object(&parts) {
        return Found::NoObject(kind);
    }
    if parts.iter().any(|part| is_open(model, part)) || properties().next().is_none() {
        return Found::Perhaps;
    }
    Found::Missing(properties().map(|one| one.name.clone()).collect())
}

/// What a value is, where it is certainly no object.
fn no_object(parts: &[&Schema]) -> Option<&'static str> {
    let types = parts.iter().find_map(|part| part.types)?;
    let types = types.without(JsonType::Null);
    let only = |one: JsonType| types == TypeSet::NONE.with(one);
    match () {
        () if only(JsonType::String) => Some("text"),
        () if only(JsonType::Array) => Some("a list"),
        () if only(JsonType::Boolean) => Some("a boolean"),
        () if only(JsonType::Integer) || only(JsonType::Number) => Some("a number"),
        () => None,
    }
}

/// Whether a schema may be fitted by objects with properties that it does not name, and says so. One that says
/// nothing of them is closed: its type keeps no others.
fn is_open(model: &Model, schema: &Schema) -> bool {
    let others = schema.additional_properties;
    others.is_some_and(|id| model.get(id).boolean != Some(false))
        || !schema.any_of.is_empty()
        || !schema.one_of.is_empty()
        || !schema.rare.pattern_properties.is_empty()
        || !schema.rare.dependent_schemas.is_empty()
        || schema.rare.condition.is_some()
        || schema.rare.unevaluated_properties.is_some()
        || schema.rare.dynamic_reference.is_some()
}

/// An item of a list.
pub(super) fn item(model: &Model, shape: Shape) -> Shape {
    let Shape::Of(schema) = shape else {
        return Shape::Any;
    };
    let parts = parts(model, schema);
    if parts.iter().any(|part| !part.rare.prefix_items.is_empty()) {
        return Shape::Any;
    }
    let items = parts.iter().find_map(|part| part.items);
    items.map_or(Shape::Any, Shape::Of)
}

/// What a filter makes of a value.
pub(super) fn filtered(model: &Model, filter: &str, shape: Shape) -> Shape {
    match filter {
        "default" | "d" | "list" | "reverse" | "sort" | "unique" | "select" | "reject"
        | "selectattr" | "rejectattr" => shape,
        "first" | "last" | "min" | "max" => item(model, shape),
        _ => Shape::Any,
    }
}
