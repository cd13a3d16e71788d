//! What types are called does not depend on what else there is: a schema that gets one more property or
//! definition keeps every name that it had.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use formwork_codegen::ir::{Type, TypeKind};
use formwork_codegen::{Disk, Loader, Options, generate};
use formwork_tests::shared;
use serde_json::{Value, json};

/// Of the corpus, every so many-th schema; all of it takes a minute.
const STRIDE: usize = 12;

/// The edit that refers to a definition once more.
const AGAIN: &str = "a property that refers to what is there";

/// One document.
struct One(Vec<u8>);

impl Loader for One {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path == Path::new("/s/schema.json") {
            return Ok(self.0.clone());
        }
        Err(io::ErrorKind::NotFound.into())
    }
}

/// The names of a type's fields, variants or branches, by the type's name; `None` where the schema has
/// errors.
fn names(schema: &Value) -> Option<BTreeMap<String, BTreeSet<String>>> {
    let options = Options::new("/s").schema("/s/schema.json").exact(true);
    let output = generate(&options, &One(schema.to_string().into_bytes()));
    if output.has_errors() {
        return None;
    }
    let types = output.modules[0].ir.types.iter();
    Some(types.map(|one| (one.name.clone(), parts(one))).collect())
}

fn parts(one: &Type) -> BTreeSet<String> {
    match &one.kind {
        TypeKind::Struct(one) => one.fields.iter().map(|field| field.name.clone()).collect(),
        TypeKind::Enum(variants) => variants.iter().map(|one| one.name.clone()).collect(),
        TypeKind::Union(one) => one.branches.iter().map(|one| one.name.clone()).collect(),
        TypeKind::Newtype(_) | TypeKind::Unknown => BTreeSet::new(),
    }
}

/// Where a document keeps definitions.
fn definitions(schema: &Value) -> &'static str {
    let draft = schema["$schema"].as_str().unwrap_or_default();
    let is_old = ["draft-04", "draft-06", "draft-07"]
        .iter()
        .any(|old| draft.contains(old));
    if is_old || schema.get("definitions").is_some() {
        "definitions"
    } else {
        "$defs"
    }
}

/// The schema with more in it, in several ways.
fn edits(schema: &Value) -> Vec<(&'static str, Value)> {
    let mut edits = Vec::new();
    if !schema.is_object() {
        return edits;
    }
    let holder = definitions(schema);
    let thing = json!({
        "type": "object",
        "properties": { "aaaInner": { "type": "object", "properties": { "aaaLeaf": { "type": "string" } } } },
        "additionalProperties": { "type": "object", "properties": { "aaaDeep": { "type": "integer" } } },
    });
    let mut defined = schema.clone();
    if defined.get(holder).is_none() {
        defined[holder] = json!({});
    }
    if !defined[holder].is_object() {
        return edits;
    }
    let known: Vec<String> = defined[holder]
        .as_object()
        .map(|known| known.keys().cloned().collect())
        .unwrap_or_default();
    defined[holder]["AaaUnrelated"] = thing;
    edits.push(("a definition", defined.clone()));
    if !schema["properties"].is_object() {
        return edits;
    }
    for name in ["!aaaUnrelated", "~zzzUnrelated"] {
        let mut used = defined.clone();
        used["properties"][name] = json!({ "$ref": format!("#/{holder}/AaaUnrelated") });
        edits.push(("a property with a definition of its own", used));
    }
    let mut inline = schema.clone();
    inline["properties"]["!aaaUnion"] = json!({ "anyOf": [
        { "type": "object", "required": ["aaaLeft"], "properties": { "aaaLeft": { "enum": ["aaa"] } } },
        { "type": "array", "items": { "type": "object", "properties": { "aaaRight": {} } } },
    ] });
    edits.push(("a property", inline));
    if let Some(last) = known.last() {
        let mut again = schema.clone();
        let last = last
            .replace('~', "~0")
            .replace('/', "~1")
            .replace('%', "%25");
        again["properties"]["!aaaAgain"] = json!({ "$ref": format!("#/{holder}/{last}") });
        edits.push((AGAIN, again));
    }
    edits
}

/// What an edit has taken away.
fn lost(before: &Value) -> Vec<String> {
    let Some(known) = names(before) else {
        return Vec::new();
    };
    let mut lost = Vec::new();
    for (edit, after) in edits(before) {
        let Some(now) = names(&after) else { continue };
        // A definition that had no type of its own, because it only stood in others, has one now. It bears
        // the name that its author gave it, whoever bore that before.
        if edit == AGAIN && now.len() > known.len() {
            continue;
        }
        for (name, parts) in &known {
            if now.get(name).is_none_or(|now| !now.is_superset(parts)) {
                lost.push(format!("with {edit}, `{name}` is not what it was"));
            }
        }
    }
    lost
}

#[test]
fn the_cases_keep_their_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut seen = 0;
    for case in fs::read_dir(root).expect("tests/cases is there") {
        let case = case.expect("it can be listed").path();
        let file = case.join("schema.yaml");
        let output = generate(&Options::new(&case).schema(&file), &Disk);
        let root = output.sources.files[0].root.as_ref().expect("it is sound");
        let schema: Value = serde_json::from_str(&root.to_json().to_text()).expect("it is JSON");
        assert_eq!(lost(&schema), Vec::<String>::new(), "{}", case.display());
        seen += 1;
    }
    assert!(seen > 10);
}

#[test]
fn real_schemas_keep_their_names() {
    let Some(shared) = shared() else { return };
    let text =
        fs::read_to_string(shared.join("data/schema-corpus/dev.jsonl")).expect("it is there");
    let mut wrong = Vec::new();
    for line in text.lines().step_by(STRIDE) {
        let line: Value = serde_json::from_str(line).expect("each line is JSON");
        // Large ones say no more than the others.
        if line["schema"].to_string().len() < 60_000 {
            let lost = lost(&line["schema"]);
            wrong.extend(
                lost.into_iter()
                    .map(|lost| format!("{}: {lost}", line["id"])),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
