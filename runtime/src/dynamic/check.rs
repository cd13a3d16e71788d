//! A schema as rules alone: every keyword stands for exactly what the specification says, whatever type
//! the value has.

use formwork_schema::Json;
use formwork_schema::model::{JsonType, Schema as Described, SchemaId};

use super::compile::{Compiler, types};
use super::parts::{Part, Without, looks_around};
use crate::rules::{Check, LaterRules, Resource, Rule};

impl Compiler<'_> {
    /// The check of a schema; its rules come later.
    pub(super) fn check(&mut self, id: SchemaId) -> &'static Check {
        // A schema that only refers may still be a resource that dynamic references look into.
        let id = if self.is_dynamic() {
            id
        } else {
            self.model.follow(id)
        };
        if let Some(known) = self.checks.get(&id) {
            return known;
        }
        let rules = self.arena.one(LaterRules::new());
        let mut check = Check::later(rules);
        let resource = self.model.resource_of.get(&id);
        if let Some(resource) = resource.and_then(|index| self.resources.get(*index)) {
            check = check.within(resource);
        }
        let check = self.arena.one(check);
        self.checks.insert(id, check);
        self.unfilled.push((id, rules));
        check
    }

    pub(super) fn checks(&mut self, ids: &[SchemaId]) -> &'static [&'static Check] {
        let checks = ids.iter().map(|id| self.check(*id)).collect();
        self.arena.list(checks)
    }

    /// A check of these rules, which nobody else names.
    pub(super) fn check_of(&mut self, rule: Rule) -> &'static Check {
        let rules = self.rules(vec![rule]);
        self.arena.one(Check::new(rules))
    }

    /// The resources, which stand before what is within them. Their anchors lead to checks that come later.
    pub(super) fn make_resources(&mut self) {
        let mut anchors = Vec::new();
        for resource in &self.model.resources {
            let mut dynamic = Vec::new();
            for (name, id) in &resource.dynamic {
                let rules = self.arena.one(LaterRules::new());
                let check = self.arena.one(Check::later(rules));
                dynamic.push((self.arena.text(name), check as &'static Check));
                anchors.push((*id, rules));
            }
            let dynamic = self.arena.list(dynamic);
            let resource = self.arena.one(Resource { dynamic });
            self.resources.push(resource);
        }
        for (id, rules) in anchors {
            let check = self.check(id);
            // It is set here alone.
            let _ = rules.set(self.rules(vec![Rule::Reference(check)]));
        }
    }

    /// Fills in the rules of every check.
    pub(super) fn fill_checks(&mut self) {
        while let Some((id, rules)) = self.unfilled.pop() {
            let all = self.all_rules(id);
            let _ = rules.set(self.rules(all));
        }
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
        if !schema.all_of.is_empty() {
            rules.push(Rule::AllOf(self.checks(&schema.all_of)));
        }
        self.own_rules(schema, Without::default(), &mut rules);
        rules
    }

    /// The check of a part: of what it says itself, and not elsewhere. What looks around needs all that it looks
    /// at.
    pub(super) fn check_part(&mut self, part: Part) -> &'static Check {
        let schema = self.get(part.id);
        if looks_around(schema) && !part.without.around {
            return self.check(part.id);
        }
        if let Some(known) = self.part_checks.get(&part) {
            return known;
        }
        let mut rules = Vec::new();
        if schema.boolean == Some(false) {
            rules.push(Rule::Never);
        }
        self.own_rules(schema, part.without, &mut rules);
        let rules = self.rules(rules);
        let check = self.arena.one(Check::new(rules));
        self.part_checks.insert(part, check);
        check
    }

    /// What a schema says beside `$ref` and `allOf`.
    fn own_rules(&mut self, schema: &Described, without: Without, rules: &mut Vec<Rule>) {
        if let Some(set) = schema.types {
            rules.push(Rule::Type(types(set, schema.integer_as_written)));
        }
        if let Some(one) = &schema.constant {
            rules.push(Rule::Const(self.arena.text(&one.value.to_text())));
        }
        if let Some(many) = &schema.enumeration {
            let text = Json::Array(many.value.clone()).to_text();
            rules.push(Rule::Enum(self.arena.text(&text)));
        }
        for json_type in [
            JsonType::Number,
            JsonType::String,
            JsonType::Array,
            JsonType::Object,
        ] {
            self.leaf_rules(schema, json_type, rules);
        }
        if !schema.required.is_empty() {
            let names = schema.required.iter().map(|name| name.value.as_str());
            rules.push(Rule::Required(self.texts(names)));
        }
        if !schema.properties.is_empty() {
            rules.push(Rule::Properties(self.rows(&schema.properties)));
        }
        self.pattern_rules(schema, rules);
        match schema.items.filter(|_| schema.rare.prefix_items.is_empty()) {
            Some(items) => rules.push(Rule::Items(0, self.check(items))),
            None => self.tuple_rules(schema, rules),
        }
        if !schema.any_of.is_empty() && !without.any_of {
            rules.push(Rule::AnyOf(self.checks(&schema.any_of)));
        }
        if !schema.one_of.is_empty() && !without.one_of {
            rules.push(Rule::OneOf(self.checks(&schema.one_of)));
        }
        self.conditions(schema, rules);
        if without.around {
            return;
        }
        // They look at what all the others have looked at.
        if let Some(rest) = schema.rare.unevaluated_properties {
            rules.push(Rule::UnevaluatedProperties(self.check(rest)));
        }
        if let Some(rest) = schema.rare.unevaluated_items {
            rules.push(Rule::UnevaluatedItems(self.check(rest)));
        }
    }
}
