//! `cargo formwork` about findings: what their codes mean.

use crate::command_line::{folder, run};

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
