//! A schema and a value in, whether the value fits out.
//!
//! This is the offline provider's own check of what it is about to say. It knows the common keywords
//! of drafts 4 to 2020-12 and takes the rest (`format`, `unevaluated*`, references to other
//! documents, patterns that `regex` cannot compile) for granted. What it rejects is wrong; what it
//! accepts may not be right.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::Regex;

use super::number::{Decimal, compare};
use super::pattern::clauses;
use super::shape::{Document, reference, types};
use super::tree::Tree;

/// How many schema levels are followed for one value.
const DEEPEST: usize = 128;

/// How many schemas are looked at for one verdict; beyond that, a value is taken to fit.
const LONGEST: u32 = 200_000;

/// Checks values against the schemas of one document.
pub(super) struct Judge<'s> {
    document: &'s Document,
    /// What each pattern demands: expressions that are to match, or not to.
    patterns: RefCell<HashMap<String, Vec<(Regex, bool)>>>,
}

impl<'s> Judge<'s> {
    /// A judge for the schemas of a document.
    pub(super) fn new(document: &'s Document) -> Self {
        Self {
            document,
            patterns: RefCell::default(),
        }
    }

    /// Whether a value fits all of some schemas.
    pub(super) fn accepts(&self, schemas: &[&Tree], value: &Tree) -> bool {
        let mut work = LONGEST;
        schemas
            .iter()
            .all(|schema| self.fits(schema, value, 0, &mut work))
    }

    /// Whether `text` contains a match of an ECMA-262 pattern.
    pub(super) fn matches(&self, pattern: &str, text: &str) -> bool {
        let mut patterns = self.patterns.borrow_mut();
        if !patterns.contains_key(pattern) {
            patterns.insert(pattern.to_owned(), compiled(pattern));
        }
        let demands = patterns.get(pattern).map_or(&[][..], Vec::as_slice);
        demands
            .iter()
            .all(|(regex, wanted)| regex.is_match(text) == *wanted)
    }

    /// Whether the properties that a branch of a union fixes have these values: whether the value
    /// was meant for that branch.
    pub(super) fn claims(&self, branch: &Tree, value: &Tree) -> bool {
        let branch = reference(self.document, branch).unwrap_or(branch);
        let properties = branch.get("properties").map_or(&[][..], Tree::members);
        let mut fixed = properties
            .iter()
            .filter(|(_, rule)| rule.get("const").is_some() || rule.get("enum").is_some())
            .peekable();
        fixed.peek().is_some()
            && fixed.all(|(name, rule)| value.get(name).is_some_and(|v| self.accepts(&[rule], v)))
    }

    fn fits(&self, schema: &Tree, value: &Tree, depth: usize, work: &mut u32) -> bool {
        let members = match schema {
            Tree::Bool(verdict) => return *verdict,
            Tree::Object(members) if depth < DEEPEST && *work > 0 => members,
            _ => return true,
        };
        *work -= 1;
        let mut all =
            |schemas: &[Tree]| schemas.iter().all(|s| self.fits(s, value, depth + 1, work));
        for (keyword, rule) in members {
            let holds = match keyword.as_str() {
                "allOf" => all(rule.items()),
                "$ref" => {
                    let target = reference(self.document, schema);
                    target.is_none_or(|target| all(std::slice::from_ref(target)))
                }
                "not" => !all(std::slice::from_ref(rule)),
                "anyOf" => rule.items().iter().any(|s| all(std::slice::from_ref(s))),
                "oneOf" => {
                    rule.items()
                        .iter()
                        .filter(|s| all(std::slice::from_ref(*s)))
                        .take(2)
                        .count()
                        == 1
                }
                "if" => {
                    let branch = if all(std::slice::from_ref(rule)) {
                        "then"
                    } else {
                        "else"
                    };
                    schema
                        .get(branch)
                        .is_none_or(|branch| all(std::slice::from_ref(branch)))
                }
                "const" => rule.same(value),
                "enum" => rule.items().iter().any(|item| item.same(value)),
                "type" => has_type(rule, value),
                _ => true,
            };
            if !holds {
                return false;
            }
        }
        match value {
            Tree::Number(number) => fits_number(members, schema, number),
            Tree::String(text) => self.fits_string(members, text),
            Tree::Array(items) => self.fits_array(schema, items, depth, work),
            Tree::Object(values) => self.fits_object(schema, value, values, depth, work),
            Tree::Null | Tree::Bool(_) => true,
        }
    }

    fn fits_string(&self, rules: &[(String, Tree)], text: &str) -> bool {
        rules
            .iter()
            .all(|(keyword, rule)| match (keyword.as_str(), rule) {
                ("minLength", _) => rule
                    .as_count()
                    .is_none_or(|least| text.chars().count() >= least),
                ("maxLength", _) => rule
                    .as_count()
                    .is_none_or(|most| text.chars().count() <= most),
                ("pattern", Tree::String(pattern)) => self.matches(pattern, text),
                _ => true,
            })
    }

    fn fits_array(&self, schema: &Tree, items: &[Tree], depth: usize, work: &mut u32) -> bool {
        let count = |keyword| schema.get(keyword).and_then(Tree::as_count);
        if count("minItems").is_some_and(|least| items.len() < least)
            || count("maxItems").is_some_and(|most| items.len() > most)
        {
            return false;
        }
        let unique = schema.get("uniqueItems").is_some_and(Tree::is_true);
        if unique && has_twins(items) {
            return false;
        }
        for (index, item) in items.iter().enumerate() {
            if let Some(rule) = item_rule(schema, index)
                && !self.fits(rule, item, depth + 1, work)
            {
                return false;
            }
        }
        let Some(wanted) = schema.get("contains") else {
            return true;
        };
        let found = items
            .iter()
            .filter(|item| self.fits(wanted, item, depth + 1, work))
            .count();
        found >= count("minContains").unwrap_or(1)
            && count("maxContains").is_none_or(|most| found <= most)
    }

    fn fits_object(
        &self,
        schema: &Tree,
        value: &Tree,
        members: &[(String, Tree)],
        depth: usize,
        work: &mut u32,
    ) -> bool {
        let count = |keyword| schema.get(keyword).and_then(Tree::as_count);
        let names = |rule: Option<&Tree>| {
            let mut names = rule
                .map_or(&[][..], Tree::items)
                .iter()
                .filter_map(Tree::as_str);
            names.all(|name| value.get(name).is_some())
        };
        if count("minProperties").is_some_and(|least| members.len() < least)
            || count("maxProperties").is_some_and(|most| members.len() > most)
            || !names(schema.get("required"))
        {
            return false;
        }
        for (name, member) in members {
            if !self
                .rules_of(schema, name)
                .iter()
                .all(|r| self.fits(r, member, depth + 1, work))
            {
                return false;
            }
            if let Some(rule) = schema.get("propertyNames")
                && !self.fits(rule, &Tree::string(name), depth + 1, work)
            {
                return false;
            }
        }
        dependencies(schema)
            .filter(|(name, _)| value.get(name).is_some())
            .all(|(_, rule)| match rule {
                Tree::Array(_) => names(Some(rule)),
                rule => self.fits(rule, value, depth + 1, work),
            })
    }

    /// The schemas that one schema object gives to a property.
    pub(super) fn rules_of<'t>(&self, schema: &'t Tree, name: &str) -> Vec<&'t Tree> {
        let mut rules = Vec::new();
        rules.extend(
            schema
                .get("properties")
                .and_then(|properties| properties.get(name)),
        );
        for (pattern, rule) in schema
            .get("patternProperties")
            .map_or(&[][..], Tree::members)
        {
            if self.matches(pattern, name) {
                rules.push(rule);
            }
        }
        if rules.is_empty() {
            rules.extend(schema.get("additionalProperties"));
        }
        rules
    }
}

/// The expressions of a pattern; none where `regex` cannot compile it.
fn compiled(pattern: &str) -> Vec<(Regex, bool)> {
    if let Ok(regex) = Regex::new(pattern) {
        return vec![(regex, true)];
    }
    let clauses = clauses(pattern).unwrap_or_default().into_iter();
    clauses
        .filter_map(|(clause, wanted)| Some((Regex::new(&clause).ok()?, wanted)))
        .collect()
}

/// What the presence of a property asks for: names, or a schema for the whole object.
pub(super) fn dependencies(schema: &Tree) -> impl Iterator<Item = (&str, &Tree)> {
    ["dependencies", "dependentRequired", "dependentSchemas"]
        .into_iter()
        .flat_map(|keyword| schema.get(keyword).map_or(&[][..], Tree::members))
        .map(|(name, rule)| (name.as_str(), rule))
}

/// The schema that one schema object gives to an item.
pub(super) fn item_rule(schema: &Tree, index: usize) -> Option<&Tree> {
    let items = schema.get("items");
    let (tuple, rest) = match (schema.get("prefixItems"), items) {
        (Some(Tree::Array(tuple)), rest) => (tuple.as_slice(), rest),
        // Before 2020-12 a tuple was an array under `items`.
        (_, Some(Tree::Array(tuple))) => (tuple.as_slice(), schema.get("additionalItems")),
        (_, rest) => (&[][..], rest),
    };
    tuple.get(index).or(rest)
}

/// Whether two items are the same.
fn has_twins(items: &[Tree]) -> bool {
    items
        .iter()
        .enumerate()
        .any(|(index, item)| items.iter().skip(index + 1).any(|i| i.same(item)))
}

fn has_type(rule: &Tree, value: &Tree) -> bool {
    let is = |name: &str| match value {
        Tree::Null => name == "null",
        Tree::Bool(_) => name == "boolean",
        Tree::Object(_) => name == "object",
        Tree::Array(_) => name == "array",
        Tree::String(_) => name == "string",
        Tree::Number(number) => {
            name == "number"
                || (name == "integer" && Decimal::of(number).is_none_or(Decimal::is_whole))
        }
    };
    match rule {
        Tree::String(name) => types::named(name) == 0 || is(name),
        rule => rule.items().iter().filter_map(Tree::as_str).any(is),
    }
}

fn fits_number(rules: &[(String, Tree)], schema: &Tree, number: &serde_json::Number) -> bool {
    rules.iter().all(|(keyword, rule)| {
        let Tree::Number(limit) = rule else {
            return true;
        };
        let order = compare(number, limit);
        let excluded = |flag| schema.get(flag).is_some_and(Tree::is_true);
        match keyword.as_str() {
            "minimum" if excluded("exclusiveMinimum") => order.is_gt(),
            "minimum" => order.is_ge(),
            "maximum" if excluded("exclusiveMaximum") => order.is_lt(),
            "maximum" => order.is_le(),
            "exclusiveMinimum" => order.is_gt(),
            "exclusiveMaximum" => order.is_lt(),
            "multipleOf" => {
                let exact = || Decimal::of(number)?.is_multiple_of(Decimal::of(limit)?);
                exact().unwrap_or(true)
            }
            _ => true,
        }
    })
}
