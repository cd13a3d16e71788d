//! `cargo formwork` about findings: how it writes them, how it ends, and what their codes mean.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::command_line::{folder, run};
use crate::package::ORDER;

/// The order, with a warning in it.
fn with_a_warning(folder: &Path) {
    let text = ORDER.replace("type: integer", "type: integer, minumum: 1");
    fs::write(folder.join("schemas/order.yaml"), text).expect("a file");
}

/// The order, with an error in it.
fn with_an_error(folder: &Path) {
    let text = ORDER.replace("type: integer", "type: intger");
    fs::write(folder.join("schemas/order.yaml"), text).expect("a file");
}

#[test]
fn findings_are_drawn_or_written_in_one_line_or_for_programs() {
    let folder = folder("cli-formats");
    with_a_warning(&folder);
    let lint = |format: &str| {
        let arguments = ["lint", "schemas/order.yaml", "--message-format", format];
        run(&folder, &arguments).good()
    };
    let short = lint("short");
    assert_eq!(short.stdout, "");
    assert_eq!(
        short.stderr,
        "schemas/order.yaml:5:28: warning[M003]: `minumum` is not a keyword; it has no effect\n"
    );

    let human = lint("human");
    assert_eq!(human.stdout, "");
    assert_eq!(
        human.stderr,
        "\
warning[M003]: `minumum` is not a keyword; it has no effect
 --> schemas/order.yaml:5:28
  |
5 |   number: { type: integer, minumum: 1 }
  |                            ^^^^^^^
  |
  = help: did you mean `minimum`?

1 warning
"
    );

    let ran = lint("json");
    assert_eq!(ran.stderr, "");
    let found: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    let start = fs::read_to_string(folder.join("schemas/order.yaml"))
        .expect("it was written")
        .find("minumum")
        .expect("it was written");
    assert_eq!(
        found,
        [json!({
            "code": "M003",
            "severity": "warning",
            "message": "`minumum` is not a keyword; it has no effect",
            "label": null,
            "file": "schemas/order.yaml",
            "pointer": "/properties/number/minumum",
            "line": 5,
            "column": 28,
            "bytes": { "start": start, "end": start + 7 },
            "help": ["did you mean `minimum`?"],
            "related": [],
        })]
    );

    // What else there is to say does not come between.
    let arguments = ["--out", "g", "--message-format", "json"];
    let ran = run(
        &folder,
        &[&["generate", "schemas/order.yaml"][..], &arguments].concat(),
    )
    .good();
    let lines: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    assert_eq!(lines[0]["code"], "M003");
    assert_eq!(
        lines[1..],
        [
            json!({ "file": "g/order.rs", "state": "written" }),
            json!({ "file": "g/mod.rs", "state": "written" }),
        ]
    );
    assert_eq!(ran.stderr, "");
}

#[test]
fn linting_ends_as_its_findings_are() {
    let folder = folder("cli-lint");
    let lint = |more: &[&str]| {
        run(
            &folder,
            &[&["lint", "schemas/order.yaml"][..], more].concat(),
        )
    };
    let ran = lint(&["--deny", "warnings"]).good();
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));

    with_a_warning(&folder);
    lint(&[]).good();
    let ran = lint(&["--deny", "warnings"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);

    with_an_error(&folder);
    let ran = lint(&[]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("\n1 error\n"), "{}", ran.stderr);

    assert_eq!(lint(&["--deny", "nothing"]).code, Some(2));
    assert_eq!(run(&folder, &["lint"]).code, Some(2));
    // Nothing but the schemas was there, and nothing else is now.
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
}

#[test]
fn a_code_is_explained_on_standard_output() {
    let folder = folder("cli-explain");
    for name in ["R001", "r001", "unknown-ref"] {
        let ran = run(&folder, &["formwork", "explain", name]).good();
        assert_eq!(ran.stderr, "");
        let head = "R001 (unknown-ref)\na reference leads nowhere\n\nA `$ref` leads";
        assert!(ran.stdout.starts_with(head), "{}", ran.stdout);
        let mended = "    seller: { $ref: \"#/$defs/party\" }\n";
        assert!(ran.stdout.contains(mended), "{}", ran.stdout);
    }
    let ran = run(&folder, &["explain", "--list"]).good();
    assert!(
        ran.stdout.contains("\nR001  a reference leads nowhere\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_code_that_there_is_not_is_wrong_use() {
    let folder = folder("cli-explain-wrong");
    let ran = run(&folder, &["explain", "D014"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(
        ran.stderr
            .starts_with("error: there is no code `D014`\n  near it: D001: "),
        "{}",
        ran.stderr
    );
    for arguments in [&["explain"][..], &["explain", "R001", "--list"]] {
        let ran = run(&folder, arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn linting_for_a_provider_tells_what_becomes_of_each_keyword() {
    let folder = folder("cli-fates");
    let text = ORDER.replace("type: integer", "type: integer, minimum: 1");
    fs::write(folder.join("schemas/order.yaml"), text).expect("a file");
    let lint = |more: &[&str]| {
        run(
            &folder,
            &[&["lint", "schemas/order.yaml"][..], more].concat(),
        )
    };
    let human = lint(&["--provider", "anthropic"]).good().stdout;
    assert!(
        human.starts_with("schemas/order.yaml in the dialect anthropic\n"),
        "{human}"
    );
    let row = human.lines().find(|line| line.contains("minimum"));
    let row: Vec<&str> = row.expect("a row").split_whitespace().collect();
    assert_eq!(row, ["5", "minimum", "described", "/properties/number"]);

    let lines = lint(&["--provider", "openai,anthropic", "--message-format", "json"])
        .good()
        .stdout;
    let rows: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    let fates: Vec<(&str, &str)> = rows
        .iter()
        .filter(|row| row["keyword"] == "minimum")
        .map(|row| {
            assert_eq!(row["pointer"], "/properties/number/minimum");
            let text = |key: &str| row[key].as_str().unwrap_or_default();
            (text("provider"), text("fate"))
        })
        .collect();
    assert_eq!(
        fates,
        [("openai-strict", "enforced"), ("anthropic", "described")]
    );

    let unknown = lint(&["--provider", "antropic"]);
    assert_eq!(unknown.code, Some(1));
    assert!(
        unknown.stderr.contains("error[O001]: `antropic`"),
        "{}",
        unknown.stderr
    );
}
