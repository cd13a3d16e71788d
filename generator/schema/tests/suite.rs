//! The official JSON Schema test suite, where it is at hand: its schemas are sound, so reading them
//! may only find what is not supported yet, and what is read must mean what the suite says.

use std::fs;
use std::path::{Path, PathBuf};

use formwork_schema::{Code, Finding};
use serde_json::Value;

use crate::corpus;
use crate::evaluate::accepts;
use crate::text::read;

const DRAFTS: [(&str, &str); 5] = [
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

/// Tests that come out otherwise here, and why.
const KNOWN: &[(&str, &str)] = &[(
    "custom metaschema with with no validation vocabulary",
    "a meta-schema of someone's own is never fetched; a warning says that it is read as 2020-12",
)];

#[test]
fn the_suite_is_read_and_means_what_it_says() {
    let Some(suite) = corpus::shared("data/json-schema-test-suite") else {
        return;
    };
    let (mut tests, mut wrong) = (0, Vec::new());
    for (draft, uri) in DRAFTS {
        for file in files(&suite.join("tests").join(draft)) {
            let text = fs::read_to_string(&file).expect("the suite is readable");
            let groups: Vec<Value> = serde_json::from_str(&text).expect("the suite is JSON");
            let name = format!("{draft}/{}", file.file_name().unwrap_or_default().display());
            for group in &groups {
                tests += run(group, &name, uri, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tests > 2000, "only {tests} tests ran");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the suite has all drafts");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("readable").path())
        .collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

/// Runs the tests of one schema, and returns how many there were.
fn run(group: &Value, file: &str, uri: &str, wrong: &mut Vec<String>) -> usize {
    let mut schema = group["schema"].clone();
    if let Some(members) = schema.as_object_mut() {
        members.entry("$schema").or_insert_with(|| uri.into());
    }
    let (model, findings) = read(&schema.to_string());
    let errors: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.is_error())
        .collect();
    for error in &errors {
        // The suite serves some documents from a server of its own.
        let expected = [Code::UNSUPPORTED_KEYWORD, Code::REF_REMOTE, Code::REF_FILE];
        if !expected.contains(&error.code) {
            wrong.push(format!(
                "{file} {}: {} {}",
                group["description"], error.code, error.message
            ));
        }
    }
    if !errors.is_empty() {
        return 0;
    }
    let root = model.roots[0].expect("a schema without errors is a root");
    let mut ran = 0;
    for test in group["tests"].as_array().into_iter().flatten() {
        let Some(valid) = accepts(&model, root, &test["data"]) else {
            continue;
        };
        ran += 1;
        let name = format!("{file} {} / {}", group["description"], test["description"]);
        if Value::Bool(valid) != test["valid"]
            && !KNOWN.iter().any(|(known, _)| name.contains(known))
        {
            wrong.push(format!("{name}: {valid}"));
        }
    }
    ran
}
