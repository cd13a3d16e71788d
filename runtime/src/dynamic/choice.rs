//! `anyOf` and `oneOf`: names, or a union of branches that hold what stands beside them too. Where branches only say what
//! else must hold, a rule says it.

use formwork_schema::model::{JsonType, SchemaId, TypeSet};

use super::aliases::spellings;
use super::compile::{Compiler, types};
use super::parts::{
    Part, Parts, flatten, flatten_beside, has_array_keywords, has_more, has_object_keywords,
    has_values, looks_around,
};
use super::plan::{Also, Key, Plan, PlanId, Shape};
use crate::rules::Rule;
use crate::table::Kind;

/// Where several choices multiply, more branches than this are not made.
const MAX_BRANCHES: usize = 64;

/// One `oneOf` or `anyOf` of some parts.
struct Choice<'m> {
    /// The index of its part.
    part: usize,
    branches: &'m [SchemaId],
    exclusive: bool,
}

impl<'m> Compiler<'m> {
    /// Plans a position that has a choice, where that says what the value looks like.
    pub(super) fn plan_choice(&mut self, key: &Key) -> Option<Plan> {
        if self.is_dynamic() {
            // What fits a branch depends on the way to it, which only the root's own rule sees.
            return None;
        }
        let choices = self.choices(key);
        let choice = choices.iter().find(|choice| self.describes(choice))?;
        let all = choices
            .iter()
            .fold(1_usize, |all, one| all.saturating_mul(one.branches.len()));
        if choices.len() > 1 && all > MAX_BRANCHES {
            return Some(self.opaque(key));
        }
        let mut beside = key.parts.clone();
        let mut rules = Vec::new();
        for (index, part) in beside.iter_mut().enumerate() {
            if looks_around(self.get(part.id)) && !part.without.around {
                // It looks at what the branches have looked at.
                rules.push(Rule::Reference(self.check(part.id)));
                part.without.around = true;
            }
            if index == choice.part {
                let without = &mut part.without;
                *(if choice.exclusive {
                    &mut without.one_of
                } else {
                    &mut without.any_of
                }) = true;
            }
        }
        let mut plan = match self.plan_names(key, choice) {
            Some(plan) => plan,
            None => self.plan_branches(key, choice, &beside),
        };
        plan.rules.extend(rules);
        Some(plan)
    }

    fn choices(&self, key: &Key) -> Vec<Choice<'m>> {
        let mut choices = Vec::new();
        for (index, part) in key.parts.iter().enumerate() {
            let schema = self.get(part.id);
            for (branches, exclusive, seen_to) in [
                (&schema.one_of, true, part.without.one_of),
                (&schema.any_of, false, part.without.any_of),
            ] {
                if !branches.is_empty() && !seen_to {
                    choices.push(Choice {
                        part: index,
                        branches,
                        exclusive,
                    });
                }
            }
        }
        choices
    }

    /// Whether some branch says what values look like.
    fn describes(&self, choice: &Choice<'_>) -> bool {
        choice.branches.iter().any(|branch| {
            let parts = flatten(self.model, [*branch]);
            parts.all.iter().any(|part| {
                let schema = self.get(part.id);
                schema.types.is_some()
                    || has_values(schema)
                    || !schema.properties.is_empty()
                    || has_array_keywords(schema)
                    || has_object_keywords(schema) && schema.required.is_empty()
                    || !schema.any_of.is_empty()
                    || !schema.one_of.is_empty()
            })
        })
    }

    /// A choice between names, with nothing beside it but perhaps a type.
    fn plan_names(&mut self, key: &Key, choice: &Choice<'_>) -> Option<Plan> {
        let (nulls, rest): (Vec<SchemaId>, Vec<SchemaId>) = choice
            .branches
            .iter()
            .partition(|branch| self.is_null(**branch));
        let is_alone = key.parts.iter().enumerate().all(|(index, part)| {
            let schema = self.get(part.id);
            let here = |exclusive| index == choice.part && choice.exclusive == exclusive;
            (schema.any_of.is_empty() || part.without.any_of || here(false))
                && (schema.one_of.is_empty() || part.without.one_of || here(true))
                && !has_more(schema)
                && !has_values(schema)
        });
        if !is_alone || nulls.len() > 1 || !key.types.has(JsonType::String) {
            return None;
        }
        let mut all = self.branch_names(&rest, choice.exclusive)?;
        if all.names.is_empty() {
            return None;
        }
        let beside = key.parts.iter().map(|part| self.get(part.id));
        all.spell(spellings(beside, &all.names));
        let mut plan = Plan::new(Shape::Enum(all.names), Vec::new());
        plan.spellings = all.spellings;
        plan.nullable = !nulls.is_empty() && key.types.has(JsonType::Null);
        Some(plan)
    }

    /// A union of branches, each together with what stands beside the choice.
    fn plan_branches(&mut self, key: &Key, choice: &Choice<'_>, beside: &[Part]) -> Plan {
        let mut nulls = 0;
        let mut possible: Vec<(SchemaId, Parts, TypeSet)> = Vec::new();
        for branch in choice.branches {
            let parts = flatten_beside(self.model, beside.to_vec(), [*branch]);
            let types = parts.types(self.model).common(key.types).plain();
            if types.is_empty() {
                continue;
            }
            if self.is_null(*branch) && self.is_null_free(beside) {
                nulls += 1;
            } else {
                possible.push((*branch, parts, types));
            }
        }
        // Of two branches that take `null`, `oneOf` takes neither.
        let ambiguous = choice.exclusive
            && (nulls > 1
                || nulls == 1
                    && possible
                        .iter()
                        .any(|(_, _, types)| types.has(JsonType::Null)));
        if ambiguous {
            return self.opaque(key);
        }
        let null = nulls > 0 || key.also.null;
        if possible.len() == 1
            && let Some((_, parts, types)) = possible.pop()
        {
            let only = self.position_of(parts, Some(types), Also { null, ..key.also });
            return Plan::new(Shape::Same(only), Vec::new());
        }
        if possible.is_empty() {
            let kind = if null { Kind::Null } else { Kind::Never };
            return Plan::new(Shape::Plain(kind), Vec::new());
        }
        let mut branches: Vec<(String, PlanId)> = Vec::new();
        for (branch, parts, set) in possible {
            let own = flatten(self.model, [branch]);
            let name = self.get(branch).title.clone();
            let name = name.or_else(|| self.name(&own.all));
            let name = name.unwrap_or_else(|| types(set, false).told());
            branches.push((name, self.position_of(parts, Some(set), Also::default())));
        }
        let mut plan = Plan::new(
            Shape::Union {
                name: self.name(&key.parts).unwrap_or_default(),
                branches,
                exclusive: choice.exclusive,
            },
            Vec::new(),
        );
        plan.nullable = null;
        plan.null_aside = null;
        plan
    }

    /// Whether a schema says `null` and nothing else.
    fn is_null(&self, id: SchemaId) -> bool {
        let parts = flatten(self.model, [id]);
        parts.types(self.model) == TypeSet::NONE.with(JsonType::Null)
            && parts.all.iter().all(|part| {
                let schema = self.get(part.id);
                !has_more(schema) && schema.any_of.is_empty() && schema.one_of.is_empty()
            })
    }

    /// Whether some parts say nothing of `null` but, perhaps, that it is a type among others.
    fn is_null_free(&self, parts: &[Part]) -> bool {
        parts.iter().all(|part| {
            let schema = self.get(part.id);
            !has_values(schema)
                && schema.rare.not.is_none()
                && schema.rare.condition.is_none()
                && (schema.any_of.is_empty() || part.without.any_of)
                && (schema.one_of.is_empty() || part.without.one_of)
        })
    }
}
