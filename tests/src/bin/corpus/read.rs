//! Lines of a corpus to schemas and instances.

use std::fs::File;
use std::io::{BufRead, BufReader};

use formwork_tests::harness::sample::sample;
use formwork_tests::harness::text::compact;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::arguments::Arguments;

/// One schema with its instances.
pub(crate) struct Schema {
    pub(crate) id: String,
    /// The schema as text, key order and numbers kept.
    pub(crate) text: String,
    /// Instances as text.
    pub(crate) instances: Vec<String>,
    /// What the file says of each, if anything.
    pub(crate) flags: Vec<Option<bool>>,
}

/// What a file holds.
#[derive(Default)]
pub(crate) struct Corpus {
    pub(crate) schemas: Vec<Schema>,
    /// Lines that are not what they should be: where, and why.
    pub(crate) unreadable: Vec<(String, String)>,
}

pub(crate) fn read(arguments: &Arguments) -> Result<Corpus, String> {
    let path = &arguments.corpus;
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
    if let Some(id) = &arguments.id {
        corpus.schemas.retain(|schema| schema.id == *id);
        corpus.unreadable.clear();
        if corpus.schemas.is_empty() {
            return Err(format!("{} has no `{id}`", path.display()));
        }
    }
    if let Some(count) = arguments.sample {
        corpus.schemas = sample(corpus.schemas, count, arguments.seed);
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
