//! Every keyword there is: in which drafts, what kind of value it takes, and what is done with it.

use crate::maps::HashMap;
use std::sync::LazyLock;

use super::draft::Draft;
use super::language::Language;
use super::{Property, Schema, SchemaId};

/// One row of the table.
pub(super) struct Keyword {
    /// Its name.
    pub(super) name: &'static str,
    /// What is done with its value.
    pub(super) kind: Kind,
    /// The drafts that have it, as the bits of [`Draft`].
    drafts: u8,
}

/// What is done with a keyword's value. The functions name the field it goes to.
pub(super) enum Kind {
    /// A string.
    Text(fn(&mut Schema) -> &mut Option<String>),
    /// An integer that is not negative.
    Count(fn(&mut Schema) -> &mut Option<u64>),
    /// A number.
    Number(fn(&mut Schema) -> &mut Option<String>),
    /// A boolean that says nothing about instances.
    Hint(fn(&mut Schema) -> &mut bool),
    /// A boolean.
    Flag(fn(&mut Schema) -> &mut bool),
    /// A schema.
    Schema(fn(&mut Schema) -> &mut Option<SchemaId>),
    /// An array of schemas, not empty.
    Schemas(fn(&mut Schema) -> &mut Vec<SchemaId>),
    /// An object of schemas.
    Map(fn(&mut Schema) -> &mut Vec<Property>),
    /// Read by a function of its own.
    Special,
    /// Says nothing about instances; a value of any kind is accepted.
    Annotation,
}

impl Keyword {
    /// The row of a name.
    pub(super) fn find(name: &str) -> Option<&'static Keyword> {
        static BY_NAME: LazyLock<HashMap<&str, &Keyword>> =
            LazyLock::new(|| KEYWORDS.iter().map(|row| (row.name, row)).collect());
        BY_NAME.get(name).copied()
    }

    /// Whether a draft has it.
    pub(super) fn is_in(&self, draft: Draft) -> bool {
        draft == Draft::Unsaid || self.drafts & draft as u8 != 0
    }

    /// Whether it counts in a language.
    pub(super) fn counts_in(&self, language: Language) -> bool {
        self.is_in(language.draft) && language.keeps(self.name)
    }

    /// The names a draft has.
    pub(super) fn names(draft: Draft) -> impl Iterator<Item = &'static str> {
        KEYWORDS
            .iter()
            .filter(move |row| row.is_in(draft))
            .map(|row| row.name)
    }
}

const D4: u8 = Draft::D4 as u8;
const D6: u8 = Draft::D6 as u8;
const D7: u8 = Draft::D7 as u8;
const D19: u8 = Draft::D19 as u8;
const D20: u8 = Draft::D20 as u8;
const OPENAPI: u8 = Draft::OpenApi30 as u8;

const SINCE_19: u8 = D19 | D20;
const SINCE_7: u8 = D7 | SINCE_19;
const SINCE_6: u8 = D6 | SINCE_7;
const SINCE_4: u8 = D4 | SINCE_6;
const ALL: u8 = SINCE_4 | OPENAPI;

const fn row(name: &'static str, drafts: u8, kind: Kind) -> Keyword {
    Keyword { name, kind, drafts }
}

use Kind::{Annotation, Count, Flag, Hint, Map, Number, Schemas, Special, Text};

static KEYWORDS: &[Keyword] = &[
    // Identity and references.
    row("$schema", ALL, Special),
    row("$ref", ALL, Special),
    row("id", D4, Annotation),
    row("$id", SINCE_6, Annotation),
    row("$anchor", SINCE_19, Annotation),
    row("$dynamicAnchor", D20, Annotation),
    row("$recursiveAnchor", D19, Annotation),
    row("$vocabulary", SINCE_19, Annotation),
    row("$comment", SINCE_7, Annotation),
    row("$defs", SINCE_19, Map(|s| &mut s.rare.definitions)),
    // Not a keyword any more since 2019-09, but reserved for what it was.
    row("definitions", SINCE_4, Map(|s| &mut s.rare.definitions)),
    row("$dynamicRef", D20, Special),
    row("$recursiveRef", D19, Special),
    // Annotations.
    row("title", ALL, Text(|s| &mut s.title)),
    row("description", ALL, Text(|s| &mut s.description)),
    row("format", ALL, Text(|s| &mut s.format)),
    row("default", ALL, Special),
    row("examples", SINCE_6, Special),
    // OpenAPI's word, seen in documents of every draft, as are the next two and `discriminator`.
    row("example", ALL, Special),
    row("deprecated", ALL, Hint(|s| &mut s.deprecated)),
    row("readOnly", ALL, Hint(|s| &mut s.read_only)),
    row("writeOnly", ALL, Hint(|s| &mut s.write_only)),
    row("discriminator", ALL, Special),
    row("externalDocs", ALL, Annotation),
    row("xml", OPENAPI | D20, Annotation),
    row(
        "contentEncoding",
        SINCE_7,
        Text(|s| &mut s.rare.content_encoding),
    ),
    row(
        "contentMediaType",
        SINCE_7,
        Text(|s| &mut s.rare.content_media_type),
    ),
    row("contentSchema", SINCE_19, Annotation),
    // Any type.
    row("type", ALL, Special),
    row("nullable", OPENAPI, Special),
    row("enum", ALL, Special),
    row("const", SINCE_6, Special),
    // Objects.
    row("properties", ALL, Map(|s| &mut s.properties)),
    row("required", ALL, Special),
    row(
        "additionalProperties",
        ALL,
        Kind::Schema(|s| &mut s.additional_properties),
    ),
    row(
        "minProperties",
        ALL,
        Count(|s| &mut s.bounds.min_properties),
    ),
    row(
        "maxProperties",
        ALL,
        Count(|s| &mut s.bounds.max_properties),
    ),
    row(
        "patternProperties",
        SINCE_4,
        Map(|s| &mut s.rare.pattern_properties),
    ),
    row(
        "propertyNames",
        SINCE_6,
        Kind::Schema(|s| &mut s.rare.property_names),
    ),
    // Gone since 2019-09, and kept for compatibility.
    row("dependencies", SINCE_4, Special),
    row("dependentRequired", SINCE_19, Special),
    row(
        "dependentSchemas",
        SINCE_19,
        Map(|s| &mut s.rare.dependent_schemas),
    ),
    row(
        "unevaluatedProperties",
        SINCE_19,
        Kind::Schema(|s| &mut s.rare.unevaluated_properties),
    ),
    // Arrays.
    row("items", ALL, Special),
    row("minItems", ALL, Count(|s| &mut s.bounds.min_items)),
    row("maxItems", ALL, Count(|s| &mut s.bounds.max_items)),
    row("uniqueItems", ALL, Flag(|s| &mut s.unique_items)),
    row("prefixItems", D20, Schemas(|s| &mut s.rare.prefix_items)),
    row("additionalItems", D4 | D6 | D7 | D19, Special),
    row("contains", SINCE_6, Kind::Schema(|s| &mut s.rare.contains)),
    row("minContains", SINCE_19, Count(|s| &mut s.rare.min_contains)),
    row("maxContains", SINCE_19, Count(|s| &mut s.rare.max_contains)),
    row(
        "unevaluatedItems",
        SINCE_19,
        Kind::Schema(|s| &mut s.rare.unevaluated_items),
    ),
    // Strings.
    row("minLength", ALL, Count(|s| &mut s.bounds.min_length)),
    row("maxLength", ALL, Count(|s| &mut s.bounds.max_length)),
    row("pattern", ALL, Special),
    // Numbers.
    row("minimum", ALL, Number(|s| &mut s.bounds.minimum)),
    row("maximum", ALL, Number(|s| &mut s.bounds.maximum)),
    row("exclusiveMinimum", ALL, Special),
    row("exclusiveMaximum", ALL, Special),
    row("multipleOf", ALL, Number(|s| &mut s.bounds.multiple_of)),
    // Combinations.
    row("allOf", ALL, Schemas(|s| &mut s.all_of)),
    row("anyOf", ALL, Schemas(|s| &mut s.any_of)),
    row("oneOf", ALL, Schemas(|s| &mut s.one_of)),
    row("not", ALL, Kind::Schema(|s| &mut s.rare.not)),
    row("if", SINCE_7, Kind::Schema(|s| &mut s.rare.condition)),
    row("then", SINCE_7, Kind::Schema(|s| &mut s.rare.then)),
    row("else", SINCE_7, Kind::Schema(|s| &mut s.rare.otherwise)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_one_row() {
        for row in KEYWORDS {
            let rows = KEYWORDS
                .iter()
                .filter(|other| other.name == row.name)
                .count();
            assert_eq!(rows, 1, "{}", row.name);
        }
    }
}
