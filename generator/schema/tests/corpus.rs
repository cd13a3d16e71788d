//! Real schemas, where the data is at hand.

use std::path::{Path, PathBuf};

use formwork_schema::Finding;
use formwork_schema::dialect::{PLAIN, lower};
use formwork_schema::source::{NodeValue, Sources};
use serde_json::Value;

use crate::evaluate::{Formats, accepts};
use crate::memory::Memory;
use crate::text::read;

/// Data that lies beside the project; `None` with a line printed where it is missing.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("FORMWORK_SHARED").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = shared.unwrap_or_else(beside).join(path);
    if path.exists() {
        return Some(path);
    }
    #[expect(clippy::print_stdout, reason = "tells why nothing was tested")]
    {
        println!("skipped: {} is not there", path.display());
    }
    None
}

/// The file of real schemas, one object a line.
pub(crate) fn lines() -> Option<String> {
    let path = shared("data/schema-corpus/dev.jsonl")?;
    Some(std::fs::read_to_string(path).expect("the corpus is readable"))
}

/// The name and the schema of a line, as JSON text.
pub(crate) fn schema(line: &str) -> (String, String) {
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let id = sources.open(
        Path::new("a.json"),
        Path::new(""),
        &Memory::new(&[("a.json", line)]),
        &mut findings,
    );
    let root = id
        .and_then(|id| sources.get(id))
        .and_then(|source| source.root.as_ref())
        .expect("a line is JSON");
    let NodeValue::String(name) = &root.at("/id").expect("a line has an id").value else {
        panic!("id")
    };
    (
        name.clone(),
        root.at("/schema")
            .expect("a line has a schema")
            .to_json()
            .to_text(),
    )
}

#[test]
fn real_schemas_are_read() {
    let Some(lines) = lines() else { return };
    for line in lines.lines() {
        let (name, text) = schema(line);
        let (model, findings) = read(&text);
        assert_eq!(model.roots.len(), 1, "{name}");
        let errors: Vec<&Finding> = findings
            .iter()
            .filter(|finding| finding.is_error())
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

#[test]
fn real_schemas_and_their_plain_forms_mean_what_the_instances_say() {
    let Some(lines) = lines() else { return };
    let (mut judged, mut wrong) = (0, Vec::new());
    for line in lines.lines() {
        let (name, text) = schema(line);
        let (model, findings) = read(&text);
        if findings.iter().any(Finding::is_error) {
            continue;
        }
        let root = model.roots[0].expect("a schema without errors is a root");
        let lowered = lower(&model, root, &PLAIN).expect("plain takes all");
        let plain = read(&lowered.document()).0;
        let plain_root = plain.roots[0].expect("a plain form is a schema");
        let line: Value = serde_json::from_str(line).expect("a line is JSON");
        for test in line["tests"].as_array().into_iter().flatten() {
            let valid = accepts(&model, root, &test["data"], Formats::Assert);
            if valid != accepts(&plain, plain_root, &test["data"], Formats::Assert) {
                wrong.push(format!(
                    "{name}: the plain form differs on {}",
                    test["data"]
                ));
            }
            let Some(valid) = valid else { continue };
            judged += 1;
            if Value::Bool(valid) != test["valid"] {
                wrong.push(format!("{name}: {valid} for {}", test["data"]));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {judged}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(judged > 2000, "only {judged} instances were judged");
}
