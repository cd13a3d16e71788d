//! The dialects there are: what each provider accepts, as of which day. Facts alone: the rewrites read them
//! and act on those that concern them, so a provider is a row, and a row is data.
//!
//! Where a provider publishes a list, the row is that list. Where it publishes none, the row keeps to
//! keywords that every engine behind such services knows: leaving one out costs a sentence in a description.

mod anthropic;
mod google;
mod hosted;
mod local;
mod openai;
mod portable;

pub use self::anthropic::{ANTHROPIC, BEDROCK};
pub use self::google::{GEMINI, GEMINI_OPENAPI, VERTEX};
pub use self::hosted::{
    CEREBRAS, COHERE, DATABRICKS, FIREWORKS, OPENROUTER, PERPLEXITY, SAMBANOVA, TOGETHER, WRITER,
    XAI,
};
pub use self::local::{LLAMA_CPP, OLLAMA, VLLM};
pub use self::openai::{AZURE_OPENAI, DEEPSEEK, GROQ, MISTRAL, OPENAI_STRICT};
pub use self::portable::PORTABLE;

/// What a provider accepts.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact that holds or not"
)]
#[non_exhaustive]
pub struct Dialect {
    /// Its name, such as `openai-strict`.
    pub name: &'static str,
    /// What else it goes by: names of providers.
    pub also: &'static [&'static str],
    /// The day this row was compared with its source.
    pub as_of: &'static str,
    /// Where the facts are from.
    pub source: &'static str,
    /// Whether schemas are brought there at all; one dialect takes them as they are.
    pub is_rewritten: bool,
    /// The keywords it accepts; `None` where it accepts them all.
    pub keywords: Option<&'static [&'static str]>,
    /// The values of `format` it accepts; `None` where it accepts them all.
    pub formats: Option<&'static [&'static str]>,
    /// What may stand in `pattern`.
    pub patterns: Patterns,
    /// The values that may stand in `enum`.
    pub values: Values,
    /// How several types of one value are written.
    pub types: Types,
    /// The largest `minItems` it takes.
    pub most_min_items: Option<u64>,
    /// `minimum` and its kind bound integers alone.
    pub bounds_are_for_integers: bool,
    /// The root is an object, and no union.
    pub root_is_object: bool,
    /// Every object says `additionalProperties: false`.
    pub is_closed: bool,
    /// Objects with free keys cannot be said; maps become lists of entries.
    pub maps_are_lists: bool,
    /// Every schema has a `type`, and every array `items`.
    pub is_typed: bool,
    /// Every object has a property.
    pub has_properties: bool,
    /// How properties are written that may be left out.
    pub optional: Optional,
    /// What may refer to what it stands in.
    pub recursion: Recursion,
    /// Whether anything may stand beside a reference.
    pub beside_reference: bool,
    /// The order of properties.
    pub order: Order,
    /// How large a schema may be.
    pub limits: Limits,
}

/// What may stand in a pattern.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Patterns {
    /// Looking ahead and behind.
    pub lookaround: bool,
    /// Referring to a group.
    pub backreference: bool,
    /// `\b` and `\B`.
    pub word_boundary: bool,
    /// The most that a counted repeat may ask for.
    pub most_repeats: Option<u32>,
    /// `^` and `$`.
    pub anchors: Anchors,
}

/// Where a pattern has `^` and `$`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchors {
    /// Where its author likes.
    Free,
    /// Nowhere: it is matched as a whole.
    Nowhere,
    /// Around the whole of it.
    Around,
}

/// The values that may stand in `enum`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Of every type.
    All,
    /// Anything but arrays and objects.
    Scalars,
    /// Strings, and `null` beside them.
    StringsAndNull,
    /// Strings and numbers.
    StringsAndNumbers,
    /// Strings.
    Strings,
}

/// How several types of one value are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Types {
    /// As a list.
    List,
    /// As a list of one and `null`; other ones as a union.
    OrNull,
    /// As a union.
    Union,
    /// `null` as `nullable: true`, others as a union.
    Nullable,
}

/// How properties are written that may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optional {
    /// They stand in no `required`.
    Absent,
    /// They are required, and may be `null`.
    Null,
    /// They stand in no `required`, but one property of each object does: the first may be `null`.
    ButOne,
    /// So many stand in no `required`; what is more may be `null`.
    AbsentUpTo(usize),
}

/// What may refer to what it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recursion {
    /// Everything.
    Free,
    /// What stands in a property that may be left out.
    InOptional,
    /// Nothing.
    None,
}

/// The order of properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The author's.
    Author,
    /// The author's, the required ones first: answers come in this order, and so should the schema.
    RequiredFirst,
    /// The author's, which `propertyOrdering` has to say.
    Listed,
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
    /// Values that may be of several types, `null` among them.
    pub unions: Option<usize>,
    /// Branches of one union.
    pub branches: Option<usize>,
    /// Characters of the whole text.
    pub text: Option<usize>,
}

impl Limits {
    const NONE: Self = Self {
        properties: None,
        depth: None,
        enum_values: None,
        characters: None,
        large_enum_characters: None,
        unions: None,
        branches: None,
        text: None,
    };
}

impl Patterns {
    const FREE: Self = Self {
        lookaround: true,
        backreference: true,
        word_boundary: true,
        most_repeats: None,
        anchors: Anchors::Free,
    };
}

impl Dialect {
    /// The dialect of a name, or of a provider that goes by it.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        let mut all = DIALECTS.iter();
        let found = all.find(|one| one.name == name || one.also.contains(&name));
        found.copied()
    }

    /// Whether it accepts a keyword.
    #[must_use]
    pub fn accepts(&self, keyword: &str) -> bool {
        self.keywords
            .is_none_or(|keywords| keywords.contains(&keyword))
    }

    /// What nobody restricts, to be restricted by a row.
    const FREE: Self = Self {
        name: "",
        also: &[],
        as_of: "2026-11-21",
        source: "",
        is_rewritten: true,
        keywords: Some(COMMON),
        formats: None,
        patterns: Patterns::FREE,
        values: Values::All,
        types: Types::List,
        most_min_items: None,
        bounds_are_for_integers: false,
        root_is_object: false,
        is_closed: false,
        maps_are_lists: false,
        is_typed: false,
        has_properties: false,
        optional: Optional::Absent,
        recursion: Recursion::Free,
        beside_reference: false,
        order: Order::Author,
        limits: Limits::NONE,
    };
}

/// What services know that publish no list.
const COMMON: &[&str] = &[
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
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minItems",
    "maxItems",
];

/// Every dialect there is.
pub const DIALECTS: &[&Dialect] = &[
    &PLAIN,
    &PORTABLE,
    &OPENAI_STRICT,
    &AZURE_OPENAI,
    &GROQ,
    &MISTRAL,
    &DEEPSEEK,
    &ANTHROPIC,
    &BEDROCK,
    &GEMINI,
    &VERTEX,
    &GEMINI_OPENAPI,
    &COHERE,
    &CEREBRAS,
    &XAI,
    &PERPLEXITY,
    &OPENROUTER,
    &DATABRICKS,
    &FIREWORKS,
    &TOGETHER,
    &SAMBANOVA,
    &WRITER,
    &VLLM,
    &LLAMA_CPP,
    &OLLAMA,
];

/// The schema as its author wrote it, gathered in one piece. Drafts and vendors' own keywords are
/// gone: it reads as 2020-12.
pub static PLAIN: Dialect = Dialect {
    name: "plain",
    source: "JSON Schema 2020-12",
    is_rewritten: false,
    keywords: None,
    beside_reference: true,
    ..Dialect::FREE
};
