//! What stands at a position: the type, whether `null` may stand there, and the rules.

use std::rc::Rc;

use formwork_schema::Json;
use formwork_schema::model::{JsonType, SchemaId, TypeSet};

use super::flat::Flat;
use super::naming::Word;
use super::types::size;
use super::{Hint, INLINE_LIMIT, Lowering, Pending, Role, Shape, has_name};
use crate::ir::{Position, Rule, Ty, TypeId};

impl Lowering<'_> {
    /// Lowers a schema where it is used.
    pub(super) fn position(&mut self, id: SchemaId, hint: &Hint) -> Position {
        let position = match self.external(id) {
            Some(position) => position,
            None => self.position_of(self.follow(id), hint),
        };
        self.ask_at(id, position)
    }

    fn position_of(&mut self, target: SchemaId, hint: &Hint) -> Position {
        // A function that is asked about its values needs one type for all of them.
        let is_asked = super::custom::is_asked(&self.get(target));
        if self.newtypes.contains(&target) && (is_asked || !self.inlining.is_empty()) {
            return Position::new(Ty::Named(self.named(
                target,
                Role::Wrapped,
                Shape::Newtype,
                hint,
            )));
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
        let flat = self.flatten(id);
        if flat.faulty {
            return self.unknown(id, hint);
        }
        if flat.never {
            return Position::new(Ty::Never);
        }
        match flat.parts.as_slice() {
            // Where an error has been found, nothing may be what is left of something.
            [] if self.faults.has_errors() && self.get(id).boolean.is_none() => {
                return self.unknown(id, hint);
            }
            [] => return Position::new(Ty::Any),
            [only] if *only != id => return self.position(*only, hint),
            _ => {}
        }
        self.leave_out_checks(id, &flat);
        if self.is_too_much() {
            return self.opaque(id, &flat);
        }
        if let Some(position) = self.values(id, &flat, hint) {
            return position;
        }
        if let Some(position) = self.union_of_branches(id, &flat, hint) {
            return position;
        }
        let position = self.of_types(id, &flat, hint);
        let rules = self.rest(&flat);
        self.ruled(position, rules)
    }

    /// A value of any kind that all of the schema judges.
    pub(super) fn opaque(&mut self, id: SchemaId, flat: &Flat) -> Position {
        let ty = match self.declared(flat) {
            Some(types) if types.is_empty() => Ty::Never,
            Some(types) if !types.is_empty() => Ty::Some(types.plain()),
            _ => Ty::Any,
        };
        let check = self.check(id);
        Position {
            rules: vec![Rule::Reference(check)],
            ..Position::new(ty)
        }
    }

    /// A position with more rules. Those on a named type hold wherever it stands.
    pub(super) fn ruled(&mut self, mut position: Position, rules: Vec<Rule>) -> Position {
        match position.ty {
            Ty::Named(named) => self.add_rules(named, rules),
            _ => position.rules.extend(rules),
        }
        position
    }

    /// Gives a named type the rules of its schema. It may be met again, and they with it.
    fn add_rules(&mut self, named: TypeId, rules: Vec<Rule>) {
        let own = &mut self.types[named.0].rules;
        for rule in rules {
            if !own.contains(&rule) {
                own.push(rule);
            }
        }
    }

    pub(super) fn of_types(&mut self, id: SchemaId, flat: &Rc<Flat>, hint: &Hint) -> Position {
        let declared = self.declared(flat).or_else(|| {
            let implied = self.implied_types(flat)?;
            self.implied.push(self.get(id).place.clone());
            Some(implied)
        });
        let Some(types) = declared.map(TypeSet::plain) else {
            return self.untyped(id, flat, hint);
        };
        let nullable = types.has(JsonType::Null) && types.len() > 1;
        let rest = if nullable {
            types.without(JsonType::Null)
        } else {
            types
        };
        let mut single = rest.iter();
        let mut position = match (single.next(), single.next()) {
            (None, _) => return Position::new(Ty::Never),
            (Some(only), None) => self.of_type(id, flat, only, true, hint),
            // All of them, and nothing said of any.
            _ if types == TypeSet::every() && !self.is_shaped(flat, types) => {
                return self.any(flat, None);
            }
            _ => Position::new(Ty::Named(self.named(id, Role::Own, Shape::Union, hint))),
        };
        position.nullable |= nullable;
        position
    }

    /// A schema without types: objects and lists have a type of their own where it says more about them.
    fn untyped(&mut self, id: SchemaId, flat: &Rc<Flat>, hint: &Hint) -> Position {
        if self.is_shaped(flat, TypeSet::every()) {
            return Position::new(Ty::Named(self.named(id, Role::Own, Shape::Union, hint)));
        }
        self.any(flat, None)
    }

    /// Any value of some types, with the rules for each of them.
    pub(super) fn any(&mut self, flat: &Flat, types: Option<TypeSet>) -> Position {
        let mut position = Position::new(types.map_or(Ty::Any, Ty::Some));
        for json_type in types.unwrap_or_else(TypeSet::every).iter() {
            position.rules.extend(self.rules(flat, json_type));
        }
        position
    }

    /// Whether the parts say what objects or lists look like inside.
    pub(super) fn is_shaped(&self, flat: &Flat, types: TypeSet) -> bool {
        flat.parts.iter().any(|part| {
            let part = self.get(*part);
            let object = !part.properties.is_empty()
                || !part.required.is_empty()
                || part.additional_properties.is_some()
                || !part.rare.pattern_properties.is_empty();
            let array = part.items.is_some() || !part.rare.prefix_items.is_empty();
            (object && types.has(JsonType::Object)) || (array && types.has(JsonType::Array))
        })
    }

    /// Lowers a schema as one of its types; `only`, where it has no other.
    pub(super) fn of_type(
        &mut self,
        id: SchemaId,
        flat: &Rc<Flat>,
        json_type: JsonType,
        only: bool,
        hint: &Hint,
    ) -> Position {
        let mut rules = self.rules(flat, json_type);
        let ty = match json_type {
            JsonType::Null => Ty::Null,
            JsonType::Boolean => Ty::Boolean,
            JsonType::String => match self.formatted(flat) {
                Some((formatted, rule)) => {
                    if !rules.contains(&rule) {
                        rules.push(rule);
                    }
                    Ty::Formatted(formatted)
                }
                None => Ty::String,
            },
            JsonType::Number => Ty::Float,
            JsonType::Integer => {
                let parts: Vec<_> = flat.parts.iter().map(|part| self.get(*part)).collect();
                Ty::Integer(size(parts.iter().map(|part| &**part), self.settings.exact))
            }
            JsonType::Array => Ty::List(Box::new(self.items(flat, hint))),
            JsonType::Object if self.is_struct(flat) => {
                let role = if only {
                    Role::Own
                } else {
                    Role::OfType(json_type)
                };
                let named = self.named(id, role, Shape::Struct, hint);
                self.add_rules(named, rules);
                return Position::new(Ty::Named(named));
            }
            JsonType::Object => {
                let hint = Hint {
                    property: Word::one_of(hint.property.as_ref()),
                    ..hint.clone()
                };
                let values = self.additional_position(flat, &hint);
                Ty::Map(Box::new(values.unwrap_or_else(|| Position::new(Ty::Any))))
            }
        };
        Position {
            rules,
            ..Position::new(ty)
        }
    }

    /// The type of every item.
    fn items(&mut self, flat: &Flat, hint: &Hint) -> Position {
        let hint = Hint {
            property: Word::one_of(hint.property.as_ref()),
            ..hint.clone()
        };
        let mut all = Vec::new();
        let mut mixed: Option<Vec<SchemaId>> = None;
        let mut is_open = false;
        for part in &flat.parts {
            let part = self.get(*part);
            if part.rare.prefix_items.is_empty() {
                all.extend(part.items);
                continue;
            }
            // What no part lists may stand behind the list.
            let count = part.rare.prefix_items.len() as u64;
            let ends = part.bounds.max_items.is_some_and(|most| most <= count);
            is_open |= part.items.is_none() && !ends;
            let list = mixed.get_or_insert_default();
            list.extend(&part.rare.prefix_items);
            list.extend(part.items.filter(|_| !ends));
        }
        if let (Some(mixed), true, false) = (mixed.as_ref(), all.is_empty(), is_open) {
            return self.same(mixed, &hint);
        }
        match self.conjunction(all) {
            Some(items) => self.position(items, &hint),
            None => Position::new(Ty::Any),
        }
    }

    /// The one type of several schemas, where they have one; rules see to the rest.
    pub(super) fn same(&mut self, ids: &[SchemaId], hint: &Hint) -> Position {
        let mut one: Option<Position> = None;
        for id in ids {
            if self.get(self.follow(*id)).boolean == Some(false) {
                continue;
            }
            let position = self.position(*id, hint);
            let Some(other) = &mut one else {
                one = Some(position);
                continue;
            };
            if *other != position {
                let mut bare = position;
                bare.rules.clear();
                other.rules.clear();
                if *other != bare {
                    return Position::new(Ty::Any);
                }
            }
        }
        one.unwrap_or_else(|| Position::new(Ty::Any))
    }

    /// Lowers `const` and `enum`.
    fn values(&mut self, id: SchemaId, flat: &Rc<Flat>, hint: &Hint) -> Option<Position> {
        let mut allowed = self.allowed(flat)?;
        let types = self.declared(flat).unwrap_or_else(TypeSet::every);
        allowed.retain(|value| fits(types, value));
        // A `Value` holds `null` as well as it holds the others.
        let mut plain_kinds = allowed.iter().filter(|value| **value != Json::Null);
        let first = plain_kinds.next().map_or(0, kind);
        let is_one_kind = first != 0 && plain_kinds.all(|value| kind(value) == first);
        let nullable = is_one_kind && allowed.contains(&Json::Null);
        if nullable {
            allowed.retain(|value| *value != Json::Null);
        }
        let rest = allowed;
        let mut position = if rest.is_empty() {
            return Some(Position::new(Ty::Never));
        } else if rest.iter().all(|value| matches!(value, Json::String(_))) {
            let named = self.named(id, Role::Own, Shape::Enum, hint);
            Position::new(Ty::Named(named))
        } else {
            let ty = if rest.iter().all(|value| matches!(value, Json::Bool(_))) {
                Ty::Boolean
            } else if rest.iter().all(is_small_integer) {
                Ty::Integer(crate::ir::Size::Primitive("i64"))
            } else if rest.iter().all(|value| matches!(value, Json::Number(_))) {
                Ty::Float
            } else if rest.iter().all(|value| matches!(value, Json::Null)) {
                Ty::Null
            } else {
                let of = |all: TypeSet, value: &Json| all.with(value.json_type());
                Ty::Some(rest.iter().fold(TypeSet::NONE, of).plain())
            };
            let rule = match rest.as_slice() {
                [Json::Null] => None,
                [one] => Some(Rule::Const(one.to_text())),
                _ => Some(Rule::Enum(Json::Array(rest.clone()).to_text())),
            };
            Position {
                rules: rule.into_iter().collect(),
                ..Position::new(ty)
            }
        };
        position.nullable = nullable;
        // What is said beside the values is judged as a whole.
        let mut rules = Vec::new();
        for part in &flat.parts {
            let schema = self.get(*part);
            let is_more = super::flat::has_rest(&schema)
                || !schema.any_of.is_empty()
                || !schema.one_of.is_empty();
            if is_more && !self.is_dynamic() {
                let check = self.check(*part);
                rules.push(Rule::Reference(check));
            }
        }
        Some(self.ruled(position, rules))
    }

    /// The values that every `const` and `enum` of the parts allows.
    pub(super) fn allowed(&self, flat: &Flat) -> Option<Vec<Json>> {
        let mut allowed: Option<Vec<Json>> = None;
        let mut narrow = |values: &[Json]| match &mut allowed {
            Some(allowed) => {
                let known: Vec<Json> = values.iter().map(Json::canonical).collect();
                allowed.retain(|value| known.contains(&value.canonical()));
            }
            None => allowed = Some(values.to_vec()),
        };
        for part in &flat.parts {
            let part = self.get(*part);
            if let Some(value) = &part.constant {
                narrow(std::slice::from_ref(&value.value));
            }
            if let Some(values) = &part.enumeration {
                narrow(&values.value);
            }
        }
        allowed
    }

    /// What an error keeps from being lowered. Where the schema has a name of its own, that name stays.
    pub(super) fn unknown(&mut self, id: SchemaId, hint: &Hint) -> Position {
        Position::new(if has_name(&self.get(id)) {
            Ty::Named(self.named(id, Role::Own, Shape::Unknown, hint))
        } else {
            Ty::Unknown
        })
    }

    /// The named type of a schema, declared when it is first met.
    pub(super) fn named(
        &mut self,
        schema: SchemaId,
        role: Role,
        shape: Shape,
        hint: &Hint,
    ) -> TypeId {
        if let Some(id) = self.known.get(&(schema, role)) {
            return *id;
        }
        let id = self.declare(schema, role, hint);
        self.pending.push_back(Pending { id, schema, shape });
        id
    }
}

/// Values of one kind have a Rust type in common; those of kind 0 have none.
fn kind(value: &Json) -> u8 {
    match value {
        Json::String(_) => 1,
        Json::Bool(_) => 2,
        Json::Number(_) => 3,
        Json::Null | Json::Array(_) | Json::Object(_) => 0,
    }
}

fn fits(types: TypeSet, value: &Json) -> bool {
    !types
        .common(TypeSet::NONE.with(value.json_type()))
        .is_empty()
}

fn is_small_integer(value: &Json) -> bool {
    matches!(value, Json::Number(text) if text.parse::<i64>().is_ok())
}
