//! The tables under `tests/lenient/mends`: for each kind of mend, answers, and what becomes of them.
//!
//! A table is a list of schemas with answers: the text, the value or what is wrong, and what was mended. With
//! `BLESS=1` it is written anew; read it before you believe it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use formwork::Mends;
use formwork::dynamic::Schema;
use formwork_tests::golden;
use serde_json::{Map, Value, json};

/// What becomes of an answer that comes in pieces of a size.
pub(crate) fn read(schema: &Schema, text: &str, size: usize, mends: Mends) -> Map<String, Value> {
    let mut decoder = schema.decoder().lenient(mends);
    for piece in text.as_bytes().chunks(size) {
        decoder.push(piece);
    }
    decoder.end();
    let mended: Vec<String> = decoder.mends().iter().map(ToString::to_string).collect();
    let mut told = Map::new();
    match decoder.finish() {
        Ok(value) => {
            told.insert("value".to_owned(), json!(value));
            if !mended.is_empty() {
                told.insert("mends".to_owned(), json!(mended));
            }
        }
        Err(violations) => {
            let wrong: Vec<String> = violations.iter().map(ToString::to_string).collect();
            told.insert("wrong".to_owned(), json!(wrong));
        }
    }
    told
}

pub(crate) fn tables() -> Vec<(PathBuf, Vec<Value>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lenient/mends");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the tables")
        .map(|entry| entry.expect("a table").path())
        .collect();
    paths.sort();
    let table = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a table");
        let groups: Vec<Value> = serde_json::from_str(&text).expect("a list of groups");
        (path, groups)
    };
    paths.into_iter().map(table).collect()
}

#[test]
fn answers_become_what_the_tables_say() {
    let mut wrong = Vec::new();
    for (path, groups) in tables() {
        let mut out = String::from("[\n");
        for (at, group) in groups.iter().enumerate() {
            let schema = Schema::from_value(&group["schema"]).expect("a schema");
            let _ = write!(out, "  {{\n    \"schema\": {},\n", group["schema"]);
            out.push_str("    \"answers\": [\n");
            let answers = group["answers"].as_array().expect("answers");
            for (index, answer) in answers.iter().enumerate() {
                let text = answer["text"].as_str().expect("a text");
                let told = read(&schema, text, usize::MAX, Mends::All);
                for size in [1, 2, 3, 5, 16] {
                    let cut = read(&schema, text, size, Mends::All);
                    assert_eq!(cut, told, "in pieces of {size}: {text}");
                }
                let _ = write!(out, "      {{\n        \"text\": {}", json!(text));
                for (key, value) in &told {
                    let _ = write!(out, ",\n        \"{key}\": {value}");
                }
                let comma = if index + 1 < answers.len() { "," } else { "" };
                let _ = write!(out, "\n      }}{comma}\n");
            }
            let comma = if at + 1 < groups.len() { "," } else { "" };
            let _ = write!(out, "    ]\n  }}{comma}\n");
        }
        out.push_str("]\n");
        wrong.extend(golden(&path, &out).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn syntax_alone_changes_no_value() {
    let schema = Schema::from_json(
        r#"{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}"#,
    );
    let schema = schema.expect("a schema");
    let told = |text: &str| read(&schema, text, usize::MAX, Mends::Syntax);
    assert_eq!(told("Here: {a: 1,}")["value"], json!({"a": 1}));
    for text in [
        "{\"a\": \"1\"}",
        "[{\"a\": 1}]",
        "1",
        "{\"A\": 1}",
        "{\"a\": true}",
    ] {
        assert!(told(text).contains_key("wrong"), "{text}");
    }
}

#[test]
fn nothing_is_mended_unless_it_is_asked_for() {
    let schema = Schema::from_json(r#"{"type": "array"}"#).expect("a schema");
    for text in ["[1,]", "the list: []", "[1", "['a']"] {
        assert!(
            read(&schema, text, 1, Mends::None).contains_key("wrong"),
            "{text}"
        );
    }
}
