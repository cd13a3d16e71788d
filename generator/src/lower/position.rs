//! What stands at a position: the type, whether `null` may stand there, and the rules.

use formwork_schema::model::{JsonType, Schema, SchemaId, TypeSet};
use formwork_schema::{Code, Finding, Json};

use super::names::singular;
use super::rules::rules;
use super::{Hint, INLINE_LIMIT, Lowering, Pending, Shape, has_name};
use crate::ir::{Position, Rule, Ty};

impl Lowering<'_> {
    /// Lowers a schema where it is used.
    pub(super) fn position(&mut self, id: SchemaId, hint: &Hint) -> Position {
        let target = self.model.follow(id);
        if self.newtypes.contains(&target) && !self.inlining.is_empty() && self.is_inline(target) {
            return Position::new(Ty::Named(self.named(target, None, Shape::Newtype, hint)));
        }
        if self.inlining.contains(&target) || self.inlining.len() > INLINE_LIMIT {
            // A list of itself, or a long chain of lists: a name breaks it.
            self.restart |= self.newtypes.insert(target);
            return Position::new(Ty::Any);
        }
        self.inlining.push(target);
        let position = self.body(target, hint);
        self.inlining.pop();
        position
    }

    /// Lowers a schema, whatever it is called.
    pub(super) fn body(&mut self, id: SchemaId, hint: &Hint) -> Position {
        let schema = self.model.get(id);
        if self.faults.holds(&schema.place) {
            return self.unknown(id, hint);
        }
        match schema.boolean {
            Some(true) => return Position::new(Ty::Any),
            Some(false) => return Position::new(Ty::Never),
            None => {}
        }
        if schema.reference.is_some() || !schema.all_of.is_empty() {
            return self.combination(id, hint);
        }
        if let Some(position) = self.values(id, hint) {
            return position;
        }
        if !schema.one_of.is_empty() || !schema.any_of.is_empty() {
            return self.branches(id, hint);
        }
        let types = schema.types.unwrap_or_else(|| implied(schema));
        let mut types = if types.has(JsonType::Number) {
            types.without(JsonType::Integer)
        } else {
            types
        };
        let nullable = types.has(JsonType::Null) && types.len() > 1;
        if nullable {
            types = types.without(JsonType::Null);
        }
        let mut single = types.iter();
        let mut position = match (single.next(), single.next()) {
            (None, _) if self.faults.has_errors() => self.unknown(id, hint),
            (None, _) => Position::new(Ty::Any),
            (Some(only), None) => self.of_type(id, only, types.len() == 1, hint),
            // All five beside `null`, and nothing else said.
            _ if nullable && types.len() == 5 && is_plain(schema) => Position::new(Ty::Any),
            _ => Position::new(Ty::Named(self.named(id, None, Shape::Union, hint))),
        };
        position.nullable |= nullable && !matches!(position.ty, Ty::Any);
        position
    }

    /// Lowers a schema as one of its types.
    pub(super) fn of_type(
        &mut self,
        id: SchemaId,
        json_type: JsonType,
        only: bool,
        hint: &Hint,
    ) -> Position {
        let schema = self.model.get(id);
        let rules = rules(schema, json_type, &mut self.findings);
        let ty = match json_type {
            JsonType::Null => Ty::Null,
            JsonType::Boolean => Ty::Boolean,
            JsonType::String => Ty::String,
            JsonType::Number => Ty::Float,
            JsonType::Integer => {
                let negative = schema
                    .minimum
                    .as_deref()
                    .is_none_or(|limit| limit.starts_with('-'));
                if negative { Ty::Signed } else { Ty::Unsigned }
            }
            JsonType::Array => {
                let hint = Hint {
                    property: hint.property.as_deref().map(singular),
                    ..hint.clone()
                };
                let items = schema.items.map_or_else(
                    || Position::new(Ty::Any),
                    |items| self.position(items, &hint),
                );
                Ty::List(Box::new(items))
            }
            JsonType::Object if is_struct(self.model.get(id), self.model) => {
                let key = (!only).then_some(json_type);
                Ty::Named(self.named(id, key, Shape::Struct, hint))
            }
            JsonType::Object => {
                let hint = Hint {
                    property: hint.property.as_deref().map(singular),
                    ..hint.clone()
                };
                let values = schema.additional_properties;
                let values = values.map_or_else(
                    || Position::new(Ty::Any),
                    |values| self.position(values, &hint),
                );
                Ty::Map(Box::new(values))
            }
        };
        Position {
            rules,
            ..Position::new(ty)
        }
    }

    /// Lowers `const` and `enum`.
    fn values(&mut self, id: SchemaId, hint: &Hint) -> Option<Position> {
        let schema = self.model.get(id);
        let allowed: Vec<Json> = match (&schema.constant, &schema.enumeration) {
            (Some(one), _) => vec![one.value.clone()],
            (None, Some(many)) => many.value.clone(),
            (None, None) => return None,
        };
        let allowed: Vec<Json> = allowed
            .into_iter()
            .filter(|value| schema.types.is_none_or(|types| fits(types, value)))
            .collect();
        let nullable = allowed.contains(&Json::Null) && allowed.len() > 1;
        let rest: Vec<&Json> = allowed
            .iter()
            .filter(|value| !nullable || **value != Json::Null)
            .collect();
        if rest.is_empty() {
            let place = schema.place.clone();
            self.error(
                Finding::warning(
                    Code::NO_TYPE,
                    place,
                    "no value of `enum` or `const` has a type that `type` allows",
                )
                .help("change `type`, or the values"),
            );
            return Some(Position::new(Ty::Never));
        }
        if rest.iter().all(|value| matches!(value, Json::String(_))) {
            let named = self.named(id, None, Shape::Enum, hint);
            return Some(Position {
                nullable,
                ..Position::new(Ty::Named(named))
            });
        }
        let rule = match &schema.constant {
            Some(one) => Rule::Const(one.value.to_text()),
            None => Rule::Enum(
                Json::Array(rest.iter().map(|value| (*value).clone()).collect()).to_text(),
            ),
        };
        let ty = if rest.iter().all(|value| matches!(value, Json::Bool(_))) {
            Ty::Boolean
        } else if rest
            .iter()
            .all(|value| matches!(value, Json::Number(text) if is_integer(text)))
        {
            Ty::Signed
        } else if rest.iter().all(|value| matches!(value, Json::Number(_))) {
            Ty::Float
        } else if rest.iter().all(|value| matches!(value, Json::Null)) {
            return Some(Position::new(Ty::Null));
        } else {
            // `null` is one of the values, and a `Value` holds it.
            let rule = match &schema.constant {
                Some(_) => rule,
                None => Rule::Enum(Json::Array(allowed).to_text()),
            };
            return Some(Position {
                rules: vec![rule],
                ..Position::new(Ty::Any)
            });
        };
        Some(Position {
            nullable,
            rules: vec![rule],
            ..Position::new(ty)
        })
    }

    /// Lowers `oneOf` and `anyOf`: what is left without `null` decides.
    fn branches(&mut self, id: SchemaId, hint: &Hint) -> Position {
        let schema = self.model.get(id);
        if !schema.one_of.is_empty() && !schema.any_of.is_empty() || has_siblings(schema) {
            let place = schema.place.clone();
            self.error(
                Finding::error(
                    Code::UNSUPPORTED_KEYWORD,
                    place,
                    "`oneOf` or `anyOf` beside other constraints is not supported yet",
                )
                .help("move the other constraints into each branch"),
            );
            return self.unknown(id, hint);
        }
        let all = if schema.one_of.is_empty() {
            &schema.any_of
        } else {
            &schema.one_of
        };
        let rest: Vec<SchemaId> = all
            .iter()
            .copied()
            .filter(|branch| !self.is_null(*branch))
            .collect();
        let nullable = rest.len() < all.len();
        let mut position = match rest.as_slice() {
            [] => Position::new(Ty::Null),
            [only] => self.position(*only, hint),
            _ => Position::new(Ty::Named(self.named(id, None, Shape::Union, hint))),
        };
        position.nullable |= nullable && !matches!(position.ty, Ty::Any | Ty::Null);
        position
    }

    /// Lowers `allOf` and `$ref` with siblings, as far as that is one schema in the end.
    fn combination(&mut self, id: SchemaId, hint: &Hint) -> Position {
        let schema = self.model.get(id);
        let mut bare = Schema::empty(schema.place.clone());
        bare.all_of.clone_from(&schema.all_of);
        let annotated = Schema {
            title: None,
            description: None,
            default: None,
            examples: Vec::new(),
            deprecated: false,
            read_only: false,
            write_only: false,
            definitions: Vec::new(),
            extensions: Vec::new(),
            unknown: Vec::new(),
            ..schema.clone()
        };
        if let ([only], true) = (schema.all_of.as_slice(), bare == annotated) {
            return self.position(*only, hint);
        }
        let place = schema.place.clone();
        let what = if schema.all_of.is_empty() {
            "`$ref` beside other constraints"
        } else {
            "`allOf` of several schemas"
        };
        self.error(
            Finding::error(
                Code::UNSUPPORTED_KEYWORD,
                place,
                format!("{what} is not supported yet"),
            )
            .help("write the combined schema out"),
        );
        self.unknown(id, hint)
    }

    /// What an error keeps from being lowered. Where the schema has a name of its own, that name stays.
    fn unknown(&mut self, id: SchemaId, hint: &Hint) -> Position {
        Position::new(if has_name(self.model.get(id)) {
            Ty::Named(self.named(id, None, Shape::Unknown, hint))
        } else {
            Ty::Unknown
        })
    }

    /// The named type of a schema, declared when it is first met.
    pub(super) fn named(
        &mut self,
        schema: SchemaId,
        json_type: Option<JsonType>,
        shape: Shape,
        hint: &Hint,
    ) -> crate::ir::TypeId {
        if let Some(id) = self.known.get(&(schema, json_type)) {
            return *id;
        }
        let id = self.declare(schema, json_type, hint);
        self.pending.push_back(Pending { id, schema, shape });
        id
    }

    fn is_null(&self, id: SchemaId) -> bool {
        let schema = self.model.get(self.model.follow(id));
        let constant = schema
            .constant
            .as_ref()
            .is_some_and(|one| one.value == Json::Null);
        constant || schema.types == Some(TypeSet::NONE.with(JsonType::Null))
    }

    /// Whether a schema has no name of its own.
    pub(super) fn is_inline(&self, id: SchemaId) -> bool {
        let schema = self.model.get(id);
        if self.faults.holds(&schema.place) {
            return false;
        }
        let types = schema.types.unwrap_or_else(|| implied(schema));
        schema.constant.is_none()
            && schema.enumeration.is_none()
            && schema.one_of.is_empty()
            && schema.any_of.is_empty()
            && types.iter().filter(|t| *t != JsonType::Null).count() == 1
            && !(types.has(JsonType::Object) && is_struct(schema, self.model))
    }
}

/// The types of a schema without `type`, from its other keywords.
fn implied(schema: &Schema) -> TypeSet {
    let none = TypeSet::NONE;
    if !schema.properties.is_empty()
        || schema.additional_properties.is_some()
        || !schema.required.is_empty()
    {
        none.with(JsonType::Object)
    } else if schema.items.is_some() {
        none.with(JsonType::Array)
    } else if schema.pattern.is_some() || schema.min_length.is_some() || schema.max_length.is_some()
    {
        none.with(JsonType::String)
    } else {
        none
    }
}

/// Whether an object is a struct: it names properties, or allows none.
fn is_struct(schema: &Schema, model: &formwork_schema::model::Model) -> bool {
    let closed = schema
        .additional_properties
        .is_some_and(|id| model.get(id).boolean == Some(false));
    !schema.properties.is_empty() || closed || !schema.required.is_empty()
}

/// Whether a schema constrains nothing beyond its types.
fn is_plain(schema: &Schema) -> bool {
    let mut plain = Schema::empty(schema.place.clone());
    plain.types = schema.types;
    plain.title.clone_from(&schema.title);
    plain.description.clone_from(&schema.description);
    plain.default.clone_from(&schema.default);
    plain.examples.clone_from(&schema.examples);
    plain.extensions.clone_from(&schema.extensions);
    plain.unknown.clone_from(&schema.unknown);
    plain == *schema
}

/// Whether anything beside `oneOf` or `anyOf` constrains the value.
fn has_siblings(schema: &Schema) -> bool {
    let mut alone = schema.clone();
    alone.one_of.clear();
    alone.any_of.clear();
    alone.discriminator = None;
    alone.deprecated = false;
    alone.read_only = false;
    alone.write_only = false;
    alone.definitions.clear();
    // `type: object` beside branches that are all objects says nothing new.
    alone.types = None;
    !is_plain(&alone)
}

fn fits(types: TypeSet, value: &Json) -> bool {
    types.has(match value {
        Json::Null => JsonType::Null,
        Json::Bool(_) => JsonType::Boolean,
        Json::Number(text) if is_integer(text) && types.has(JsonType::Integer) => JsonType::Integer,
        Json::Number(_) => JsonType::Number,
        Json::String(_) => JsonType::String,
        Json::Array(_) => JsonType::Array,
        Json::Object(_) => JsonType::Object,
    })
}

fn is_integer(text: &str) -> bool {
    text.parse::<i64>().is_ok()
}
