//! Documents at hand to a model: the schema's own text, and what its references may lead to.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use formwork_schema::resolve::{Input, Request};
use formwork_schema::source::Loader;

use super::compile::compile;
use super::error::SchemaError;
use super::tables::Tables;
use super::{Ask, Builder, Schema};

/// The names that a schema's own document has, by what it is written in.
#[derive(Clone, Copy)]
pub(super) enum Format {
    Json,
    Yaml,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Self::Json => "schema.json",
            Self::Yaml => "schema.yaml",
        }
    }
}

/// What there is to read.
struct AtHand<'a> {
    name: &'static str,
    text: &'a str,
    documents: &'a HashMap<String, String>,
    loader: Option<&'a Ask<'a>>,
}

impl AtHand<'_> {
    fn find(&self, name: &str) -> Option<Vec<u8>> {
        let known = self.documents.get(name);
        known
            .map(|text| text.clone().into_bytes())
            .or_else(|| self.loader?(name))
    }
}

impl Loader for AtHand<'_> {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path == Path::new(self.name) {
            return Ok(self.text.as_bytes().to_vec());
        }
        let name = path.to_string_lossy().replace('\\', "/");
        self.find(&name).ok_or(io::ErrorKind::NotFound.into())
    }

    fn by_uri(&self, uri: &str) -> Option<Vec<u8>> {
        self.find(uri)
    }
}

/// Reads a schema, and makes its tables.
pub(super) fn read(
    builder: &Builder<'_>,
    text: &str,
    format: Format,
) -> Result<Schema, SchemaError> {
    let name = format.name();
    let at_hand = AtHand {
        name,
        text,
        documents: &builder.documents,
        loader: builder.loader,
    };
    let mut input = Input::whole(name);
    input.fragment.clone_from(&builder.place);
    let (model, mut findings) = Request::new("")
        .inputs([input])
        .default_schema(builder.draft.clone())
        .load(&at_hand);
    let root = model.roots.first().copied().flatten();
    let has_errors = findings.iter().any(formwork_schema::Finding::is_error);
    if let (false, Some(root)) = (has_errors, root) {
        let sources = model.sources.clone();
        let (tables, more) = compile(model, root, builder.assert_formats);
        findings.extend(more);
        if !findings.iter().any(formwork_schema::Finding::is_error) {
            return Ok(schema(tables));
        }
        return Err(SchemaError::new(&findings, &sources));
    } else if root.is_none() && !has_errors {
        let message = "an OpenAPI document is no schema: name the place of one";
        let finding =
            formwork_schema::Finding::error(formwork_schema::Code::NOT_A_SCHEMA, None, message);
        findings.push(finding.help("`Schema::builder().place(\"/components/schemas/NAME\")`"));
    }
    Err(SchemaError::new(&findings, &model.sources))
}

fn schema(tables: Arc<Tables>) -> Schema {
    Schema { tables }
}
