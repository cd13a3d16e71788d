//! Types of the user's in place of generated ones: the option `extern_type`, and `x-rust-type` as typify
//! reads it.
//!
//! Such a type reads its value by itself, through serde, from the value's text. What the schema says is
//! judged on that text beside it.

use formwork_schema::model::{At, JsonType, SchemaId, TypeSet};
use formwork_schema::{Code, Finding, Json, Place, Severity};

use super::Lowering;
use super::custom::path;
use super::flat::Flat;
use crate::ir::{Position, Rule, Ty};

/// Crates that are always there.
const STANDARD: &[&str] = &["std", "core", "alloc"];

const HELP: &str = "write `{ crate: my-crate, version: \"1\", path: my_crate::Thing }`, or a path such as \
                    `crate::Thing`";

impl Lowering<'_> {
    /// The position of a schema for which a type of the user's stands. `id` may refer on: what is said
    /// nearest counts.
    pub(super) fn external(&mut self, mut id: SchemaId) -> Option<Position> {
        let target = self.follow(id);
        loop {
            if let Some(path) = self.external_path(id) {
                let flat = self.flatten(target);
                return Some(self.foreign(target, &flat, path));
            }
            if id == target {
                return None;
            }
            id = self.get(id).reference?;
        }
    }

    fn foreign(&mut self, id: SchemaId, flat: &Flat, path: String) -> Position {
        let types = self.types_of(id).map(TypeSet::plain);
        let is_nullable = types.is_some_and(|types| types.has(JsonType::Null) && types.len() > 1);
        let types = types.unwrap_or_else(TypeSet::every);
        let types = if is_nullable {
            types.without(JsonType::Null)
        } else {
            types
        };
        let mut position = Position::new(Ty::Foreign(path, types));
        position.nullable = is_nullable;
        if !self.is_dynamic() && (flat.never || !flat.parts.is_empty()) {
            let check = self.check(id);
            position.rules.push(Rule::Reference(check));
        }
        position
    }

    fn external_path(&mut self, id: SchemaId) -> Option<String> {
        let schema = self.get(id);
        let chosen = self.settings.external(&schema.place, &self.model.sources);
        if chosen.is_some() {
            return chosen;
        }
        let At { value, place } = schema.extension("x-rust-type")?;
        match self.read_rust_type(value, place) {
            Ok(path) => Some(path),
            Err(finding) => {
                self.findings.push(*finding);
                None
            }
        }
    }

    fn read_rust_type(&self, value: &Json, place: &Place) -> Result<String, Box<Finding>> {
        let text = |key: &str| match value.get(key) {
            Some(Json::String(text)) => Some(text.as_str()),
            _ => None,
        };
        let (name, item) = match value {
            Json::String(item) => (item.split("::").next().unwrap_or_default(), item.as_str()),
            Json::Object(_) => text("crate")
                .zip(text("path"))
                .ok_or_else(|| wrong(place, "`x-rust-type` must have a `crate` and a `path`"))?,
            _ => return Err(wrong(place, "`x-rust-type` must name a type")),
        };
        let ident = name.replace('-', "_");
        let path = path(item).unwrap_or_default();
        let rest = path.trim_start_matches("::").split_once("::");
        let Some((_, rest)) = rest.filter(|(first, _)| first.trim_start_matches("r#") == ident)
        else {
            let message = "the path of `x-rust-type` must begin with the name of its crate";
            return Err(wrong(place, message));
        };
        if matches!(value.get("parameters"), Some(Json::Array(list)) if !list.is_empty()) {
            let message = "this `x-rust-type` has `parameters`, which are not read";
            let help = "name an alias without parameters, or map the schema by `extern_type`";
            return Err(passed_over(place, message.to_owned(), help));
        }
        let root = match self.settings.external_crate(name) {
            Some(root) => root,
            None if name == "crate" => name.to_owned(),
            None if STANDARD.contains(&name) => format!("::{name}"),
            None => {
                let message = format!("no option maps the crate `{name}` of this `x-rust-type`");
                let help = "a type is generated, as typify does for crates it does not know; the \
                            option `extern_crate` says where a crate is";
                return Err(passed_over(place, message, help));
            }
        };
        Ok(format!("{root}::{rest}"))
    }
}

fn wrong(place: &Place, message: &str) -> Box<Finding> {
    let finding = Finding::warning(Code::EXTENSION, place.clone(), message);
    Box::new(finding.label("passed over").help(HELP))
}

fn passed_over(place: &Place, message: String, help: &str) -> Box<Finding> {
    let mut finding = Finding::warning(Code::FOREIGN_TYPE, place.clone(), message)
        .label("passed over")
        .help(help);
    finding.severity = Severity::Note;
    Box::new(finding)
}
