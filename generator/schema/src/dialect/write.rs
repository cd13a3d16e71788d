//! A bundle to JSON text: keywords in one order, properties in the author's.

use std::collections::{HashMap, HashSet};

use super::Lowered;
use super::bundle::Bundle;
use crate::Json;
use crate::json::write_members;
use crate::model::{At, JsonType, Property, Schema, SchemaId, TypeSet};

/// The texts of a bundle. Definitions come in the order they are first referred to; those that
/// nothing refers to are left out.
pub(super) fn write(bundle: Bundle) -> Lowered {
    let writer = Writer::new(&bundle);
    let root = match bundle.get(bundle.root).boolean {
        // The root must be an object.
        Some(true) => Json::Object(Vec::new()),
        Some(false) => Json::Object(vec![("not".to_owned(), Json::Object(Vec::new()))]),
        None => writer.schema(bundle.root),
    };
    let mut written = HashSet::new();
    let mut defs = Vec::new();
    for id in bundle.reachable() {
        let target = bundle
            .get(id)
            .reference
            .filter(|target| written.insert(*target));
        let named = target.and_then(|target| Some((*writer.names.get(&target)?, target)));
        defs.extend(named.map(|(name, target)| (name.to_owned(), writer.schema(target))));
    }
    let mut text = String::new();
    write_members(&defs, &mut text);
    let root = root.to_text();
    Lowered {
        root,
        defs: text,
        dropped: bundle.dropped,
        undo: bundle.undo,
    }
}

/// The text of one schema of a bundle; two schemas that say the same have the same.
pub(super) fn text(bundle: &Bundle, id: SchemaId) -> String {
    Writer::new(bundle).schema(id).to_text()
}

struct Writer<'a> {
    bundle: &'a Bundle,
    names: HashMap<SchemaId, &'a str>,
}

impl<'a> Writer<'a> {
    fn new(bundle: &'a Bundle) -> Self {
        let names = bundle
            .defs
            .iter()
            .map(|(name, id)| (*id, name.as_str()))
            .collect();
        Self { bundle, names }
    }

    /// Recurses no deeper than schemas stand in each other; references are written by name.
    fn schema(&self, id: SchemaId) -> Json {
        let schema = self.bundle.get(id);
        if let Some(value) = schema.boolean {
            return Json::Bool(value);
        }
        let mut out = Members::default();
        let name = schema.reference.and_then(|target| self.names.get(&target));
        out.text("$ref", name.map(|name| format!("#/$defs/{name}")).as_ref());
        out.text("title", schema.title.as_ref());
        out.text("description", schema.description.as_ref());
        out.put("type", schema.types.map(types));
        out.put("const", schema.constant.as_ref().map(|at| at.value.clone()));
        out.put(
            "enum",
            schema
                .enumeration
                .as_ref()
                .map(|At { value, .. }| Json::Array(value.clone())),
        );
        out.text("format", schema.format.as_ref());
        out.text("pattern", schema.pattern.as_ref().map(|at| &at.value));
        out.count("minLength", schema.min_length);
        out.count("maxLength", schema.max_length);
        out.number("minimum", schema.minimum.as_ref());
        out.number("exclusiveMinimum", schema.exclusive_minimum.as_ref());
        out.number("maximum", schema.maximum.as_ref());
        out.number("exclusiveMaximum", schema.exclusive_maximum.as_ref());
        out.number("multipleOf", schema.multiple_of.as_ref());
        self.array(schema, &mut out);
        self.object(schema, &mut out);
        out.put("anyOf", self.list(&schema.any_of));
        out.put("oneOf", self.list(&schema.one_of));
        out.put("allOf", self.list(&schema.all_of));
        out.put("not", self.one(schema.not));
        out.put("if", self.one(schema.condition));
        out.put("then", self.one(schema.then));
        out.put("else", self.one(schema.otherwise));
        out.text("contentEncoding", schema.content_encoding.as_ref());
        out.text("contentMediaType", schema.content_media_type.as_ref());
        out.put(
            "default",
            schema.default.as_ref().map(|at| at.value.clone()),
        );
        let examples = Json::Array(schema.examples.clone());
        out.put(
            "examples",
            Some(examples).filter(|_| !schema.examples.is_empty()),
        );
        out.flag("deprecated", schema.deprecated);
        out.flag("readOnly", schema.read_only);
        out.flag("writeOnly", schema.write_only);
        // Sentences that wait for the description tell two schemas apart.
        for (key, value) in &schema.unknown {
            out.put(key, Some(value.clone()));
        }
        Json::Object(out.0)
    }

    fn array(&self, schema: &Schema, out: &mut Members) {
        out.put("prefixItems", self.list(&schema.prefix_items));
        out.put("items", self.one(schema.items));
        out.count("minItems", schema.min_items);
        out.count("maxItems", schema.max_items);
        out.flag("uniqueItems", schema.unique_items);
        out.put("contains", self.one(schema.contains));
        out.count("minContains", schema.min_contains);
        out.count("maxContains", schema.max_contains);
        out.put("unevaluatedItems", self.one(schema.unevaluated_items));
    }

    fn object(&self, schema: &Schema, out: &mut Members) {
        let is_object = schema.types.is_some_and(|set| set.has(JsonType::Object));
        let closed = schema
            .additional_properties
            .map(|id| self.bundle.get(id).boolean)
            == Some(Some(false));
        // A closed object without properties says so, as providers expect.
        if !schema.properties.is_empty() || (is_object && closed) {
            let members = schema
                .properties
                .iter()
                .map(|p| (p.name.clone(), self.schema(p.schema)));
            out.put("properties", Some(Json::Object(members.collect())));
        }
        if !schema.required.is_empty() || (is_object && closed && schema.properties.is_empty()) {
            let names = schema
                .required
                .iter()
                .map(|name| Json::string(name.value.as_str()));
            out.put("required", Some(Json::Array(names.collect())));
        }
        out.put("patternProperties", self.map(&schema.pattern_properties));
        out.put(
            "additionalProperties",
            self.one(schema.additional_properties),
        );
        out.put("propertyNames", self.one(schema.property_names));
        let dependent = schema.dependent_required.iter().map(|one| {
            let names = one.required.iter().map(|name| Json::string(name.as_str()));
            (one.property.value.clone(), Json::Array(names.collect()))
        });
        let dependent: Vec<(String, Json)> = dependent.collect();
        let some = !dependent.is_empty();
        out.put("dependentRequired", some.then_some(Json::Object(dependent)));
        out.put("dependentSchemas", self.map(&schema.dependent_schemas));
        out.put(
            "unevaluatedProperties",
            self.one(schema.unevaluated_properties),
        );
        out.count("minProperties", schema.min_properties);
        out.count("maxProperties", schema.max_properties);
    }

    fn one(&self, id: Option<SchemaId>) -> Option<Json> {
        id.map(|id| self.schema(id))
    }

    fn map(&self, members: &[Property]) -> Option<Json> {
        let written = members
            .iter()
            .map(|one| (one.name.clone(), self.schema(one.schema)));
        (!members.is_empty()).then(|| Json::Object(written.collect()))
    }

    fn list(&self, ids: &[SchemaId]) -> Option<Json> {
        let list = || Json::Array(ids.iter().map(|id| self.schema(*id)).collect());
        (!ids.is_empty()).then(list)
    }
}

/// One name, or a list with `null` at its end.
fn types(set: TypeSet) -> Json {
    let mut names: Vec<Json> = set
        .without(JsonType::Null)
        .iter()
        .map(|t| Json::string(t.name()))
        .collect();
    if set.has(JsonType::Null) {
        names.push(Json::string("null"));
    }
    if names.len() == 1 {
        names.remove(0)
    } else {
        Json::Array(names)
    }
}

#[derive(Default)]
struct Members(Vec<(String, Json)>);

impl Members {
    fn put(&mut self, keyword: &str, value: Option<Json>) {
        self.0
            .extend(value.map(|value| (keyword.to_owned(), value)));
    }

    fn text(&mut self, keyword: &str, value: Option<&String>) {
        self.put(keyword, value.map(Json::string));
    }

    fn number(&mut self, keyword: &str, value: Option<&String>) {
        self.put(keyword, value.cloned().map(Json::Number));
    }

    fn count(&mut self, keyword: &str, value: Option<u64>) {
        self.put(keyword, value.map(|count| Json::Number(count.to_string())));
    }

    fn flag(&mut self, keyword: &str, value: bool) {
        self.put(keyword, value.then_some(Json::Bool(true)));
    }
}
