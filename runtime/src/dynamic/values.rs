//! `enum` and `const`: names, and other values.

use std::collections::{HashMap, HashSet};

use formwork_schema::Json;
use formwork_schema::model::{JsonType, SchemaId, TypeSet};

use super::aliases::spellings;
use super::compile::Compiler;
use super::parts::{Part, Parts, flatten, has_more, has_values};
use super::plan::{Key, Plan, Shape};
use crate::rules::Rule;
use crate::table::Kind;

impl Compiler<'_> {
    /// Plans a position that names its values.
    pub(super) fn plan_values(&mut self, key: &Key) -> Option<Plan> {
        let parts = Parts {
            all: key.parts.clone(),
            never: false,
        };
        let mut allowed = parts.values(self.model)?;
        allowed.retain(|value| fits(key.types, value));
        let has_null = allowed.contains(&Json::Null);
        let rest: Vec<Json> = allowed
            .iter()
            .filter(|value| **value != Json::Null)
            .cloned()
            .collect();
        let mut plan = if rest.is_empty() {
            let kind = if has_null { Kind::Null } else { Kind::Never };
            Plan::new(Shape::Plain(kind), Vec::new())
        } else if let Some(names) = names(&rest) {
            let lists = key.parts.iter().map(|part| self.get(part.id));
            let spellings = spellings(lists, &names);
            let mut plan = Plan::new(Shape::Enum(names), Vec::new());
            plan.spellings = spellings;
            plan.nullable = has_null;
            plan
        } else {
            let kind = self.kind_of(key, &rest);
            let nullable = has_null && !matches!(kind, Kind::Some(_) | Kind::Any);
            let told = if nullable { rest } else { allowed };
            let rule = match told.as_slice() {
                [one] => Rule::Const(self.arena.text(&one.to_text())),
                _ => Rule::Enum(self.arena.text(&Json::Array(told).to_text())),
            };
            let mut plan = Plan::new(Shape::Plain(kind), vec![rule]);
            plan.nullable = nullable;
            plan
        };
        // What is said beside the values is judged as a whole.
        for part in &key.parts {
            let schema = self.get(part.id);
            let is_more = has_more(schema)
                || !schema.any_of.is_empty() && !part.without.any_of
                || !schema.one_of.is_empty() && !part.without.one_of;
            if is_more && !self.is_dynamic() {
                plan.rules.push(Rule::Reference(self.check_part(*part)));
            }
        }
        Some(plan)
    }

    /// The kind that holds some values.
    fn kind_of(&self, key: &Key, values: &[Json]) -> Kind {
        let is = |one: fn(&Json) -> bool| values.iter().all(one);
        if is(|value| matches!(value, Json::Bool(_))) {
            Kind::Boolean
        } else if self.is_as_written(key) || !is(|value| matches!(value, Json::Number(_))) {
            self.some(key)
        } else if is(|value| value.json_type() == JsonType::Integer) {
            Kind::Integer
        } else {
            Kind::Number
        }
    }

    /// The names of branches that are names and nothing else; `None` where one is something else.
    pub(super) fn branch_names(&self, branches: &[SchemaId], exclusive: bool) -> Option<Names> {
        let mut all = Names::default();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut twice: HashSet<usize> = HashSet::new();
        for branch in branches {
            let parts = flatten(self.model, [*branch]);
            let types = parts.types(self.model);
            let plain = |part: &Part| {
                let schema = self.get(part.id);
                (has_values(schema) || schema.types.is_some())
                    && !has_more(schema)
                    && schema.any_of.is_empty()
                    && schema.one_of.is_empty()
            };
            if parts.never || !parts.all.iter().all(plain) {
                return None;
            }
            let mut values = parts.values(self.model)?;
            values.retain(|value| fits(types, value));
            let own = names(&values)?;
            // A reference may have spellings beside it.
            let schemas = parts.all.iter().map(|part| self.get(part.id));
            let others = spellings(schemas.chain([self.get(*branch)]), &own);
            let mut here = Vec::new();
            for name in own {
                let at = known.get(&name).copied();
                if exclusive {
                    twice.extend(at);
                }
                here.push(at.unwrap_or_else(|| {
                    known.insert(name.clone(), all.names.len());
                    all.names.push(name);
                    all.names.len() - 1
                }));
            }
            let others = others.into_iter();
            all.spellings
                .extend(others.filter_map(|(text, of)| Some((text, *here.get(of)?))));
        }
        // Of a name in two branches, `oneOf` takes neither.
        if !twice.is_empty() {
            all = all.without(&twice);
        }
        Some(all)
    }
}

/// The names of an enumeration, and other spellings, each with the index of its name.
#[derive(Default)]
pub(super) struct Names {
    pub(super) names: Vec<String>,
    pub(super) spellings: Vec<(String, usize)>,
}

impl Names {
    fn without(self, gone: &HashSet<usize>) -> Self {
        let mut left = Self::default();
        let mut places: HashMap<usize, usize> = HashMap::new();
        for (index, name) in self.names.into_iter().enumerate() {
            if !gone.contains(&index) {
                places.insert(index, left.names.len());
                left.names.push(name);
            }
        }
        let spellings = self.spellings.into_iter();
        left.spellings = spellings
            .filter_map(|(text, of)| Some((text, *places.get(&of)?)))
            .collect();
        left
    }

    /// Adds spellings; what is a name, or means something else already, is passed over.
    pub(super) fn spell(&mut self, more: Vec<(String, usize)>) {
        let mut taken: HashSet<String> = self.names.iter().cloned().collect();
        self.spellings.extend(more);
        self.spellings
            .retain(|(text, _)| taken.insert(text.clone()));
    }
}

/// Whether a value is of one of some types.
fn fits(types: TypeSet, value: &Json) -> bool {
    let own = value.json_type();
    types.has(own) || own == JsonType::Integer && types.has(JsonType::Number)
}

/// Strings, where all of them are; each once.
fn names(values: &[Json]) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    for value in values {
        let Json::String(name) = value else {
            return None;
        };
        if known.insert(name) {
            names.push(name.clone());
        }
    }
    Some(names)
}
