//! The rules against the JSON-Schema-Test-Suite: each schema of drafts 2019-09 and 2020-12 as rules,
//! each instance judged by them.
//!
//! The rules are built here from the schema documents, plainly and at run time, so that what is tested
//! is the judging alone. The suite is a folder of the shared test data; without it, a line says so.

mod compile;
mod resolve;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::judge;
use crate::json::tree::Tree;
use compile::Compiler;
use resolve::Documents;

/// What is left out, because it is not about rules.
const LEFT_OUT: [(&str, &str); 5] = [
    // Meta-schemas are not among the test data.
    ("", "https://json-schema.org/"),
    ("", "http://json-schema.org/"),
    // What a vocabulary switches off is not there when rules are written.
    ("vocabulary.json", ""),
    // The same; and other drafts' keywords.
    ("optional/cross-draft.json", ""),
    ("optional/dependencies-compatibility.json", ""),
];

pub(in crate::rules) fn suite() -> Option<PathBuf> {
    let shared = std::env::var_os("FORMWORK_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let suite = shared.join("data/json-schema-test-suite");
    if suite.is_dir() {
        return Some(suite);
    }
    let line = format!("skipped: there is no test suite at {}\n", suite.display());
    // The harness swallows what a passing test prints; a skipped test should be seen.
    let _ = std::io::stderr().write_all(line.as_bytes());
    None
}

pub(in crate::rules) fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("a file of the suite");
    serde_json::from_str(&text).expect("the suite is JSON")
}

/// The JSON files of a folder and those inside it, with their paths from it on.
pub(in crate::rules) fn files(folder: &Path, from: &Path, out: &mut Vec<(String, PathBuf)>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder of the suite")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, from, out);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let name = path.strip_prefix(from).expect("inside").to_string_lossy();
            out.push((name.into_owned(), path));
        }
    }
}

/// Judges every instance of a draft; answers with how many there were, and which verdicts are wrong.
fn run(draft: &str, wanted: impl Fn(&str) -> bool) -> Option<(usize, Vec<String>)> {
    let suite = suite()?;
    let remotes = suite.join("remotes");
    let mut remote = Vec::new();
    files(&remotes, &remotes, &mut remote);
    let remote: Vec<(String, Value)> = remote
        .into_iter()
        .map(|(name, path)| (format!("http://localhost:1234/{name}"), read(&path)))
        .collect();
    let folder = suite.join("tests").join(draft);
    let mut cases = Vec::new();
    files(&folder, &folder, &mut cases);
    let mut count = 0;
    let mut wrong = Vec::new();
    for (file, path) in cases.iter().filter(|(file, _)| wanted(file)) {
        let left_out = |text: &str| {
            LEFT_OUT
                .iter()
                .any(|(name, part)| file.starts_with(name) && text.contains(part))
        };
        for case in read(path).as_array().expect("cases") {
            let mut schema = case["schema"].clone();
            if let Some(schema) = schema.as_object_mut() {
                schema.remove("$schema");
            }
            if left_out(&schema.to_string()) {
                continue;
            }
            let mut documents = Documents::default();
            for (uri, document) in &remote {
                documents.add(uri, document);
            }
            documents.add("test:/root", &schema);
            let root = Compiler::new(&documents, draft).compile("test:/root");
            for test in case["tests"].as_array().expect("tests") {
                count += 1;
                let text = test["data"].to_string();
                let tree = Tree::parse(&text).expect("JSON");
                let found = judge(root, |_| true, &tree);
                if found.is_empty() != (test["valid"] == true) {
                    wrong.push(format!(
                        "{file}: {}: {}: {found:?}",
                        case["description"], test["description"]
                    ));
                }
            }
        }
    }
    Some((count, wrong))
}

#[test]
fn draft_2020_12_is_judged_as_the_suite_says() {
    let Some((count, wrong)) = run("draft2020-12", |file| !file.starts_with("optional")) else {
        return;
    };
    assert!(count > 1000, "{count}");
    assert!(wrong.is_empty(), "{} of {count}: {wrong:#?}", wrong.len());
}

#[test]
fn draft_2019_09_is_judged_as_the_suite_says() {
    let Some((count, wrong)) = run("draft2019-09", |file| !file.starts_with("optional")) else {
        return;
    };
    assert!(count > 900, "{count}");
    assert!(wrong.is_empty(), "{} of {count}: {wrong:#?}", wrong.len());
}

#[test]
fn large_numbers_are_judged_as_the_suite_says() {
    let wanted = |file: &str| {
        matches!(
            file,
            "optional/bignum.json" | "optional/float-overflow.json"
        )
    };
    let Some((count, wrong)) = run("draft2020-12", wanted) else {
        return;
    };
    assert!(count > 5, "{count}");
    assert!(wrong.is_empty(), "{} of {count}: {wrong:#?}", wrong.len());
}
