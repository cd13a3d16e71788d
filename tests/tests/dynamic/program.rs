//! The program `lenient`: what it counts, what it says of the list of known differences, and how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

const CASES: &str = concat!(
    r#"{"id":"a/comma","category":"commas","target_schema":{"type":"array"},"input":"[1,]","expected":[1],"mode":"final"}"#,
    "\n",
    r#"{"id":"a/other","category":"commas","target_schema":{"type":"array"},"input":"[1,]","expected":[2],"mode":"final"}"#,
    "\n",
    r#"{"id":"b/wrong","category":"types","target_schema":{"type":"array","items":{"type":"null"}},"input":"[[1]]","expect_error":true,"mode":"final"}"#,
    "\n",
    r#"{"id":"b/part","category":"parts","target_schema":{"properties":{"a":{"type":"string"}}},"input":"{\"a\": \"x","expected":{"a":"x","b":null},"mode":"partial"}"#,
    "\n",
);

fn file(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lenient");
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    fs::write(&path, text).expect("it can be written");
    path
}

/// What the program says of the cases: the last line, the rest, and how it ends.
fn run(name: &str, known: &str, more: &[&str]) -> (Value, String, Option<i32>) {
    let cases = file(&format!("{name}.jsonl"), CASES);
    let known = file(&format!("{name}.txt"), known);
    let output = Command::new(env!("CARGO_BIN_EXE_lenient"))
        .arg("--json")
        .arg("--cases")
        .arg(cases)
        .arg("--known")
        .arg(known)
        .args(more)
        .output()
        .expect("it runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let last = text
        .lines()
        .last()
        .and_then(|line| serde_json::from_str(line).ok());
    (last.unwrap_or_default(), text, output.status.code())
}

fn counts(line: &Value) -> [&Value; 4] {
    ["cases", "passed", "failed", "surprises"].map(|key| &line[key])
}

#[test]
fn what_is_not_as_listed_is_an_error() {
    let (line, text, code) = run("none", "", &[]);
    assert_eq!(counts(&line), [&json!(4), &json!(3), &json!(1), &json!(1)]);
    assert!(text.contains("FAILS   a/other"), "{text}");
    assert_eq!(code, Some(1));
    let (line, _, code) = run("listed", "a/other -- it asks for what is not there\n", &[]);
    assert_eq!(counts(&line), [&json!(4), &json!(3), &json!(1), &json!(0)]);
    assert_eq!(code, Some(0));
    let (_, text, code) = run("stale", "a/other -- so\nb/wrong -- so\n", &[]);
    assert!(text.contains("PASSES  b/wrong"), "{text}");
    assert_eq!(code, Some(1));
}

#[test]
fn some_cases_alone_and_less_mending() {
    let (line, text, code) = run("only", "", &["--only", "types"]);
    assert_eq!(counts(&line), [&json!(1), &json!(1), &json!(0), &json!(0)]);
    assert!(!text.contains("commas"), "{text}");
    assert_eq!(code, Some(0));
    let (line, text, _) = run("strict", "", &["--mends", "none", "--verbose"]);
    assert_eq!(line["passed"], json!(2));
    assert!(
        text.contains("-- a/comma") && text.contains("expected  [1]"),
        "{text}"
    );
    let (_, _, code) = run("wrong", "", &["--mends", "some"]);
    assert_eq!(code, Some(2));
}
