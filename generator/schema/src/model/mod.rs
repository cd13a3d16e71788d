//! What a schema says, typed, for every draft in one shape.
//!
//! Reading turns a document tree into [`Schema`]s in an arena; references are ids, so recursion is
//! plain data. Keywords keep the meaning of their draft: what is spelt differently in two drafts
//! (`definitions` and `$defs`, boolean and numeric `exclusiveMinimum`, `nullable`) arrives here in one
//! form. Nothing here knows Rust or a provider.

use crate::maps::HashMap;
use std::path::{Path, PathBuf};

use crate::{Json, Place, source::Sources};

mod draft;
mod keyword;
mod language;
mod number;
mod read;
mod said;
mod special;
mod stranger;
mod value;

pub(crate) use draft::{Declared, Draft};
pub(crate) use language::{Custom, Language};
pub(crate) use number::{canonical as canonical_number, compare as compare_numbers, is_integer};
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
    /// The resources, where there are dynamic references to look into them; empty otherwise.
    pub resources: Vec<Resource>,
    /// The resource that each schema stands in, as an index; empty where there are none.
    pub resource_of: HashMap<SchemaId, usize>,
}

impl Model {
    /// The schema of an id.
    #[must_use]
    pub fn get(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.0 as usize]
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
    /// `default`
    pub default: Option<At<Json>>,
    /// `examples`, or OpenAPI's `example`
    pub examples: Vec<Json>,
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
    /// `minProperties`
    pub min_properties: Option<u64>,
    /// `maxProperties`
    pub max_properties: Option<u64>,
    /// `items`, where it is one schema: every item behind those of `prefixItems`; also `additionalItems`
    pub items: Option<SchemaId>,
    /// `minItems`
    pub min_items: Option<u64>,
    /// `maxItems`
    pub max_items: Option<u64>,
    /// `uniqueItems: true`
    pub unique_items: bool,
    /// `oneOf`
    pub one_of: Vec<SchemaId>,
    /// `anyOf`
    pub any_of: Vec<SchemaId>,
    /// `allOf`
    pub all_of: Vec<SchemaId>,
    /// `not`
    pub not: Option<SchemaId>,
    /// `if`
    pub condition: Option<SchemaId>,
    /// `then`; never without `if`
    pub then: Option<SchemaId>,
    /// `else`; never without `if`
    pub otherwise: Option<SchemaId>,
    /// `dependentRequired`, and what `dependencies` says of that kind
    pub dependent_required: Vec<DependentRequired>,
    /// `dependentSchemas`, and what `dependencies` says of that kind
    pub dependent_schemas: Vec<Property>,
    /// `patternProperties`; the names are the patterns, as written (ECMA-262)
    pub pattern_properties: Vec<Property>,
    /// `propertyNames`
    pub property_names: Option<SchemaId>,
    /// `unevaluatedProperties`
    pub unevaluated_properties: Option<SchemaId>,
    /// `prefixItems`, or `items` as a list
    pub prefix_items: Vec<SchemaId>,
    /// `contains`
    pub contains: Option<SchemaId>,
    /// `minContains`; never without `contains`
    pub min_contains: Option<u64>,
    /// `maxContains`; never without `contains`
    pub max_contains: Option<u64>,
    /// `unevaluatedItems` does not see what fits `contains` (2019-09)
    pub contains_is_unseen: bool,
    /// `unevaluatedItems`
    pub unevaluated_items: Option<SchemaId>,
    /// `$dynamicRef` or `$recursiveRef`, resolved, where it is dynamic
    pub dynamic_reference: Option<DynamicReference>,
    /// `contentEncoding`
    pub content_encoding: Option<String>,
    /// `contentMediaType`
    pub content_media_type: Option<String>,
    /// `minLength`, in Unicode code points
    pub min_length: Option<u64>,
    /// `maxLength`, in Unicode code points
    pub max_length: Option<u64>,
    /// `pattern`, as written (ECMA-262)
    pub pattern: Option<At<String>>,
    /// `format`
    pub format: Option<String>,
    /// `minimum`, as JSON number text
    pub minimum: Option<String>,
    /// `exclusiveMinimum`, as JSON number text; draft 4's boolean form is folded in
    pub exclusive_minimum: Option<String>,
    /// `maximum`, as JSON number text
    pub maximum: Option<String>,
    /// `exclusiveMaximum`, as JSON number text; draft 4's boolean form is folded in
    pub exclusive_maximum: Option<String>,
    /// `multipleOf`, as JSON number text
    pub multiple_of: Option<String>,
    /// `deprecated: true`
    pub deprecated: bool,
    /// `readOnly: true`
    pub read_only: bool,
    /// `writeOnly: true`
    pub write_only: bool,
    /// `discriminator.propertyName` (OpenAPI)
    pub discriminator: Option<String>,
    /// `discriminator.mapping` (OpenAPI): tags, and the schemas they stand for
    pub discriminator_mapping: Vec<(String, SchemaId)>,
    /// `$defs` and `definitions`: the names and schemas, used or not, in source order
    pub definitions: Vec<Property>,
    /// Keywords that start with `x-`, in source order
    pub extensions: Vec<(String, At<Json>)>,
    /// Keywords nobody knows, in source order (a finding was given); kept, never enforced
    pub unknown: Vec<(String, Json)>,
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
            default: None,
            examples: Vec::new(),
            constant: None,
            enumeration: None,
            properties: Vec::new(),
            required: Vec::new(),
            additional_properties: None,
            min_properties: None,
            max_properties: None,
            items: None,
            min_items: None,
            max_items: None,
            unique_items: false,
            one_of: Vec::new(),
            any_of: Vec::new(),
            all_of: Vec::new(),
            not: None,
            condition: None,
            then: None,
            otherwise: None,
            dependent_required: Vec::new(),
            dependent_schemas: Vec::new(),
            pattern_properties: Vec::new(),
            property_names: None,
            unevaluated_properties: None,
            prefix_items: Vec::new(),
            contains: None,
            min_contains: None,
            max_contains: None,
            contains_is_unseen: false,
            unevaluated_items: None,
            dynamic_reference: None,
            content_encoding: None,
            content_media_type: None,
            min_length: None,
            max_length: None,
            pattern: None,
            format: None,
            minimum: None,
            exclusive_minimum: None,
            maximum: None,
            exclusive_maximum: None,
            multiple_of: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            discriminator: None,
            discriminator_mapping: Vec::new(),
            definitions: Vec::new(),
            extensions: Vec::new(),
            unknown: Vec::new(),
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
        let mut each = |properties: &[Property]| {
            for property in properties {
                visit(property.schema);
            }
        };
        each(&self.properties);
        each(&self.pattern_properties);
        each(&self.dependent_schemas);
        let mut one = |child: Option<SchemaId>| {
            if let Some(child) = child {
                visit(child);
            }
        };
        one(self.additional_properties);
        one(self.property_names);
        one(self.unevaluated_properties);
        one(self.items);
        one(self.contains);
        one(self.unevaluated_items);
        one(self.not);
        one(self.condition);
        one(self.then);
        one(self.otherwise);
        let mut all = |children: &[SchemaId]| {
            for child in children {
                visit(*child);
            }
        };
        all(&self.prefix_items);
        all(&self.any_of);
        all(&self.one_of);
        all(&self.all_of);
    }

    /// [`Schema::children`], to point them elsewhere.
    pub(crate) fn children_mut(&mut self) -> impl Iterator<Item = &mut SchemaId> {
        let maps = [
            &mut self.properties,
            &mut self.pattern_properties,
            &mut self.dependent_schemas,
        ];
        let singles = [
            &mut self.additional_properties,
            &mut self.property_names,
            &mut self.unevaluated_properties,
            &mut self.items,
            &mut self.contains,
            &mut self.unevaluated_items,
            &mut self.not,
            &mut self.condition,
            &mut self.then,
            &mut self.otherwise,
        ];
        let lists = [
            &mut self.prefix_items,
            &mut self.any_of,
            &mut self.one_of,
            &mut self.all_of,
        ];
        let maps = maps.into_iter().flatten();
        let maps = maps.map(|property| &mut property.schema);
        maps.chain(singles.into_iter().flatten())
            .chain(lists.into_iter().flatten())
    }

    /// The schemas inside this one that judge the same value as it does.
    pub fn in_place(&self) -> impl Iterator<Item = SchemaId> {
        let lists = [&self.all_of, &self.any_of, &self.one_of];
        let singles = [self.not, self.condition, self.then, self.otherwise];
        let dependent = self.dependent_schemas.iter().map(|one| one.schema);
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
        !self.definitions.is_empty() && self.says_only(aside)
    }

    /// The value of an `x-` keyword.
    #[must_use]
    pub fn extension(&self, name: &str) -> Option<&At<Json>> {
        self.extensions
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }
}
