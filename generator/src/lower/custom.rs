//! `x-check`: functions of the user's that judge values.
//!
//! A function is given the value's own type, so it belongs to where that type stands: to the type that is
//! made of the schema, or, where the schema has none of its own, to the position. What judges values by
//! rules alone has no types to give.

use formwork_schema::model::{At, Schema, SchemaId};
use formwork_schema::{Code, Finding, Json, Place};

use super::flat::Flat;
use super::{Lowering, Role};
use crate::ir::{Position, Rule, Ty};
use crate::runtime;

const KEYWORD: &str = "x-check";

impl Lowering<'_> {
    /// The functions that a schema names, for values of its own type.
    pub(super) fn custom_rules(&mut self, id: SchemaId, of_newtype: bool) -> Vec<Rule> {
        let schema = self.get(id);
        let rules = self.read_checks(&schema);
        if !rules.is_empty() {
            self.asked.insert(id);
        }
        let rule = |path| Rule::Custom(path, of_newtype);
        rules.into_iter().map(rule).collect()
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
            if let Some(At { place, .. }) = part.extension(KEYWORD) {
                let message = "this `x-check` is not asked where its schema is a part of another";
                let whole = self.get(id).place.clone();
                self.findings.push(
                    left_out(place, message)
                        .related(whole, "values of this schema have a type of their own")
                        .help("write an `x-check` for that type too, where it is to be checked"),
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
            if let Some(At { place, .. }) = schema.extension(KEYWORD) {
                let message =
                    "this `x-check` is never asked: no value has a type made of its schema";
                let finding = left_out(place, message);
                self.findings
                    .push(finding.help("write it where the value has a type, or a field"));
            }
        }
    }

    fn read_checks(&mut self, schema: &Schema) -> Vec<String> {
        let mut paths = Vec::new();
        let extensions = schema.rare.extensions.iter();
        for (_, At { value, place }) in extensions.filter(|(name, _)| name == KEYWORD) {
            let values = match value {
                Json::Array(values) => values.as_slice(),
                value => std::slice::from_ref(value),
            };
            for value in values {
                match value {
                    Json::String(text) if path(text).is_some() => paths.extend(path(text)),
                    _ => self.findings.push(wrong(place)),
                }
            }
        }
        paths
    }
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
    let message = "`x-check` must be the path of a function, or a list of them";
    Finding::error(Code::EXTENSION, place.clone(), message).help(
        "write one such as `crate::rules::totals_add_up`: `fn(&Invoice) -> Result<(), String>`",
    )
}
