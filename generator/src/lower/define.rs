//! The bodies of named types.

use formwork_schema::maps::{HashMap, HashSet};

use formwork_schema::model::{JsonType, Schema, SchemaId, TypeSet};
use formwork_schema::{Code, Finding, Json};

use super::branches::Plan;
use super::extensions::sort_merged;
use super::flat::Flat;
use super::merge::Merged;
use super::names::{Names, field_name, type_name};
use super::naming::{Hint, Word};
use super::types::holds_integer;
use super::{Lowering, Pending, Role, Shape, definition_name, docs};
use crate::ir::{
    Additional, Branch, Field, Position, Size, Stream, Struct, Ty, TypeId, TypeKind, Union, Variant,
};

impl Lowering<'_> {
    pub(super) fn define(&mut self, pending: &Pending) -> TypeKind {
        match pending.shape {
            Shape::Struct => TypeKind::Struct(self.structure(pending.schema, pending.id)),
            Shape::Enum => TypeKind::Enum(self.enumeration(pending.schema)),
            Shape::Union => {
                let union = self.union(pending);
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
                    property: Some(Word::Of(pending.id)),
                    parent: Some(pending.id),
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

    fn structure(&mut self, id: SchemaId, own: TypeId) -> Struct {
        let flat = self.flatten(id);
        let mut names = Names::default();
        let mut fields = Vec::new();
        let required = self.required(&flat);
        let is_required: HashSet<&str> = required.iter().map(String::as_str).collect();
        let is_closed = self.is_closed(&flat);
        let mut properties = self.properties(&flat);
        sort_merged(self, &mut properties);
        let mut aliases = HashMap::default();
        let mut unlisted: Vec<&str> = Vec::new();
        if !required.is_empty() {
            let listed: HashSet<&str> = properties.iter().map(|one| one.name.as_str()).collect();
            let names = required.iter().map(String::as_str);
            unlisted.extend(names.filter(|name| !listed.contains(name)));
        }
        // Nothing may stand there, which a closed object says of every name.
        properties
            .retain(|one| !(one.never && is_closed && !is_required.contains(one.name.as_str())));
        let wires: Vec<&str> = properties.iter().map(|one| one.name.as_str()).collect();
        let wanted: Vec<String> = wires.iter().map(|wire| wanted_field(wire)).collect();
        let given = apart(&wires, &wanted, &mut names);
        for ((property, (field, holder)), wanted) in properties.iter().zip(&given).zip(&wanted) {
            if let Some(holder) = holder.and_then(|holder| properties.get(holder)) {
                self.error(
                    Finding::warning(
                        Code::FIELD_CLASH,
                        property.place.clone(),
                        format!("two properties claim the field name `{wanted}`"),
                    )
                    .label(format!("this one becomes `{field}`"))
                    .related(holder.place.clone(), format!("`{wanted}` is this one"))
                    .help("rename one of them, if the wire allows it"),
                );
            }
        }
        fields.reserve(properties.len());
        for (property, (field, _)) in properties.into_iter().zip(given) {
            let others = self.property_aliases(&property);
            if !others.is_empty() {
                aliases.insert(property.name.clone(), others);
            }
            let required = is_required.contains(property.name.as_str());
            fields.push(self.field(property, field, required, own));
        }
        for wire in unlisted {
            fields.push(self.unlisted(&flat, wire, &mut names, own));
        }
        if !aliases.is_empty() {
            self.tell_aliases_apart(&mut fields, aliases);
        }
        let additional = self.additional(id, own, &mut names);
        Struct { fields, additional }
    }

    /// A property that some part lists.
    fn field(&mut self, property: Merged, name: String, required: bool, parent: TypeId) -> Field {
        let wire = property.name;
        let hint = Hint {
            property: Some(Word::Text(wire.clone())),
            parent: Some(parent),
            ..Hint::default()
        };
        let position = match property.schema {
            _ if property.never => Position::new(Ty::Never),
            Some(schema) => self.position(schema, &hint),
            None => Position::new(Ty::Any),
        };
        let place = property.place;
        let nothing;
        let said = property.schema.map(|schema| {
            let target = self.follow(schema);
            (self.get(schema), self.get(target))
        });
        let (own, target): (&Schema, &Schema) = if let Some((own, target)) = &said {
            (own, target)
        } else {
            nothing = Schema::empty(place.clone());
            (&nothing, &nothing)
        };
        let default = own
            .rare
            .default
            .as_ref()
            .or(target.rare.default.as_ref())
            .map(|default| &default.value);
        let is_hidden = own.is_hidden() || target.is_hidden();
        let attributes = self.settings.attributes(&place, &self.model.sources);
        Field {
            name,
            doc: docs::for_field(own, target, &wire, &position.rules, default),
            // What no model is shown, none can give: the default stands for it.
            required: required && !(is_hidden && default.is_some()),
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
        names: &mut Names<usize>,
        parent: TypeId,
    ) -> Field {
        let (name, _) = names.claim(&[wanted_field(wire)], usize::MAX);
        let hint = Hint {
            property: Some(Word::Text(wire.to_owned())),
            parent: Some(parent),
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

    fn additional(&mut self, id: SchemaId, parent: TypeId, names: &mut Names<usize>) -> Additional {
        let flat = self.flatten(id);
        if self.is_closed(&flat) {
            return Additional::Deny;
        }
        let hint = Hint {
            part: Some("additional value".to_owned()),
            parent: Some(parent),
            ..Hint::default()
        };
        let position = match self.additional_position(&flat, &hint) {
            Some(position) => position,
            None if self.settings.exact || self.has_hidden(&flat) => Position::new(Ty::Any),
            None => return Additional::Ignore,
        };
        let (field, _) = names.claim(
            &["additional".to_owned(), "additional_properties".to_owned()],
            usize::MAX,
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
        let mut seen = HashSet::default();
        let wires: Vec<String> = values
            .into_iter()
            .filter_map(|value| match value {
                Json::String(wire) => Some(wire),
                _ => None,
            })
            .filter(|wire| seen.insert(wire.clone()))
            .collect();
        let wanted = wires.iter().map(|wire| {
            let fallback = if wire.is_empty() { "Empty" } else { "Other" };
            type_name(wire).unwrap_or_else(|| fallback.to_owned())
        });
        let wanted: Vec<String> = wanted.collect();
        let texts: Vec<&str> = wires.iter().map(String::as_str).collect();
        let names = apart(&texts, &wanted, &mut Names::default());
        let mut variants: Vec<Variant> = wires
            .into_iter()
            .zip(names)
            .map(|(wire, (name, _))| Variant {
                name,
                wire,
                aliases: Vec::new(),
            })
            .collect();
        self.spell(&flat, &mut variants);
        variants
    }

    fn union(&mut self, pending: &Pending) -> Union {
        let plan = self.plans.get(&pending.schema).cloned();
        let exclusive = plan.as_ref().is_some_and(|plan| plan.exclusive);
        let positions = match plan {
            Some(plan) => self.branch_positions(pending, &plan),
            None => self.type_positions(pending),
        };
        let mut branches = Vec::with_capacity(positions.len());
        let mut words = Vec::with_capacity(positions.len());
        for (position, word) in positions {
            let name = String::new();
            branches.push(Branch { name, position });
            words.push(word);
        }
        self.branches.insert(pending.id, words);
        Union {
            branches,
            exclusive,
        }
    }

    /// One branch for each type of a schema; where it names none, for each that it says more about, and
    /// one for all others.
    fn type_positions(&mut self, pending: &Pending) -> Vec<(Position, Vec<String>)> {
        let id = pending.schema;
        let flat = self.flatten(id);
        let declared = self
            .declared(&flat)
            .or_else(|| self.implied_types(&flat))
            .map(TypeSet::plain);
        let mut others = None;
        let types = declared.map_or_else(
            || {
                let shaped = [JsonType::Object, JsonType::Array].into_iter();
                let shaped = shaped
                    .filter(|one| self.is_shaped(&flat, TypeSet::NONE.with(*one)))
                    .fold(TypeSet::NONE, TypeSet::with);
                others = Some(shaped.iter().fold(TypeSet::every(), TypeSet::without));
                shaped
            },
            |types| types.without(JsonType::Null),
        );
        let mut positions = Vec::new();
        for json_type in types.iter() {
            let hint = Hint {
                parent: Some(pending.id),
                part: Some(json_type.name().to_owned()),
                ..Hint::default()
            };
            let position = self.of_type(id, &flat, json_type, false, &hint);
            let word = match position.ty {
                Ty::Named(_) => vec![json_type.name().to_owned()],
                _ => Vec::new(),
            };
            positions.push((position, word));
        }
        if let Some(others) = others {
            let position = self.any(&flat, Some(others));
            positions.push((position, vec!["other".to_owned()]));
        }
        positions
    }

    fn branch_positions(&mut self, pending: &Pending, plan: &Plan) -> Vec<(Position, Vec<String>)> {
        let discriminator = self.get(pending.schema).rare.discriminator.clone();
        let marks = self.marks(&plan.branches);
        let mut positions = Vec::new();
        for (branch, mark) in plan.branches.iter().zip(marks) {
            let tag = self.tag(*branch, discriminator.as_deref());
            let target = self.get(self.follow(*branch));
            let title = target
                .title
                .clone()
                .filter(|title| type_name(title).is_some());
            let definition = definition_name(&target.place.pointer);
            let hint = Hint {
                tag: tag.clone(),
                property: Some(Word::Of(pending.id)),
                parent: Some(pending.id),
                part: mark.clone().or_else(|| self.type_word(*branch)),
            };
            let position = self.position(*branch, &hint);
            let own = match position.ty {
                // Its own name says what an author chose.
                Ty::Named(_) if title.is_some() || definition.is_some() => [tag, None, None],
                Ty::Named(_) => [tag, mark, None],
                _ => [tag, title, definition],
            };
            positions.push((position, own.into_iter().flatten().collect()));
        }
        positions
    }

    /// For each branch, a property that it requires and no other knows.
    fn marks(&mut self, branches: &[SchemaId]) -> Vec<Option<String>> {
        let mut parts = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let flat = self.flatten(*branch);
            parts.extend(flat.parts.iter().map(|part| (index, self.get(*part))));
        }
        // The branch that knows a name; nothing, where several do.
        let mut known: HashMap<&str, Option<usize>> = HashMap::default();
        for (index, part) in &parts {
            for property in &part.properties {
                let branch = known.entry(&property.name).or_insert(Some(*index));
                if *branch != Some(*index) {
                    *branch = None;
                }
            }
        }
        let mut marks = vec![None; branches.len()];
        for (index, part) in &parts {
            let Some(mark) = marks.get_mut(*index).filter(|mark| mark.is_none()) else {
                continue;
            };
            let mut names = part.required.iter().map(|name| &name.value);
            let own = |name: &&String| known.get(name.as_str()) == Some(&Some(*index));
            *mark = names
                .find(|name| own(name) && type_name(name).is_some())
                .cloned();
        }
        marks
    }

    /// The one type of a branch, as a word.
    fn type_word(&mut self, branch: SchemaId) -> Option<String> {
        let types = self.types_of(branch)?.without(JsonType::Null);
        let mut types = types.iter();
        match (types.next(), types.next()) {
            (Some(only), None) => Some(only.name().to_owned()),
            _ => None,
        }
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
}

/// The field name that a property wants.
fn wanted_field(wire: &str) -> String {
    let fallback = if wire.is_empty() { "empty" } else { "field" };
    field_name(wire).unwrap_or_else(|| fallback.to_owned())
}

/// Names for what is called so on the wire, as wanted, each its own; and who has what was wanted. What
/// is spelt like the name has the first claim to it, so that another spelling does not take it away.
fn apart(
    wires: &[&str],
    wanted: &[String],
    names: &mut Names<usize>,
) -> Vec<(String, Option<usize>)> {
    let mut given = vec![(String::new(), None); wires.len()];
    for is_exact in [true, false] {
        let pairs = wires.iter().zip(wanted).enumerate();
        for (index, (_, wanted)) in
            pairs.filter(|(_, (wire, name))| (**wire == name.as_str()) == is_exact)
        {
            given[index] = names.claim(std::slice::from_ref(wanted), index);
        }
    }
    given
}
