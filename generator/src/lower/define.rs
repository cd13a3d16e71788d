//! The bodies of named types.

use std::collections::{HashMap, HashSet};

use formwork_schema::model::{JsonType, Schema, SchemaId, TypeSet};
use formwork_schema::{Code, Finding, Json, Place};

use super::branches::Plan;
use super::extensions::sort_merged;
use super::flat::Flat;
use super::merge::Merged;
use super::names::{Names, field_name, type_name};
use super::types::{every_type, holds_integer, plain};
use super::{Hint, Lowering, Pending, Role, Shape, docs};
use crate::ir::{
    Additional, Branch, Field, Position, Size, Stream, Struct, Ty, TypeKind, Union, Variant,
};

impl Lowering<'_> {
    pub(super) fn define(&mut self, pending: &Pending) -> TypeKind {
        let name = self.types[pending.id.0].name.clone();
        match pending.shape {
            Shape::Struct => TypeKind::Struct(self.structure(pending.schema, &name)),
            Shape::Enum => TypeKind::Enum(self.enumeration(pending.schema)),
            Shape::Union => {
                let union = self.union(pending, &name);
                // A branch that is not known has no name, and code will use the one it should have.
                let is_known = |branch: &Branch| !matches!(branch.position.ty, Ty::Unknown);
                if union.branches.iter().all(is_known) {
                    TypeKind::Union(union)
                } else {
                    TypeKind::Unknown
                }
            }
            Shape::Newtype => {
                let hint = Hint {
                    property: Some(name),
                    ..Hint::default()
                };
                self.inlining.push(pending.schema);
                let mut position = self.body(pending.schema, &hint);
                self.inlining.pop();
                let own = self.known.get(&(pending.schema, Role::Own));
                if !matches!(position.ty, Ty::Named(named) if own == Some(&named)) {
                    let rules = self.custom_rules(pending.schema, true);
                    position.rules.extend(rules);
                }
                TypeKind::Newtype(position)
            }
            Shape::Unknown => TypeKind::Unknown,
        }
    }

    fn structure(&mut self, id: SchemaId, name: &str) -> Struct {
        let flat = self.flatten(id);
        let mut names = Names::default();
        let mut fields = Vec::new();
        let required = self.required(&flat);
        let is_required: HashSet<&str> = required.iter().map(|(name, _)| name.as_str()).collect();
        let is_closed = self.is_closed(&flat);
        let mut properties = self.properties(&flat);
        sort_merged(self, &mut properties);
        let mut aliases = HashMap::new();
        let listed: HashSet<String> = properties.iter().map(|one| one.name.clone()).collect();
        for property in properties {
            let wire = property.name.clone();
            // Nothing may stand there, which a closed object says of every name.
            if property.never && is_closed && !is_required.contains(wire.as_str()) {
                continue;
            }
            let candidates = vec![field_name(&wire).unwrap_or_else(|| "field".to_owned())];
            let (field, holder) = names.claim(&candidates, property.place.clone());
            if let Some(holder) = holder {
                self.error(
                    Finding::warning(
                        Code::FIELD_CLASH,
                        property.place.clone(),
                        format!("two properties claim the field name `{}`", candidates[0]),
                    )
                    .label(format!("this one becomes `{field}`"))
                    .related(holder, format!("`{}` is this one", candidates[0]))
                    .help("rename one of them, if the wire allows it"),
                );
            }
            aliases.insert(wire, self.property_aliases(&property));
            let required = is_required.contains(property.name.as_str());
            fields.push(self.field(property, field, required, name));
        }
        for (wire, place) in &required {
            if !listed.contains(wire) {
                fields.push(self.unlisted(&flat, wire, place, &mut names, name));
            }
        }
        self.tell_aliases_apart(&mut fields, aliases);
        let additional = self.additional(id, name, &mut names);
        Struct { fields, additional }
    }

    /// A property that some part lists.
    fn field(&mut self, property: Merged, name: String, required: bool, parent: &str) -> Field {
        let wire = property.name;
        let hint = Hint {
            property: Some(wire.clone()),
            parent: Some(parent.to_owned()),
            ..Hint::default()
        };
        let position = match property.schema {
            _ if property.never => Position::new(Ty::Never),
            Some(schema) => self.position(schema, &hint),
            None => Position::new(Ty::Any),
        };
        let place = property.place.clone();
        let nothing = Schema::empty(property.place);
        let said = property.schema.map(|schema| {
            let target = self.follow(schema);
            (self.get(schema), self.get(target))
        });
        let (own, target): (&Schema, &Schema) = match &said {
            Some((own, target)) => (own, target),
            None => (&nothing, &nothing),
        };
        let default = own
            .default
            .as_ref()
            .or(target.default.as_ref())
            .map(|default| &default.value);
        let attributes = self.settings.attributes(&place, &self.model.sources);
        Field {
            name,
            doc: docs::for_field(own, target, &wire, &position.rules, default),
            required,
            default: default
                .filter(|default| Self::is_usable_default(default, &position))
                .cloned(),
            deprecated: own.deprecated || target.deprecated,
            aliases: Vec::new(),
            stream: self.stream(own),
            attributes,
            position,
            wire,
        }
    }

    /// A property that is required and described nowhere: it is one of those that no part lists.
    fn unlisted(
        &mut self,
        flat: &Flat,
        wire: &str,
        place: &Place,
        names: &mut Names<Place>,
        parent: &str,
    ) -> Field {
        let candidates = vec![field_name(wire).unwrap_or_else(|| "field".to_owned())];
        let (name, _) = names.claim(&candidates, place.clone());
        let hint = Hint {
            property: Some(wire.to_owned()),
            parent: Some(parent.to_owned()),
            ..Hint::default()
        };
        let position = if self.is_closed(flat) {
            Position::new(Ty::Never)
        } else {
            self.additional_position(flat, &hint)
                .unwrap_or_else(|| Position::new(Ty::Any))
        };
        Field {
            name,
            wire: wire.to_owned(),
            doc: vec![format!(
                "`{}`, required and described nowhere.",
                docs::plain(wire)
            )],
            required: true,
            position,
            default: None,
            deprecated: false,
            aliases: Vec::new(),
            stream: Stream::default(),
            attributes: Vec::new(),
        }
    }

    fn additional(&mut self, id: SchemaId, name: &str, names: &mut Names<Place>) -> Additional {
        let flat = self.flatten(id);
        if self.is_closed(&flat) {
            return Additional::Deny;
        }
        let hint = Hint {
            property: Some("additional value".to_owned()),
            parent: Some(name.to_owned()),
            ..Hint::default()
        };
        let position = match self.additional_position(&flat, &hint) {
            Some(position) => position,
            None if self.settings.exact || self.has_hidden(&flat) => Position::new(Ty::Any),
            None => return Additional::Ignore,
        };
        let (field, _) = names.claim(
            &["additional".to_owned(), "additional_properties".to_owned()],
            self.get(id).place.clone(),
        );
        Additional::Keep(field, Box::new(position))
    }

    fn is_usable_default(default: &Json, position: &Position) -> bool {
        match (&position.ty, default) {
            // Whether a name is one of an enumeration's is seen when it is emitted.
            (Ty::Boolean, Json::Bool(_)) | (Ty::String | Ty::Named(_), Json::String(_)) => true,
            (Ty::Integer(Size::Primitive(name)), Json::Number(text)) => holds_integer(name, text),
            (Ty::Float, Json::Number(text)) => text.parse::<f64>().is_ok_and(f64::is_finite),
            _ => false,
        }
    }

    fn enumeration(&mut self, id: SchemaId) -> Vec<Variant> {
        let flat = self.flatten(id);
        let values = self.allowed(&flat).unwrap_or_default();
        let mut names = Names::default();
        let mut variants: Vec<Variant> = Vec::new();
        let mut seen = HashSet::new();
        for value in values {
            let Json::String(wire) = value else { continue };
            if !seen.insert(wire.clone()) {
                continue;
            }
            let wanted = type_name(&wire)
                .unwrap_or_else(|| if wire.is_empty() { "Empty" } else { "Other" }.to_owned());
            let (name, _) = names.claim(&[wanted], ());
            variants.push(Variant {
                name,
                wire,
                aliases: Vec::new(),
            });
        }
        self.spell(&flat, &mut variants);
        variants
    }

    fn union(&mut self, pending: &Pending, name: &str) -> Union {
        let plan = self.plans.get(&pending.schema).cloned();
        let exclusive = plan.as_ref().is_some_and(|plan| plan.exclusive);
        let positions = match plan {
            Some(plan) => self.branch_positions(pending.schema, &plan, name),
            None => self.type_positions(pending.schema, name),
        };
        let mut names = Names::default();
        let branches = positions
            .into_iter()
            .map(|(position, tag)| {
                let wanted = tag
                    .as_deref()
                    .and_then(type_name)
                    .unwrap_or_else(|| self.branch_name(&position));
                let (name, _) = names.claim(&[wanted], ());
                Branch { name, position }
            })
            .collect();
        Union {
            branches,
            exclusive,
        }
    }

    /// One branch for each type of a schema; where it names none, for each that it says more about, and
    /// one for all others.
    fn type_positions(&mut self, id: SchemaId, name: &str) -> Vec<(Position, Option<String>)> {
        let flat = self.flatten(id);
        let declared = self
            .declared(&flat)
            .or_else(|| self.implied_types(&flat))
            .map(plain);
        let mut others = None;
        let types = declared.map_or_else(
            || {
                let shaped = [JsonType::Object, JsonType::Array].into_iter();
                let shaped = shaped
                    .filter(|one| self.is_shaped(&flat, TypeSet::NONE.with(*one)))
                    .fold(TypeSet::NONE, TypeSet::with);
                others = Some(shaped.iter().fold(every_type(), TypeSet::without));
                shaped
            },
            |types| types.without(JsonType::Null),
        );
        let mut positions = Vec::new();
        for json_type in types.iter() {
            let hint = Hint {
                parent: Some(name.to_owned()),
                tag: Some(json_type.name().to_owned()),
                ..Hint::default()
            };
            positions.push((self.of_type(id, &flat, json_type, false, &hint), None));
        }
        if let Some(others) = others {
            positions.push((self.any(&flat, Some(others)), Some("other".to_owned())));
        }
        positions
    }

    fn branch_positions(
        &mut self,
        id: SchemaId,
        plan: &Plan,
        name: &str,
    ) -> Vec<(Position, Option<String>)> {
        let discriminator = self.get(id).discriminator.clone();
        let mut positions = Vec::new();
        for branch in plan.branches.iter() {
            let tag = self.tag(*branch, discriminator.as_deref());
            let hint = Hint {
                tag: tag.clone(),
                property: Some(name.to_owned()),
                parent: Some(name.to_owned()),
            };
            positions.push((self.position(*branch, &hint), tag));
        }
        positions
    }

    /// What tells a branch apart: the constant of a property.
    fn tag(&mut self, branch: SchemaId, discriminator: Option<&str>) -> Option<String> {
        let flat = self.flatten(branch);
        flat.parts.iter().find_map(|part| {
            let part = self.get(*part);
            let mut properties = part
                .properties
                .iter()
                .filter(|property| discriminator.is_none_or(|name| property.name == name));
            properties.find_map(|property| {
                let one = self.get(self.follow(property.schema));
                let value = match (&one.constant, &one.enumeration) {
                    (Some(one), _) => &one.value,
                    (None, Some(many)) if many.value.len() == 1 => many.value.first()?,
                    _ => return None,
                };
                match value {
                    Json::String(tag) => Some(tag.clone()),
                    _ => None,
                }
            })
        })
    }

    fn branch_name(&self, position: &Position) -> String {
        match &position.ty {
            Ty::Any | Ty::Some(_) => "Value".to_owned(),
            Ty::Unknown => "Unknown".to_owned(),
            Ty::Never => "Never".to_owned(),
            Ty::Null => "Null".to_owned(),
            Ty::Boolean => "Boolean".to_owned(),
            Ty::Integer(_) => "Integer".to_owned(),
            Ty::Float => "Number".to_owned(),
            Ty::String => "String".to_owned(),
            Ty::List(_) => "List".to_owned(),
            Ty::Map(_) => "Map".to_owned(),
            Ty::Named(id) => self.types[id.0].name.clone(),
            Ty::Formatted(formatted) => format!("{formatted:?}"),
            Ty::Foreign(path, _) => path
                .rsplit("::")
                .find_map(type_name)
                .unwrap_or_else(|| "Value".to_owned()),
        }
    }
}
