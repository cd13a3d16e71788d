//! Files to trees with positions.
//!
//! JSON (strict) and YAML 1.2 both become a tree of [`Node`]s that know their byte spans. This is the
//! only stage that knows about text formats.

use crate::maps::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::Json;

mod aligned;
mod json;
pub(crate) mod limit;
mod object;
mod open;
pub(crate) mod path;

pub use path::normalise;
pub(crate) mod pointer;
pub(crate) mod uri;
mod yaml;
mod yaml_frame;
mod yaml_report;
mod yaml_scalar;

pub use aligned::aligned;
pub use open::Disk;
pub(crate) use open::floor_boundary;
pub use pointer::Pointer;

/// A byte range in a source text.
pub type Span = Range<usize>;

/// Names one document in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// How this crate reaches documents. Front ends hand in [`Disk`]; tests hand in a map.
///
/// ```
/// use std::collections::HashMap;
/// use std::path::{Path, PathBuf};
///
/// use formwork_schema::source::Loader;
///
/// struct Files(HashMap<PathBuf, String>);
///
/// impl Loader for Files {
///     fn load(&self, path: &Path) -> std::io::Result<Vec<u8>> {
///         let text = self.0.get(path).ok_or(std::io::ErrorKind::NotFound)?;
///         Ok(text.clone().into_bytes())
///     }
/// }
///
/// let files = Files([("town.yaml".into(), "type: string".to_owned())].into());
/// assert!(files.load(Path::new("town.yaml")).is_ok());
/// assert!(files.load(Path::new("river.yaml")).is_err());
/// ```
pub trait Loader {
    /// The bytes of the file at `path`.
    ///
    /// # Errors
    /// What the file system says.
    fn load(&self, path: &Path) -> std::io::Result<Vec<u8>>;

    /// The names of the files in `folder`, to suggest one where another is missing. None where the
    /// folder cannot be listed.
    fn names(&self, folder: &Path) -> Vec<String> {
        let _ = folder;
        Vec::new()
    }

    /// The bytes of the document that an absolute URI names, without a fragment, where the loader has
    /// it at hand. It is asked for what no file and no `$id` answers to. This crate never asks the
    /// network, and a loader that does would make what is generated depend on it.
    fn by_uri(&self, uri: &str) -> Option<Vec<u8>> {
        let _ = uri;
        None
    }
}

/// One document that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path it was loaded from, normalised (no `.` or `..` left where they can be removed).
    pub path: PathBuf,
    /// The URI it was found under, where it is not from a file; its path is then the same text.
    pub uri: Option<String>,
    /// How to name it to a person: relative to the schema root, with `/`.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Its tree; `None` where the text could not be parsed.
    pub root: Option<Node>,
}

/// Every document of one run, in the order they were opened.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The documents; a [`SourceId`] is an index.
    pub files: Vec<Source>,
    /// The documents by their paths.
    by_path: HashMap<PathBuf, SourceId>,
    /// How many files were not there.
    missing: usize,
}

/// A value in a document.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the value stands.
    pub span: Span,
    /// What it is.
    pub value: NodeValue,
}

/// What a [`Node`] is.
#[derive(Clone, Debug)]
pub enum NodeValue {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, its text brought to JSON syntax.
    Number(String),
    /// A string, decoded.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object, in source order; a duplicate key has been reported and its later value dropped.
    Object(Vec<Member>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key, decoded.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The member of a key, where this is an object that has it.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Member> {
        match &self.value {
            NodeValue::Object(members) => members.iter().find(|member| member.key == key),
            _ => None,
        }
    }

    /// What kind of value it is, with its article, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.value {
            NodeValue::Null => "null",
            NodeValue::Bool(_) => "a boolean",
            NodeValue::Number(_) => "a number",
            NodeValue::String(_) => "a string",
            NodeValue::Array(_) => "an array",
            NodeValue::Object(_) => "an object",
        }
    }

    /// The value without positions.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match &self.value {
            NodeValue::Null => Json::Null,
            NodeValue::Bool(value) => Json::Bool(*value),
            NodeValue::Number(text) => Json::Number(text.clone()),
            NodeValue::String(text) => Json::String(text.clone()),
            NodeValue::Array(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            NodeValue::Object(members) => Json::Object(
                members
                    .iter()
                    .map(|m| (m.key.clone(), m.value.to_json()))
                    .collect(),
            ),
        }
    }
}
