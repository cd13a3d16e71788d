//! `oneOf` and `anyOf`: alone, a union of their branches; beside other keywords, either a union in which
//! each branch holds those keywords too, or rules on what those keywords describe.

use std::rc::Rc;

use formwork_schema::model::{JsonType, Schema, SchemaId, TypeSet};

use super::flat::{Flat, has_rest};
use super::types::within;
use super::{Hint, Lowering, Role, Shape};
use crate::ir::{Position, Rule, Ty};

/// Where other keywords stand beside branches, more types than this are not made of them.
const MAX_BRANCHES: usize = 48;

/// How a union is told: its branches, and whether only one may fit.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) branches: Rc<[SchemaId]>,
    pub(super) exclusive: bool,
}

/// One `oneOf` or `anyOf` of some parts.
struct Choice {
    part: SchemaId,
    branches: Vec<SchemaId>,
    exclusive: bool,
}

impl Lowering<'_> {
    /// Lowers a schema that has `oneOf` or `anyOf`; `None` where it has neither, or where its other keywords
    /// say what the type is.
    pub(super) fn union_of_branches(
        &mut self,
        id: SchemaId,
        flat: &Rc<Flat>,
        hint: &Hint,
    ) -> Option<Position> {
        let mut choices = self.choices(flat);
        if choices.is_empty() {
            return None;
        }
        if self.is_dynamic() {
            // What fits a branch depends on the way to it, which only the root's own check sees.
            let types = self.types_of(id).map(TypeSet::plain);
            return Some(self.any(flat, types));
        }
        if choices.len() == 1 && self.stands_alone(flat, &choices[0]) {
            let choice = choices.remove(0);
            return Some(self.choose(id, &choice, hint));
        }
        let Some(index) = choices
            .iter()
            .position(|choice| self.describes(flat, choice))
        else {
            let position = self.of_types(id, flat, hint);
            let rules = self.rest_with_choices(flat, &choices);
            return Some(self.ruled(position, rules));
        };
        // Each choice multiplies the types that the others make.
        let types = choices
            .iter()
            .fold(1_usize, |all, one| all.saturating_mul(one.branches.len()));
        if types > MAX_BRANCHES {
            return Some(self.opaque(id, flat));
        }
        let choice = choices.remove(index);
        let branches = self.distribute(flat, &choice);
        if branches.is_empty() {
            return Some(Position::new(Ty::Never));
        }
        // What else there is of choices, and all other keywords, has gone into the branches.
        let choice = Choice { branches, ..choice };
        let position = self.choose(id, &choice, hint);
        let mut rules = Vec::new();
        for part in &flat.parts {
            if self.looks_around(*part) {
                rules.push(Rule::Reference(self.check(*part)));
            }
        }
        Some(self.ruled(position, rules))
    }

    /// Whether a schema is about what everything beside it has looked at.
    pub(super) fn looks_around(&self, id: SchemaId) -> bool {
        let schema = self.get(id);
        schema.rare.unevaluated_properties.is_some() || schema.rare.unevaluated_items.is_some()
    }

    fn choices(&self, flat: &Flat) -> Vec<Choice> {
        let mut choices = Vec::new();
        for part in &flat.parts {
            let schema = self.get(*part);
            for (branches, exclusive) in [(&schema.one_of, true), (&schema.any_of, false)] {
                if !branches.is_empty() {
                    choices.push(Choice {
                        part: *part,
                        branches: branches.clone(),
                        exclusive,
                    });
                }
            }
        }
        choices
    }

    /// Whether nothing beside the branches says anything that they do not.
    fn stands_alone(&mut self, flat: &Flat, choice: &Choice) -> bool {
        let bare = flat.parts.iter().all(|part| {
            let schema = self.get(*part);
            !has_rest(&schema) && schema.constant.is_none() && schema.enumeration.is_none()
        });
        if !bare {
            return false;
        }
        let Some(declared) = self.declared(flat) else {
            return true;
        };
        choice.branches.iter().all(|branch| {
            self.types_of(*branch)
                .is_some_and(|types| within(types, declared))
        })
    }

    /// Whether branches say what the value looks like, not just which of some values it may be.
    fn describes(&mut self, flat: &Flat, choice: &Choice) -> bool {
        let mut known = formwork_schema::maps::HashSet::default();
        let mut is_object = false;
        for part in &flat.parts {
            let schema = self.get(*part);
            is_object |= !schema.properties.is_empty();
            known.extend(schema.properties.iter().map(|one| one.name.clone()));
        }
        let declared = self.declared(flat).or_else(|| self.implied_types(flat));
        choice.branches.iter().any(|branch| {
            let branch = self.flatten(*branch);
            if let (Some(types), Some(declared)) = (self.declared(&branch), declared)
                && !within(declared, types)
            {
                return true;
            }
            if declared.is_none() && self.declared(&branch).is_some() {
                return true;
            }
            branch.parts.iter().any(|part| {
                let schema = self.get(*part);
                let adds = schema
                    .properties
                    .iter()
                    .any(|one| !known.contains(&one.name) && !self.says_nothing(one.schema));
                adds || (!is_object
                    && (!schema.properties.is_empty()
                        || schema.additional_properties.is_some()
                        || schema.items.is_some()
                        || !schema.any_of.is_empty()
                        || !schema.one_of.is_empty()))
            })
        })
    }

    fn says_nothing(&self, id: SchemaId) -> bool {
        self.get(self.follow(id)).boolean.is_some()
    }

    /// Each branch together with all that stands beside the choice.
    fn distribute(&mut self, flat: &Flat, choice: &Choice) -> Vec<SchemaId> {
        let mut rest = Vec::new();
        for part in &flat.parts {
            let schema = self.get(*part);
            // `allOf` and `$ref` have been taken apart into parts of their own.
            let mut own = Schema {
                reference: None,
                all_of: Vec::new(),
                title: None,
                description: None,
                ..(*schema).clone()
            };
            if let Some(rare) = own.rare.there() {
                rare.unevaluated_properties = None;
                rare.unevaluated_items = None;
            }
            if *part == choice.part {
                let list = if choice.exclusive {
                    &mut own.one_of
                } else {
                    &mut own.any_of
                };
                list.clear();
            }
            if super::flat::has_constraints(&own) {
                let unchanged = *part != choice.part
                    && schema.reference.is_none()
                    && schema.all_of.is_empty()
                    && !self.looks_around(*part);
                let model = self.model;
                rest.push(if unchanged {
                    *part
                } else {
                    self.made.remainder(model, *part, choice.exclusive, own)
                });
            }
        }
        let mut branches = Vec::new();
        for branch in &choice.branches {
            let mut ids = vec![*branch];
            ids.splice(0..0, rest.iter().copied());
            let whole = self.conjunction_at(ids, *branch);
            let flat = self.flatten(whole);
            let impossible = flat.never || self.declared(&flat).is_some_and(TypeSet::is_empty);
            if !impossible {
                branches.push(whole);
            }
        }
        branches
    }

    /// Lowers a union that is made of its branches alone: what is left without `null` decides.
    fn choose(&mut self, id: SchemaId, choice: &Choice, hint: &Hint) -> Position {
        let mut rest = Vec::new();
        let mut nulls = 0;
        for branch in &choice.branches {
            if self.is_null(*branch) {
                nulls += 1;
            } else {
                rest.push(*branch);
            }
        }
        // Of two branches that take `null`, `oneOf` takes neither.
        let ambiguous = choice.exclusive
            && nulls > 0
            && (nulls > 1 || rest.iter().any(|branch| self.may_be_null(*branch)));
        if ambiguous {
            rest.clone_from(&choice.branches);
            nulls = 0;
        }
        let mut position = match rest.as_slice() {
            [] => Position::new(Ty::Null),
            [only] if !ambiguous => self.position(*only, hint),
            _ => {
                let plan = Plan {
                    branches: rest.into(),
                    exclusive: choice.exclusive,
                };
                self.plans.insert(id, plan);
                Position::new(Ty::Named(self.named(id, Role::Own, Shape::Union, hint)))
            }
        };
        position.null_aside |= nulls > 0;
        position.nullable |= nulls > 0 && !matches!(position.ty, Ty::Any | Ty::Null);
        if nulls > 0
            && let Ty::Some(types) = &mut position.ty
        {
            // A `Value` holds `null` as well.
            *types = types.with(JsonType::Null);
            position.nullable = false;
        }
        position
    }

    fn may_be_null(&mut self, id: SchemaId) -> bool {
        self.types_of(id)
            .unwrap_or_else(TypeSet::every)
            .has(JsonType::Null)
    }

    fn rest_with_choices(&mut self, flat: &Flat, choices: &[Choice]) -> Vec<Rule> {
        let mut rules = self.rest(flat);
        for choice in choices {
            // A part that looks at everything beside it is judged whole, its choices included.
            if self.looks_around(choice.part) {
                continue;
            }
            let checks = self.check_all(&choice.branches);
            rules.push(if choice.exclusive {
                Rule::OneOf(checks)
            } else {
                Rule::AnyOf(checks)
            });
        }
        rules
    }
}
