//! A schema to the schemas that must all hold: what `allOf` and `$ref` gather, taken apart.
//!
//! Types are made of all of them together. Nothing is copied: each part stays the schema it is, so that
//! two schemas that share a part share its types. Where a conjunction has no schema of its own (one
//! property that two parts describe), one is made.

use formwork_schema::maps::{HashMap, HashSet};
use std::ops::Deref;
use std::rc::Rc;

use formwork_schema::Json;
use formwork_schema::model::{Aside, JsonType, Model, Rare, Schema, SchemaId, TypeSet};

use super::Lowering;
use super::extensions::of_property;
use super::types::implied;

/// A schema of the model, or one that was made.
pub(super) enum Handle<'m> {
    Read(&'m Schema),
    Made(Rc<Schema>),
}

impl Deref for Handle<'_> {
    type Target = Schema;

    fn deref(&self) -> &Schema {
        match self {
            Self::Read(schema) => schema,
            Self::Made(schema) => schema,
        }
    }
}

/// Schemas that were made; they outlive a round of lowering, so that ids keep their meaning.
#[derive(Default)]
pub(super) struct Made {
    schemas: Vec<Rc<Schema>>,
    /// The conjunction of some schemas, so that each is made once and recursion ends.
    conjunctions: HashMap<Vec<SchemaId>, SchemaId>,
    /// Parts without one of their choices: without `oneOf`, or without `anyOf`.
    remainders: HashMap<(SchemaId, bool), SchemaId>,
}

impl Made {
    pub(super) fn get<'m>(&self, model: &'m Model, id: SchemaId) -> Handle<'m> {
        let index = id.0 as usize;
        match model.schemas.get(index) {
            Some(schema) => Handle::Read(schema),
            None => Handle::Made(Rc::clone(&self.schemas[index - model.schemas.len()])),
        }
    }

    pub(super) fn add(&mut self, model: &Model, schema: Schema) -> SchemaId {
        let index = model.schemas.len() + self.schemas.len();
        self.schemas.push(Rc::new(schema));
        SchemaId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// A part without one of its choices, made once.
    pub(super) fn remainder(
        &mut self,
        model: &Model,
        of: SchemaId,
        exclusive: bool,
        schema: Schema,
    ) -> SchemaId {
        if let Some(known) = self.remainders.get(&(of, exclusive)) {
            return *known;
        }
        let id = self.add(model, schema);
        self.remainders.insert((of, exclusive), id);
        id
    }

    pub(super) fn len(&self) -> usize {
        self.schemas.len()
    }
}

/// The parts of a schema: the schemas whose own keywords must all hold.
#[derive(Debug, Default)]
pub(super) struct Flat {
    pub(super) parts: Vec<SchemaId>,
    /// One of them is `false`.
    pub(super) never: bool,
    /// One of them has an error.
    pub(super) faulty: bool,
}

impl<'m> Lowering<'m> {
    pub(super) fn get(&self, id: SchemaId) -> Handle<'m> {
        self.made.get(self.model, id)
    }

    /// Follows references through schemas that say nothing else.
    pub(super) fn follow(&self, id: SchemaId) -> SchemaId {
        if (id.0 as usize) < self.model.schemas.len() {
            self.model.follow(id)
        } else {
            id
        }
    }

    /// The parts of a schema, itself first.
    pub(super) fn flatten(&mut self, id: SchemaId) -> Rc<Flat> {
        let index = id.0 as usize;
        if let Some(Some(flat)) = self.flats.get(index) {
            return Rc::clone(flat);
        }
        if index >= self.flats.len() {
            let all = self.model.schemas.len().max(index + 1);
            self.flats.resize_with(all, || None);
        }
        let mut flat = Flat::default();
        // Most say what they say by themselves.
        let only = self.get(id);
        if only.reference.is_none() && only.all_of.is_empty() && only.boolean.is_none() {
            flat.faulty = self.faults.holds(&only.place);
            flat.parts.extend(has_constraints(&only).then_some(id));
            let flat = Rc::new(flat);
            self.flats[index] = Some(Rc::clone(&flat));
            return flat;
        }
        let mut seen = HashSet::default();
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            let id = self.follow(id);
            if !seen.insert(id) {
                continue;
            }
            let schema = self.get(id);
            flat.faulty |= self.faults.holds(&schema.place);
            match schema.boolean {
                Some(true) => continue,
                Some(false) => flat.never = true,
                None => {}
            }
            if has_constraints(&schema) {
                flat.parts.push(id);
            }
            waiting.extend(schema.all_of.iter().rev().chain(&schema.reference));
        }
        let flat = Rc::new(flat);
        self.flats[index] = Some(Rc::clone(&flat));
        flat
    }

    /// The schema that says what all of some say.
    pub(super) fn conjunction(&mut self, mut ids: Vec<SchemaId>) -> Option<SchemaId> {
        if let [only] = ids.as_slice() {
            return Some(*only);
        }
        let mut seen = HashSet::default();
        ids.retain(|id| {
            let id = self.follow(*id);
            let schema = self.get(id);
            let says_all = schema.boolean == Some(true)
                || (!has_constraints(&schema)
                    && schema.boolean.is_none()
                    && schema.reference.is_none()
                    && schema.all_of.is_empty());
            !says_all && seen.insert(id)
        });
        let first = *ids.first()?;
        if ids.len() == 1 {
            return Some(first);
        }
        let key: Vec<SchemaId> = ids.iter().map(|id| self.follow(*id)).collect();
        if let Some(known) = self.made.conjunctions.get(&key) {
            return Some(*known);
        }
        let said = |find: fn(&Schema) -> Option<&String>| {
            ids.iter().find_map(|id| find(&self.get(*id)).cloned())
        };
        let title = said(|schema| schema.title.as_ref());
        let description = said(|schema| schema.description.as_ref());
        let default = ids.iter().find_map(|id| self.get(*id).rare.default.clone());
        let deprecated = ids.iter().any(|id| self.get(*id).deprecated);
        let described: Vec<_> = ids.iter().map(|id| self.get(*id)).collect();
        let extensions = of_property(described.iter().map(|one| &**one));
        let rare = if default.is_some() || !extensions.is_empty() {
            Aside::from(Rare {
                default,
                extensions,
                ..Rare::default()
            })
        } else {
            Aside::default()
        };
        let schema = Schema {
            title,
            description,
            deprecated,
            all_of: ids,
            rare,
            ..Schema::empty(self.get(first).place.clone())
        };
        Some(self.conjoin(key, schema))
    }

    /// The schema that says what all of some say, in the place and the words of one of them.
    pub(super) fn conjunction_at(&mut self, ids: Vec<SchemaId>, at: SchemaId) -> SchemaId {
        if ids.len() == 1 {
            return at;
        }
        let key: Vec<SchemaId> = ids.iter().map(|id| self.follow(*id)).collect();
        if let Some(known) = self.made.conjunctions.get(&key) {
            return *known;
        }
        let own = self.get(at);
        let schema = Schema {
            title: own.title.clone(),
            description: own.description.clone(),
            deprecated: own.deprecated,
            all_of: ids,
            ..Schema::empty(own.place.clone())
        };
        self.conjoin(key, schema)
    }

    fn conjoin(&mut self, key: Vec<SchemaId>, schema: Schema) -> SchemaId {
        let model = self.model;
        let id = self.made.add(model, schema);
        self.made.conjunctions.insert(key, id);
        id
    }

    /// The JSON types that fit a schema, or more. `None` where nothing says.
    pub(super) fn types_of(&mut self, id: SchemaId) -> Option<TypeSet> {
        if let Some(known) = self.typed.get(&id) {
            return *known;
        }
        // A union that leads back here adds nothing.
        self.typed.insert(id, None);
        let types = self.types_now(id);
        self.typed.insert(id, types);
        types
    }

    /// Recurses no deeper than unions stand in each other.
    fn types_now(&mut self, id: SchemaId) -> Option<TypeSet> {
        let flat = self.flatten(id);
        let mut types = self.declared(&flat);
        for part in &flat.parts {
            let part = self.get(*part);
            for branches in [&part.any_of, &part.one_of] {
                let mut all = TypeSet::NONE;
                let mut known = !branches.is_empty();
                for branch in branches {
                    match self.types_of(*branch) {
                        Some(types) => all = types.iter().fold(all, TypeSet::with),
                        None => known = false,
                    }
                }
                if known {
                    types = Some(types.map_or(all, |types| types.common(all)));
                }
            }
        }
        types.or_else(|| self.implied_types(&flat))
    }

    /// Whether acceptance depends on the way by which a schema was entered.
    pub(super) fn is_dynamic(&self) -> bool {
        !self.model.resources.is_empty()
    }

    /// Whether conjunctions have multiplied beyond reason.
    pub(super) fn is_too_much(&self) -> bool {
        self.made.len() > 4 * self.model.schemas.len() + 10_000
    }

    /// The types that `type`, `enum` and `const` of the parts leave.
    pub(super) fn declared(&self, flat: &Flat) -> Option<TypeSet> {
        let mut types: Option<TypeSet> = flat.never.then_some(TypeSet::NONE);
        let mut narrow = |set: TypeSet| types = Some(types.map_or(set, |types| types.common(set)));
        for part in &flat.parts {
            let part = self.get(*part);
            part.types.into_iter().for_each(&mut narrow);
            let of = |values: &[Json]| {
                let types = values.iter().map(Json::json_type);
                types.fold(TypeSet::NONE, TypeSet::with)
            };
            if let Some(values) = &part.enumeration {
                narrow(of(&values.value));
            }
            if let Some(value) = &part.constant {
                narrow(of(std::slice::from_ref(&value.value)));
            }
        }
        types
    }

    /// What the keywords of schemas without `type` are about, where that is what their author meant.
    pub(super) fn implied_types(&self, flat: &Flat) -> Option<TypeSet> {
        if self.settings.exact {
            return None;
        }
        let parts = flat.parts.iter().map(|part| implied(&self.get(*part)));
        let types = parts.fold(TypeSet::NONE, |all, types| {
            types.iter().fold(all, TypeSet::with)
        });
        (!types.is_empty()).then_some(types)
    }

    /// Whether values of a schema are `null` alone.
    pub(super) fn is_null(&mut self, id: SchemaId) -> bool {
        let flat = self.flatten(id);
        self.declared(&flat) == Some(TypeSet::NONE.with(JsonType::Null))
    }
}

/// Whether a schema says anything about values by itself, `$ref` and `allOf` aside.
pub(super) fn has_constraints(schema: &Schema) -> bool {
    schema.boolean == Some(false)
        || schema.types.is_some()
        || schema.constant.is_some()
        || schema.enumeration.is_some()
        || !schema.one_of.is_empty()
        || !schema.any_of.is_empty()
        || has_rest(schema)
}

/// Whether it says anything beyond types, values and unions.
pub(super) fn has_rest(schema: &Schema) -> bool {
    has_object_keywords(schema)
        || has_array_keywords(schema)
        || has_scalar_keywords(schema)
        || has_applicators(schema)
}

pub(super) fn has_object_keywords(schema: &Schema) -> bool {
    !schema.properties.is_empty()
        || !schema.required.is_empty()
        || schema.additional_properties.is_some()
        || !schema.rare.pattern_properties.is_empty()
        || schema.bounds.min_properties.is_some()
        || schema.bounds.max_properties.is_some()
        || schema.rare.property_names.is_some()
        || !schema.rare.dependent_required.is_empty()
        || !schema.rare.dependent_schemas.is_empty()
        || schema.rare.unevaluated_properties.is_some()
}

pub(super) fn has_array_keywords(schema: &Schema) -> bool {
    schema.items.is_some()
        || !schema.rare.prefix_items.is_empty()
        || schema.bounds.min_items.is_some()
        || schema.bounds.max_items.is_some()
        || schema.unique_items
        || schema.rare.contains.is_some()
        || schema.rare.unevaluated_items.is_some()
}

fn has_scalar_keywords(schema: &Schema) -> bool {
    schema.bounds.min_length.is_some()
        || schema.bounds.max_length.is_some()
        || schema.bounds.pattern.is_some()
        || schema.format.is_some()
        || schema.bounds.minimum.is_some()
        || schema.bounds.maximum.is_some()
        || schema.bounds.exclusive_minimum.is_some()
        || schema.bounds.exclusive_maximum.is_some()
        || schema.bounds.multiple_of.is_some()
}

fn has_applicators(schema: &Schema) -> bool {
    schema.rare.not.is_some()
        || schema.rare.condition.is_some()
        || schema.rare.dynamic_reference.is_some()
}
