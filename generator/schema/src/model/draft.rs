//! The versions of JSON Schema, and how a document says which one it is written in.

use crate::source::{Node, NodeValue};

/// A version of the specification, as far as reading depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Draft {
    /// draft-04
    D4 = 1,
    /// draft-06
    D6 = 2,
    /// draft-07
    D7 = 4,
    /// 2019-09
    D19 = 8,
    /// 2020-12; also OpenAPI 3.1
    D20 = 16,
    /// OpenAPI 3.0's own dialect of draft-05
    OpenApi30 = 32,
    /// The document does not say. Read as 2020-12, and with the spellings of every older draft.
    Unsaid = 64,
}

/// What became of looking for a draft.
pub(crate) enum Declared<'a> {
    /// A draft this crate reads.
    Draft(Draft),
    /// The document does not say.
    No,
    /// A draft older than draft-04.
    TooOld,
    /// A meta-schema of someone's own, by its URI.
    Custom(&'a str),
}

impl Draft {
    /// The draft a document's root declares, in `$schema` or as an OpenAPI document.
    pub(crate) fn declared(root: &Node) -> Declared<'_> {
        match text(root, "openapi") {
            Some(version) if version.starts_with("3.0") => Declared::Draft(Self::OpenApi30),
            Some(_) => match text(root, "jsonSchemaDialect") {
                Some(uri) => Self::from_uri(uri),
                None => Declared::Draft(Self::D20),
            },
            None => Self::in_schema(root),
        }
    }

    /// The draft a schema declares.
    pub(crate) fn in_schema(schema: &Node) -> Declared<'_> {
        text(schema, "$schema").map_or(Declared::No, Self::from_uri)
    }

    /// The draft a meta-schema's URI stands for.
    pub(crate) fn from_uri(uri: &str) -> Declared<'_> {
        let whole = uri.trim_end_matches('#');
        let bare = whole
            .strip_prefix("https://")
            .or_else(|| whole.strip_prefix("http://"));
        Declared::Draft(match bare.map(|b| b.trim_end_matches('/')) {
            // draft-05 changed the words of the specification, not its meta-schema.
            Some("json-schema.org/draft-04/schema" | "json-schema.org/draft-05/schema") => Self::D4,
            Some("json-schema.org/draft-06/schema") => Self::D6,
            Some("json-schema.org/draft-07/schema") => Self::D7,
            Some("json-schema.org/draft/2019-09/schema") => Self::D19,
            Some("json-schema.org/draft/2020-12/schema" | "json-schema.org/schema") => Self::D20,
            Some(own) if own.starts_with("spec.openapis.org/oas/3.1/dialect/") => Self::D20,
            Some(old) if old.starts_with("json-schema.org/draft-0") => return Declared::TooOld,
            _ => return Declared::Custom(whole),
        })
    }

    /// What the draft is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::D4 => "draft-04",
            Self::D6 => "draft-06",
            Self::D7 => "draft-07",
            Self::D19 => "2019-09",
            Self::D20 | Self::Unsaid => "2020-12",
            Self::OpenApi30 => "OpenAPI 3.0",
        }
    }

    /// Whether what stands beside `$ref` is ignored.
    pub(crate) fn reference_stands_alone(self) -> bool {
        matches!(self, Self::D4 | Self::D6 | Self::D7 | Self::OpenApi30)
    }

    /// Whether `exclusiveMinimum` and `exclusiveMaximum` are booleans.
    pub(crate) fn has_boolean_exclusive(self) -> bool {
        matches!(self, Self::D4 | Self::OpenApi30 | Self::Unsaid)
    }

    /// Whether `exclusiveMinimum` and `exclusiveMaximum` are numbers.
    pub(crate) fn has_numeric_exclusive(self) -> bool {
        !matches!(self, Self::D4 | Self::OpenApi30)
    }

    /// Whether `items` may be an array of schemas.
    pub(crate) fn has_item_lists(self) -> bool {
        !matches!(self, Self::D20 | Self::OpenApi30)
    }

    /// What a schema calls itself: the value of `id` or `$id`, where it counts.
    fn identity(self, schema: &Node) -> Option<&str> {
        let key = match self {
            Self::D4 => "id",
            Self::OpenApi30 => return None,
            _ => "$id",
        };
        if self.reference_stands_alone() && schema.member("$ref").is_some() {
            return None;
        }
        text(schema, key)
    }

    /// The plain names a schema can be referred to by, within its resource.
    pub(crate) fn anchors(self, schema: &Node) -> impl Iterator<Item = &str> {
        let keys: &[&str] = match self {
            Self::D4 | Self::D6 | Self::D7 | Self::OpenApi30 => &[],
            Self::D19 => &["$anchor"],
            Self::D20 | Self::Unsaid => &["$anchor", "$dynamicAnchor"],
        };
        let named = keys.iter().filter_map(|key| text(schema, key));
        let from_identity = self.identity(schema).and_then(|id| id.split_once('#'));
        let from_identity = from_identity.map(|(_, name)| name);
        named.chain(from_identity.filter(|name| !name.is_empty() && !name.starts_with('/')))
    }

    /// The name under which `$dynamicRef` finds a schema, from wherever it was entered.
    pub(crate) fn dynamic_anchor(self, schema: &Node) -> Option<&str> {
        if !matches!(self, Self::D20 | Self::Unsaid) {
            return None;
        }
        text(schema, "$dynamicAnchor")
    }

    /// Whether `$recursiveRef` finds a schema, the root of a resource, from wherever it was entered.
    pub(crate) fn is_recursive_anchor(self, schema: &Node) -> bool {
        let member = schema.member("$recursiveAnchor");
        matches!(self, Self::D19 | Self::Unsaid)
            && member.is_some_and(|member| matches!(member.value.value, NodeValue::Bool(true)))
    }

    /// What a schema calls itself, where it begins a part with an identity of its own.
    pub(crate) fn own_uri(self, schema: &Node) -> Option<&str> {
        self.identity(schema).filter(|id| !id.starts_with('#'))
    }
}

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    match &node.member(key)?.value.value {
        NodeValue::String(text) => Some(text),
        _ => None,
    }
}
