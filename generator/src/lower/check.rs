//! A schema to rules alone, for what is judged beyond types.
//!
//! Here every keyword stands for exactly what the specification says, whatever type the value has. Checks
//! are put on a work list, so references and recursion cost no stack.

use formwork_schema::model::{JsonType, SchemaId};

use super::{Lowering, definition_name, type_name};
use crate::ir::{Check, CheckId, Rule};

impl Lowering<'_> {
    /// The check of a schema; its rules come later.
    pub(super) fn check(&mut self, id: SchemaId) -> CheckId {
        // A schema that only refers may still be a resource that dynamic references look into.
        let id = if self.is_dynamic() {
            id
        } else {
            self.follow(id)
        };
        if let Some(known) = self.checked.get(&id) {
            return *known;
        }
        let check = CheckId(self.checks.len());
        let name = definition_name(&self.get(id).place.pointer).and_then(|name| type_name(&name));
        self.checks.push(Check {
            name,
            rules: Vec::new(),
            resource: self.model.resource_of.get(&id).copied(),
        });
        self.checked.insert(id, check);
        self.unchecked.push((check, id));
        check
    }

    pub(super) fn check_all(&mut self, ids: &[SchemaId]) -> Vec<CheckId> {
        ids.iter().map(|id| self.check(*id)).collect()
    }

    /// A rule that says the same, and that `unevaluated*` does not see: what is denied twice.
    pub(super) fn unseen(&mut self, rule: Rule) -> Rule {
        let denied = self.unnamed(vec![rule]);
        let twice = self.unnamed(vec![Rule::Not(denied)]);
        Rule::Not(twice)
    }

    fn unnamed(&mut self, rules: Vec<Rule>) -> CheckId {
        let check = CheckId(self.checks.len());
        self.checks.push(Check {
            name: None,
            rules,
            resource: None,
        });
        check
    }

    /// Fills in the rules of every check.
    pub(super) fn fill_checks(&mut self) {
        while let Some((check, id)) = self.unchecked.pop() {
            let rules = self.all_rules(id);
            self.checks[check.0].rules = rules;
        }
    }

    /// The dynamic anchors of every resource, as checks.
    pub(super) fn resources(&mut self) -> Vec<Vec<(String, CheckId)>> {
        let model = self.model;
        let mut resources = Vec::new();
        for resource in &model.resources {
            let anchors = resource.dynamic.iter();
            let anchors = anchors.map(|(name, id)| (name.clone(), self.check(*id)));
            resources.push(anchors.collect());
        }
        resources
    }

    fn all_rules(&mut self, id: SchemaId) -> Vec<Rule> {
        let schema = self.get(id);
        match schema.boolean {
            Some(true) => return Vec::new(),
            Some(false) => return vec![Rule::Never],
            None => {}
        }
        let mut rules = Vec::new();
        if let Some(target) = schema.reference {
            rules.push(Rule::Reference(self.check(target)));
        }
        rules.extend(schema.types.map(Rule::Type));
        rules.extend(
            schema
                .constant
                .as_ref()
                .map(|one| Rule::Const(one.value.to_text())),
        );
        rules.extend(
            schema
                .enumeration
                .as_ref()
                .map(|many| Rule::Enum(formwork_schema::Json::Array(many.value.clone()).to_text())),
        );
        for json_type in [
            JsonType::Number,
            JsonType::String,
            JsonType::Array,
            JsonType::Object,
        ] {
            let leaf = self.leaf_rules(&schema, json_type);
            rules.extend(leaf);
        }
        if !schema.required.is_empty() {
            let names = schema.required.iter().map(|name| name.value.clone());
            rules.push(Rule::Required(names.collect()));
        }
        if !schema.properties.is_empty() {
            let rows = schema.properties.iter();
            let rows = rows.map(|row| (row.name.clone(), self.check(row.schema)));
            rules.push(Rule::Properties(rows.collect()));
        }
        let patterns = self.pattern_rules(&schema, true);
        rules.extend(patterns);
        match schema.items.filter(|_| schema.rare.prefix_items.is_empty()) {
            Some(items) => rules.push(Rule::Items(0, self.check(items))),
            None => self.tuple_rules(&schema, true, &mut rules),
        }
        for (list, rule) in [
            (&schema.all_of, Rule::AllOf as fn(_) -> _),
            (&schema.any_of, Rule::AnyOf),
            (&schema.one_of, Rule::OneOf),
        ] {
            if !list.is_empty() {
                rules.push(rule(self.check_all(list)));
            }
        }
        self.conditions(&schema, &mut rules);
        // They look at what all the others have looked at.
        if let Some(rest) = schema.rare.unevaluated_properties {
            rules.push(Rule::UnevaluatedProperties(self.check(rest)));
        }
        if let Some(rest) = schema.rare.unevaluated_items {
            rules.push(Rule::UnevaluatedItems(self.check(rest)));
        }
        rules
    }
}
