//! Schemas that are known at run time only (feature `dynamic`).
//!
//! A [`Schema`] is made from a document while the program runs. What it reads becomes a [`Value`] in place of a
//! generated type, and [`View`]s in place of its twin; the tables and the engine are those of generated code, so
//! acceptance, violations and streaming are the same.
//!
//! ```
//! use formwork::dynamic::Schema;
//!
//! let schema = Schema::from_yaml("
//! title: Invoice
//! type: object
//! required: [total, lines]
//! properties:
//!   total: { type: number, minimum: 0 }
//!   lines: { type: array, items: { type: string } }
//! ")?;
//!
//! let invoice = schema.decode(br#"{"total": 12.50, "lines": ["paper"]}"#).unwrap();
//! assert_eq!(invoice.get("total").unwrap().to_string(), "12.50");
//!
//! let wrong = schema.decode(br#"{"total": -1, "lines": []}"#).unwrap_err();
//! assert_eq!(wrong[0].to_string(), "/total: must be at least 0 [minimum], got -1");
//!
//! // As it streams in, cut anywhere.
//! let mut decoder = schema.decoder();
//! decoder.push(br#"{"total": 12, "lines": ["pap"#);
//! let line = decoder.view().get("lines").unwrap().items().next().unwrap();
//! assert_eq!((line.as_str(), line.is_growing()), (Some("pap"), true));
//! # Ok::<(), formwork::dynamic::SchemaError>(())
//! ```
//!
//! What a schema accepts is what the specification says, to the letter: without `type`, every type fits;
//! properties that are not listed are kept; integers have any size. `format` is checked where that is
//! [asked for](Builder::assert_formats). `x-aliases` is read, and so is `x-alias` for a single alias. What is about
//! Rust types (`x-rust-type`, `x-check`) says nothing here.

mod aliases;
mod arena;
mod build;
mod check;
mod choice;
mod compile;
mod decoder;
mod error;
mod extend;
mod maze;
mod members;
mod object;
mod parts;
mod plan;
mod rules;
mod slot;
mod source;
mod stream;
mod tables;
mod texts;
mod value;
mod values;
mod view;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

pub use decoder::Decoder;
pub use error::{Problem, SchemaError};
pub use value::{Number, Object, Value};
pub use view::View;

use self::source::Format;
use self::tables::Tables;
use crate::extract::Undo;
use crate::violation::Violation;

/// A schema that was read at run time. Copies share it.
///
/// ```
/// use formwork::dynamic::Schema;
///
/// let schema = Schema::from_yaml("{ type: array, items: { type: integer } }")?;
/// assert_eq!(schema.decode("[1, 2]").unwrap().to_string(), "[1,2]");
/// let wrong = schema.decode("[1, true]").unwrap_err();
/// assert_eq!(wrong[0].pointer, "/1");
/// # Ok::<(), formwork::dynamic::SchemaError>(())
/// ```
#[derive(Clone)]
pub struct Schema {
    tables: Arc<Tables>,
}

impl Schema {
    /// The schema in a JSON text.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, SchemaError> {
        Self::builder().json(text)
    }

    /// The schema in a YAML text.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_yaml(text: &str) -> Result<Self, SchemaError> {
        Self::builder().yaml(text)
    }

    /// The schema in a JSON value.
    ///
    /// # Errors
    /// Everything that is wrong with it; lines are those of its compact text.
    pub fn from_value(value: &serde_json::Value) -> Result<Self, SchemaError> {
        Self::builder().value(value)
    }

    /// A schema with documents that it refers to, or read in another way.
    #[must_use]
    pub fn builder<'a>() -> Builder<'a> {
        Builder::default()
    }

    /// Reads a whole answer.
    ///
    /// # Errors
    /// Every violation, in the order in which they were found.
    pub fn decode(&self, answer: impl AsRef<[u8]>) -> Result<Value, Vec<Violation>> {
        let mut decoder = self.decoder();
        decoder.push(answer.as_ref());
        decoder.finish()
    }

    /// What providers are asked for: the schema in every dialect. It is made the first time.
    #[must_use]
    pub(crate) fn form(&self) -> &crate::extract::Form {
        self.tables.form()
    }

    /// A decoder for one answer.
    #[must_use]
    pub fn decoder(&self) -> Decoder {
        self.decoder_with_undo(Undo::default())
    }

    /// A decoder for one answer to the schema in a dialect's words, which takes back what that did to the
    /// shape of answers, as [`crate::Decoder::with_undo`] does.
    #[must_use]
    pub fn decoder_with_undo(&self, undo: Undo) -> Decoder {
        Decoder::new(&self.tables, undo)
    }
}

// The tables may lead round in circles, so they are not printed.
impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema").finish_non_exhaustive()
    }
}

/// Answers with a document, where there is one of this URI or path.
type Ask<'a> = dyn Fn(&str) -> Option<Vec<u8>> + 'a;

/// How a schema is read, and what it may refer to. The network is never asked, and neither is the file system.
///
/// ```
/// use formwork::dynamic::Schema;
///
/// let money = "{ type: object, required: [cents], properties: { cents: { type: integer } } }";
/// let builder = Schema::builder().document("common/money.yaml", money).assert_formats(true);
/// let schema = builder.yaml("
/// type: object
/// properties:
///   price: { $ref: common/money.yaml }
///   since: { type: string, format: date }
/// ")?;
/// assert!(schema.decode(r#"{"price":{"cents":5},"since":"2026-02-28"}"#).is_ok());
/// assert!(schema.decode(r#"{"price":{},"since":"2026-02-30"}"#).is_err_and(|wrong| wrong.len() == 2));
/// # Ok::<(), formwork::dynamic::SchemaError>(())
/// ```
#[derive(Clone, Default)]
pub struct Builder<'a> {
    documents: HashMap<String, String>,
    loader: Option<&'a Ask<'a>>,
    draft: Option<String>,
    place: Option<String>,
    assert_formats: bool,
}

impl<'a> Builder<'a> {
    /// Adds a document that references may lead to, by its URI, or by its path from the schema on, such as
    /// `common/money.yaml`. Where a name does not end in `.yaml` or `.yml`, the text is JSON.
    #[must_use]
    pub fn document(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.documents.insert(name.into(), text.into());
        self
    }

    /// Asks a function for documents that have not been added, by their URI or path.
    #[must_use]
    pub fn loader(mut self, loader: &'a dyn Fn(&str) -> Option<Vec<u8>>) -> Self {
        self.loader = Some(loader);
        self
    }

    /// What `$schema` says where a document does not. Without it, such a document is read as 2020-12, and with
    /// the spellings of older drafts.
    #[must_use]
    pub fn draft(mut self, uri: impl Into<String>) -> Self {
        self.draft = Some(uri.into());
        self
    }

    /// The schema's place in its document, as a reference names it behind `#`: a JSON Pointer, or an anchor.
    #[must_use]
    pub fn place(mut self, fragment: impl Into<String>) -> Self {
        self.place = Some(fragment.into());
        self
    }

    /// Whether `format` is checked. Formats that nobody knows are not.
    #[must_use]
    pub fn assert_formats(mut self, checked: bool) -> Self {
        self.assert_formats = checked;
        self
    }

    /// The schema in a JSON text.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn json(&self, text: &str) -> Result<Schema, SchemaError> {
        source::read(self, text, Format::Json)
    }

    /// The schema in a YAML text.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn yaml(&self, text: &str) -> Result<Schema, SchemaError> {
        source::read(self, text, Format::Yaml)
    }

    /// The schema in a JSON value.
    ///
    /// # Errors
    /// Everything that is wrong with it; lines are those of its compact text.
    pub fn value(&self, value: &serde_json::Value) -> Result<Schema, SchemaError> {
        self.json(&value.to_string())
    }
}

impl fmt::Debug for Builder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("documents", &self.documents.keys())
            .field("draft", &self.draft)
            .field("place", &self.place)
            .field("assert_formats", &self.assert_formats)
            .finish_non_exhaustive()
    }
}
