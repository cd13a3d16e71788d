//! One of the two versions: read, gathered for the comparison, and ready to judge instances by.

use std::io;
use std::path::{Path, PathBuf};

use formwork_codegen::ir::SchemaText;
use formwork_codegen::{Disk, Options, Output, generate};
use formwork_schema::model::Model;
use formwork_schema::standard::{Document, Version, documents};
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use crate::input;

/// A version of a schema.
pub(super) struct Side {
    /// How its file was named.
    pub(super) name: String,
    /// The schema in one text, in the words of 2020-12, with all that it refers to under `$defs`.
    pub(super) gathered: Value,
    /// Judges by the documents as they were written, each by its own draft.
    pub(super) written: Validator,
    /// Judges by the gathered text.
    retold: Validator,
    /// What the gathered text does not say; a comparison that relies on it proves nothing.
    pub(super) lost: Option<&'static str>,
    /// `integer` means draft 4's somewhere in it, which the gathered text does not say.
    pub(super) has_written_integers: bool,
}

/// Why there is no side.
pub(super) enum Unread {
    /// The schema has errors; they are in there.
    Faulty(Box<Output>),
    /// One sentence.
    Because(String),
}

impl Side {
    /// Reads a schema file, or a place in one.
    pub(super) fn read(
        path: &Path,
        schema_dir: Option<&PathBuf>,
        assert_formats: bool,
    ) -> io::Result<Result<Self, Unread>> {
        let here = std::env::current_dir()?;
        let mut options = Options::relative_to(here, vec![path.to_owned()]);
        if let Some(folder) = schema_dir {
            options = options.schema_dir(folder);
        }
        let output = generate(&options, &Disk);
        if output.has_errors() {
            return Ok(Err(Unread::Faulty(Box::new(output))));
        }
        let name = path.display().to_string();
        let because = |what: &str| Ok(Err(Unread::Because(format!("{name}: {what}"))));
        // What judges reads the documents once more, by the same paths.
        let model = input::model(&options);
        let (Some(module), Some(Some(root))) = (output.modules.first(), model.roots.first()) else {
            return because(if model.task_files.is_empty() {
                "there is no schema in it"
            } else {
                "a task file has several schemas; name one by its place, as in \
                 `tasks.yaml#/tasks/NAME/output`"
            });
        };
        let Some(gathered) = gathered(&module.ir.schema) else {
            return because("it has a number that is too large to compare");
        };
        let place = &model.get(*root).place;
        let documents = documents(&model, None);
        let Some(document) = documents.iter().find(|one| one.source == place.source) else {
            return because("its `$schema` is none that can be compared");
        };
        let reference = json!({ "$ref": document.uri_at(place.pointer.as_str()) });
        let written = registry(&documents).and_then(|registry| {
            jsonschema::options()
                .with_draft(Draft::Draft202012)
                .with_registry(&registry)
                .should_validate_formats(assert_formats)
                .build(&reference)
                .map_err(|error| error.to_string())
        });
        let retold = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(assert_formats)
            .build(&gathered)
            .map_err(|error| error.to_string());
        let (written, retold) = match (written, retold) {
            (Ok(written), Ok(retold)) => (written, retold),
            (Err(error), _) | (_, Err(error)) => return because(&error),
        };
        Ok(Ok(Self {
            name,
            gathered,
            written,
            retold,
            lost: lost(&model),
            has_written_integers: model.schemas.iter().any(|one| one.integer_as_written),
        }))
    }

    /// Whether the gathered text accepts an instance that the documents refuse.
    pub(super) fn accepts_only_as_retold(&self, instance: &Value) -> bool {
        self.retold.is_valid(instance) && !self.written.is_valid(instance)
    }

    /// Whether the documents accept an instance that the gathered text refuses.
    pub(super) fn accepts_only_as_written(&self, instance: &Value) -> bool {
        self.written.is_valid(instance) && !self.retold.is_valid(instance)
    }
}

/// What the gathered text of a model does not say.
fn lost(model: &Model) -> Option<&'static str> {
    if !model.resources.is_empty() {
        return Some("dynamic references depend on the way that leads to them");
    }
    let mut schemas = model.schemas.iter();
    schemas
        .any(|schema| schema.contains_is_unseen)
        .then_some("`unevaluatedItems` of 2019-09 does not see `contains`")
}

/// The root and its definitions as one document. References to the whole document are none: the
/// root stands among the definitions, where something refers to it.
fn gathered(text: &SchemaText) -> Option<Value> {
    let mut root: Value = serde_json::from_str(&text.document()).ok()?;
    spell(&mut root);
    Some(root)
}

/// Spells references as RFC 3986 has them: authors write `#/$defs/line item`, and are understood. Values that stand in a
/// schema as they are hold none.
fn spell(root: &mut Value) {
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                for (name, member) in members {
                    match (name.as_str(), member) {
                        ("const" | "default" | "enum" | "example" | "examples", _) => {}
                        ("$ref" | "$dynamicRef" | "$recursiveRef", Value::String(text)) => {
                            *text = spelled(text);
                        }
                        (_, member) => open.push(member),
                    }
                }
            }
            _ => {}
        }
    }
}

/// A reference whose characters are those of a URI, the others as their bytes.
fn spelled(reference: &str) -> String {
    let mut out = String::with_capacity(reference.len());
    for byte in reference.bytes() {
        let is_fine = byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte);
        if is_fine {
            out.push(char::from(byte));
        } else {
            out.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    out
}

/// A digit of sixteen.
fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}

/// Every document, under its URI.
fn registry(documents: &[Document]) -> Result<Registry<'static>, String> {
    let mut registry = Registry::new().retriever(Nobody);
    for document in documents {
        let draft = match document.version {
            Version::Draft04 => Draft::Draft4,
            Version::Draft06 => Draft::Draft6,
            Version::Draft07 => Draft::Draft7,
            Version::Draft201909 => Draft::Draft201909,
            Version::Draft202012 => Draft::Draft202012,
        };
        let contents = serde_json::from_str(&document.contents.to_text());
        let mut contents: Value = contents.map_err(|error| error.to_string())?;
        spell(&mut contents);
        registry = registry
            .add(&document.uri, draft.create_resource(contents))
            .map_err(|error| error.to_string())?;
    }
    registry.prepare().map_err(|error| error.to_string())
}

/// Every document is known beforehand.
struct Nobody;

impl jsonschema::Retrieve for Nobody {
    fn retrieve(
        &self,
        uri: &jsonschema::Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("`{uri}` was not read").into())
    }
}
