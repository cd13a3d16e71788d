//! The official JSON Schema test suite, where it is at hand: every schema is read without an error,
//! and what is read means what the suite says.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use formwork_schema::resolve::Request;
use formwork_schema::source::Loader;
use serde_json::Value;

use crate::corpus;
use crate::evaluate::{Formats, accepts};

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

/// The optional files that are about reading. The others are about formats, numbers and patterns,
/// which are the runtime's.
const OPTIONAL: &[&str] = &[
    "anchor",
    "cross-draft",
    "dependencies-compatibility",
    "dynamicRef",
    "id",
    "no-schema",
    "refOfUnknownKeyword",
    "unknownKeyword",
    "zeroTerminatedFloats",
];

/// One schema as a file, and the suite's remote documents by their URIs.
struct Served<'a> {
    schema: &'a str,
    remotes: &'a Path,
}

impl Loader for Served<'_> {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        match path.to_str() {
            Some("/s/schema.json") => Ok(self.schema.as_bytes().to_owned()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn by_uri(&self, uri: &str) -> Option<Vec<u8>> {
        let path = uri.strip_prefix("http://localhost:1234/")?;
        fs::read(self.remotes.join(path)).ok()
    }
}

#[derive(Default)]
struct Tally {
    judged: usize,
    skipped: usize,
    wrong: Vec<String>,
}

#[test]
fn the_suite_is_read_and_means_what_it_says() {
    let Some(suite) = corpus::shared("data/json-schema-test-suite") else {
        return;
    };
    let mut tally = Tally::default();
    for (draft, uri) in DRAFTS {
        let folder = suite.join("tests").join(draft);
        let mut files = files(&folder);
        let optional = OPTIONAL
            .iter()
            .map(|name| folder.join("optional").join(name).with_extension("json"));
        files.extend(optional.filter(|path| path.exists()));
        for file in files {
            let text = fs::read_to_string(&file).expect("the suite is readable");
            let groups: Vec<Value> = serde_json::from_str(&text).expect("the suite is JSON");
            let name = format!("{draft}/{}", file.file_name().unwrap_or_default().display());
            for group in &groups {
                run(group, &name, uri, &suite.join("remotes"), &mut tally);
            }
        }
    }
    let Tally {
        judged,
        skipped,
        wrong,
    } = tally;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(skipped, 0, "all patterns of the required tests are simple");
    assert!(judged > 5000, "only {judged} tests ran");
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

/// Runs the tests of one schema.
fn run(group: &Value, file: &str, uri: &str, remotes: &Path, tally: &mut Tally) {
    let schema = group["schema"].to_string();
    let served = Served {
        schema: &schema,
        remotes,
    };
    let request = Request::new("/s")
        .paths([PathBuf::from("/s/schema.json")])
        .default_schema(Some(uri.to_owned()));
    let (model, findings) = request.load(&served);
    let errors = findings.iter().filter(|finding| finding.is_error());
    let errors: Vec<String> = errors
        .map(|e| format!("{} {}", e.code, e.message))
        .collect();
    if !errors.is_empty() {
        let description = &group["description"];
        tally
            .wrong
            .push(format!("{file} {description}: {}", errors.join("; ")));
        return;
    }
    let root = model.roots[0].expect("a schema without errors is a root");
    for test in group["tests"].as_array().into_iter().flatten() {
        let Some(valid) = accepts(&model, root, &test["data"], Formats::Annotate) else {
            tally.skipped += 1;
            continue;
        };
        tally.judged += 1;
        if Value::Bool(valid) != test["valid"] {
            tally.wrong.push(format!(
                "{file} {} / {}: {valid}",
                group["description"], test["description"]
            ));
        }
    }
}
