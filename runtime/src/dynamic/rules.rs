//! Keywords to rules: those of one JSON type, and those that judge a value as a whole.

use formwork_schema::model::{JsonType, Property, Schema as Described};

use super::compile::Compiler;
use crate::rules::{Bound, Check, Contains, DynamicReference, Format, If, Others, Rule};

/// The formats that are known. The specification lets every other one pass.
const FORMATS: [(&str, Format); 19] = [
    ("date", Format::Date),
    ("date-time", Format::DateTime),
    ("duration", Format::Duration),
    ("email", Format::Email),
    ("hostname", Format::Hostname),
    ("idn-email", Format::IdnEmail),
    ("idn-hostname", Format::IdnHostname),
    ("ipv4", Format::Ipv4),
    ("ipv6", Format::Ipv6),
    ("iri", Format::Iri),
    ("iri-reference", Format::IriReference),
    ("json-pointer", Format::JsonPointer),
    ("regex", Format::Regex),
    ("relative-json-pointer", Format::RelativeJsonPointer),
    ("time", Format::Time),
    ("uri", Format::Uri),
    ("uri-reference", Format::UriReference),
    ("uri-template", Format::UriTemplate),
    ("uuid", Format::Uuid),
];

/// A limit as the runtime compares with it. One beyond doubles bounds nothing, or everything.
fn bound(text: &str) -> Bound {
    match text.parse() {
        Ok(limit) => Bound::Integer(limit),
        Err(_) => Bound::Float(text.parse().unwrap_or(f64::INFINITY)),
    }
}

impl Compiler<'_> {
    /// The rules of a schema for values of one type, which need not see the whole value, `uniqueItems`
    /// aside.
    pub(super) fn leaf_rules(
        &mut self,
        schema: &Described,
        json_type: JsonType,
        rules: &mut Vec<Rule>,
    ) {
        match json_type {
            JsonType::Integer | JsonType::Number => {
                let limit = |limit: &Option<String>| limit.as_deref().map(bound);
                rules.extend(limit(&schema.bounds.minimum).map(Rule::Minimum));
                rules.extend(limit(&schema.bounds.exclusive_minimum).map(Rule::ExclusiveMinimum));
                rules.extend(limit(&schema.bounds.maximum).map(Rule::Maximum));
                rules.extend(limit(&schema.bounds.exclusive_maximum).map(Rule::ExclusiveMaximum));
                if let Some(step) = &schema.bounds.multiple_of {
                    rules.push(Rule::MultipleOf(self.arena.text(step)));
                }
            }
            JsonType::String => {
                rules.extend(schema.bounds.min_length.map(Rule::MinLength));
                rules.extend(schema.bounds.max_length.map(Rule::MaxLength));
                if let Some(pattern) = &schema.bounds.pattern {
                    let pattern = self.pattern(&pattern.value, &pattern.place);
                    rules.extend(pattern.map(Rule::Pattern));
                }
                let format = schema.format.as_deref().filter(|_| self.assert_formats);
                let format = FORMATS.iter().find(|(name, _)| Some(*name) == format);
                rules.extend(format.map(|(_, format)| Rule::Format(*format)));
            }
            JsonType::Array => {
                rules.extend(schema.bounds.min_items.map(Rule::MinItems));
                rules.extend(schema.bounds.max_items.map(Rule::MaxItems));
                rules.extend(schema.unique_items.then_some(Rule::UniqueItems));
            }
            JsonType::Object => {
                rules.extend(schema.bounds.min_properties.map(Rule::MinProperties));
                rules.extend(schema.bounds.max_properties.map(Rule::MaxProperties));
            }
            JsonType::Null | JsonType::Boolean => {}
        }
    }

    /// Names, and what the values under them must fit.
    pub(super) fn rows(&mut self, rows: &[Property]) -> &'static [(&'static str, &'static Check)] {
        let row = |row: &Property| {
            let check = self.check(row.schema);
            (self.arena.text(&row.name), check)
        };
        let rows = rows.iter().map(row).collect();
        self.arena.list(rows)
    }

    /// `patternProperties`, and what `additionalProperties` says beside it.
    pub(super) fn pattern_rules(&mut self, schema: &Described, rules: &mut Vec<Rule>) {
        let mut patterns = Vec::new();
        for property in &schema.rare.pattern_properties {
            let check = self.check(property.schema);
            let pattern = self.pattern(&property.name, &property.place);
            patterns.extend(pattern.map(|pattern| (pattern, check)));
        }
        let written = patterns.iter().map(|(pattern, _)| *pattern).collect();
        if !patterns.is_empty() {
            rules.push(Rule::PatternProperties(self.arena.list(patterns)));
        }
        if let Some(rest) = schema.additional_properties {
            let names = schema.properties.iter().map(|one| one.name.as_str());
            let others = Others {
                names: self.texts(names),
                patterns: self.arena.list(written),
                check: self.check(rest),
            };
            rules.push(Rule::AdditionalProperties(self.arena.one(others)));
        }
    }

    /// `prefixItems`, and what `items` says beside it.
    pub(super) fn tuple_rules(&mut self, schema: &Described, rules: &mut Vec<Rule>) {
        if schema.rare.prefix_items.is_empty() {
            return;
        }
        let prefix = self.checks(&schema.rare.prefix_items);
        rules.push(Rule::PrefixItems(prefix));
        if let Some(rest) = schema.items {
            rules.push(Rule::Items(prefix.len(), self.check(rest)));
        }
    }

    /// Keywords that apply schemas to a value without describing it.
    pub(super) fn conditions(&mut self, schema: &Described, rules: &mut Vec<Rule>) {
        if !schema.rare.dependent_required.is_empty() {
            let mut rows = Vec::new();
            for row in &schema.rare.dependent_required {
                let name = self.arena.text(&row.property.value);
                rows.push((name, self.texts(row.required.iter().map(String::as_str))));
            }
            rules.push(Rule::DependentRequired(self.arena.list(rows)));
        }
        if !schema.rare.dependent_schemas.is_empty() {
            rules.push(Rule::DependentSchemas(
                self.rows(&schema.rare.dependent_schemas),
            ));
        }
        if let Some(names) = schema.rare.property_names {
            rules.push(Rule::PropertyNames(self.check(names)));
        }
        if let Some(contains) = schema.rare.contains {
            let contains = Contains {
                check: self.check(contains),
                min: schema.rare.min_contains.unwrap_or(1),
                max: schema.rare.max_contains,
            };
            let mut rule = Rule::Contains(self.arena.one(contains));
            if schema.contains_is_unseen && self.looks_at_items {
                // What is denied twice says the same, and `unevaluatedItems` does not see it.
                let denied = self.check_of(rule);
                rule = Rule::Not(self.check_of(Rule::Not(denied)));
            }
            rules.push(rule);
        }
        if let Some(not) = schema.rare.not {
            rules.push(Rule::Not(self.check(not)));
        }
        if let Some(condition) = schema.rare.condition {
            let cases = If {
                condition: self.check(condition),
                then: schema.rare.then.map(|id| self.check(id)),
                otherwise: schema.rare.otherwise.map(|id| self.check(id)),
            };
            rules.push(Rule::If(self.arena.one(cases)));
        }
        if let Some(dynamic) = &schema.rare.dynamic_reference {
            let reference = DynamicReference {
                name: self.arena.text(&dynamic.name),
                initial: self.check(dynamic.initial),
            };
            rules.push(Rule::DynamicReference(self.arena.one(reference)));
        }
    }
}
