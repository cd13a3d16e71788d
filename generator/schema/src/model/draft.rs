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
pub(crate) enum Declared {
    /// A draft this crate reads.
    Draft(Draft),
    /// The document does not say.
    No,
    /// A draft older than draft-04.
    TooOld,
    /// A meta-schema of someone's own.
    Unknown,
}

impl Draft {
    /// The draft a document's root declares, in `$schema` or as an OpenAPI document.
    pub(crate) fn declared(root: &Node) -> Declared {
        let text = |key| match root.member(key).map(|member| &member.value.value) {
            Some(NodeValue::String(text)) => Some(text.as_str()),
            _ => None,
        };
        if let Some(version) = text("openapi") {
            return Declared::Draft(if version.starts_with("3.0") {
                Self::OpenApi30
            } else {
                Self::D20
            });
        }
        text("$schema").map_or(Declared::No, Self::from_uri)
    }

    /// The draft a meta-schema's URI stands for.
    pub(crate) fn from_uri(uri: &str) -> Declared {
        let bare = uri.trim_end_matches('#');
        let bare = bare
            .strip_prefix("https://")
            .or_else(|| bare.strip_prefix("http://"));
        Declared::Draft(match bare.map(|b| b.trim_end_matches('/')) {
            // draft-05 changed the words of the specification, not its meta-schema.
            Some("json-schema.org/draft-04/schema" | "json-schema.org/draft-05/schema") => Self::D4,
            Some("json-schema.org/draft-06/schema") => Self::D6,
            Some("json-schema.org/draft-07/schema") => Self::D7,
            Some("json-schema.org/draft/2019-09/schema") => Self::D19,
            Some(
                "json-schema.org/draft/2020-12/schema"
                | "json-schema.org/schema"
                | "spec.openapis.org/oas/3.1/dialect/base",
            ) => Self::D20,
            Some(old) if old.starts_with("json-schema.org/draft-0") => return Declared::TooOld,
            _ => return Declared::Unknown,
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
    pub(crate) fn identity(self, schema: &Node) -> Option<&str> {
        let key = match self {
            Self::D4 => "id",
            Self::OpenApi30 => return None,
            _ => "$id",
        };
        if self.reference_stands_alone() && schema.member("$ref").is_some() {
            return None;
        }
        match &schema.member(key)?.value.value {
            NodeValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// The plain names a schema can be referred to by, within its resource.
    pub(crate) fn anchors(self, schema: &Node) -> impl Iterator<Item = &str> {
        let keys: &[&str] = match self {
            Self::D4 | Self::D6 | Self::D7 | Self::OpenApi30 => &[],
            _ => &["$anchor", "$dynamicAnchor"],
        };
        let named = keys
            .iter()
            .filter_map(|key| match &schema.member(key)?.value.value {
                NodeValue::String(text) => Some(text.as_str()),
                _ => None,
            });
        let from_identity = self.identity(schema).and_then(|id| id.strip_prefix('#'));
        named.chain(from_identity.filter(|name| !name.is_empty()))
    }
}
