//! How a document is to be read: its draft, and what of it the document's meta-schema keeps.

use crate::maps::HashMap;

use super::draft::{Declared, Draft};
use crate::source::{Node, NodeValue};

/// A draft, and its vocabularies as far as a meta-schema names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Language {
    /// The draft.
    pub(crate) draft: Draft,
    /// The vocabularies that hold, as bits.
    vocabularies: u8,
}

/// A meta-schema that is none of the specification's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Custom {
    /// How documents that declare it are read.
    pub(crate) language: Language,
    /// The vocabularies it requires that are not known.
    pub(crate) missing: Vec<String>,
}

const APPLICATOR: u8 = 1;
const UNEVALUATED: u8 = 2;
const VALIDATION: u8 = 4;
const ALL: u8 = APPLICATOR | UNEVALUATED | VALIDATION;

impl Language {
    /// All of a draft.
    pub(crate) const fn whole(draft: Draft) -> Self {
        Self {
            draft,
            vocabularies: ALL,
        }
    }

    /// Whether the meta-schema keeps the vocabulary of a keyword. Annotations say nothing about
    /// instances, so they always count.
    pub(super) fn keeps(self, keyword: &str) -> bool {
        vocabulary(keyword) & !self.vocabularies == 0
    }

    /// The language inside a schema, where it declares a meta-schema of its own.
    pub(crate) fn inside(self, node: &Node, customs: &HashMap<String, Custom>) -> Self {
        match Draft::in_schema(node) {
            Declared::Draft(draft) if draft != self.draft => Self::whole(draft),
            Declared::Custom(uri) => customs.get(uri).map_or(self, |custom| custom.language),
            _ => self,
        }
    }
}

impl Custom {
    /// What the meta-schema `node` makes of the language that it is written in itself.
    pub(crate) fn read(own: Language, node: &Node) -> Self {
        let whole = Self {
            language: own,
            missing: Vec::new(),
        };
        let Some(member) = node.member("$vocabulary") else {
            return whole;
        };
        let NodeValue::Object(members) = &member.value.value else {
            return whole;
        };
        let mut vocabularies = 0;
        let mut missing = Vec::new();
        for member in members {
            match known(&member.key) {
                Some(bits) => vocabularies |= bits,
                None if matches!(member.value.value, NodeValue::Bool(true)) => {
                    missing.push(member.key.clone());
                }
                None => {}
            }
        }
        Self {
            language: Language {
                vocabularies,
                ..own
            },
            missing,
        }
    }
}

/// What a vocabulary of the specification holds.
fn known(uri: &str) -> Option<u8> {
    if uri == "https://spec.openapis.org/oas/3.1/vocab/base" {
        return Some(0);
    }
    let name = uri.strip_prefix("https://json-schema.org/draft/")?;
    Some(match name {
        // It has the `unevaluated` words too.
        "2019-09/vocab/applicator" => APPLICATOR | UNEVALUATED,
        "2020-12/vocab/applicator" => APPLICATOR,
        "2020-12/vocab/unevaluated" => UNEVALUATED,
        "2019-09/vocab/validation" | "2020-12/vocab/validation" => VALIDATION,
        "2019-09/vocab/core"
        | "2019-09/vocab/meta-data"
        | "2019-09/vocab/format"
        | "2019-09/vocab/content"
        | "2020-12/vocab/core"
        | "2020-12/vocab/meta-data"
        | "2020-12/vocab/format-annotation"
        | "2020-12/vocab/format-assertion"
        | "2020-12/vocab/content" => 0,
        _ => return None,
    })
}

/// The vocabulary of a keyword; nothing for those of the core and for annotations.
fn vocabulary(keyword: &str) -> u8 {
    match keyword {
        "unevaluatedItems" | "unevaluatedProperties" => UNEVALUATED,
        "properties"
        | "patternProperties"
        | "additionalProperties"
        | "propertyNames"
        | "dependentSchemas"
        | "dependencies"
        | "items"
        | "prefixItems"
        | "additionalItems"
        | "contains"
        | "allOf"
        | "anyOf"
        | "oneOf"
        | "not"
        | "if"
        | "then"
        | "else" => APPLICATOR,
        "type" | "enum" | "const" | "required" | "dependentRequired" | "minProperties"
        | "maxProperties" | "minItems" | "maxItems" | "uniqueItems" | "minContains"
        | "maxContains" | "minLength" | "maxLength" | "pattern" | "minimum" | "maximum"
        | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => VALIDATION,
        _ => 0,
    }
}
