//! The documents of a model as any validator of the standard reads them.
//!
//! What this crate understands beyond the standard (OpenAPI 3.0's `nullable`) is written in words of the
//! standard; everything else stays as its author wrote it.

use std::fmt::Write as _;

use crate::Json;
use crate::model::{Declared, Draft, Model};
use crate::source::{Source, SourceId};

/// A document for a validator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which it is.
    pub source: SourceId,
    /// What to call it, so that relative references between documents lead where they should.
    pub uri: String,
    /// By which version of the standard to read it.
    pub version: Version,
    /// Its contents.
    pub contents: Json,
}

impl Document {
    /// The URI of the place in it that a JSON Pointer names.
    #[must_use]
    pub fn uri_at(&self, pointer: &str) -> String {
        let mut uri = format!("{}#", self.uri);
        push_encoded(&mut uri, pointer);
        uri
    }
}

/// A version of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// draft-04
    Draft04,
    /// draft-06
    Draft06,
    /// draft-07
    Draft07,
    /// 2019-09
    Draft201909,
    /// 2020-12
    Draft202012,
}

/// Every document that can be read by a version of the standard. `default_schema` is what `$schema` says
/// where a document does not.
#[must_use]
pub fn documents(model: &Model, default_schema: Option<&str>) -> Vec<Document> {
    let mut documents = Vec::new();
    for (id, source) in model.sources.ids() {
        let Some(root) = &source.root else { continue };
        let declared = match Draft::declared(root) {
            Declared::No => default_schema.map_or(Declared::No, Draft::from_uri),
            declared => declared,
        };
        let version = match declared {
            Declared::Draft(Draft::D4 | Draft::OpenApi30) => Version::Draft04,
            Declared::Draft(Draft::D6) => Version::Draft06,
            Declared::Draft(Draft::D7) => Version::Draft07,
            Declared::Draft(Draft::D19) => Version::Draft201909,
            Declared::Draft(Draft::D20 | Draft::Unsaid) | Declared::No => Version::Draft202012,
            // What such a schema means, only its author knows.
            Declared::TooOld | Declared::Custom(_) => continue,
        };
        let mut contents = root.to_json();
        if matches!(declared, Declared::Draft(Draft::OpenApi30)) {
            spell_nullable(&mut contents);
        }
        documents.push(Document {
            source: id,
            uri: uri(source),
            version,
            contents,
        });
    }
    documents
}

/// The URI of a document: its own, or one made of its path.
fn uri(source: &Source) -> String {
    if let Some(uri) = &source.uri {
        return uri.clone();
    }
    let path = source.path.to_string_lossy().replace('\\', "/");
    // Leading `..` would be lost when references are joined.
    let path = path.trim_start_matches('/').replace("../", "_/");
    let mut uri = "file:///".to_owned();
    push_encoded(&mut uri, &path);
    uri
}

/// Appends a path or a pointer, percent-encoded where a URI wants it.
fn push_encoded(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            // Writing to a String cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
}

/// `nullable: true` beside `type` becomes a type. Any object may be a schema.
///
/// Recurses no deeper than the document, which the source stage has bounded.
fn spell_nullable(value: &mut Json) {
    match value {
        Json::Array(items) => items.iter_mut().for_each(spell_nullable),
        Json::Object(members) => {
            let is_nullable = members
                .iter()
                .any(|(key, value)| key == "nullable" && *value == Json::Bool(true));
            for (key, value) in members {
                match (key.as_str(), &*value) {
                    ("type", Json::String(name)) if is_nullable => {
                        *value = Json::Array(vec![Json::string(name), Json::string("null")]);
                    }
                    ("enum" | "default" | "example", _) => {}
                    _ => spell_nullable(value),
                }
            }
        }
        _ => {}
    }
}
