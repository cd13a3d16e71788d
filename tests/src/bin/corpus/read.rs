//! Lines of a corpus to schemas and instances.

use std::fs;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::arguments::Arguments;

/// One schema with its instances.
pub(crate) struct Schema {
    pub(crate) id: String,
    /// The schema as text, key order kept.
    pub(crate) text: String,
    pub(crate) instances: Vec<Value>,
}

pub(crate) fn read(arguments: &Arguments) -> Result<Vec<Schema>, String> {
    let path = &arguments.corpus;
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut schemas = Vec::new();
    for (number, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        schemas.push(
            schema(line).map_err(|error| format!("{}:{}: {error}", path.display(), number + 1))?,
        );
    }
    if let Some(only) = &arguments.only {
        schemas.retain(|schema| schema.id == *only);
    }
    if let Some(sample) = arguments.sample {
        // A linear congruence picks the sample: the same seed, the same schemas.
        let mut state = arguments.seed;
        while schemas.len() > sample {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let index = usize::try_from(state >> 33).unwrap_or(0) % schemas.len();
            schemas.swap_remove(index);
        }
        schemas.sort_by(|a, b| a.id.cmp(&b.id));
    }
    Ok(schemas)
}

fn schema(line: &str) -> Result<Schema, serde_json::Error> {
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Line<'a> {
        id: String,
        #[serde(borrow)]
        schema: &'a RawValue,
        #[serde(default)]
        tests: Vec<Test>,
    }
    #[derive(Deserialize)]
    struct Test {
        data: Value,
    }
    let line: Line<'_> = serde_json::from_str(line)?;
    Ok(Schema {
        id: line.id,
        text: line.schema.get().to_owned(),
        instances: line.tests.into_iter().map(|test| test.data).collect(),
    })
}
