//! Lines of a corpus to schemas and instances: `{"id", "schema", "tests": [{"valid", "data"}]}`.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::text::compact;

/// One schema with its instances.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Its name.
    pub id: String,
    /// The schema as text, key order and numbers kept.
    pub text: String,
    /// Instances as text, each on one line.
    pub instances: Vec<String>,
    /// What the file says of each, if anything.
    pub flags: Vec<Option<bool>>,
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// In the order of the lines.
    pub schemas: Vec<Schema>,
    /// Lines that are not what they should be: where, and why.
    pub unreadable: Vec<(String, String)>,
}

/// Reads a file, line by line; a line that is not what it should be costs itself alone.
///
/// # Errors
/// The file cannot be read.
pub fn read(path: &Path) -> Result<Corpus, String> {
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut file = BufReader::new(File::open(path).map_err(told)?);
    let mut corpus = Corpus::default();
    let (mut bytes, mut number) = (Vec::new(), 0);
    while file.read_until(b'\n', &mut bytes).map_err(told)? > 0 {
        number += 1;
        let read = std::str::from_utf8(&bytes)
            .map_err(|error| error.to_string())
            .map(str::trim)
            .and_then(|line| match line.trim_start_matches('\u{feff}') {
                "" => Ok(None),
                line => schema(line, number).map(Some),
            });
        match read {
            Ok(Some(schema)) => corpus.schemas.push(schema),
            Ok(None) => {}
            Err(error) => corpus.unreadable.push((format!("line {number}"), error)),
        }
        bytes.clear();
    }
    Ok(corpus)
}

fn schema(line: &str, number: usize) -> Result<Schema, String> {
    #[derive(Deserialize)]
    struct Line<'a> {
        #[serde(borrow)]
        id: Option<&'a RawValue>,
        #[serde(borrow)]
        schema: &'a RawValue,
        #[serde(borrow, default)]
        tests: Vec<Test<'a>>,
    }
    #[derive(Deserialize)]
    struct Test<'a> {
        valid: Option<bool>,
        #[serde(borrow)]
        data: &'a RawValue,
    }
    let line: Line<'_> = serde_json::from_str(line).map_err(|error| error.to_string())?;
    // An id that is no string is as good a name.
    let id = line.id.map(RawValue::get).map_or_else(
        || format!("line {number}"),
        |id| serde_json::from_str(id).unwrap_or_else(|_| id.to_owned()),
    );
    Ok(Schema {
        id,
        text: line.schema.get().to_owned(),
        flags: line.tests.iter().map(|test| test.valid).collect(),
        instances: line
            .tests
            .iter()
            .map(|test| compact(test.data.get()))
            .collect(),
    })
}
