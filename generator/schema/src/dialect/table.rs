//! The dialects there are: what each accepts, as of which day, and how schemas are brought there.

use super::bundle::Bundle;
use super::{
    close_objects, combine, drop_keywords, free_keys, infer_types, lift_references, limits,
    maps_to_entries, one_of_to_any_of, require_all, tell_conditions, tuples_to_lists, wrap_root,
};

/// One step of lowering.
pub(super) type Rewrite = fn(&mut Bundle<'_>, &Dialect);

/// What a provider accepts. The rows are in this file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Dialect {
    /// Its name, such as `openai-strict`.
    pub name: &'static str,
    /// The day this row was compared with its source.
    pub as_of: &'static str,
    /// Where the facts are from.
    pub source: &'static str,
    /// The keywords it accepts; `None` where it accepts them all.
    pub keywords: Option<&'static [&'static str]>,
    /// The values of `format` it accepts; `None` where it accepts them all.
    pub formats: Option<&'static [&'static str]>,
    /// Whether patterns may look ahead and behind.
    pub lookaround: bool,
    /// How large a schema may be.
    pub limits: Limits,
    /// The steps that bring a schema there, in order.
    pub(super) rewrites: &'static [Rewrite],
}

/// How large a schema may be; `None` where nothing is known of a bound.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Properties of all objects together.
    pub properties: Option<usize>,
    /// Objects inside objects, the root included.
    pub depth: Option<usize>,
    /// Values of all `enum`s together.
    pub enum_values: Option<usize>,
    /// Characters of property names, definition names, and `enum` and `const` strings together.
    pub characters: Option<usize>,
    /// Characters of the strings of one `enum` that has more than 250 values.
    pub large_enum_characters: Option<usize>,
}

impl Limits {
    const NONE: Self = Self {
        properties: None,
        depth: None,
        enum_values: None,
        characters: None,
        large_enum_characters: None,
    };
}

impl Dialect {
    /// The dialect of a name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        DIALECTS
            .iter()
            .find(|dialect| dialect.name == name)
            .copied()
    }

    /// Whether it accepts a keyword.
    #[must_use]
    pub fn accepts(&self, keyword: &str) -> bool {
        self.keywords
            .is_none_or(|keywords| keywords.contains(&keyword))
    }
}

/// Every dialect there is.
pub const DIALECTS: &[&Dialect] = &[&PLAIN, &OPENAI_STRICT];

/// The schema as its author wrote it, gathered in one piece. Drafts and vendors' own keywords are
/// gone: it reads as 2020-12.
pub static PLAIN: Dialect = Dialect {
    name: "plain",
    as_of: "2026-11-21",
    source: "JSON Schema 2020-12",
    keywords: None,
    formats: None,
    lookaround: true,
    limits: Limits::NONE,
    rewrites: &[],
};

/// OpenAI's structured outputs: `json_schema` with `strict`, and strict tools.
pub static OPENAI_STRICT: Dialect = Dialect {
    name: "openai-strict",
    as_of: "2026-11-21",
    source: "OpenAI API documentation, guide to structured outputs, in its state of August 2026",
    // `title` is accepted, and says nothing that the names do not.
    keywords: Some(&[
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "description",
        "title",
        "pattern",
        "format",
        "multipleOf",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minItems",
        "maxItems",
    ]),
    formats: Some(&[
        "date-time",
        "time",
        "date",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uuid",
    ]),
    lookaround: false,
    limits: Limits {
        properties: Some(5000),
        depth: Some(10),
        enum_values: Some(1000),
        characters: Some(120_000),
        large_enum_characters: Some(15_000),
    },
    rewrites: &[
        tell_conditions::rewrite,
        one_of_to_any_of::rewrite,
        combine::rewrite,
        free_keys::rewrite,
        tuples_to_lists::rewrite,
        infer_types::rewrite,
        maps_to_entries::rewrite,
        close_objects::rewrite,
        require_all::rewrite,
        drop_keywords::rewrite,
        lift_references::rewrite,
        wrap_root::rewrite,
        limits::check,
    ],
};
