//! The suite's folder to cases.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::harness::Subject;
use crate::harness::make::Order;
use crate::harness::text::compact;

/// The drafts: the folder of each, and the `$schema` of its documents that do not say theirs.
pub const DRAFTS: [(&str, &str); 5] = [
    ("draft4", "http://json-schema.org/draft-04/schema#"),
    ("draft6", "http://json-schema.org/draft-06/schema#"),
    ("draft7", "http://json-schema.org/draft-07/schema#"),
    (
        "draft2019-09",
        "https://json-schema.org/draft/2019-09/schema",
    ),
    (
        "draft2020-12",
        "https://json-schema.org/draft/2020-12/schema",
    ),
];

/// A schema, and what the suite asks of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file, from the folder of tests on: `draft7/ref.json`.
    pub file: String,
    /// The description of the group.
    pub group: String,
    /// Whether it stands under `optional`.
    pub optional: bool,
    /// What the harness takes; an instance for each test.
    pub subject: Subject,
    /// The tests.
    pub tests: Vec<Test>,
}

/// A test: whether an instance is valid.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its description.
    pub name: String,
    /// What the suite says.
    pub valid: bool,
}

impl Case {
    /// The name of one of its tests, which no other test has.
    #[must_use]
    pub fn name(&self, test: &Test) -> String {
        format!("{} :: {} :: {}", self.file, self.group, test.name)
    }
}

/// Reads the files under `tests/DRAFT` whose name, from the draft on, is `wanted`.
///
/// # Errors
/// A file cannot be read, or is not what the suite's files are.
pub fn read(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for (draft, schema) in DRAFTS {
        for path in files(&folder.join("tests").join(draft))? {
            let within = path.strip_prefix(folder.join("tests")).unwrap_or(&path);
            let file = within.to_string_lossy().replace('\\', "/");
            if !wanted(&file) {
                continue;
            }
            let text = fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            let order = Order {
                exact: true,
                assert_formats: file.contains("/optional/format/"),
                draft: Some(schema.to_owned()),
                remotes: Some(folder.join("remotes")),
                ..Order::default()
            };
            let read = groups(&text, &file, &order).map_err(|error| format!("{file}: {error}"))?;
            cases.extend(read);
        }
    }
    Ok(cases)
}

/// The JSON files in a folder and those below it, in order.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let told = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(told)? {
            let path = entry.map_err(told)?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|it| it == "json") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn groups(text: &str, file: &str, order: &Order) -> Result<Vec<Case>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Group<'a> {
        description: String,
        #[serde(borrow)]
        schema: &'a RawValue,
        #[serde(borrow)]
        tests: Vec<Written<'a>>,
    }
    #[derive(Deserialize)]
    struct Written<'a> {
        description: String,
        #[serde(borrow)]
        data: &'a RawValue,
        valid: bool,
    }
    let groups: Vec<Group<'_>> = serde_json::from_str(text)?;
    let case = |group: Group<'_>| Case {
        file: file.to_owned(),
        group: group.description,
        optional: file.contains("/optional/"),
        subject: Subject {
            order: Order {
                schema: group.schema.get().to_owned(),
                ..order.clone()
            },
            instances: group
                .tests
                .iter()
                .map(|test| compact(test.data.get()))
                .collect(),
        },
        tests: group
            .tests
            .into_iter()
            .map(|test| Test {
                name: test.description,
                valid: test.valid,
            })
            .collect(),
    };
    Ok(groups.into_iter().map(case).collect())
}
