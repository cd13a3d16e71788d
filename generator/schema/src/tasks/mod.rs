//! Task files: what a model is asked for, in which words, and what must come of it.
//!
//! A task file is a document with `tasks`, each of which has an input and an output, which are schemas,
//! and messages, which are templates. `read` takes such a document apart, `settings` reads what a call
//! may be told beside its messages, `case` the tests; `fits` holds values against schemas as far as that
//! can be certain. What stands in a template is the generator's business: here it is text with a place.

mod case;
mod fits;
mod read;
mod settings;

use std::path::PathBuf;

use crate::Place;
use crate::model::SchemaId;
use crate::source::{Node, SourceId};

pub use case::{Answer, Case, FAULTS};
pub use fits::{Misfit, misfits};
pub(crate) use read::read;
pub use settings::{MODES, Mode, PROVIDERS, Settings};

/// What one document says.
#[derive(Clone, Debug)]
pub struct TaskFile {
    /// The document, as it was given.
    pub path: PathBuf,
    /// The document.
    pub source: SourceId,
    /// What its author says of it.
    pub description: Option<String>,
    /// In source order.
    pub tasks: Vec<Task>,
}

/// One task.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its name, as written.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// What it is for.
    pub description: Option<String>,
    /// What its templates are filled with: an object.
    pub input: Option<Slot>,
    /// What it gives. `None` beside an error.
    pub output: Option<Slot>,
    /// What is said to the model, in order.
    pub messages: Vec<Template>,
    /// What a call is told beside that.
    pub settings: Settings,
    /// Its tests.
    pub tests: Vec<Case>,
}

/// A schema of a task.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Where it stands.
    pub place: Place,
    /// The schema, once the document has been resolved.
    pub schema: Option<SchemaId>,
}

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The operator's instructions.
    System,
    /// The same, in the word of newer models.
    Developer,
    /// The person who asks.
    User,
    /// The model, in an example.
    Assistant,
}

impl Role {
    /// All, by the names that every chat API gives them.
    pub const ALL: [(&'static str, Self); 4] = [
        ("system", Self::System),
        ("developer", Self::Developer),
        ("user", Self::User),
        ("assistant", Self::Assistant),
    ];
}

/// A message: text with what is to be filled in.
#[derive(Clone, Debug)]
pub struct Template {
    /// Who says it.
    pub role: Role,
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// Keys of a schema, which a task file has none of.
const OF_SCHEMAS: &[&str] = &[
    "$schema",
    "openapi",
    "swagger",
    "type",
    "properties",
    "items",
    "allOf",
    "anyOf",
    "oneOf",
    "enum",
    "const",
    "$ref",
];

/// Whether a document is a task file: it has `tasks`, and nothing that makes it a schema.
#[must_use]
pub fn is_task_file(root: &Node) -> bool {
    root.member("tasks").is_some() && OF_SCHEMAS.iter().all(|key| root.member(key).is_none())
}
