//! What a schema says, typed, for every draft in one shape.
//!
//! Reading turns a document tree into [`Schema`]s in an arena; references are ids, so recursion is
//! plain data. Keywords keep the meaning of their draft: what is spelt differently in two drafts
//! (`definitions` and `$defs`, boolean and numeric `exclusiveMinimum`, `nullable`) arrives here in one
//! form. Nothing here knows Rust or a provider.

use crate::maps::HashMap;
use std::path::{Path, PathBuf};

use crate::tasks::TaskFile;
use crate::{Json, Place, source::Sources};

mod aside;
mod draft;
mod keyword;
mod language;
mod number;
mod rare;
mod read;
mod said;
mod special;
mod stranger;
mod value;

pub use aside::{Aside, Nothing};
pub(crate) use draft::{Declared, Draft};
pub(crate) use language::{Custom, Language};
pub(crate) use number::{canonical as canonical_number, compare as compare_numbers, is_integer};
pub use rare::{Bounds, Rare};
pub(crate) use read::{Context, Reader, Reference, ReferenceKind};
pub(crate) use said::Said;

/// Names a schema in [`Model::schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub u32);

/// Every schema of one run.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The documents they came from.
    pub sources: Sources,
    /// The arena; a [`SchemaId`] is an index.
    pub schemas: Vec<Schema>,
    /// The schemas that were asked for: one for each input, in the order given; `None` where it could
    /// not be read, or is an OpenAPI document, which is no schema but has some.
    pub roots: Vec<Option<SchemaId>>,
    /// What documents offer that were asked for as a whole, in source order.
    pub offers: Vec<Offer>,
    /// The task files among what was asked for; their roots are `None`.
    pub task_files: Vec<TaskFile>,
    /// The resources, where there are dynamic references to look into them; empty otherwise.
    pub resources: Vec<Resource>,
    /// The resource that each schema stands in, as an index; empty where there are none.
    pub resource_of: HashMap<SchemaId, usize>,
    /// What models are shown in place of schemas that hide something from them (`x-hidden`).
    pub shown: HashMap<SchemaId, Schema>,
}

impl Model {
    /// The schema of an id.
    #[must_use]
    pub fn get(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.0 as usize]
    }

    /// The schema of an id, as models are shown it.
    #[must_use]
    pub fn as_shown(&self, id: SchemaId) -> &Schema {
        self.shown.get(&id).unwrap_or_else(|| self.get(id))
    }

    /// The schemas that a document offers which was asked for as a whole, by their names, in source
    /// order: the component schemas of an OpenAPI document, or the definitions of a schema. `path` is
    /// the input's.
    pub fn offered(&self, path: &Path) -> impl Iterator<Item = (&str, SchemaId)> {
        let offers = self.offers.iter().filter(move |offer| offer.path == path);
        offers.map(|offer| (offer.name.as_str(), offer.schema))
    }

    /// Follows `$ref` through schemas that say nothing else, to the schema that is meant.
    ///
    /// `resolve` has made sure that such a chain ends.
    #[must_use]
    pub fn follow(&self, mut id: SchemaId) -> SchemaId {
        let mut steps = 0;
        while let Some(target) = self.get(id).bare_reference() {
            id = target;
            steps += 1;
            if steps > self.schemas.len() {
                break;
            }
        }
        id
    }
}

/// A schema that a document offers under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The document, as it was given.
    pub path: PathBuf,
    /// The name.
    pub name: String,
    /// The schema.
    pub schema: SchemaId,
}

/// The JSON types a schema names, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TypeSet(u8);

/// One JSON type. `Integer` is a number without a fractional part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JsonType {
    /// `null`
    Null = 1,
    /// `boolean`
    Boolean = 2,
    /// `object`
    Object = 4,
    /// `array`
    Array = 8,
    /// `number`, integers included
    Number = 16,
    /// `string`
    String = 32,
    /// `integer`
    Integer = 64,
}

impl JsonType {
    /// All, in a fixed order.
    pub const ALL: [JsonType; 7] = [
        Self::Null,
        Self::Boolean,
        Self::Object,
        Self::Array,
        Self::Number,
        Self::String,
        Self::Integer,
    ];

    /// The name JSON Schema gives it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
            Self::Number => "number",
            Self::String => "string",
            Self::Integer => "integer",
        }
    }

    /// The type JSON Schema calls `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }
}

impl TypeSet {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// Every type; a number includes integers.
    #[must_use]
    pub fn every() -> Self {
        let types = JsonType::ALL.into_iter();
        types.fold(Self::NONE, Self::with).plain()
    }

    /// The types in both sets, where a number includes integers.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        let holds = |set: Self, one| {
            set.has(one) || (one == JsonType::Integer && set.has(JsonType::Number))
        };
        JsonType::ALL
            .into_iter()
            .filter(|one| holds(self, *one) && holds(other, *one))
            .fold(Self::NONE, Self::with)
    }

    /// The same types, where a number stands for integers too.
    #[must_use]
    pub fn plain(self) -> Self {
        if self.has(JsonType::Number) {
            self.without(JsonType::Integer)
        } else {
            self
        }
    }

    /// With one more type.
    #[must_use]
    pub fn with(self, t: JsonType) -> Self {
        Self(self.0 | t as u8)
    }

    /// Without a type.
    #[must_use]
    pub fn without(self, t: JsonType) -> Self {
        Self(self.0 & !(t as u8))
    }

    /// Whether it names the type.
    #[must_use]
    pub fn has(self, t: JsonType) -> bool {
        self.0 & t as u8 != 0
    }

    /// How many types it names.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether it names none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The types, in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = JsonType> {
        JsonType::ALL.into_iter().filter(move |t| self.has(*t))
    }
}

/// A keyword's value together with where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// One property of an object schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// Its schema.
    pub schema: SchemaId,
}

/// `dependentRequired`, or `dependencies` with names: what must stand beside one property.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DependentRequired {
    /// The property.
    pub property: At<String>,
    /// What must be there when it is.
    pub required: Vec<String>,
}

/// `$dynamicRef`, or `$recursiveRef` (whose name is empty), where it is not just a `$ref`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DynamicReference {
    /// The anchor that is looked for in the resources on the way here, from the outermost.
    pub name: String,
    /// Where it leads by itself.
    pub initial: SchemaId,
}

/// A part of a document with an identity of its own, as far as dynamic references look into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// Its dynamic anchors; `$recursiveAnchor: true` is the anchor without a name.
    pub dynamic: Vec<(String, SchemaId)>,
}

/// A schema. Every field is what one keyword says; `None` and empty mean that it is not there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one keyword that is a boolean"
)]
pub struct Schema {
    /// Where it stands.
    pub place: Place,
    /// `Some` for the boolean schemas `true` and `false`; every other field is then empty.
    pub boolean: Option<bool>,
    /// `$ref`, resolved.
    pub reference: Option<SchemaId>,
    /// `type`; `None` means any. `nullable: true` (OpenAPI 3.0) has been folded in.
    pub types: Option<TypeSet>,
    /// `integer` in `type` is draft 4's: a number without a fraction and an exponent. `1.0` is none.
    pub integer_as_written: bool,
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `const`
    pub constant: Option<At<Json>>,
    /// `enum`
    pub enumeration: Option<At<Vec<Json>>>,
    /// `properties`, in source order
    pub properties: Vec<Property>,
    /// `required`, in source order
    pub required: Vec<At<String>>,
    /// `additionalProperties`
    pub additional_properties: Option<SchemaId>,
    /// `items`, where it is one schema: every item behind those of `prefixItems`; also `additionalItems`
    pub items: Option<SchemaId>,
    /// `uniqueItems: true`
    pub unique_items: bool,
    /// `oneOf`
    pub one_of: Vec<SchemaId>,
    /// `anyOf`
    pub any_of: Vec<SchemaId>,
    /// `allOf`
    pub all_of: Vec<SchemaId>,
    /// `unevaluatedItems` does not see what fits `contains` (2019-09)
    pub contains_is_unseen: bool,
    /// `format`
    pub format: Option<String>,
    /// `deprecated: true`
    pub deprecated: bool,
    /// `readOnly: true`
    pub read_only: bool,
    /// `writeOnly: true`
    pub write_only: bool,
    /// What bounds values
    pub bounds: Aside<Bounds>,
    /// What is seldom said
    pub rare: Aside<Rare>,
}

impl Schema {
    /// A schema that says nothing, at a place.
    #[must_use]
    pub fn empty(place: Place) -> Self {
        Self {
            place,
            boolean: None,
            reference: None,
            types: None,
            integer_as_written: false,
            title: None,
            description: None,
            constant: None,
            enumeration: None,
            properties: Vec::new(),
            required: Vec::new(),
            additional_properties: None,
            items: None,
            unique_items: false,
            one_of: Vec::new(),
            any_of: Vec::new(),
            all_of: Vec::new(),
            contains_is_unseen: false,
            format: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            bounds: Aside::default(),
            rare: Aside::default(),
        }
    }

    /// The target of `$ref`, where the schema says nothing that constrains or names beside it.
    ///
    /// `title`, `description` and other annotations beside `$ref` do not count.
    #[must_use]
    pub fn bare_reference(&self) -> Option<SchemaId> {
        let target = self.reference?;
        let beside = Said::REFERENCE
            .with(Said::WORDS)
            .with(Said::EXAMPLES)
            .with(Said::FLAGS)
            .with(Said::CONTENT)
            .with(Said::ASIDE);
        self.says_only(beside).then_some(target)
    }

    /// The schemas that stand directly inside this one and judge instances: not the targets of
    /// references, and not `definitions`.
    pub fn children(&self) -> impl Iterator<Item = SchemaId> + use<> {
        let mut children = Vec::new();
        self.each_child(|child| children.push(child));
        children.into_iter()
    }

    /// [`Schema::children`], one after the other.
    pub(crate) fn each_child(&self, mut visit: impl FnMut(SchemaId)) {
        // Written out, because all stages do this all the time.
        fn each(properties: &[Property], visit: &mut impl FnMut(SchemaId)) {
            for property in properties {
                visit(property.schema);
            }
        }
        let seldom = (!self.rare.is_empty()).then_some(&*self.rare);
        each(&self.properties, &mut visit);
        if let Some(rare) = seldom {
            each(&rare.pattern_properties, &mut visit);
            each(&rare.dependent_schemas, &mut visit);
        }
        self.additional_properties.into_iter().for_each(&mut visit);
        if let Some(rare) = seldom {
            let singles = [rare.property_names, rare.unevaluated_properties];
            singles.into_iter().flatten().for_each(&mut visit);
        }
        self.items.into_iter().for_each(&mut visit);
        if let Some(rare) = seldom {
            let singles = [
                rare.contains,
                rare.unevaluated_items,
                rare.not,
                rare.condition,
                rare.then,
                rare.otherwise,
            ];
            singles.into_iter().flatten().for_each(&mut visit);
            rare.prefix_items.iter().copied().for_each(&mut visit);
        }
        for list in [&self.any_of, &self.one_of, &self.all_of] {
            list.iter().copied().for_each(&mut visit);
        }
    }

    /// [`Schema::children`], to point them elsewhere.
    pub(crate) fn children_mut(&mut self) -> impl Iterator<Item = &mut SchemaId> {
        let singles = [&mut self.additional_properties, &mut self.items];
        let lists = [&mut self.any_of, &mut self.one_of, &mut self.all_of];
        let rare = self.rare.there().into_iter().flat_map(|rare| {
            let maps = [&mut rare.pattern_properties, &mut rare.dependent_schemas];
            let singles = [
                &mut rare.property_names,
                &mut rare.unevaluated_properties,
                &mut rare.contains,
                &mut rare.unevaluated_items,
                &mut rare.not,
                &mut rare.condition,
                &mut rare.then,
                &mut rare.otherwise,
            ];
            let maps = maps.into_iter().flatten().map(|one| &mut one.schema);
            maps.chain(singles.into_iter().flatten())
                .chain(&mut rare.prefix_items)
        });
        let properties = self.properties.iter_mut().map(|one| &mut one.schema);
        properties
            .chain(singles.into_iter().flatten())
            .chain(rare)
            .chain(lists.into_iter().flatten())
    }

    /// The schemas inside this one that judge the same value as it does.
    pub fn in_place(&self) -> impl Iterator<Item = SchemaId> {
        let lists = [&self.all_of, &self.any_of, &self.one_of];
        let singles = [
            self.rare.not,
            self.rare.condition,
            self.rare.then,
            self.rare.otherwise,
        ];
        let dependent = self.rare.dependent_schemas.iter().map(|one| one.schema);
        let lists = lists.into_iter().flatten().copied();
        lists.chain(singles.into_iter().flatten()).chain(dependent)
    }

    /// Whether it says nothing of its own but only defines others.
    #[must_use]
    pub fn only_defines(&self) -> bool {
        let aside = Said::WORDS
            .with(Said::EXAMPLES)
            .with(Said::FLAGS)
            .with(Said::ASIDE);
        !self.rare.definitions.is_empty() && self.says_only(aside)
    }

    /// Whether a property with this schema is shown to no model: `x-hidden: true`.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        let said = self.extension("x-hidden");
        said.is_some_and(|said| said.value == Json::Bool(true))
    }

    /// The value of an `x-` keyword.
    #[must_use]
    pub fn extension(&self, name: &str) -> Option<&At<Json>> {
        self.rare
            .extensions
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }
}
