//! The bodies of named types.

use formwork_schema::model::{JsonType, Schema, SchemaId};
use formwork_schema::{Code, Finding, Json};

use super::names::{Names, field_name, type_name};
use super::{Hint, Lowering, Pending, Shape, docs};
use crate::ir::{Additional, Branch, Field, Position, Struct, Ty, TypeKind, Union, Variant};

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
                let position = self.body(pending.schema, &hint);
                self.inlining.pop();
                TypeKind::Newtype(position)
            }
            Shape::Unknown => TypeKind::Unknown,
        }
    }

    fn structure(&mut self, id: SchemaId, name: &str) -> Struct {
        let model = self.model;
        let schema = model.get(id);
        let mut names = Names::default();
        let mut fields = Vec::new();
        for property in &schema.properties {
            let candidates = vec![field_name(&property.name).unwrap_or_else(|| "field".to_owned())];
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
            let hint = Hint {
                property: Some(property.name.clone()),
                parent: Some(name.to_owned()),
                ..Hint::default()
            };
            let position = self.position(property.schema, &hint);
            let own = model.get(property.schema);
            let target = model.get(model.follow(property.schema));
            let default = own
                .default
                .as_ref()
                .or(target.default.as_ref())
                .map(|default| &default.value);
            fields.push(Field {
                name: field,
                wire: property.name.clone(),
                doc: docs::for_field(own, target, &property.name, &position.rules, default),
                required: schema
                    .required
                    .iter()
                    .any(|required| required.value == property.name),
                default: default
                    .filter(|default| Self::is_usable_default(default, &position))
                    .cloned(),
                position,
                deprecated: own.deprecated || target.deprecated,
            });
        }
        // Required, but described nowhere: any value will do.
        for required in &schema.required {
            if fields.iter().any(|field| field.wire == required.value) {
                continue;
            }
            let candidates =
                vec![field_name(&required.value).unwrap_or_else(|| "field".to_owned())];
            let (field, _) = names.claim(&candidates, required.place.clone());
            fields.push(Field {
                name: field,
                wire: required.value.clone(),
                doc: vec![format!(
                    "`{}`, required and described nowhere.",
                    docs::plain(&required.value)
                )],
                required: true,
                position: Position::new(Ty::Any),
                default: None,
                deprecated: false,
            });
        }
        let additional = self.additional(schema, name, &mut names);
        Struct { fields, additional }
    }

    fn additional(
        &mut self,
        schema: &Schema,
        name: &str,
        names: &mut Names<formwork_schema::Place>,
    ) -> Additional {
        let Some(id) = schema.additional_properties else {
            return Additional::Ignore;
        };
        if self.model.get(id).boolean == Some(false) {
            return Additional::Deny;
        }
        let hint = Hint {
            property: Some("additional value".to_owned()),
            parent: Some(name.to_owned()),
            ..Hint::default()
        };
        let position = self.position(id, &hint);
        let (field, _) = names.claim(
            &["additional".to_owned(), "additional_properties".to_owned()],
            schema.place.clone(),
        );
        Additional::Keep(field, Box::new(position))
    }

    fn is_usable_default(default: &Json, position: &Position) -> bool {
        match (&position.ty, default) {
            // Whether a name is one of an enumeration's is seen when it is emitted.
            (Ty::Boolean, Json::Bool(_)) | (Ty::String | Ty::Named(_), Json::String(_)) => true,
            (Ty::Signed, Json::Number(text)) => text.parse::<i64>().is_ok(),
            (Ty::Unsigned, Json::Number(text)) => text.parse::<u64>().is_ok(),
            (Ty::Float, Json::Number(text)) => text.parse::<f64>().is_ok_and(f64::is_finite),
            _ => false,
        }
    }

    fn enumeration(&mut self, id: SchemaId) -> Vec<Variant> {
        let schema = self.model.get(id);
        let values: Vec<&Json> = match (&schema.constant, &schema.enumeration) {
            (Some(one), _) => vec![&one.value],
            (None, Some(many)) => many.value.iter().collect(),
            (None, None) => Vec::new(),
        };
        let mut names = Names::default();
        let mut variants: Vec<Variant> = Vec::new();
        for value in values {
            let Json::String(wire) = value else { continue };
            if variants.iter().any(|variant| variant.wire == *wire) {
                continue;
            }
            let wanted = type_name(wire)
                .unwrap_or_else(|| if wire.is_empty() { "Empty" } else { "Other" }.to_owned());
            let (name, _) = names.claim(&[wanted], ());
            variants.push(Variant {
                name,
                wire: wire.clone(),
            });
        }
        variants
    }

    fn union(&mut self, pending: &Pending, name: &str) -> Union {
        let model = self.model;
        let schema = model.get(pending.schema);
        let exclusive = !schema.one_of.is_empty();
        let all = if exclusive {
            &schema.one_of
        } else {
            &schema.any_of
        };
        let mut positions = Vec::new();
        if all.is_empty() {
            let types = schema.types.unwrap_or_default();
            let types = if types.has(JsonType::Number) {
                types.without(JsonType::Integer)
            } else {
                types
            };
            let hint = Hint {
                parent: Some(name.to_owned()),
                ..Hint::default()
            };
            for json_type in types.without(JsonType::Null).iter() {
                let hint = Hint {
                    tag: Some(json_type.name().to_owned()),
                    ..hint.clone()
                };
                positions.push((self.of_type(pending.schema, json_type, false, &hint), None));
            }
        } else {
            for branch in all {
                let target = model.get(model.follow(*branch));
                let null = target
                    .types
                    .is_some_and(|types| types.has(JsonType::Null) && types.len() == 1)
                    || target
                        .constant
                        .as_ref()
                        .is_some_and(|one| one.value == Json::Null);
                if null {
                    continue;
                }
                let tag = self.tag(target, schema.discriminator.as_deref());
                let hint = Hint {
                    tag: tag.clone(),
                    property: Some(name.to_owned()),
                    parent: Some(name.to_owned()),
                };
                positions.push((self.position(*branch, &hint), tag));
            }
        }
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

    /// What tells a branch apart: the constant of a required property.
    fn tag(&self, schema: &Schema, discriminator: Option<&str>) -> Option<String> {
        schema
            .properties
            .iter()
            .filter(|property| discriminator.is_none_or(|name| property.name == name))
            .find_map(|property| {
                let one = self.model.get(self.model.follow(property.schema));
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
    }

    fn branch_name(&self, position: &Position) -> String {
        match &position.ty {
            Ty::Any => "Value".to_owned(),
            Ty::Unknown => "Unknown".to_owned(),
            Ty::Never => "Never".to_owned(),
            Ty::Null => "Null".to_owned(),
            Ty::Boolean => "Boolean".to_owned(),
            Ty::Signed | Ty::Unsigned => "Integer".to_owned(),
            Ty::Float => "Number".to_owned(),
            Ty::String => "String".to_owned(),
            Ty::List(_) => "List".to_owned(),
            Ty::Map(_) => "Map".to_owned(),
            Ty::Named(id) => self.types[id.0].name.clone(),
        }
    }
}
