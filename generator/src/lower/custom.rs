//! `x-check`: functions of the user's that judge values; and `x-llm-check`: rules in words that a model judges.
//!
//! A function is given the value's own type, so it belongs to where that type stands: to the type that is
//! made of the schema, or, where the schema has none of its own, to the position. What judges values by
//! rules alone has no types to give.

use formwork_schema::model::{At, Schema, SchemaId};
use formwork_schema::{Code, Finding, Json, Place};

use super::flat::Flat;
use super::{Lowering, Role};
use crate::ir::{Custom, Position, Rule, Ty};
use crate::runtime;

const KEYWORD: &str = "x-check";
const IN_WORDS: &str = "x-llm-check";

impl Lowering<'_> {
    /// The functions that a schema names, for values of its own type.
    pub(super) fn custom_rules(&mut self, id: SchemaId, of_newtype: bool) -> Vec<Rule> {
        let schema = self.get(id);
        let checks = self.read_checks(&schema).into_iter();
        let rule = |check| {
            Rule::Custom(Custom {
                of_newtype,
                ..check
            })
        };
        let mut rules: Vec<Rule> = checks.map(rule).collect();
        rules.extend(self.read_words(&schema).into_iter().map(Rule::Llm));
        if !rules.is_empty() {
            self.asked.insert(id);
        }
        rules
    }

    /// Adds to a position what the schemas on the way to it ask for: those that only refer on, and the
    /// last one, where the type is not its own.
    pub(super) fn ask_at(&mut self, mut id: SchemaId, mut position: Position) -> Position {
        let target = self.follow(id);
        let mut rules = Vec::new();
        while id != target {
            rules.extend(self.custom_rules(id, false));
            match self.get(id).reference {
                Some(next) => id = next,
                None => break,
            }
        }
        let is_own = match position.ty {
            Ty::Named(named) => [Role::Own, Role::Wrapped]
                .into_iter()
                .any(|role| self.known.get(&(target, role)) == Some(&named)),
            _ => false,
        };
        if !is_own {
            rules.extend(self.custom_rules(target, false));
        }
        for rule in rules {
            if !position.rules.contains(&rule) {
                position.rules.push(rule);
            }
        }
        position
    }

    /// Says which functions are not asked about values of a schema, because they take the type of one of
    /// its parts.
    pub(super) fn leave_out_checks(&mut self, id: SchemaId, flat: &Flat) {
        for part in flat.parts.iter().filter(|part| **part != id) {
            let part = self.get(*part);
            for (keyword, At { place, .. }) in asked_for(&part) {
                let message =
                    format!("this `{keyword}` is not asked where its schema is a part of another");
                let whole = self.get(id).place.clone();
                self.findings.push(
                    left_out(place, &message)
                        .related(whole, "values of this schema have a type of their own")
                        .help(format!(
                            "write an `{keyword}` for that type too, where it is to be checked"
                        )),
                );
            }
        }
    }

    /// Says which functions nobody is asked about, because their schemas are judged by rules alone.
    pub(super) fn unasked(&mut self) {
        let mut unasked: Vec<SchemaId> = self
            .checked
            .keys()
            .filter(|id| !self.asked.contains(id))
            .copied()
            .collect();
        unasked.sort_unstable();
        for id in unasked {
            let schema = self.get(id);
            for (keyword, At { place, .. }) in asked_for(&schema) {
                let message = format!(
                    "this `{keyword}` is never asked: no value has a type made of its schema"
                );
                let finding = left_out(place, &message);
                self.findings
                    .push(finding.help("write it where the value has a type, or a field"));
            }
        }
    }

    fn read_checks(&mut self, schema: &Schema) -> Vec<Custom> {
        let mut checks = Vec::new();
        let extensions = schema.rare.extensions.iter();
        for (_, At { value, place }) in extensions.filter(|(name, _)| name == KEYWORD) {
            let values = match value {
                Json::Array(values) => values.as_slice(),
                value => std::slice::from_ref(value),
            };
            for value in values {
                match function(value) {
                    Some(check) => checks.push(check),
                    None => self.findings.push(wrong(place)),
                }
            }
        }
        checks
    }

    /// The rules in words that a schema gives.
    fn read_words(&mut self, schema: &Schema) -> Vec<String> {
        let mut rules = Vec::new();
        let extensions = schema.rare.extensions.iter();
        for (_, At { value, place }) in extensions.filter(|(name, _)| name == IN_WORDS) {
            let values = match value {
                Json::Array(values) => values.as_slice(),
                value => std::slice::from_ref(value),
            };
            for value in values {
                match value {
                    Json::String(text) if !text.trim().is_empty() => {
                        rules.push(text.trim().to_owned());
                    }
                    _ => {
                        let message = "`x-llm-check` must be a rule in words, or a list of them";
                        let finding = Finding::error(Code::EXTENSION, place.clone(), message);
                        self.findings
                            .push(finding.help("write one such as `is a polite answer`"));
                    }
                }
            }
        }
        rules
    }
}

/// Whether a schema asks for something beyond its keywords.
pub(super) fn is_asked(schema: &Schema) -> bool {
    asked_for(schema).next().is_some()
}

/// What a schema asks for beyond its keywords.
fn asked_for(schema: &Schema) -> impl Iterator<Item = (&'static str, &At<Json>)> {
    let keywords = [KEYWORD, IN_WORDS].into_iter();
    keywords.filter_map(|keyword| Some((keyword, schema.extension(keyword)?)))
}

/// A function that judges: its path, or an object with that and how it is called.
fn function(value: &Json) -> Option<Custom> {
    let is_set = |key: &str| match value.get(key) {
        None => Some(false),
        Some(Json::Bool(is_set)) => Some(*is_set),
        Some(_) => None,
    };
    let (text, is_async, with_context) = match value {
        Json::String(text) => (text, false, false),
        Json::Object(members) => {
            let known = |(name, _): &(String, Json)| {
                ["function", "async", "context"].contains(&name.as_str())
            };
            let Some(Json::String(text)) =
                value.get("function").filter(|_| members.iter().all(known))
            else {
                return None;
            };
            (text, is_set("async")?, is_set("context")?)
        }
        _ => return None,
    };
    Some(Custom {
        path: path(text)?,
        of_newtype: false,
        is_async,
        with_context,
    })
}

/// The path of an item in a crate, absolute.
pub(super) fn path(text: &str) -> Option<String> {
    let is_item = text.trim_start_matches("::").contains("::");
    runtime::path(text).ok().filter(|_| is_item)
}

fn left_out(place: &Place, message: &str) -> Finding {
    Finding::warning(Code::CHECK_LEFT_OUT, place.clone(), message)
}

/// What was to be checked must not go unchecked, so this is an error.
fn wrong(place: &Place) -> Finding {
    let message = "`x-check` must name a function by its path, or be a list of such";
    Finding::error(Code::EXTENSION, place.clone(), message).help(
        "write one such as `crate::rules::totals_add_up`: `fn(&Invoice) -> Result<(), String>`",
    )
}
