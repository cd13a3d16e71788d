//! A model to tables: the work lists, and what all of it shares.
//!
//! Positions ([`super::plan`]) take what tables can say; what they cannot is a check ([`super::check`]), a schema as
//! rules alone. Both are put on work lists, so neither references nor recursion cost any stack.

use std::collections::HashMap;
use std::sync::Arc;

use formwork_schema::model::{JsonType, Model, Schema as Described, SchemaId, TypeSet};
use formwork_schema::pattern::{Translated, translate};
use formwork_schema::{Code, Finding, Place};

use super::arena::Arena;
use super::parts::Part;
use super::plan::{Key, Plan, PlanId};
use super::stream::Streams;
use super::tables::Tables;
use crate::rules::{Check, LaterRules, Pattern, Resource, Rule, Types};

/// Makes the tables of one schema.
pub(super) struct Compiler<'m> {
    pub(super) model: &'m Model,
    pub(super) assert_formats: bool,
    /// Some schema has `unevaluatedItems`.
    pub(super) looks_at_items: bool,
    pub(super) arena: Arena,
    /// The check of each schema, and those whose rules are still to come.
    pub(super) checks: HashMap<SchemaId, &'static Check>,
    /// The checks of parts.
    pub(super) part_checks: HashMap<Part, &'static Check>,
    pub(super) unfilled: Vec<(SchemaId, &'static LaterRules)>,
    pub(super) resources: Vec<&'static Resource>,
    patterns: HashMap<String, Option<&'static Pattern>>,
    /// Positions by number, and those that are still to be planned.
    pub(super) plans: Vec<Plan>,
    pub(super) known: HashMap<Key, PlanId>,
    pub(super) unplanned: Vec<(PlanId, Key)>,
    pub(super) streams: Streams,
    pub(super) findings: Vec<Finding>,
}

/// The tables of a schema of the model, and what is wrong with its patterns.
pub(super) fn compile(
    model: Model,
    root: SchemaId,
    assert_formats: bool,
) -> (Arc<Tables>, Vec<Finding>) {
    let schema = root;
    let mut compiler = Compiler {
        model: &model,
        assert_formats,
        looks_at_items: model
            .schemas
            .iter()
            .any(|schema| schema.rare.unevaluated_items.is_some()),
        arena: Arena::default(),
        checks: HashMap::new(),
        part_checks: HashMap::new(),
        unfilled: Vec::new(),
        resources: Vec::new(),
        patterns: HashMap::new(),
        plans: Vec::new(),
        known: HashMap::new(),
        unplanned: Vec::new(),
        streams: Streams::default(),
        findings: Vec::new(),
    };
    compiler.make_resources();
    let root = compiler.plan_all(root);
    compiler.fill_checks();
    let root = compiler.build(root);
    let Compiler {
        arena,
        streams,
        findings,
        ..
    } = compiler;
    let tables = Tables::new(root, streams, arena, (model, schema));
    (Arc::new(tables), findings)
}

impl<'m> Compiler<'m> {
    pub(super) fn get(&self, id: SchemaId) -> &'m Described {
        self.model.get(id)
    }

    /// Whether acceptance depends on the way by which a schema was entered.
    pub(super) fn is_dynamic(&self) -> bool {
        !self.model.resources.is_empty()
    }

    /// A pattern, translated; `None` where it is none, which is reported.
    pub(super) fn pattern(&mut self, written: &str, place: &Place) -> Option<&'static Pattern> {
        if let Some(known) = self.patterns.get(written) {
            return *known;
        }
        let pattern = match translate(written) {
            Ok(Translated { text, backtracking }) => {
                let (own, text) = (self.arena.text(written), self.arena.text(&text));
                Some(self.arena.one(if backtracking.is_some() {
                    Pattern::backtracking(own, text)
                } else {
                    Pattern::new(own, text)
                }))
            }
            Err(refusal) => {
                let finding = Finding::error(Code::BAD_PATTERN, place.clone(), refusal.message);
                self.findings.push(finding.help(refusal.help));
                None
            }
        };
        self.patterns.insert(written.to_owned(), pattern);
        pattern
    }

    pub(super) fn texts<'a>(
        &mut self,
        texts: impl Iterator<Item = &'a str>,
    ) -> &'static [&'static str] {
        let texts = texts.map(|text| self.arena.text(text)).collect();
        self.arena.list(texts)
    }

    pub(super) fn rules(&mut self, rules: Vec<Rule>) -> &'static [Rule] {
        if rules.is_empty() {
            return &[];
        }
        self.arena.list(rules)
    }
}

/// A set of types in the runtime's words. In draft 4, integers are told by how they are written.
pub(super) fn types(set: TypeSet, as_written: bool) -> Types {
    set.iter()
        .map(|one| match one {
            JsonType::Null => Types::NULL,
            JsonType::Boolean => Types::BOOLEAN,
            JsonType::Object => Types::OBJECT,
            JsonType::Array => Types::ARRAY,
            JsonType::Number => Types::NUMBER,
            JsonType::String => Types::STRING,
            JsonType::Integer if as_written => Types::DIGITS,
            JsonType::Integer => Types::INTEGER,
        })
        .reduce(Types::with)
        .unwrap_or(Types::NONE)
}
