//! Whether two schemas say the same of a value, whatever they say to a reader.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;

use crate::maps::HashMap;
use crate::model::{Model, Rare, Schema, SchemaId};
use crate::source::{Pointer, SourceId};
use crate::{Json, Place};

/// Names schemas that say the same by one number.
#[derive(Default)]
pub(super) struct Shapes {
    by_schema: HashMap<SchemaId, u32>,
    by_content: HashMap<Schema, u32>,
}

impl Shapes {
    /// The number of a schema's shape. Schemas of one number accept the same values. References inside
    /// it count as what they lead to, and are not looked into.
    ///
    /// Recurses into the schemas inside, which nest no deeper than their document.
    pub(super) fn of(&mut self, model: &Model, id: SchemaId) -> u32 {
        if let Some(shape) = self.by_schema.get(&id) {
            return *shape;
        }
        let mut content = asserting(model.get(id));
        content.reference = content.reference.map(|target| model.follow(target));
        // The order of names says nothing, nor does it in lists that are sets.
        content.properties.sort_by(|a, b| a.name.cmp(&b.name));
        content.required.sort_by(|a, b| a.value.cmp(&b.value));
        for child in content.children_mut() {
            *child = SchemaId(self.of(model, *child));
        }
        let next = u32::try_from(self.by_content.len()).unwrap_or(u32::MAX);
        let shape = *self.by_content.entry(content).or_insert(next);
        self.by_schema.insert(id, shape);
        shape
    }
}

/// How deep a sketch looks into a schema.
const SKETCHED: usize = 3;

/// A number that is the same for schemas that say the same, and mostly another for others. It copies
/// nothing, and looks no deeper than a few schemas.
pub(super) fn sketch(model: &Model, id: SchemaId) -> u64 {
    sketch_to(model, id, SKETCHED)
}

fn sketch_to(model: &Model, id: SchemaId, depth: usize) -> u64 {
    // One for all sketches, since they are compared.
    let quick = FixedState::default();
    let schema = model.get(id);
    let below = |id: SchemaId| match depth.checked_sub(1) {
        Some(depth) => sketch_to(model, id, depth),
        None => 0,
    };
    // Numbers and what holds them may be spelt in several ways.
    let word = |value: &Json| match value {
        Json::String(text) => quick.hash_one(text),
        Json::Bool(value) => quick.hash_one(value),
        _ => 0,
    };
    // The order of names says nothing.
    let properties = schema.properties.iter().map(|property| {
        let name = quick.hash_one(&property.name);
        name.wrapping_mul(below(property.schema) | 1)
    });
    let required = schema
        .required
        .iter()
        .map(|name| quick.hash_one(&name.value));
    let values = schema.enumeration.iter().flat_map(|at| &at.value);
    let all = [
        properties.fold(0, u64::wrapping_add),
        required.fold(0, u64::wrapping_add),
        values.map(word).fold(0, u64::wrapping_add),
        schema.constant.as_ref().map_or(0, |at| word(&at.value)),
        schema.items.map_or(0, below),
    ];
    let reference = schema.reference.map(|target| model.follow(target));
    let pattern = schema.bounds.pattern.as_ref().map(|at| &at.value);
    quick.hash_one((all, schema.boolean, schema.types, reference, pattern))
}

/// A schema without what says nothing about values, and without places.
fn asserting(schema: &Schema) -> Schema {
    let mut bare = Schema {
        place: nowhere(),
        title: None,
        description: None,
        deprecated: false,
        read_only: false,
        write_only: false,
        ..schema.clone()
    };
    for property in &mut bare.properties {
        property.place = nowhere();
    }
    if let Some(rare) = bare.rare.there() {
        silence(rare);
    }
    for name in &mut bare.required {
        name.place = nowhere();
    }
    if let Some(pattern) = bare.bounds.there().and_then(|one| one.pattern.as_mut()) {
        pattern.place = nowhere();
    }
    if let Some(constant) = &mut bare.constant {
        constant.place = nowhere();
        constant.value = constant.value.canonical();
    }
    if let Some(values) = &mut bare.enumeration {
        values.place = nowhere();
        values.value = values.value.iter().map(Json::canonical).collect();
        values.value.sort();
    }
    bare
}

/// [`asserting`], of what is seldom said.
fn silence(rare: &mut Rare) {
    rare.default = None;
    rare.examples.clear();
    rare.definitions.clear();
    rare.extensions.clear();
    rare.unknown.clear();
    rare.content_encoding = None;
    rare.content_media_type = None;
    rare.discriminator = None;
    rare.discriminator_mapping.clear();
    let maps = [&mut rare.pattern_properties, &mut rare.dependent_schemas];
    for property in maps.into_iter().flatten() {
        property.place = nowhere();
    }
    for dependent in &mut rare.dependent_required {
        dependent.property.place = nowhere();
    }
}

/// One place for all, so that none counts.
fn nowhere() -> Place {
    Place {
        source: SourceId(0),
        pointer: Pointer::default(),
        span: 0..0,
    }
}
