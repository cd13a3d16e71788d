//! A bundle to JSON text: keywords in one order, properties in the author's.

use crate::maps::HashMap;
use std::fmt::Write as _;

use super::bundle::Bundle;
use super::reach::Marks;
use super::{Dialect, Lowered, Order, Types};
use crate::Json;
use crate::json::write_string;
use crate::model::{JsonType, Property, Schema, SchemaId, TypeSet};

/// The texts of a bundle. Definitions come in the order they are first referred to; those that
/// nothing refers to are left out.
pub(super) fn write(bundle: Bundle<'_>, dialect: &Dialect) -> Lowered {
    let writer = Writer {
        nullable: dialect.types == Types::Nullable,
        ordering: dialect.order == Order::Listed,
        ..Writer::new(&bundle, false)
    };
    let mut root = String::new();
    match bundle.get(bundle.root).boolean {
        // The root must be an object.
        Some(true) => root.push_str("{}"),
        Some(false) => root.push_str(r#"{"not":{}}"#),
        None => writer.schema(bundle.root, &mut root),
    }
    let mut defs = Vec::new();
    for target in definitions(&bundle) {
        if let Some(name) = writer.names.get(&target) {
            let mut text = String::new();
            writer.schema(target, &mut text);
            defs.push(((*name).to_owned(), text));
        }
    }
    Lowered {
        root,
        defs,
        dropped: bundle.dropped,
        undo: bundle.undo,
    }
}

/// What references lead to, in the order they are met. Where they lead to the root, it stands among the
/// definitions once more, and is gone through once more: so the text read again gives the same order.
pub(super) fn definitions(bundle: &Bundle<'_>) -> Vec<SchemaId> {
    let mut met = Marks::default();
    let mut order = Vec::new();
    let mut stack = vec![bundle.root];
    while let Some(id) = stack.pop() {
        let schema = bundle.get(id);
        if let Some(target) = schema.reference.filter(|target| met.set(*target)) {
            order.push(target);
            stack.push(target);
        }
        let bottom = stack.len();
        schema.each_child(|child| stack.push(child));
        if let Some(children) = stack.get_mut(bottom..) {
            children.reverse();
        }
    }
    order
}

/// The text of one schema of a bundle; two schemas that say the same have the same.
pub(super) fn text(bundle: &Bundle<'_>, id: SchemaId) -> String {
    let mut text = String::new();
    Writer::new(bundle, true).schema(id, &mut text);
    text
}

struct Writer<'a> {
    bundle: &'a Bundle<'a>,
    names: HashMap<SchemaId, &'a str>,
    /// Whether rewrites are still at work.
    in_between: bool,
    /// Whether `null` is written `nullable`.
    nullable: bool,
    /// Whether the order of properties is written.
    ordering: bool,
}

impl<'a> Writer<'a> {
    fn new(bundle: &'a Bundle<'a>, in_between: bool) -> Self {
        let names = bundle
            .defs
            .iter()
            .map(|(name, id)| (*id, name.as_str()))
            .collect();
        Self {
            bundle,
            names,
            in_between,
            nullable: false,
            ordering: false,
        }
    }

    /// Recurses no deeper than schemas stand in each other; references are written by name.
    fn schema(&self, id: SchemaId, out: &mut String) {
        let schema = self.bundle.get(id);
        if let Some(value) = schema.boolean {
            out.push_str(if value { "true" } else { "false" });
            return;
        }
        let mut out = Members::open(out);
        if let Some(name) = schema.reference.and_then(|target| self.names.get(&target)) {
            let out = out.key("$ref");
            out.push_str("\"#/$defs/");
            out.push_str(name);
            out.push('"');
        }
        out.text("title", schema.title.as_ref());
        out.text("description", schema.description.as_ref());
        match schema.types {
            Some(set) if self.nullable && set.has(JsonType::Null) && set.len() > 1 => {
                types(set.without(JsonType::Null), out.key("type"));
                out.flag("nullable", true);
            }
            Some(set) => types(set, out.key("type")),
            None => {}
        }
        out.value("const", schema.constant.as_ref().map(|at| &at.value));
        if let Some(values) = &schema.enumeration {
            out.values("enum", &values.value);
        }
        out.text("format", schema.format.as_ref());
        out.text(
            "pattern",
            schema.bounds.pattern.as_ref().map(|at| &at.value),
        );
        out.count("minLength", schema.bounds.min_length);
        out.count("maxLength", schema.bounds.max_length);
        out.number("minimum", schema.bounds.minimum.as_ref());
        out.number("exclusiveMinimum", schema.bounds.exclusive_minimum.as_ref());
        out.number("maximum", schema.bounds.maximum.as_ref());
        out.number("exclusiveMaximum", schema.bounds.exclusive_maximum.as_ref());
        out.number("multipleOf", schema.bounds.multiple_of.as_ref());
        self.array(schema, &mut out);
        self.object(schema, &mut out);
        self.list("anyOf", &schema.any_of, &mut out);
        self.list("oneOf", &schema.one_of, &mut out);
        self.list("allOf", &schema.all_of, &mut out);
        self.one("not", schema.rare.not, &mut out);
        self.one("if", schema.rare.condition, &mut out);
        self.one("then", schema.rare.then, &mut out);
        self.one("else", schema.rare.otherwise, &mut out);
        out.text("contentEncoding", schema.rare.content_encoding.as_ref());
        out.text("contentMediaType", schema.rare.content_media_type.as_ref());
        out.value("default", schema.rare.default.as_ref().map(|at| &at.value));
        if !schema.rare.examples.is_empty() {
            out.values("examples", &schema.rare.examples);
        }
        out.flag("deprecated", schema.deprecated);
        out.flag("readOnly", schema.read_only);
        out.flag("writeOnly", schema.write_only);
        if self.in_between {
            // Sentences that wait for the description tell two schemas apart.
            for (key, value) in &schema.rare.unknown {
                value.write(out.name(key));
            }
        }
        out.close();
    }

    fn array(&self, schema: &Schema, out: &mut Members<'_>) {
        self.list("prefixItems", &schema.rare.prefix_items, out);
        self.one("items", schema.items, out);
        out.count("minItems", schema.bounds.min_items);
        out.count("maxItems", schema.bounds.max_items);
        out.flag("uniqueItems", schema.unique_items);
        self.one("contains", schema.rare.contains, out);
        out.count("minContains", schema.rare.min_contains);
        out.count("maxContains", schema.rare.max_contains);
        self.one("unevaluatedItems", schema.rare.unevaluated_items, out);
    }

    fn object(&self, schema: &Schema, out: &mut Members<'_>) {
        let is_object = schema.types.is_some_and(|set| set.has(JsonType::Object));
        let closed = schema
            .additional_properties
            .map(|id| self.bundle.get(id).boolean)
            == Some(Some(false));
        // A closed object without properties says so, as providers expect.
        if !schema.properties.is_empty() || (is_object && closed) {
            self.members(&schema.properties, out.key("properties"));
        }
        if !schema.required.is_empty() || (is_object && closed && schema.properties.is_empty()) {
            let names = schema.required.iter().map(|name| name.value.as_str());
            strings(names, out.key("required"));
        }
        if self.ordering && schema.properties.len() > 1 {
            let names = schema.properties.iter().map(|one| one.name.as_str());
            strings(names, out.key("propertyOrdering"));
        }
        self.map("patternProperties", &schema.rare.pattern_properties, out);
        self.one("additionalProperties", schema.additional_properties, out);
        self.one("propertyNames", schema.rare.property_names, out);
        if !schema.rare.dependent_required.is_empty() {
            let mut rules = Members::open(out.key("dependentRequired"));
            for rule in &schema.rare.dependent_required {
                let names = rule.required.iter().map(String::as_str);
                strings(names, rules.name(&rule.property.value));
            }
            rules.close();
        }
        self.map("dependentSchemas", &schema.rare.dependent_schemas, out);
        self.one(
            "unevaluatedProperties",
            schema.rare.unevaluated_properties,
            out,
        );
        out.count("minProperties", schema.bounds.min_properties);
        out.count("maxProperties", schema.bounds.max_properties);
    }

    fn one(&self, keyword: &str, id: Option<SchemaId>, out: &mut Members<'_>) {
        if let Some(id) = id {
            self.schema(id, out.key(keyword));
        }
    }

    fn map(&self, keyword: &str, members: &[Property], out: &mut Members<'_>) {
        if !members.is_empty() {
            self.members(members, out.key(keyword));
        }
    }

    fn members(&self, members: &[Property], out: &mut String) {
        let mut out = Members::open(out);
        for member in members {
            self.schema(member.schema, out.name(&member.name));
        }
        out.close();
    }

    fn list(&self, keyword: &str, ids: &[SchemaId], out: &mut Members<'_>) {
        if !ids.is_empty() {
            items(ids, out.key(keyword), |id, out| self.schema(*id, out));
        }
    }
}

/// One name, or a list with `null` at its end.
fn types(set: TypeSet, out: &mut String) {
    let others = set.without(JsonType::Null).iter();
    let null = set.has(JsonType::Null).then_some(JsonType::Null);
    let names = others.chain(null).map(JsonType::name);
    match set.iter().next() {
        Some(only) if set.len() == 1 => write_string(only.name(), out),
        _ => strings(names, out),
    }
}

fn strings<'s>(texts: impl IntoIterator<Item = &'s str>, out: &mut String) {
    items(texts, out, write_string);
}

fn items<T>(
    items: impl IntoIterator<Item = T>,
    out: &mut String,
    mut write: impl FnMut(T, &mut String),
) {
    out.push('[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

/// An object that is being written.
struct Members<'o> {
    out: &'o mut String,
    is_first: bool,
}

impl<'o> Members<'o> {
    fn open(out: &'o mut String) -> Self {
        out.push('{');
        Self {
            out,
            is_first: true,
        }
    }

    fn close(self) {
        self.out.push('}');
    }

    /// Writes a keyword; its value must follow.
    fn key(&mut self, keyword: &str) -> &mut String {
        let first = std::mem::take(&mut self.is_first);
        self.out.push_str(if first { "\"" } else { ",\"" });
        self.out.push_str(keyword);
        self.out.push_str("\":");
        self.out
    }

    /// Writes a key of the author's; its value must follow.
    fn name(&mut self, key: &str) -> &mut String {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(',');
        }
        write_string(key, self.out);
        self.out.push(':');
        self.out
    }

    fn value(&mut self, keyword: &str, value: Option<&Json>) {
        if let Some(value) = value {
            value.write(self.key(keyword));
        }
    }

    fn values(&mut self, keyword: &str, values: &[Json]) {
        items(values, self.key(keyword), Json::write);
    }

    fn text(&mut self, keyword: &str, value: Option<&String>) {
        if let Some(value) = value {
            write_string(value, self.key(keyword));
        }
    }

    fn number(&mut self, keyword: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.key(keyword).push_str(value);
        }
    }

    fn count(&mut self, keyword: &str, value: Option<u64>) {
        if let Some(value) = value {
            // Writing to a String cannot fail.
            let _ = write!(self.key(keyword), "{value}");
        }
    }

    fn flag(&mut self, keyword: &str, value: bool) {
        if value {
            self.key(keyword).push_str("true");
        }
    }
}
