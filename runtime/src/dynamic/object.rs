//! Objects: what several schemas say of one, as named properties, or as values under any name.
//!
//! A property that one part lists is also what the others' `additionalProperties` is about. What `patternProperties` say is a
//! rule, and so is what `additionalProperties` says beside them.

use std::collections::{HashMap, HashSet};

use formwork_schema::model::{Schema as Described, SchemaId};

use super::aliases::{aliases, tell_apart};
use super::compile::Compiler;
use super::parts::flatten;
use super::plan::{Fields, Key, Row, Shape};
use super::stream::Stream;

impl Compiler<'_> {
    /// The properties of all parts, in the order in which they are first named.
    pub(super) fn plan_object(&mut self, key: &Key) -> Shape {
        let parts: Vec<&Described> = key.parts.iter().map(|part| self.get(part.id)).collect();
        let mut order: Vec<&str> = Vec::new();
        let mut said: HashMap<&str, Vec<(usize, SchemaId)>> = HashMap::new();
        for (index, part) in parts.iter().enumerate() {
            for property in &part.properties {
                let here = said.entry(&property.name).or_default();
                if here.is_empty() {
                    order.push(&property.name);
                }
                here.push((index, property.schema));
            }
        }
        let mut required = HashSet::new();
        for name in parts.iter().flat_map(|part| &part.required) {
            if required.insert(name.value.as_str()) && !said.contains_key(name.value.as_str()) {
                order.push(&name.value);
                said.insert(&name.value, Vec::new());
            }
        }
        // What each part says of the names that it does not list. Beside patterns, rules say it.
        let others: Vec<(usize, SchemaId)> = parts
            .iter()
            .enumerate()
            .filter(|(_, part)| part.rare.pattern_properties.is_empty())
            .filter_map(|(index, part)| Some((index, part.additional_properties?)))
            .collect();
        let closed = others
            .iter()
            .any(|(_, id)| self.get(self.model.follow(*id)).boolean == Some(false));
        let rest = self.position(others.iter().map(|(_, id)| *id));
        if order.is_empty() && !closed {
            return Shape::Map(rest);
        }
        let mut rows = Vec::with_capacity(order.len());
        for name in order {
            let here = said.remove(name).unwrap_or_default();
            let elsewhere = others
                .iter()
                .filter(|(index, _)| here.iter().all(|(other, _)| other != index));
            let ids: Vec<SchemaId> = here.iter().chain(elsewhere).map(|(_, id)| *id).collect();
            rows.push(Row {
                name: name.to_owned(),
                required: required.contains(name) && !self.is_given(&here),
                shows: self.is_needed(&here),
                aliases: aliases(here.iter().map(|(_, id)| self.get(*id))),
                value: self.position(ids),
            });
        }
        tell_apart(&mut rows);
        Shape::Object(Fields {
            name: self
                .name(&key.parts)
                .unwrap_or_else(|| "an object".to_owned()),
            rows,
            others: (!closed).then_some(rest),
        })
    }

    /// Whether a property that no model is shown has a default, which stands for it.
    fn is_given(&self, said: &[(usize, SchemaId)]) -> bool {
        let own = said.iter().map(|(_, id)| *id);
        let all: Vec<&Described> = own
            .flat_map(|id| [self.get(id), self.get(self.model.follow(id))])
            .collect();
        let is_hidden = all.iter().any(|schema| schema.is_hidden());
        is_hidden && all.iter().any(|schema| schema.rare.default.is_some())
    }

    /// Whether an object is not to be shown without a property (`x-stream: required`).
    fn is_needed(&self, said: &[(usize, SchemaId)]) -> bool {
        let own = said.iter().map(|(_, id)| self.get(*id));
        let parts = flatten(self.model, said.iter().map(|(_, id)| *id));
        let parts = parts.all.iter().map(|part| self.get(part.id));
        Stream::of(own.chain(parts)).required
    }
}
