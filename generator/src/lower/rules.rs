//! Keywords to the rules of one JSON type, and to those that judge a value as a whole.

use formwork_schema::model::{JsonType, Schema, SchemaId};
use formwork_schema::pattern::translate;
use formwork_schema::{Code, Finding, Place, Severity};

use super::Lowering;
use super::flat::Flat;
use crate::ir::{Pattern, Rule};

impl Lowering<'_> {
    /// The rules of all parts for values of one type, in the order in which they are checked.
    pub(super) fn rules(&mut self, flat: &Flat, json_type: JsonType) -> Vec<Rule> {
        if let [only] = flat.parts.as_slice() {
            let only = self.get(*only);
            return self.leaf_rules(&only, json_type);
        }
        let mut rules: Vec<Rule> = Vec::new();
        for part in &flat.parts {
            let part = self.get(*part);
            for rule in self.leaf_rules(&part, json_type) {
                if !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
        }
        rules
    }

    /// The rules of one schema for values of one type.
    pub(super) fn leaf_rules(&mut self, schema: &Schema, json_type: JsonType) -> Vec<Rule> {
        let mut rules = Vec::new();
        let mut count = |name, limit: Option<u64>| {
            rules.extend(limit.map(|limit| Rule::Count(name, limit)));
        };
        match json_type {
            JsonType::Integer | JsonType::Number => {
                for (name, limit) in [
                    ("Minimum", &schema.bounds.minimum),
                    ("ExclusiveMinimum", &schema.bounds.exclusive_minimum),
                    ("Maximum", &schema.bounds.maximum),
                    ("ExclusiveMaximum", &schema.bounds.exclusive_maximum),
                ] {
                    rules.extend(limit.clone().map(|limit| Rule::Bound(name, limit)));
                }
                rules.extend(schema.bounds.multiple_of.clone().map(Rule::MultipleOf));
            }
            JsonType::String => {
                count("MinLength", schema.bounds.min_length);
                count("MaxLength", schema.bounds.max_length);
                if let Some(pattern) = &schema.bounds.pattern {
                    let pattern = self.pattern(&pattern.value, &pattern.place);
                    rules.extend(pattern.map(Rule::Pattern));
                }
                rules.extend(self.format_rule(schema));
            }
            JsonType::Array => {
                count("MinItems", schema.bounds.min_items);
                count("MaxItems", schema.bounds.max_items);
                if schema.unique_items {
                    rules.push(Rule::UniqueItems);
                }
            }
            JsonType::Object => {
                count("MinProperties", schema.bounds.min_properties);
                count("MaxProperties", schema.bounds.max_properties);
            }
            JsonType::Null | JsonType::Boolean => {}
        }
        rules
    }

    /// A pattern, translated; `None` where it is none, which is reported.
    pub(super) fn pattern(&mut self, written: &str, place: &Place) -> Option<Pattern> {
        // Whoever needs a pattern once mostly needs it again.
        if let Some(known) = self.patterns.get(written) {
            return Some(known.clone());
        }
        match translate(written) {
            Ok(translated) => {
                if let Some(feature) = translated.backtracking {
                    let message = format!("the pattern uses {feature}");
                    let mut finding = Finding::warning(Code::BAD_PATTERN, place.clone(), message)
                        .help(
                            "it runs on an engine that goes back, with a bound on its steps; \
                             written without, it would run in linear time",
                        );
                    finding.severity = Severity::Note;
                    self.findings.push(finding);
                }
                let is_linear = translated.backtracking.is_none();
                let pattern = Pattern {
                    written: written.to_owned(),
                    translated: translated.text,
                    backtracking: !is_linear,
                };
                // The others are told of at each of their places.
                if is_linear {
                    self.patterns.insert(written.to_owned(), pattern.clone());
                }
                Some(pattern)
            }
            Err(refusal) => {
                self.findings.push(
                    Finding::error(Code::BAD_PATTERN, place.clone(), refusal.message)
                        .help(refusal.help),
                );
                None
            }
        }
    }

    /// The rules for what no type expresses, unions aside.
    pub(super) fn rest(&mut self, flat: &Flat) -> Vec<Rule> {
        let mut rules = Vec::new();
        if !self.is_dynamic() {
            for part in &flat.parts {
                self.rest_of(*part, &mut rules);
            }
        }
        rules
    }

    fn rest_of(&mut self, id: SchemaId, rules: &mut Vec<Rule>) {
        let schema = self.get(id);
        if self.looks_around(id) {
            // It looks at what everything beside it has looked at.
            let check = self.check(id);
            rules.push(Rule::Reference(check));
            return;
        }
        if !schema.rare.pattern_properties.is_empty() {
            rules.extend(self.pattern_rules(&schema, false));
        }
        self.tuple_rules(&schema, false, rules);
        self.conditions(&schema, rules);
    }

    /// `patternProperties`, and what `additionalProperties` says beside it. Where `seen`, a rule that
    /// everything fits is one as well: `unevaluated*` around may ask what has been looked at.
    pub(super) fn pattern_rules(&mut self, schema: &Schema, seen: bool) -> Vec<Rule> {
        let mut patterns = Vec::new();
        for property in &schema.rare.pattern_properties {
            let check = self.check(property.schema);
            let pattern = self.pattern(&property.name, &property.place);
            patterns.extend(pattern.map(|pattern| (pattern, check)));
        }
        let rest = schema
            .additional_properties
            .filter(|id| seen || self.get(*id).boolean != Some(true));
        let rest = rest.map(|id| {
            let names = schema.properties.iter().map(|one| one.name.clone());
            let written = patterns.iter().map(|(pattern, _)| pattern.clone());
            Rule::AdditionalProperties(names.collect(), written.collect(), self.check(id))
        });
        let patterns = (!patterns.is_empty()).then_some(Rule::PatternProperties(patterns));
        patterns.into_iter().chain(rest).collect()
    }

    /// `prefixItems`, and what `items` says beside it; for `seen`, see [`Self::pattern_rules`].
    pub(super) fn tuple_rules(&mut self, schema: &Schema, seen: bool, rules: &mut Vec<Rule>) {
        if schema.rare.prefix_items.is_empty() {
            return;
        }
        let prefix = self.check_all(&schema.rare.prefix_items);
        let count = prefix.len();
        rules.push(Rule::PrefixItems(prefix));
        let rest = schema
            .items
            .filter(|id| seen || self.get(*id).boolean != Some(true));
        rules.extend(rest.map(|id| Rule::Items(count, self.check(id))));
    }

    /// Keywords that apply schemas to a value without describing it.
    pub(super) fn conditions(&mut self, schema: &Schema, rules: &mut Vec<Rule>) {
        if !schema.rare.dependent_required.is_empty() {
            let rows = schema.rare.dependent_required.iter();
            let rows = rows.map(|row| (row.property.value.clone(), row.required.clone()));
            rules.push(Rule::DependentRequired(rows.collect()));
        }
        if !schema.rare.dependent_schemas.is_empty() {
            let rows = schema.rare.dependent_schemas.iter();
            let rows = rows.map(|row| (row.name.clone(), self.check(row.schema)));
            rules.push(Rule::DependentSchemas(rows.collect()));
        }
        if let Some(names) = schema.rare.property_names {
            let check = self.check(names);
            rules.push(Rule::PropertyNames(check));
        }
        if let Some(contains) = schema.rare.contains {
            let check = self.check(contains);
            let least = schema.rare.min_contains.unwrap_or(1);
            let contains = Rule::Contains(check, least, schema.rare.max_contains);
            rules.push(
                if schema.contains_is_unseen && schema.rare.unevaluated_items.is_some() {
                    self.unseen(contains)
                } else {
                    contains
                },
            );
        }
        if let Some(not) = schema.rare.not {
            let check = self.check(not);
            rules.push(Rule::Not(check));
        }
        if let Some(condition) = schema.rare.condition {
            let condition = self.check(condition);
            let then = schema.rare.then.map(|id| self.check(id));
            let otherwise = schema.rare.otherwise.map(|id| self.check(id));
            rules.push(Rule::If(condition, then, otherwise));
        }
        if let Some(dynamic) = &schema.rare.dynamic_reference {
            let check = self.check(dynamic.initial);
            rules.push(Rule::DynamicReference(dynamic.name.clone(), check));
        }
    }
}
