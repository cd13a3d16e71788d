//! What several schemas say of one object, as the fields of one struct or the values of one map.
//!
//! A property that one part lists is also what the others' `additionalProperties` is about. Where
//! `patternProperties` come in, types only accept enough, and rules see to the rest.

use formwork_schema::Place;
use formwork_schema::model::SchemaId;

use super::flat::Flat;
use super::{Hint, Lowering};
use crate::ir::{Position, Ty};

/// A property of all parts together.
pub(super) struct Merged {
    pub(super) name: String,
    pub(super) place: Place,
    /// The schema that says what all of them say; `None` where they say nothing.
    pub(super) schema: Option<SchemaId>,
    /// The parts allow no value for it.
    pub(super) never: bool,
}

/// What becomes of properties that no part lists.
enum Others {
    /// Nothing is said.
    Open,
    /// There are none.
    Closed,
    /// They fit all of these.
    All(Vec<SchemaId>),
    /// Each fits one of these.
    Either(Vec<SchemaId>),
    /// They are there, and types can say no more.
    Any,
}

impl Lowering<'_> {
    /// Whether an object is a struct: some part names properties, or allows none.
    pub(super) fn is_struct(&self, flat: &Flat) -> bool {
        flat.parts.iter().any(|part| {
            let part = self.get(*part);
            !part.properties.is_empty() || !part.required.is_empty()
        }) || matches!(self.others(flat), Others::Closed)
    }

    /// The properties of all parts, in the order in which they are first named.
    pub(super) fn properties(&mut self, flat: &Flat) -> Vec<Merged> {
        if let [only] = flat.parts.as_slice() {
            // Nobody else has a say in what its properties are.
            let only = self.get(*only);
            let properties = only.properties.iter();
            let merged = properties.map(|property| Merged {
                name: property.name.clone(),
                place: property.place.clone(),
                schema: Some(property.schema),
                never: false,
            });
            return merged.collect();
        }
        let parts: Vec<_> = flat.parts.iter().map(|part| self.get(*part)).collect();
        let mut order: Vec<(&str, &Place)> = Vec::new();
        let mut listed: formwork_schema::maps::HashMap<&str, Vec<(usize, SchemaId)>> =
            formwork_schema::maps::HashMap::default();
        for (index, part) in parts.iter().enumerate() {
            for property in &part.properties {
                let said = listed.entry(&property.name).or_default();
                if said.is_empty() {
                    order.push((&property.name, &property.place));
                }
                said.push((index, property.schema));
            }
        }
        let closing: Vec<(usize, SchemaId)> = parts
            .iter()
            .enumerate()
            .filter(|(_, part)| part.rare.pattern_properties.is_empty())
            .filter_map(|(index, part)| Some((index, part.additional_properties?)))
            .collect();
        let mut merged = Vec::with_capacity(order.len());
        for (name, place) in order {
            let said = listed.remove(name).unwrap_or_default();
            let others = closing
                .iter()
                .filter(|(index, _)| said.iter().all(|(other, _)| other != index));
            let ids: Vec<SchemaId> = said.iter().chain(others).map(|(_, id)| *id).collect();
            let never = ids.len() > 1
                && ids
                    .iter()
                    .any(|id| self.get(self.follow(*id)).boolean == Some(false));
            merged.push(Merged {
                name: name.to_owned(),
                place: place.clone(),
                schema: if never { None } else { self.conjunction(ids) },
                never,
            });
        }
        merged
    }

    /// The names that some part requires, once.
    pub(super) fn required(&self, flat: &Flat) -> Vec<String> {
        let parts: Vec<_> = flat.parts.iter().map(|part| self.get(*part)).collect();
        let names = parts.iter().flat_map(|part| &part.required);
        let mut seen = formwork_schema::maps::HashSet::default();
        names
            .filter(|name| seen.insert(name.value.as_str()))
            .map(|name| name.value.clone())
            .collect()
    }

    /// Whether properties that no part lists are violations.
    pub(super) fn is_closed(&self, flat: &Flat) -> bool {
        matches!(self.others(flat), Others::Closed)
    }

    /// Whether conditions describe properties that no part lists.
    pub(super) fn has_hidden(&mut self, flat: &Flat) -> bool {
        let mut inner = Vec::new();
        let mut listed = formwork_schema::maps::HashSet::default();
        for part in &flat.parts {
            let part = self.get(*part);
            listed.extend(part.properties.iter().map(|one| one.name.clone()));
            inner.extend(part.rare.then);
            inner.extend(part.rare.otherwise);
            inner.extend(part.rare.dependent_schemas.iter().map(|one| one.schema));
        }
        inner.into_iter().any(|id| {
            let flat = self.flatten(id);
            flat.parts.iter().any(|part| {
                let properties = &self.get(*part).properties;
                properties.iter().any(|one| !listed.contains(&one.name))
            })
        })
    }

    /// What values properties that no part lists have; `None` where nothing is said.
    pub(super) fn additional_position(&mut self, flat: &Flat, hint: &Hint) -> Option<Position> {
        match self.others(flat) {
            Others::Open => None,
            Others::Any | Others::Closed => Some(Position::new(Ty::Any)),
            Others::Either(ids) => Some(self.same(&ids, hint)),
            Others::All(ids) => Some(match self.conjunction(ids) {
                Some(values) => self.position(values, hint),
                None => Position::new(Ty::Any),
            }),
        }
    }

    fn others(&self, flat: &Flat) -> Others {
        let mut all = Vec::new();
        let mut patterned = Vec::new();
        let mut is_said = false;
        for part in &flat.parts {
            let schema = self.get(*part);
            if !schema.rare.pattern_properties.is_empty() {
                patterned.push(*part);
                continue;
            }
            let Some(rest) = schema.additional_properties else {
                continue;
            };
            match self.get(self.follow(rest)).boolean {
                Some(false) => return Others::Closed,
                Some(true) => is_said = true,
                None => all.push(rest),
            }
        }
        match (patterned.as_slice(), all.is_empty()) {
            ([], true) if is_said => Others::Any,
            ([], true) => Others::Open,
            (_, false) => Others::All(all),
            ([only], true) => {
                let schema = self.get(*only);
                let mut either: Vec<SchemaId> = schema
                    .rare
                    .pattern_properties
                    .iter()
                    .map(|pattern| pattern.schema)
                    .collect();
                match schema.additional_properties {
                    Some(rest) if self.get(self.follow(rest)).boolean == Some(false) => {}
                    Some(rest) => either.push(rest),
                    None => return Others::Any,
                }
                Others::Either(either)
            }
            (_, true) => Others::Any,
        }
    }
}
