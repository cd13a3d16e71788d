//! What stands at each position: the kinds and rules of tables, not yet tied together.
//!
//! A position is known by the conjunction of schemas that hold there, so one that is met again is the same
//! position, and recursion ends. Types accept every valid value; what they do not tell apart is a rule.

use formwork_schema::model::{JsonType, Schema as Described, SchemaId, TypeSet};

use super::compile::{Compiler, types};
use super::parts::looks_around;
use super::parts::{Part, Parts, flatten, has_array_keywords, has_object_keywords};
use super::stream::Stream;
use crate::rules::Rule;
use crate::table::Kind;

/// Names a position in [`Compiler::plans`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PlanId(pub(super) usize);

/// What a position is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) parts: Vec<Part>,
    /// The types that may stand there, or fewer, where it is one branch of several.
    pub(super) types: TypeSet,
    /// What is true of it whatever the parts say.
    pub(super) also: Also,
}

/// What a position is beside what its parts say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Also {
    /// `null` may stand there as well.
    pub(super) null: bool,
    /// Nothing of it shows before it is complete.
    pub(super) done: bool,
}

/// A position.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) shape: Shape,
    pub(super) nullable: bool,
    pub(super) null_aside: bool,
    /// Nothing of it shows before it is complete.
    pub(super) done: bool,
    pub(super) rules: Vec<Rule>,
    /// Other spellings of an enumeration's names.
    pub(super) spellings: Vec<(String, usize)>,
}

/// What a position takes.
#[derive(Debug)]
pub(super) enum Shape {
    /// A kind that leads nowhere.
    Plain(Kind),
    /// One of these strings.
    Enum(Vec<String>),
    /// An object with named properties.
    Object(Fields),
    /// A list.
    Array(PlanId),
    /// An object whose keys are data.
    Map(PlanId),
    /// One of several.
    Union {
        name: String,
        branches: Vec<(String, PlanId)>,
        exclusive: bool,
    },
    /// The same as another one.
    Same(PlanId),
}

/// Named properties.
#[derive(Debug)]
pub(super) struct Fields {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
    /// What the others are; `None` where there may be none.
    pub(super) others: Option<PlanId>,
}

/// A named property.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) required: bool,
    /// Without it, the object is not ready to be shown.
    pub(super) shows: bool,
    pub(super) aliases: Vec<String>,
    pub(super) value: PlanId,
}

impl Plan {
    pub(super) fn new(shape: Shape, rules: Vec<Rule>) -> Self {
        Self {
            shape,
            nullable: false,
            null_aside: false,
            done: false,
            rules,
            spellings: Vec::new(),
        }
    }
}

impl Compiler<'_> {
    /// Plans the root, and every position that it leads to.
    pub(super) fn plan_all(&mut self, root: SchemaId) -> PlanId {
        let id = self.position([root]);
        while let Some((id, key)) = self.unplanned.pop() {
            let plan = self.plan(&key);
            self.set_plan(id, &key, plan);
        }
        self.leave_mazes();
        if self.is_dynamic() {
            // What a dynamic reference means depends on the whole way from here.
            let rule = Rule::Reference(self.check(root));
            if let Some(plan) = self.plans.get_mut(id.0) {
                plan.rules.push(rule);
            }
        }
        id
    }

    /// Sets the plan of a position, with what its key says beside its parts.
    pub(super) fn set_plan(&mut self, id: PlanId, key: &Key, mut plan: Plan) {
        plan.done = key.also.done;
        if key.also.null {
            plan.nullable = true;
            plan.null_aside = true;
        }
        if let Some(place) = self.plans.get_mut(id.0) {
            *place = plan;
        }
    }

    /// The position where all of some schemas hold.
    pub(super) fn position(&mut self, schemas: impl IntoIterator<Item = SchemaId>) -> PlanId {
        let schemas: Vec<SchemaId> = schemas.into_iter().collect();
        let own = schemas.iter().map(|id| self.get(*id));
        let also = Also {
            null: false,
            done: Stream::of(own).done,
        };
        let parts = flatten(self.model, schemas);
        self.position_of(parts, None, also)
    }

    /// The position of some parts, or of those of their values that are of some types.
    pub(super) fn position_of(
        &mut self,
        parts: Parts,
        only: Option<TypeSet>,
        mut also: Also,
    ) -> PlanId {
        also.done |= Stream::of(parts.all.iter().map(|part| self.get(part.id))).done;
        let types = only.unwrap_or_else(|| parts.types(self.model));
        let key = Key {
            parts: parts.all,
            types,
            also,
        };
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let id = PlanId(self.plans.len());
        self.plans
            .push(Plan::new(Shape::Plain(Kind::Any), Vec::new()));
        self.known.insert(key.clone(), id);
        self.unplanned.push((id, key));
        id
    }

    /// Whether conjunctions have multiplied beyond reason.
    fn is_too_much(&self) -> bool {
        self.plans.len() > 4 * self.model.schemas.len() + 10_000
    }

    fn plan(&mut self, key: &Key) -> Plan {
        if key.types.is_empty() {
            return Plan::new(Shape::Plain(Kind::Never), Vec::new());
        }
        if self.is_too_much() {
            return self.opaque(key);
        }
        if let Some(plan) = self.plan_values(key) {
            return plan;
        }
        if let Some(plan) = self.plan_choice(key) {
            return plan;
        }
        self.plan_types(key)
    }

    /// A value of some types that rules alone judge.
    pub(super) fn opaque(&mut self, key: &Key) -> Plan {
        let mut rules = Vec::new();
        if !self.is_dynamic() {
            for part in &key.parts {
                rules.push(Rule::Reference(self.check_part(*part)));
            }
        }
        Plan::new(Shape::Plain(self.some(key)), rules)
    }

    /// A value of the types of a position.
    pub(super) fn some(&self, key: &Key) -> Kind {
        if key.types == TypeSet::every() {
            return Kind::Any;
        }
        Kind::Some(types(key.types, self.is_as_written(key)))
    }

    /// Whether integers are told by how they are written (draft 4).
    pub(super) fn is_as_written(&self, key: &Key) -> bool {
        let mut parts = key.parts.iter();
        parts.any(|part| self.get(part.id).integer_as_written)
    }

    /// A position of some types: one of them, several, or any.
    pub(super) fn plan_types(&mut self, key: &Key) -> Plan {
        let described = |only: JsonType| {
            let is = match only {
                JsonType::Object => has_object_keywords,
                JsonType::Array => has_array_keywords,
                _ => |_: &Described| false,
            };
            key.types.has(only) && key.parts.iter().any(|part| is(self.get(part.id)))
        };
        let shaped: Vec<JsonType> = [JsonType::Object, JsonType::Array]
            .into_iter()
            .filter(|one| described(*one))
            .collect();
        let nullable = key.types.has(JsonType::Null) && key.types.len() > 1;
        let rest = if nullable {
            key.types.without(JsonType::Null)
        } else {
            key.types
        };
        if let (1, Some(only)) = (rest.len(), rest.iter().next()) {
            let mut plan = self.plan_type(key, only);
            plan.rules.extend(self.rest(key));
            // A value of any kind has room for `null` itself.
            plan.nullable = nullable;
            return plan;
        }
        if shaped.is_empty() {
            let mut rules = Vec::new();
            for part in &key.parts {
                for json_type in key.types.iter() {
                    self.leaf_rules(self.get(part.id), json_type, &mut rules);
                }
            }
            rules.extend(self.rest(key));
            return Plan::new(Shape::Plain(self.some(key)), rules);
        }
        // Which type it is shows at once, so each has a branch of its own.
        let others = shaped.iter().fold(key.types, |all, one| all.without(*one));
        let mut sets: Vec<TypeSet> = shaped.iter().map(|one| TypeSet::NONE.with(*one)).collect();
        sets.extend((!others.is_empty()).then_some(others));
        let mut branches = Vec::new();
        for set in sets {
            let parts = Parts {
                all: key.parts.clone(),
                never: false,
            };
            let id = self.position_of(parts, Some(set), Also::default());
            branches.push((types(set, false).told(), id));
        }
        let name = self.name(&key.parts).unwrap_or_default();
        Plan::new(
            Shape::Union {
                name,
                branches,
                exclusive: false,
            },
            Vec::new(),
        )
    }

    /// A position of one type, with the rules for its values.
    fn plan_type(&mut self, key: &Key, only: JsonType) -> Plan {
        let mut rules = Vec::new();
        for part in &key.parts {
            self.leaf_rules(self.get(part.id), only, &mut rules);
        }
        let shape = match only {
            JsonType::Null => Shape::Plain(Kind::Null),
            JsonType::Boolean => Shape::Plain(Kind::Boolean),
            JsonType::String => Shape::Plain(Kind::String),
            JsonType::Number => Shape::Plain(Kind::Number),
            JsonType::Integer if self.is_as_written(key) => {
                let set = TypeSet::NONE.with(JsonType::Integer);
                Shape::Plain(Kind::Some(types(set, true)))
            }
            JsonType::Integer => Shape::Plain(Kind::Integer),
            JsonType::Array => {
                let items: Vec<SchemaId> = key
                    .parts
                    .iter()
                    .map(|part| self.get(part.id))
                    .filter(|schema| schema.rare.prefix_items.is_empty())
                    .filter_map(|schema| schema.items)
                    .collect();
                Shape::Array(self.position(items))
            }
            JsonType::Object => self.plan_object(key),
        };
        Plan::new(shape, rules)
    }

    /// The rules for what no kind expresses.
    pub(super) fn rest(&mut self, key: &Key) -> Vec<Rule> {
        let mut rules = Vec::new();
        if self.is_dynamic() {
            // The root's own rule says all of it.
            return rules;
        }
        for part in &key.parts {
            let schema = self.get(part.id);
            if looks_around(schema) && !part.without.around {
                rules.push(Rule::Reference(self.check(part.id)));
                continue;
            }
            if !schema.rare.pattern_properties.is_empty() {
                self.pattern_rules(schema, &mut rules);
            }
            self.tuple_rules(schema, &mut rules);
            self.conditions(schema, &mut rules);
            if !schema.any_of.is_empty() && !part.without.any_of {
                rules.push(Rule::AnyOf(self.checks(&schema.any_of)));
            }
            if !schema.one_of.is_empty() && !part.without.one_of {
                rules.push(Rule::OneOf(self.checks(&schema.one_of)));
            }
        }
        rules
    }

    /// What their author calls some parts.
    pub(super) fn name(&self, parts: &[Part]) -> Option<String> {
        parts.iter().find_map(|part| {
            let schema = self.get(part.id);
            schema.title.clone().or_else(|| {
                let mut steps = schema.place.pointer.rsplit('/');
                let (name, around) = (steps.next()?, steps.next()?);
                matches!(around, "$defs" | "definitions" | "schemas")
                    .then(|| name.replace("~1", "/").replace("~0", "~"))
            })
        })
    }
}
