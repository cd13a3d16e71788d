//! What findings look like.

use std::path::Path;

use formwork_schema::diag::{Style, json, render, short};
use formwork_schema::source::{SourceId, Sources};
use formwork_schema::{Code, Finding, Place};

use crate::memory::Memory;

fn open(files: &[(&str, &str)]) -> Sources {
    let loader = Memory::new(files);
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    for (path, _) in files {
        sources.open(Path::new(path), Path::new(""), &loader, &mut findings);
    }
    assert_eq!(findings, [], "the test's own files are sound");
    sources
}

/// The place of the first `needle` in a file.
fn place(sources: &Sources, file: u32, needle: &str) -> Place {
    let source = SourceId(file);
    let text = &sources.get(source).expect("the file is open").text;
    let start = text.find(needle).expect("the needle is in the file");
    Place {
        source,
        pointer: "".into(),
        span: start..start + needle.len(),
    }
}

#[test]
fn a_finding_is_drawn_with_all_its_parts() {
    let sources = open(&[
        (
            "schemas/x.yaml",
            "title: Ünit\nproperties:\n  price:\n    $ref: '#/$defs/Mony'\n$defs:\n  Money: {}\n",
        ),
        ("schemas/y.json", "{\n  \"type\": \"object\"\n}"),
    ]);
    let finding = Finding::error(
        Code::UNKNOWN_REF,
        place(&sources, 0, "'#/$defs/Mony'"),
        "this reference leads nowhere",
    )
    .label("no `Mony` in `$defs`")
    .help("did you mean `Money`?")
    .related(place(&sources, 0, "$defs:"), "the names are here")
    .related(place(&sources, 1, "\"type\""), "and this is another file");
    assert_eq!(
        render(&[finding], &sources, Style::Plain),
        "\
error[R001]: this reference leads nowhere
 --> schemas/x.yaml:4:11
  |
4 |     $ref: '#/$defs/Mony'
  |           ^^^^^^^^^^^^^^ no `Mony` in `$defs`
5 | $defs:
  | ------ the names are here
  |
 ::: schemas/y.json:2:3
  |
2 |   \"type\": \"object\"
  |   ------ and this is another file
  |
  = help: did you mean `Money`?
"
    );
}

#[test]
fn findings_stand_in_the_order_of_the_files() {
    let sources = open(&[("a.yaml", "x: 1\ny: 2\n"), ("b.yaml", "z: 3\n")]);
    let findings = [
        Finding::error(Code::KEYWORD_VALUE, place(&sources, 1, "z"), "fourth"),
        Finding::error(Code::KEYWORD_VALUE, place(&sources, 0, "y"), "third"),
        Finding::warning(Code::UNKNOWN_KEYWORD, place(&sources, 0, "x"), "second"),
        Finding::error(Code::NO_INPUT, None, "first"),
    ];
    assert_eq!(
        short(&findings, &sources),
        "\
error[O002]: first
a.yaml:1:1: warning[M003]: second
a.yaml:2:1: error[M002]: third
b.yaml:1:1: error[M002]: fourth
"
    );
    let drawn = render(&findings, &sources, Style::Plain);
    let titles: Vec<&str> = drawn.lines().filter(|line| line.contains("]: ")).collect();
    assert_eq!(
        titles,
        [
            "error[O002]: first",
            "warning[M003]: second",
            "error[M002]: third",
            "error[M002]: fourth"
        ]
    );
}

#[test]
fn a_value_of_several_lines_is_marked_at_its_first() {
    let sources = open(&[(
        "a.json",
        "{\n  \"items\": {\n    \"type\": \"string\"\n  }\n}",
    )]);
    let finding = Finding::error(
        Code::NOT_A_SCHEMA,
        place(&sources, 0, "{\n    \"type\": \"string\"\n  }"),
        "not good",
    );
    assert_eq!(
        render(&[finding], &sources, Style::Plain),
        "error[M001]: not good\n --> a.json:2:12\n  |\n2 |   \"items\": {\n  |            ^\n"
    );
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let text = format!(
        "{{\"é\": \"{}\", \"b\": [true], \"c\": \"{}\"}}",
        "ü".repeat(2000),
        "x".repeat(9000)
    );
    let sources = open(&[("a.json", &text)]);
    let finding = Finding::error(Code::KEYWORD_VALUE, place(&sources, 0, "[true]"), "wrong")
        .label("here")
        .related(place(&sources, 0, "\"é\""), "and there");
    for style in [Style::Plain, Style::Colour] {
        let drawn = render(std::slice::from_ref(&finding), &sources, style);
        assert!(
            drawn.contains("a.json:1:2016\n"),
            "the column is the one in the file: {drawn}"
        );
        assert!(drawn.contains("a.json:1:2\n"), "{drawn}");
        assert!(drawn.contains("[true]"), "{drawn}");
        assert!(
            drawn.lines().all(|line| line.chars().count() < 250),
            "{drawn}"
        );
        assert!(!drawn.lines().any(|line| line.trim() == ":::"), "{drawn}");
    }
}

#[test]
fn colour_is_only_there_when_asked_for() {
    let sources = open(&[("a.yaml", "x: 1\n")]);
    let finding =
        [Finding::error(Code::KEYWORD_VALUE, place(&sources, 0, "x"), "wrong").help("mend it")];
    assert!(!render(&finding, &sources, Style::Plain).contains('\u{1b}'));
    assert!(render(&finding, &sources, Style::Colour).contains('\u{1b}'));
}

#[test]
fn places_that_do_not_exist_are_drawn_as_well_as_can_be() {
    let sources = open(&[("a.yaml", "x: ü\n")]);
    let at = |source, span| Place {
        source: SourceId(source),
        pointer: "".into(),
        span,
    };
    let findings = [
        Finding::error(Code::SYNTAX, at(0, 900..1000), "behind the end"),
        // Inside the two bytes of `ü`, and turned around.
        Finding::error(Code::SYNTAX, at(0, 4..4), "inside a character"),
        Finding::error(Code::SYNTAX, at(7, 0..1), "no such document"),
    ];
    let drawn = render(&findings, &sources, Style::Plain);
    for message in ["behind the end", "inside a character", "no such document"] {
        assert!(drawn.contains(message), "{drawn}");
    }
    assert_eq!(
        short(&findings[1..2], &sources),
        "a.yaml:1:4: error[S003]: inside a character\n"
    );
}

#[test]
fn control_characters_in_messages_do_not_reach_the_terminal() {
    let sources = open(&[("a.yaml", "x: 1\n")]);
    let finding = Finding::error(
        Code::KEYWORD_VALUE,
        place(&sources, 0, "x"),
        "the key `\u{1b}[2J`",
    )
    .label("\u{1b}[31m")
    .help("not \u{1b}[31m red");
    assert!(!render(&[finding], &sources, Style::Plain).contains('\u{1b}'));
}

#[test]
fn each_finding_is_one_line_of_json() {
    let sources = open(&[("a.yaml", "title: Größe\nx: \"1\"\n"), ("b.yaml", "y: 2\n")]);
    let mut at = place(&sources, 0, "\"1\"");
    at.pointer = "/x".into();
    let findings = [
        Finding::warning(Code::KEYWORD_VALUE, at, "\"wrong\"\n\u{1b}[31m")
            .label("here")
            .help("do this")
            .help("or that")
            .related(place(&sources, 1, "2"), "and this"),
        Finding::error(Code::NO_INPUT, None, "nothing to do"),
    ];
    let text = json(&findings, &sources);
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    assert_eq!(
        lines,
        [
            serde_json::json!({
                "code": "O002", "severity": "error", "message": "nothing to do", "label": null,
                "file": null, "pointer": null, "line": null, "column": null, "bytes": null,
                "help": [], "related": [],
            }),
            serde_json::json!({
                "code": "M002", "severity": "warning", "message": "\"wrong\"\n\u{1b}[31m",
                "label": "here", "file": "a.yaml", "pointer": "/x", "line": 2, "column": 4,
                "bytes": { "start": 18, "end": 21 }, "help": ["do this", "or that"],
                "related": [{
                    "label": "and this", "file": "b.yaml", "pointer": "", "line": 1, "column": 4,
                    "bytes": { "start": 3, "end": 4 },
                }],
            }),
        ]
    );
}

#[test]
fn many_findings_in_one_long_line_are_all_told() {
    // Where each of them reads the line from its beginning, this takes minutes.
    let text = format!("[{}0]", "1,".repeat(500_000));
    let sources = open(&[("a.json", &text)]);
    let findings: Vec<Finding> = (0..5_000)
        .map(|index| {
            let place = Place {
                source: SourceId(0),
                pointer: "".into(),
                span: index * 200..index * 200 + 1,
            };
            Finding::warning(Code::KEYWORD_VALUE, place, "wrong")
        })
        .collect();
    assert_eq!(
        render(&findings, &sources, Style::Plain)
            .matches("wrong")
            .count(),
        5_000
    );
    assert_eq!(short(&findings, &sources).lines().count(), 5_000);
    assert_eq!(json(&findings, &sources).lines().count(), 5_000);
}
