//! Extensions of properties and enumerations: `x-order`, `x-aliases` and `x-stream`. (`x-hidden` is read where
//! references are resolved.)
//!
//! They say nothing about values, so what is wrong with one is a warning, and it is passed over: other
//! tools may use the same word for something of theirs.

use formwork_schema::maps::HashMap;

use formwork_schema::model::{At, Model, Property, Schema, SchemaId};
use formwork_schema::{Code, Finding, Json, Place};

use super::Lowering;
use super::flat::Flat;
use super::merge::Merged;
use crate::ir::{Field, Stream, Variant};

/// Extensions of a property that outlive its being described twice.
const OF_PROPERTIES: &[&str] = &["x-order", "x-aliases", "x-stream", "x-hidden"];

/// What several descriptions of one property say of it beside its value: what the first says.
pub(super) fn of_property<'a>(
    schemas: impl Iterator<Item = &'a Schema>,
) -> Vec<(String, At<Json>)> {
    let mut all: Vec<(String, At<Json>)> = Vec::new();
    for schema in schemas {
        for (name, value) in &schema.rare.extensions {
            let is_one = OF_PROPERTIES.contains(&name.as_str());
            if is_one && !all.iter().any(|(known, _)| known == name) {
                all.push((name.clone(), value.clone()));
            }
        }
    }
    all
}

/// Brings the properties of every schema into the order that `x-order` gives them, so that fields, what
/// is written, and what a model is shown agree.
pub(crate) fn sort(model: &mut Model, findings: &mut Vec<Finding>) {
    let all = (0..).zip(&model.schemas);
    let orders = all.filter_map(|(id, schema)| Some((SchemaId(id), order(schema).ok()??)));
    let orders: HashMap<SchemaId, i64> = orders.collect();
    if !orders.is_empty() {
        for schema in model.schemas.iter_mut().chain(model.shown.values_mut()) {
            let key = |one: &Property| first_ordered(orders.get(&one.schema).copied());
            schema.properties.sort_by_key(key);
        }
    }
    let faulty = model
        .schemas
        .iter()
        .filter_map(|schema| order(schema).err());
    findings.extend(faulty.map(|finding| *finding));
}

/// Brings the properties of several parts into order.
pub(super) fn sort_merged(lowering: &Lowering<'_>, properties: &mut [Merged]) {
    let is_ordered = |one: &Merged| {
        let schema = one.schema.map(|schema| lowering.get(schema));
        schema.is_some_and(|schema| schema.extension("x-order").is_some())
    };
    if !properties.iter().any(is_ordered) {
        return;
    }
    properties.sort_by_key(|one| {
        let order = one
            .schema
            .map(|schema| order(&lowering.get(schema)).ok().flatten());
        first_ordered(order.flatten())
    });
}

/// Those with an order come first; the sort is stable, so the others stay as they are.
fn first_ordered(order: Option<i64>) -> (bool, i64) {
    (order.is_none(), order.unwrap_or_default())
}

fn order(schema: &Schema) -> Result<Option<i64>, Box<Finding>> {
    let Some(At { value, place }) = schema.extension("x-order") else {
        return Ok(None);
    };
    match value {
        Json::Number(text) if text.parse::<i64>().is_ok() => Ok(text.parse().ok()),
        _ => Err(Box::new(wrong(
            place,
            "`x-order` must be an integer",
            "properties with an `x-order` come first, from the lowest to the highest",
        ))),
    }
}

/// Says that an extension is passed over.
fn wrong(place: &Place, message: &str, help: &str) -> Finding {
    Finding::warning(Code::EXTENSION, place.clone(), message)
        .label("passed over")
        .help(help)
}

impl Lowering<'_> {
    /// `x-stream` of a property.
    pub(super) fn stream(&mut self, schema: &Schema) -> Stream {
        let Some(At { value, place }) = schema.extension("x-stream") else {
            return Stream::default();
        };
        let mut stream = Stream::default();
        let words = match value {
            Json::Array(words) => words.as_slice(),
            word => std::slice::from_ref(word),
        };
        for word in words {
            match word {
                Json::String(word) if word == "done" => stream.done = true,
                Json::String(word) if word == "required" => stream.required = true,
                _ => {
                    let message = "`x-stream` must be `done` or `required`, or a list of them";
                    let help = "`done` hides a property from views until it is complete; without \
                                a property that is `required`, what it is in is not `is_ready`";
                    self.findings.push(wrong(place, message, help));
                    return Stream::default();
                }
            }
        }
        stream
    }

    /// `x-aliases` of a property: other names for it.
    pub(super) fn property_aliases(&mut self, property: &Merged) -> Vec<(String, Place)> {
        let Some(schema) = property.schema.map(|schema| self.get(schema)) else {
            return Vec::new();
        };
        let Some(At { value, place }) = schema.extension("x-aliases") else {
            return Vec::new();
        };
        match value.strings() {
            Some(names) => names
                .into_iter()
                .map(|name| (name, place.clone()))
                .collect(),
            // That of an enumeration, which looks at it itself.
            None if spellings(value).is_some() && schema.enumeration.is_some() => Vec::new(),
            None => {
                self.findings.push(wrong(
                    place,
                    "`x-aliases` must be a list of names",
                    "beside `enum`, it may be an object of values, each with a list of spellings",
                ));
                Vec::new()
            }
        }
    }

    /// Takes away the aliases that are names of other fields, or their aliases.
    pub(super) fn tell_aliases_apart(
        &mut self,
        fields: &mut [Field],
        mut places: HashMap<String, Vec<(String, Place)>>,
    ) {
        let mut taken: HashMap<String, String> = fields
            .iter()
            .map(|field| (field.wire.clone(), field.wire.clone()))
            .collect();
        for field in fields {
            for (alias, place) in places.remove(&field.wire).unwrap_or_default() {
                match taken.get(&alias) {
                    None => {
                        taken.insert(alias.clone(), field.wire.clone());
                        field.aliases.push(alias);
                    }
                    Some(owner) => self.findings.push(clash(&place, &alias, owner, "property")),
                }
            }
        }
    }

    /// Other spellings of an enumeration's values.
    pub(super) fn spell(&mut self, flat: &Flat, variants: &mut [Variant]) {
        let mut taken: HashMap<String, String> = variants
            .iter()
            .map(|variant| (variant.wire.clone(), variant.wire.clone()))
            .collect();
        for part in &flat.parts {
            let part = self.get(*part);
            let Some(At { value, place }) = part.extension("x-aliases") else {
                continue;
            };
            for (wire, spellings) in spellings(value).unwrap_or_default() {
                let Some(variant) = variants.iter_mut().find(|variant| variant.wire == wire) else {
                    let message = format!(
                        "`x-aliases` names `{wire}`, which is no value of this enumeration"
                    );
                    let help =
                        "its members are values of `enum`, each with a list of other spellings";
                    self.findings.push(wrong(place, &message, help));
                    continue;
                };
                for spelling in spellings {
                    match taken.get(&spelling) {
                        None => {
                            taken.insert(spelling.clone(), wire.clone());
                            variant.aliases.push(spelling);
                        }
                        Some(owner) => {
                            self.findings.push(clash(place, &spelling, owner, "value"));
                        }
                    }
                }
            }
        }
    }
}

fn clash(place: &Place, alias: &str, owner: &str, what: &str) -> Finding {
    let message = if alias == owner {
        format!("the alias `{alias}` is the name of a {what} already")
    } else {
        format!("`{alias}` is an alias of the {what} `{owner}` already")
    };
    Finding::warning(Code::ALIAS_CLASH, place.clone(), message)
        .label(format!("`{alias}` is passed over"))
        .help("an alias leads to one place only")
}

/// An object of lists of strings.
fn spellings(value: &Json) -> Option<Vec<(String, Vec<String>)>> {
    let Json::Object(members) = value else {
        return None;
    };
    let members = members.iter();
    members
        .map(|(wire, list)| Some((wire.clone(), list.strings()?)))
        .collect()
}
