//! Schema files to Rust source: each folder under `cases` holds a schema and what becomes of it.
//!
//! `generated.rs`, `notation.txt` and `findings.txt` are compared byte for byte; `cases.rs` compiles the first and
//! runs it. `BLESS=1 cargo test -p formwork-tests --test generate` writes both anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use formwork_codegen::{Disk, Options, Output, Style, generate, render};
use formwork_tests::golden;
use formwork_tests::options::set_all;

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .expect("tests/cases is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(cases.len() > 10, "only {} cases", cases.len());
    cases
}

/// The options of a case, which may have an `options.txt`.
fn options(case: &Path) -> Options {
    set_all(Options::new(case).schema(case.join("schema.yaml")), case)
}

fn run(case: &Path) -> Output {
    generate(&options(case), &Disk)
}

#[test]
fn what_is_generated_is_what_was_reviewed() {
    let mut differences = Vec::new();
    for case in cases() {
        let output = run(&case);
        let findings = render(&output.findings, &output.sources, Style::Plain);
        assert!(!output.has_errors(), "{}:\n{findings}", case.display());
        differences.extend(
            golden(
                &case.join("generated.rs"),
                &output.modules[0].to_file_text(),
            )
            .err(),
        );
        let notation = output.modules[0].ir.notation.join("\n\n") + "\n";
        differences.extend(golden(&case.join("notation.txt"), &notation).err());
        let expected = case.join("findings.txt");
        if findings.is_empty() {
            assert!(
                !expected.exists(),
                "{} has no findings any more",
                case.display()
            );
        } else {
            differences.extend(golden(&expected, &findings).err());
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_same_files_give_the_same_bytes() {
    for case in cases() {
        assert_eq!(
            run(&case).modules[0].to_text(),
            run(&case).modules[0].to_text()
        );
    }
}

/// A schema as a reviewer changes it, and how many lines of generated code may be added or taken away.
const CHANGES: &[(&str, &str, usize)] = &[
    // A description: in the documentation of field and twin, the schema, two dialects, the notation.
    (
        "The amount to pay, taxes included.",
        "What is to be paid.",
        12,
    ),
    // A rule: in the documentation, the table, and the same texts.
    ("maxItems: 6", "maxItems: 60", 14),
    // A property more: a field, one in the twin, a row, and a line in each text.
    ("  total:\n", "  paid: { type: boolean }\n  total:\n", 16),
    // A property that must be there.
    (
        "required: [number, issued, ",
        "required: [number, issued, note, ",
        16,
    ),
];

/// The lines that went and those that came.
fn changed(before: &str, after: &str) -> Vec<String> {
    let difference = similar::TextDiff::from_lines(before, after);
    let changes = difference.iter_all_changes();
    let changes = changes.filter(|change| change.tag() != similar::ChangeTag::Equal);
    changes.map(|change| change.to_string()).collect()
}

#[test]
fn small_changes_of_a_schema_are_small_in_what_is_generated() {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("small-changes");
    fs::create_dir_all(&folder).expect("a folder");
    for entry in fs::read_dir(&schemas).expect("schemas are there") {
        let path = entry.expect("it can be listed").path();
        fs::copy(&path, folder.join(path.file_name().expect("a name"))).expect("it can be copied");
    }
    let path = folder.join("invoice.yaml");
    let text = fs::read_to_string(&path).expect("it is there");
    let generated = || {
        let output = generate(&Options::new(&folder).schema(&path), &Disk);
        assert!(!output.has_errors());
        output.modules[0].to_file_text()
    };
    let before = generated();
    for (old, new, most) in CHANGES {
        assert_eq!(text.matches(old).count(), 1, "{old}");
        fs::write(&path, text.replace(old, new)).expect("it can be written");
        let after = generated();
        let changed = changed(&before, &after);
        assert!(!changed.is_empty(), "{new} changes nothing");
        assert!(
            changed.len() <= *most,
            "{} lines\n{}",
            changed.len(),
            changed.concat()
        );
    }
}

/// An OpenAPI document whose components all refer to one another; `more` goes into the one that is numbered 3.
fn ring(more: &str) -> String {
    let mut text =
        "openapi: 3.1.0\ninfo: {title: Ring, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n"
            .to_owned();
    for number in 0..30 {
        let next = (number + 1) % 30;
        let more = if number == 3 { more } else { "" };
        let _ = write!(
            text,
            "    Part{number}:\n      type: object\n      description: Said of part {number} alone.\n      properties:\n        \
             first: {{type: string, description: Its name.}}\n        size: {{type: integer, minimum: 0}}\n{more}        \
             next: {{$ref: '#/components/schemas/Part{next}'}}\n"
        );
    }
    text
}

#[test]
fn what_components_share_is_written_once() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shared-components");
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("ring.yaml");
    let generated = |text: &str| {
        fs::write(&path, text).expect("it can be written");
        let output = generate(&Options::new(&folder).schema(&path), &Disk);
        assert!(!output.has_errors());
        output.modules[0].to_file_text()
    };
    let before = generated(&ring(""));
    // The type, its twin, what a tool is told, a notation, and the schema as it was written and in two dialects.
    let said = before.matches("Said of part 3 alone.").count();
    assert!(said <= 8, "{said} times\n{before}");
    let after = generated(&ring("        weight: {type: number}\n"));
    let changed = changed(&before, &after);
    assert!((4..=18).contains(&changed.len()), "{}", changed.concat());
}

#[test]
fn every_path_in_generated_code_is_absolute_or_its_own() {
    for case in cases() {
        let text = run(&case).modules[0].to_text();
        for line in text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
        {
            for word in [
                "serde_json::",
                " serde::",
                "regex::",
                "String::from(",
                "vec![",
            ] {
                assert!(!line.contains(word), "{}: {line}", case.display());
            }
        }
        let uses: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("use "))
            .collect();
        assert_eq!(
            uses,
            ["use ::formwork::__private::v1 as f;"],
            "{}",
            case.display()
        );
    }
}

#[test]
fn another_name_of_the_runtime_is_the_only_one_that_appears() {
    for case in cases() {
        let options = options(&case).runtime("crate::vendored");
        let text = generate(&options, &Disk).modules[0].to_text();
        assert!(text.contains("crate::vendored::"), "{}", case.display());
        assert!(!text.contains("::formwork::"), "{}", case.display());
    }
}
