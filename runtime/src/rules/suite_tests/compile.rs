//! Schema documents to rules, made at run time and never freed.
//!
//! References are dynamic ones to anchors of one outermost resource, in which every schema has an
//! anchor: rules cannot name each other in circles otherwise, unless they are statics.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::resolve::{Documents, Place};
use crate::json::decimal::Decimal;
use crate::rules::{
    Bound, Check, Contains, DynamicReference, If, Others, Pattern, Resource, Rule, Types,
};

pub(super) struct Compiler<'d> {
    documents: &'d Documents,
    draft: &'d str,
    /// Schemas that are referred to, and the names of their anchors.
    wanted: Vec<(Place, &'static str)>,
    known: HashMap<Place, &'static str>,
}

type Schema<'a> = &'a Map<String, Value>;

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn text(value: &str) -> &'static str {
    String::leak(value.to_owned())
}

fn list<T>(items: impl Iterator<Item = T>) -> &'static [T] {
    Vec::leak(items.collect())
}

fn check(rule: Rule) -> &'static Check {
    leak(Check::new(list([rule].into_iter())))
}

static ANYTHING: Check = Check::new(&[]);

impl<'d> Compiler<'d> {
    pub(super) fn new(documents: &'d Documents, draft: &'d str) -> Self {
        Self {
            documents,
            draft,
            wanted: Vec::new(),
            known: HashMap::new(),
        }
    }

    /// The rules of the document at a URI.
    pub(super) fn compile(mut self, uri: &str) -> &'static [Rule] {
        let root = self.refer(&(uri.to_owned(), String::new()));
        let mut anchors = Vec::new();
        let mut next = 0;
        while let Some((place, name)) = self.wanted.get(next).cloned() {
            next += 1;
            anchors.push((name, self.schema(&place)));
        }
        let outermost = leak(Resource {
            dynamic: Vec::leak(anchors),
        });
        let check = leak(Check::new(list([root].into_iter())).within(outermost));
        list([Rule::Reference(check)].into_iter())
    }

    /// A reference to the schema at a place.
    fn refer(&mut self, place: &Place) -> Rule {
        let place = self.documents.get(place).0;
        let name = *self.known.entry(place.clone()).or_insert_with(|| {
            let name = text(&format!("#{}", self.wanted.len()));
            self.wanted.push((place, name));
            name
        });
        Rule::DynamicReference(leak(DynamicReference {
            name,
            initial: &ANYTHING,
        }))
    }

    fn schema(&mut self, place: &Place) -> &'static Check {
        let ((base, inside), value) = self.documents.get(place);
        let rules = match value {
            Value::Bool(true) => Vec::new(),
            Value::Bool(false) => vec![Rule::Never],
            Value::Object(schema) => self.rules(&base, &inside, schema),
            _ => panic!("no schema at {place:?}"),
        };
        let whole = Check::new(Vec::leak(rules));
        let Some(anchors) = self.documents.dynamic.get(&base) else {
            return leak(whole);
        };
        let anchors = anchors.clone();
        let dynamic = list(anchors.iter().map(|(name, place)| {
            let target = self.refer(place);
            (text(name), check(target))
        }));
        leak(whole.within(leak(Resource { dynamic })))
    }

    #[allow(clippy::too_many_lines)] // A line or three for each keyword.
    fn rules(&mut self, base: &str, inside: &str, schema: Schema<'_>) -> Vec<Rule> {
        let mut rules = Vec::new();
        let old = self.draft == "draft2019-09";
        for (keyword, value) in schema {
            let here = format!("{inside}/{keyword}");
            let mut one = |step: &str| -> &'static Check {
                let place = (base.to_owned(), format!("{here}{step}"));
                check(self.refer(&place))
            };
            let number = || value.to_string();
            let count = || whole(value);
            rules.push(match keyword.as_str() {
                "type" => Rule::Type(types(value)),
                "enum" => Rule::Enum(text(&number())),
                "const" => Rule::Const(text(&number())),
                "minimum" => Rule::Minimum(bound(value)),
                "maximum" => Rule::Maximum(bound(value)),
                "exclusiveMinimum" => Rule::ExclusiveMinimum(bound(value)),
                "exclusiveMaximum" => Rule::ExclusiveMaximum(bound(value)),
                "multipleOf" => Rule::MultipleOf(text(&number())),
                "minLength" => Rule::MinLength(count()),
                "maxLength" => Rule::MaxLength(count()),
                "minItems" => Rule::MinItems(count()),
                "maxItems" => Rule::MaxItems(count()),
                "minProperties" => Rule::MinProperties(count()),
                "maxProperties" => Rule::MaxProperties(count()),
                "uniqueItems" if value == true => Rule::UniqueItems,
                "pattern" => Rule::Pattern(pattern(value.as_str().expect("a pattern"))),
                "required" => Rule::Required(strings(value)),
                "properties" => Rule::Properties(list(
                    steps(value).map(|(name, step)| (text(name), one(&step))),
                )),
                "patternProperties" => Rule::PatternProperties(list(
                    steps(value).map(|(name, step)| (pattern(name), one(&step))),
                )),
                "additionalProperties" => {
                    let names = schema.get("properties").into_iter().flat_map(steps);
                    let patterns = schema.get("patternProperties").into_iter().flat_map(steps);
                    Rule::AdditionalProperties(leak(Others {
                        names: list(names.map(|(name, _)| text(name))),
                        patterns: list(patterns.map(|(name, _)| pattern(name))),
                        check: one(""),
                    }))
                }
                "propertyNames" => Rule::PropertyNames(one("")),
                "dependentRequired" => Rule::DependentRequired(list(
                    steps(value).map(|(name, _)| (text(name), strings(&value[name]))),
                )),
                "dependentSchemas" => Rule::DependentSchemas(list(
                    steps(value).map(|(name, step)| (text(name), one(&step))),
                )),
                "prefixItems" => Rule::PrefixItems(list(steps(value).map(|(_, step)| one(&step)))),
                "items" if old && value.is_array() => {
                    Rule::PrefixItems(list(steps(value).map(|(_, step)| one(&step))))
                }
                "items" if old => Rule::Items(0, one("")),
                "items" => {
                    let prefix = schema.get("prefixItems").and_then(Value::as_array);
                    Rule::Items(prefix.map_or(0, Vec::len), one(""))
                }
                "additionalItems" if old => match schema.get("items") {
                    Some(Value::Array(items)) => Rule::Items(items.len(), one("")),
                    _ => continue,
                },
                "contains" => {
                    let limit = |name: &str| schema.get(name).map(whole);
                    let rule = Rule::Contains(leak(Contains {
                        check: one(""),
                        min: limit("minContains").unwrap_or(1),
                        max: limit("maxContains"),
                    }));
                    if old {
                        // There it evaluates nothing.
                        Rule::Not(check(Rule::Not(check(rule))))
                    } else {
                        rule
                    }
                }
                "allOf" => Rule::AllOf(list(steps(value).map(|(_, step)| one(&step)))),
                "anyOf" => Rule::AnyOf(list(steps(value).map(|(_, step)| one(&step)))),
                "oneOf" => Rule::OneOf(list(steps(value).map(|(_, step)| one(&step)))),
                "not" => Rule::Not(one("")),
                "if" => {
                    let mut branch = |name: &str| {
                        let place = (base.to_owned(), format!("{inside}/{name}"));
                        schema.contains_key(name).then(|| check(self.refer(&place)))
                    };
                    Rule::If(leak(If {
                        then: branch("then"),
                        otherwise: branch("else"),
                        condition: branch("if").expect("`if` is there"),
                    }))
                }
                "$ref" => {
                    let target = self
                        .documents
                        .target(base, value.as_str().expect("a reference"));
                    self.refer(&target)
                }
                "$dynamicRef" => self.dynamic(base, value.as_str().expect("a reference")),
                "$recursiveRef" => self.dynamic(base, "#"),
                "unevaluatedProperties" => Rule::UnevaluatedProperties(one("")),
                "unevaluatedItems" => Rule::UnevaluatedItems(one("")),
                _ => continue,
            });
        }
        rules
    }

    /// A dynamic reference, where the anchor that it first finds is dynamic; else a plain one.
    fn dynamic(&mut self, base: &str, reference: &str) -> Rule {
        let target = self.documents.target(base, reference);
        let name = reference.split_once('#').map_or("", |(_, name)| name);
        let (place, _) = self.documents.get(&target);
        let anchors = self.documents.dynamic.get(&place.0);
        let initial = self.refer(&target);
        let is_dynamic =
            anchors.is_some_and(|all| all.iter().any(|(known, at)| known == name && *at == place));
        if !is_dynamic {
            return initial;
        }
        Rule::DynamicReference(leak(DynamicReference {
            name: text(name),
            initial: check(initial),
        }))
    }
}

/// The steps from a keyword to the schemas in it, with their names.
fn steps(value: &Value) -> impl Iterator<Item = (&str, String)> {
    let members = value.as_object().into_iter().flatten().map(|(name, _)| {
        let step = name.replace('~', "~0").replace('/', "~1");
        (name.as_str(), format!("/{step}"))
    });
    let items = value.as_array().into_iter().flatten().enumerate();
    members.chain(items.map(|(index, _)| ("", format!("/{index}"))))
}

fn strings(value: &Value) -> &'static [&'static str] {
    let strings = value.as_array().into_iter().flatten();
    list(strings.map(|one| text(one.as_str().expect("a string"))))
}

fn pattern(written: &str) -> &'static Pattern {
    // The suite's required patterns mean the same in both dialects.
    let written = text(written);
    leak(Pattern::new(written, written))
}

fn whole(value: &Value) -> u64 {
    let text = value.to_string();
    let whole = Decimal::parse(&text).to_i128().expect("a whole number");
    u64::try_from(whole).expect("a count")
}

fn bound(value: &Value) -> Bound {
    match value.as_i64() {
        Some(limit) => Bound::Integer(limit),
        None => Bound::Float(value.as_f64().expect("a number")),
    }
}

fn types(value: &Value) -> Types {
    let one = |name: &Value| match name.as_str().expect("a type") {
        "null" => Types::NULL,
        "boolean" => Types::BOOLEAN,
        "object" => Types::OBJECT,
        "array" => Types::ARRAY,
        "number" => Types::NUMBER,
        "string" => Types::STRING,
        "integer" => Types::INTEGER,
        other => panic!("no type {other}"),
    };
    match value {
        Value::Array(names) => names.iter().map(one).reduce(Types::with).expect("a type"),
        name => one(name),
    }
}
