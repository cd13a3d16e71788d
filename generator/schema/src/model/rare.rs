//! The keywords that a [`Schema`](super::Schema) keeps aside.

use super::aside::Nothing;
use super::{At, DependentRequired, DynamicReference, Property, SchemaId};
use crate::Json;

/// Keywords that bound values: sizes, lengths, and what numbers may be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// `minProperties`
    pub min_properties: Option<u64>,
    /// `maxProperties`
    pub max_properties: Option<u64>,
    /// `minItems`
    pub min_items: Option<u64>,
    /// `maxItems`
    pub max_items: Option<u64>,
    /// `minLength`, in Unicode code points
    pub min_length: Option<u64>,
    /// `maxLength`, in Unicode code points
    pub max_length: Option<u64>,
    /// `pattern`, as written (ECMA-262)
    pub pattern: Option<At<String>>,
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
}

/// Keywords that few schemas have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rare {
    /// `default`
    pub default: Option<At<Json>>,
    /// `examples`, or OpenAPI's `example`
    pub examples: Vec<Json>,
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
    /// `unevaluatedItems`
    pub unevaluated_items: Option<SchemaId>,
    /// `$dynamicRef` or `$recursiveRef`, resolved, where it is dynamic
    pub dynamic_reference: Option<DynamicReference>,
    /// `contentEncoding`
    pub content_encoding: Option<String>,
    /// `contentMediaType`
    pub content_media_type: Option<String>,
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

impl Bounds {
    const NOTHING: Self = Self {
        min_properties: None,
        max_properties: None,
        min_items: None,
        max_items: None,
        min_length: None,
        max_length: None,
        pattern: None,
        minimum: None,
        exclusive_minimum: None,
        maximum: None,
        exclusive_maximum: None,
        multiple_of: None,
    };
}

impl Default for Bounds {
    fn default() -> Self {
        Self::NOTHING
    }
}

impl Nothing for Bounds {
    fn nothing() -> &'static Self {
        static NOTHING: Bounds = Bounds::NOTHING;
        &NOTHING
    }
}

impl Rare {
    const NOTHING: Self = Self {
        default: None,
        examples: Vec::new(),
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
        unevaluated_items: None,
        dynamic_reference: None,
        content_encoding: None,
        content_media_type: None,
        discriminator: None,
        discriminator_mapping: Vec::new(),
        definitions: Vec::new(),
        extensions: Vec::new(),
        unknown: Vec::new(),
    };
}

impl Default for Rare {
    fn default() -> Self {
        Self::NOTHING
    }
}

impl Nothing for Rare {
    fn nothing() -> &'static Self {
        static NOTHING: Rare = Rare::NOTHING;
        &NOTHING
    }
}
