//! Two schemas to one that accepts what both accept.
//!
//! Used where a dialect lacks `allOf`, and where it wants the branches of a union complete. Both
//! schemas are taken apart: what they refer to is copied in.

use super::Fate;
use super::bundle::Bundle;
use super::drop_keywords::describe;
use super::merge_all_of::is_conjunction;
use super::tell_conditions::has_conditions;
use super::told;
use crate::Json;
use crate::maps::{HashMap, HashSet};
use crate::model::{At, Bounds, JsonType, Schema, SchemaId, TypeSet, compare_numbers};

/// How deep conjunctions may go into each other.
const MAX_DEPTH: usize = 12;

/// How many branches two unions may make together.
const MAX_BRANCHES: usize = 64;

/// Why two schemas have no conjunction.
pub(super) type Reason = &'static str;

pub(super) const IMPOSSIBLE: Reason = "nothing fits both parts";
pub(super) const TOO_LARGE: Reason = "the schema becomes too large";
const TOO_DEEP: Reason = "the parts go too deep into each other";

pub(super) struct Conjunction<'a, 'm> {
    bundle: &'a mut Bundle<'m>,
    depth: usize,
}

impl<'a, 'm> Conjunction<'a, 'm> {
    pub(super) fn new(bundle: &'a mut Bundle<'m>) -> Self {
        Self { bundle, depth: 0 }
    }

    /// A schema without `allOf`, and without a reference of its own.
    pub(super) fn resolve(&mut self, id: SchemaId) -> Result<Schema, Reason> {
        self.deeper(|this| {
            let mut whole = this.bundle.get(id).clone();
            let mut parts = std::mem::take(&mut whole.all_of);
            parts.extend(whole.reference.take());
            let mut whole = vec![whole];
            for part in parts {
                whole.push(this.resolve_copy(part)?);
            }
            this.all(whole)
        })
    }

    /// The conjunction of several, two neighbours at a time: one after the other would look through
    /// what has been gathered for each.
    fn all(&mut self, mut parts: Vec<Schema>) -> Result<Schema, Reason> {
        while parts.len() > 1 {
            let mut rest = parts.into_iter();
            let mut halves = Vec::with_capacity(rest.len().div_ceil(2));
            while let Some(left) = rest.next() {
                halves.push(match rest.next() {
                    Some(right) => self.both(left, right)?,
                    None => left,
                });
            }
            parts = halves;
        }
        parts.pop().ok_or(IMPOSSIBLE)
    }

    /// [`Conjunction::resolve`] of a copy, so that nothing is shared with the original.
    fn resolve_copy(&mut self, id: SchemaId) -> Result<Schema, Reason> {
        let copy = self.bundle.duplicate(id).ok_or(TOO_LARGE)?;
        self.resolve(copy)
    }

    /// The conjunction of copies of two schemas, as a new one. What they refer to is taken apart.
    pub(super) fn whole(&mut self, left: SchemaId, right: SchemaId) -> Result<SchemaId, Reason> {
        self.deeper(|this| {
            let left = this.resolve_copy(left)?;
            let right = this.resolve_copy(right)?;
            let whole = this.both(left, right)?;
            Ok(this.bundle.add(whole))
        })
    }

    /// The conjunction of two schemas that nothing else holds. Where a reference would have to be
    /// taken apart, it stays an `allOf`: on recursive schemas, taking apart would never end.
    fn of(&mut self, left: SchemaId, right: SchemaId) -> Result<SchemaId, Reason> {
        let (one, other) = (self.bundle.get(left), self.bundle.get(right));
        let target = one.bare_reference();
        let same =
            target.is_some() && other.bare_reference() == target && other.rare.unknown.is_empty();
        if accepts_all(other) || same {
            return Ok(left);
        }
        if accepts_all(one) {
            return Ok(right);
        }
        let (one, other) = (one.clone(), other.clone());
        let refers = |schema: &Schema| schema.reference.is_some() || !schema.all_of.is_empty();
        if refers(&one) || refers(&other) {
            let all_of = vec![left, right];
            return Ok(self.bundle.add(Schema {
                all_of,
                ..Schema::empty(one.place)
            }));
        }
        let whole = self.deeper(|this| this.both(one, other))?;
        Ok(self.bundle.add(whole))
    }

    fn deeper<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Reason>,
    ) -> Result<T, Reason> {
        if self.depth >= MAX_DEPTH || self.bundle.is_full() {
            return Err(TOO_DEEP);
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }

    /// The conjunction of two schemas that own their children. Where both have a title or a
    /// description, the first one's stays.
    pub(super) fn both(&mut self, left: Schema, mut right: Schema) -> Result<Schema, Reason> {
        match (left.boolean, right.boolean) {
            (Some(false), _) | (_, Some(false)) => return Err(IMPOSSIBLE),
            (Some(true), _) => return Ok(right),
            (_, Some(true)) => return Ok(left),
            _ => {}
        }
        if is_conjunction(&left) || is_conjunction(&right) {
            return Err(TOO_DEEP);
        }
        let mut out = left;
        out.types = types(out.types, right.types)?;
        values(&mut out, &right)?;
        conditions(&mut out, &right)?;
        self.objects(&mut out, &right)?;
        self.unions(&mut out, &right)?;
        self.lists(&mut out, &right)?;
        told::join(&mut out, &right);
        out.title = out.title.or_else(|| right.title.clone());
        out.description = out.description.or_else(|| right.description.clone());
        self.singles(&mut out, &right);
        out.unique_items |= right.unique_items;
        out.deprecated |= right.deprecated;
        out.read_only |= right.read_only;
        out.write_only |= right.write_only;
        if let Some(rare) = right.rare.there() {
            let rare = std::mem::take(rare);
            out.rare.default = out.rare.default.take().or(rare.default);
            out.rare.discriminator = out.rare.discriminator.take().or(rare.discriminator);
            out.rare.examples.extend(rare.examples);
        }
        if let Some(bounds) = right.bounds.there() {
            tighten_all(&mut out.bounds, std::mem::take(bounds));
        }
        Ok(out)
    }

    fn optional(
        &mut self,
        left: Option<SchemaId>,
        right: Option<SchemaId>,
    ) -> Result<Option<SchemaId>, Reason> {
        match (left, right) {
            (Some(left), Some(right)) => self.of(left, right).map(Some),
            (left, right) => Ok(left.or(right)),
        }
    }

    /// Items by their positions. Behind those that a side names, its `items` count.
    fn lists(&mut self, out: &mut Schema, right: &Schema) -> Result<(), Reason> {
        if out.rare.prefix_items.is_empty() && right.rare.prefix_items.is_empty() {
            out.items = self.optional(out.items, right.items)?;
            return Ok(());
        }
        let left = std::mem::take(&mut out.rare.prefix_items);
        for index in 0..left.len().max(right.rare.prefix_items.len()) {
            let one = self.item(left.get(index).copied(), out.items)?;
            let other = self.item(right.rare.prefix_items.get(index).copied(), right.items)?;
            match self.optional(one, other)? {
                Some(both) => out.rare.prefix_items.push(both),
                None => return Err(TOO_DEEP),
            }
        }
        out.items = self.optional(out.items, right.items)?;
        Ok(())
    }

    /// The schema of a position: one of its own, or a copy of that of the rest.
    fn item(
        &mut self,
        own: Option<SchemaId>,
        rest: Option<SchemaId>,
    ) -> Result<Option<SchemaId>, Reason> {
        match (own, rest) {
            (None, Some(rest)) => self.bundle.duplicate(rest).ok_or(TOO_LARGE).map(Some),
            (own, _) => Ok(own),
        }
    }

    fn objects(&mut self, out: &mut Schema, right: &Schema) -> Result<(), Reason> {
        let mut properties = Vec::new();
        let others: HashMap<&str, SchemaId> = right
            .properties
            .iter()
            .map(|one| (one.name.as_str(), one.schema))
            .collect();
        for property in std::mem::take(&mut out.properties) {
            match others.get(property.name.as_str()) {
                Some(other) => {
                    let required = [&*out, right].into_iter().flat_map(|one| &one.required);
                    let mut required = required.filter(|name| name.value == property.name);
                    let schema = match self.of(property.schema, *other) {
                        // It is never there, where it need not be.
                        Err(IMPOSSIBLE) if required.next().is_none() => self.bundle.add(Schema {
                            boolean: Some(false),
                            ..Schema::empty(property.place.clone())
                        }),
                        schema => schema?,
                    };
                    properties.push(crate::model::Property { schema, ..property });
                }
                None => properties.extend(self.beside(property, right)?),
            }
        }
        let mut added = Vec::new();
        {
            let listed: HashSet<&str> = properties.iter().map(|one| one.name.as_str()).collect();
            for property in &right.properties {
                if !listed.contains(property.name.as_str()) {
                    added.push(property.clone());
                }
            }
        }
        // A property that was ruled out above does not come back from the other side.
        for property in added {
            properties.extend(self.beside(property, out)?);
        }
        out.properties = properties;
        for name in &right.required {
            if out.required.iter().all(|other| other.value != name.value) {
                out.required.push(name.clone());
            }
        }
        out.additional_properties =
            self.optional(out.additional_properties, right.additional_properties)?;
        if right.rare.is_empty() && out.rare.is_empty() {
            return closed_to_required(self.bundle, out);
        }
        out.rare.property_names =
            self.optional(out.rare.property_names, right.rare.property_names)?;
        for one in &right.rare.pattern_properties {
            let same = |other: &&mut crate::model::Property| other.name == one.name;
            match out.rare.pattern_properties.iter_mut().find(same) {
                Some(other) => other.schema = self.of(other.schema, one.schema)?,
                None => out.rare.pattern_properties.push(one.clone()),
            }
        }
        // Which names a pattern matches is not asked here.
        if !out.rare.pattern_properties.is_empty() {
            return Ok(());
        }
        closed_to_required(self.bundle, out)
    }

    /// A property that only one side names, as the other side's `additionalProperties` sees it.
    fn beside(
        &mut self,
        property: crate::model::Property,
        other: &Schema,
    ) -> Result<Option<crate::model::Property>, Reason> {
        // A pattern might match the name: then it is no additional property. What is lost is checked
        // locally.
        let rest = other.additional_properties;
        let Some(rest) = rest.filter(|_| other.rare.pattern_properties.is_empty()) else {
            return Ok(Some(property));
        };
        if self.bundle.get(rest).boolean == Some(false) {
            return Ok(None);
        }
        let rest = self.bundle.duplicate(rest).ok_or(TOO_LARGE)?;
        let schema = self.of(property.schema, rest)?;
        Ok(Some(crate::model::Property { schema, ..property }))
    }

    /// Two unions make the union of all pairs.
    fn unions(&mut self, out: &mut Schema, right: &Schema) -> Result<(), Reason> {
        if out.any_of.is_empty() || right.any_of.is_empty() {
            out.any_of.extend(&right.any_of);
            return Ok(());
        }
        if out.any_of.len() * right.any_of.len() > MAX_BRANCHES {
            // One of them stays, and the other is left to the validator.
            self.bundle.drop_keyword(&right.place, "anyOf", Fate::Local);
            return Ok(());
        }
        let mut branches = Vec::new();
        for left in &out.any_of {
            for right in &right.any_of {
                match self.whole(*left, *right) {
                    Ok(branch) => branches.push(branch),
                    Err(IMPOSSIBLE) => {}
                    Err(reason) => return Err(reason),
                }
            }
        }
        if branches.is_empty() {
            return Err(IMPOSSIBLE);
        }
        out.any_of = branches;
        Ok(())
    }

    /// Keywords of which a schema can have one. A second, different one is told in the description.
    fn singles(&mut self, out: &mut Schema, right: &Schema) {
        let mut rest = Schema::empty(right.place.clone());
        single(&mut out.format, right.format.as_ref(), &mut rest.format);
        if !right.bounds.is_empty() {
            let (out, right, rest) = (&mut *out.bounds, &*right.bounds, &mut *rest.bounds);
            single(
                &mut out.multiple_of,
                right.multiple_of.as_ref(),
                &mut rest.multiple_of,
            );
            let pattern = out.pattern.as_ref().map(|at| &at.value);
            if differs(pattern, right.pattern.as_ref().map(|at| &at.value)) {
                rest.pattern.clone_from(&right.pattern);
            } else {
                out.pattern = out.pattern.take().or_else(|| right.pattern.clone());
            }
        }
        if !right.rare.is_empty() {
            let (out, right, rest) = (&mut *out.rare, &*right.rare, &mut *rest.rare);
            for (field, other, rest) in [
                (
                    &mut out.content_encoding,
                    &right.content_encoding,
                    &mut rest.content_encoding,
                ),
                (
                    &mut out.content_media_type,
                    &right.content_media_type,
                    &mut rest.content_media_type,
                ),
            ] {
                single(field, other.as_ref(), rest);
            }
        }
        describe(self.bundle, out, &rest);
    }
}

/// Keywords that hand the value itself to another schema. A dialect that merges has none of them, so
/// they have been told; where one has, two of them do not fit into one schema.
fn conditions(out: &mut Schema, right: &Schema) -> Result<(), Reason> {
    let has = |schema: &Schema| has_conditions(schema) || !schema.one_of.is_empty();
    if has(out) || has(right) {
        return Err("they have conditions that cannot be merged");
    }
    Ok(())
}

/// A closed object whose required names have no properties fits nothing.
fn closed_to_required(bundle: &Bundle<'_>, out: &Schema) -> Result<(), Reason> {
    let closed = out
        .additional_properties
        .is_some_and(|id| bundle.get(id).boolean == Some(false));
    let known = |name: &At<String>| out.properties.iter().any(|p| p.name == name.value);
    if closed && !out.required.iter().all(known) {
        return Err(IMPOSSIBLE);
    }
    Ok(())
}

/// A second value that differs from the first is left over.
fn single(field: &mut Option<String>, other: Option<&String>, rest: &mut Option<String>) {
    if differs(field.as_ref(), other) {
        *rest = other.cloned();
    } else if field.is_none() {
        *field = other.cloned();
    }
}

fn differs<T: PartialEq>(left: Option<&T>, right: Option<&T>) -> bool {
    left.zip(right).is_some_and(|(left, right)| left != right)
}

fn accepts_all(schema: &Schema) -> bool {
    schema.boolean == Some(true) || *schema == Schema::empty(schema.place.clone())
}

fn tighten<T>(field: &mut Option<T>, other: Option<T>, tighter: impl Fn(T, T) -> T) {
    *field = match (field.take(), other) {
        (Some(left), Some(right)) => Some(tighter(left, right)),
        (left, right) => left.or(right),
    };
}

fn tighten_all(out: &mut Bounds, right: Bounds) {
    tighten(&mut out.min_properties, right.min_properties, u64::max);
    tighten(&mut out.max_properties, right.max_properties, u64::min);
    tighten(&mut out.min_items, right.min_items, u64::max);
    tighten(&mut out.max_items, right.max_items, u64::min);
    tighten(&mut out.min_length, right.min_length, u64::max);
    tighten(&mut out.max_length, right.max_length, u64::min);
    tighten(&mut out.minimum, right.minimum, larger);
    tighten(&mut out.exclusive_minimum, right.exclusive_minimum, larger);
    tighten(&mut out.maximum, right.maximum, smaller);
    tighten(&mut out.exclusive_maximum, right.exclusive_maximum, smaller);
}

fn larger(left: String, right: String) -> String {
    if compare_numbers(&left, &right).is_ge() {
        left
    } else {
        right
    }
}

fn smaller(left: String, right: String) -> String {
    if compare_numbers(&left, &right).is_le() {
        left
    } else {
        right
    }
}

fn types(left: Option<TypeSet>, right: Option<TypeSet>) -> Result<Option<TypeSet>, Reason> {
    let (Some(left), Some(right)) = (left, right) else {
        return Ok(left.or(right));
    };
    let mut both = TypeSet::NONE;
    for kind in JsonType::ALL {
        if includes(left, kind) && includes(right, kind) {
            both = both.with(kind);
        }
    }
    if both.has(JsonType::Number) {
        both = both.without(JsonType::Integer);
    }
    if both.is_empty() {
        Err(IMPOSSIBLE)
    } else {
        Ok(Some(both))
    }
}

/// Whether a set of types names a type, or one that includes it.
pub(super) fn includes(set: TypeSet, kind: JsonType) -> bool {
    set.has(kind) || (kind == JsonType::Integer && set.has(JsonType::Number))
}

/// `const` and `enum`: the values that both sides allow.
fn values(out: &mut Schema, right: &Schema) -> Result<(), Reason> {
    let has = |schema: &Schema| schema.constant.is_some() || schema.enumeration.is_some();
    if !has(out) && !has(right) {
        return Ok(());
    }
    let allowed = |schema: &Schema, value: &Json| {
        let value = value.canonical();
        let constant = schema
            .constant
            .as_ref()
            .is_none_or(|at| at.value.canonical() == value);
        let listed = schema
            .enumeration
            .as_ref()
            .is_none_or(|at| at.value.iter().any(|v| v.canonical() == value));
        let typed = schema
            .types
            .is_none_or(|set| includes(set, value.json_type()));
        constant && listed && typed
    };
    let whole = Schema {
        constant: out.constant.clone(),
        enumeration: out.enumeration.clone(),
        types: out.types,
        ..Schema::empty(out.place.clone())
    };
    let fits = |value: &Json| allowed(&whole, value) && allowed(right, value);
    if let Some(at) = out.constant.take().or_else(|| right.constant.clone()) {
        if !fits(&at.value) {
            return Err(IMPOSSIBLE);
        }
        out.enumeration = None;
        out.constant = Some(at);
    } else if let Some(mut at) = out.enumeration.take().or_else(|| right.enumeration.clone()) {
        at.value.retain(fits);
        if at.value.is_empty() {
            return Err(IMPOSSIBLE);
        }
        out.enumeration = Some(at);
    }
    Ok(())
}
