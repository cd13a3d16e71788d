//! Values held against schemas: what certainly does not fit, at its own place.
//!
//! It is no validator: what it does not understand fits. Generated tests judge their inputs exactly, when
//! they run.

use crate::analyse::broken;
use crate::model::{JsonType, Model, Schema, SchemaId};
use crate::source::{Node, NodeValue, pointer};
use crate::{Place, suggest};

/// A value that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Where it stands; where a name is the matter, the name.
    pub place: Place,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What was probably meant.
    pub help: Option<String>,
    /// The place of the schema that it breaks.
    pub by: Place,
}

/// How many of them are told.
const MOST: usize = 20;

/// So many schemas are asked at most.
const WORK: usize = 100_000;

/// What of a value does not fit a schema. A `partial` value says only some of what there is: nothing is
/// missing in it.
#[must_use]
pub fn misfits(
    model: &Model,
    schema: SchemaId,
    value: &Node,
    place: &Place,
    partial: bool,
) -> Vec<Misfit> {
    let mut judge = Judge {
        model,
        place,
        partial,
        left: WORK,
    };
    let mut found = judge.value(schema, value, &place.pointer);
    found.truncate(MOST);
    found
}

struct Judge<'a> {
    model: &'a Model,
    place: &'a Place,
    partial: bool,
    /// How many schemas may still be asked.
    left: usize,
}

impl Judge<'_> {
    /// Values are as deep as documents may be. Schemas that lead to each other in place are each asked once.
    fn value(&mut self, schema: SchemaId, value: &Node, at: &str) -> Vec<Misfit> {
        let parts = self.parts(schema);
        let mut found = Vec::new();
        for id in &parts {
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                return found;
            }
            self.own(*id, value, at, &mut found);
        }
        match &value.value {
            NodeValue::Object(_) => self.members(&parts, value, at, &mut found),
            NodeValue::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let below = pointer::join(at, &index.to_string());
                    for id in &parts {
                        let one = self.model.get(*id);
                        let inner = match one.rare.prefix_items.get(index) {
                            Some(inner) => Some(*inner),
                            None => one.items,
                        };
                        if let Some(inner) = inner {
                            found.extend(self.value(inner, item, &below));
                        }
                    }
                }
            }
            _ => {}
        }
        found
    }

    /// The schema, and what holds beside it: through `$ref` and `allOf`.
    fn parts(&self, schema: SchemaId) -> Vec<SchemaId> {
        let mut parts: Vec<SchemaId> = Vec::new();
        let mut stack = vec![schema];
        while let Some(id) = stack.pop() {
            if parts.contains(&id) {
                continue;
            }
            parts.push(id);
            let one = self.model.get(id);
            stack.extend(one.all_of.iter().rev());
            stack.extend(one.reference);
        }
        parts
    }

    /// What one schema says of a value itself, and its branches.
    fn own(&mut self, id: SchemaId, value: &Node, at: &str, found: &mut Vec<Misfit>) {
        let schema = self.model.get(id);
        let misfit = |message: String| Misfit {
            place: Place {
                source: self.place.source,
                pointer: at.into(),
                span: value.span.clone(),
            },
            message,
            help: None,
            by: schema.place.clone(),
        };
        if schema.boolean == Some(false) {
            found.push(misfit("nothing may stand here".to_owned()));
            return;
        }
        let json = value.to_json();
        if let Some(values) = &schema.enumeration {
            let wanted = json.canonical();
            if !values.value.iter().any(|one| one.canonical() == wanted) {
                found.push(outside(
                    schema,
                    value,
                    misfit("this is none of the values that `enum` has".to_owned()),
                ));
                return;
            }
        }
        if let Some(constant) = &schema.constant
            && constant.value.canonical() != json.canonical()
        {
            let message = format!(
                "this is not {}, which is all that fits",
                shown(&constant.value)
            );
            found.push(misfit(message));
            return;
        }
        let is_part = self.partial && matches!(value.value, NodeValue::Object(_));
        if let Some(keyword) = broken(schema, &json) {
            let counts = ["required", "minProperties", "maxProperties"];
            match keyword {
                keyword if is_part && counts.contains(&keyword) => {}
                "required" => {
                    let names = schema.required.iter().map(|name| name.value.as_str());
                    let missing: Vec<&str> =
                        names.filter(|name| value.member(name).is_none()).collect();
                    found.push(misfit(format!("it lacks {}", suggest::listed(&missing))));
                }
                "type" => {
                    let types = schema.types.unwrap_or_default();
                    let names: Vec<&str> = types.iter().map(JsonType::name).collect();
                    let message = format!(
                        "this is {}, and {} is wanted",
                        value.kind(),
                        suggest::listed(&names)
                    );
                    found.push(misfit(message));
                }
                keyword => found.push(misfit(format!("this breaks `{keyword}`"))),
            }
        }
        for branches in [&schema.any_of, &schema.one_of] {
            self.branches(branches, value, at, found);
        }
    }

    /// One of them must fit. Where none does, that with the least to say against it is told.
    fn branches(&mut self, branches: &[SchemaId], value: &Node, at: &str, found: &mut Vec<Misfit>) {
        let mut least: Option<Vec<Misfit>> = None;
        for branch in branches {
            let against = self.value(*branch, value, at);
            if against.is_empty() {
                return;
            }
            if least
                .as_ref()
                .is_none_or(|least| against.len() < least.len())
            {
                least = Some(against);
            }
        }
        found.extend(least.unwrap_or_default());
    }

    /// The members of an object, by all parts together.
    fn members(&mut self, parts: &[SchemaId], value: &Node, at: &str, found: &mut Vec<Misfit>) {
        let NodeValue::Object(members) = &value.value else {
            return;
        };
        let model = self.model;
        let properties = || {
            let parts = parts.iter();
            parts.flat_map(|id| model.get(*id).properties.iter())
        };
        let is_closed = properties().next().is_some()
            && parts.iter().all(|id| is_closed(model, model.get(*id)));
        for member in members {
            let below = pointer::join(at, &member.key);
            let schemas = properties().filter(|one| one.name == member.key);
            let schemas: Vec<SchemaId> = schemas.map(|one| one.schema).collect();
            for schema in &schemas {
                found.extend(self.value(*schema, &member.value, &below));
            }
            if !schemas.is_empty() {
                continue;
            }
            if is_closed {
                let names: Vec<&str> = properties().map(|one| one.name.as_str()).collect();
                let near = suggest::nearest(&member.key, names.iter().copied());
                let by = parts.first().map(|id| model.get(*id).place.clone());
                found.push(Misfit {
                    place: Place {
                        source: self.place.source,
                        pointer: below,
                        span: member.key_span.clone(),
                    },
                    message: format!("there is no property `{}`", member.key),
                    help: Some(match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("there are {}", suggest::listed(&names)),
                    }),
                    by: by.unwrap_or_else(|| self.place.clone()),
                });
                continue;
            }
            for id in parts {
                if let Some(others) = model.get(*id).additional_properties
                    && model.get(*id).rare.pattern_properties.is_empty()
                {
                    found.extend(self.value(others, &member.value, &below));
                }
            }
        }
    }
}

/// A value that `enum` has not, with one that it has and that was probably meant.
fn outside(schema: &Schema, value: &Node, misfit: Misfit) -> Misfit {
    let values = schema.enumeration.as_ref().map(|one| one.value.as_slice());
    let names = values
        .unwrap_or_default()
        .iter()
        .filter_map(|one| match one {
            crate::Json::String(text) => Some(text.as_str()),
            _ => None,
        });
    let names: Vec<&str> = names.collect();
    let near = match &value.value {
        NodeValue::String(text) => suggest::nearest(text, names.iter().copied()),
        _ => None,
    };
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", suggest::listed(&names)),
    };
    Misfit {
        help: Some(help).filter(|_| !names.is_empty()),
        ..misfit
    }
}

/// Whether a schema knows of no properties but those that it, or what stands beside it, names. A schema
/// that says nothing of others is taken for closed: nothing reads them.
fn is_closed(model: &Model, schema: &Schema) -> bool {
    let others = schema.additional_properties;
    let is_open = others.is_some_and(|id| model.get(id).boolean != Some(false));
    let has_more = !schema.any_of.is_empty()
        || !schema.one_of.is_empty()
        || !schema.rare.pattern_properties.is_empty()
        || !schema.rare.dependent_schemas.is_empty()
        || schema.rare.condition.is_some()
        || schema.rare.unevaluated_properties.is_some()
        || schema.rare.dynamic_reference.is_some();
    !is_open && !has_more
}

fn shown(value: &crate::Json) -> String {
    let text = value.to_text();
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("`{}...`", text.get(..at).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}
