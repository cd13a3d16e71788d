//! Reading text: what is accepted, where things stand, and what it costs to refuse.

use std::io;
use std::path::Path;
use std::time::Duration;

use formwork_schema::source::{Disk, Loader, Node, NodeValue, SourceId, Sources};
use formwork_schema::{Code, Finding, Json};
use proptest::prelude::*;

use crate::cpu::Work;
use crate::memory::Memory;

fn open(path: &str, text: impl AsRef<[u8]>) -> (Sources, Vec<Finding>) {
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let loader = Memory::new(&[(path, text)]);
    sources.open(Path::new(path), Path::new(""), &loader, &mut findings);
    (sources, findings)
}

fn root(sources: &Sources) -> Option<&Node> {
    sources
        .get(SourceId(0))
        .and_then(|source| source.root.as_ref())
}

fn errors(findings: &[Finding]) -> Vec<Code> {
    findings
        .iter()
        .filter(|f| f.is_error())
        .map(|f| f.code)
        .collect()
}

#[test]
fn a_document_is_opened_once_whatever_its_path_is_written_like() {
    let loader = Memory::new(&[("/s/a.json", "[1,]")]);
    let (mut sources, mut findings) = (Sources::default(), Vec::new());
    let first = sources.open(
        Path::new("/s/a.json"),
        Path::new("/s"),
        &loader,
        &mut findings,
    );
    let second = sources.open(
        Path::new("/s/x/.././a.json"),
        Path::new("/s"),
        &loader,
        &mut findings,
    );
    assert_eq!(first, Some(SourceId(0)), "a faulty document is kept");
    assert_eq!(second, first);
    assert_eq!(errors(&findings), [Code::SYNTAX], "its fault is told once");
    assert_eq!(sources.files.len(), 1);
    assert_eq!(sources.files[0].name, "a.json");
    assert!(sources.files[0].root.is_none());
}

#[test]
fn a_file_that_cannot_be_loaded_is_a_finding_and_no_document() {
    struct Refuses;
    impl Loader for Refuses {
        fn load(&self, _: &Path) -> io::Result<Vec<u8>> {
            Err(io::Error::other("the disk is on fire"))
        }
    }
    let (mut sources, mut findings) = (Sources::default(), Vec::new());
    assert_eq!(
        sources.open(
            Path::new("/s/a.json"),
            Path::new("/s"),
            &Refuses,
            &mut findings
        ),
        None
    );
    assert_eq!(errors(&findings), [Code::UNREADABLE]);
    assert_eq!(
        findings[0].message,
        "cannot read `/s/a.json`: the disk is on fire"
    );
    assert!(sources.files.is_empty());
}

#[test]
fn the_disk_is_read() {
    let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = crate_root.join("tests/cases/source/yaml-values/schema.yaml");
    let (mut sources, mut findings) = (Sources::default(), Vec::new());
    let id = sources
        .open(&path, crate_root, &Disk, &mut findings)
        .expect("the file is there");
    assert_eq!(
        sources.get(id).expect("it is open").name,
        "tests/cases/source/yaml-values/schema.yaml"
    );
    sources.open(
        &crate_root.join("no-such-file.json"),
        crate_root,
        &Disk,
        &mut findings,
    );
    assert_eq!(errors(&findings), [Code::UNREADABLE]);
}

#[test]
fn lines_and_columns_count_characters_from_one() {
    let (sources, _) = open("a.yaml", "é: 1\nb: ü\n");
    let id = SourceId(0);
    assert_eq!(sources.line_column(id, 0), (1, 1));
    assert_eq!(sources.line_column(id, "é: ".len()), (1, 4));
    assert_eq!(sources.line_column(id, "é: 1\nb: ".len()), (2, 4));
    assert_eq!(
        sources.line_column(id, 1),
        (1, 1),
        "inside a character is at it"
    );
    assert_eq!(sources.line_column(id, 10_000), (3, 1));
    assert_eq!(sources.line_column(SourceId(9), 0), (1, 1));
}

#[test]
fn spans_point_at_what_they_name() {
    let text =
        "a:\n  - x\n  - {k: 'v'}\nb: |\n  one\n  two\n\nc: \"q\"  # comment\nd: &n [1, 2]\ne: *n\n";
    let (sources, findings) = open("a.yaml", text);
    assert_eq!(findings, []);
    let root = root(&sources).expect("it is YAML");
    let at = |pointer: &str| &text[root.at(pointer).expect("it is there").span.clone()];
    assert_eq!(at("/a"), "- x\n  - {k: 'v'}");
    assert_eq!(at("/a/0"), "x");
    assert_eq!(at("/a/1"), "{k: 'v'}");
    assert_eq!(at("/a/1/k"), "'v'");
    assert_eq!(at("/b"), "one\n  two");
    assert_eq!(at("/c"), "\"q\"");
    assert_eq!(at("/d"), "[1, 2]");
    // What an alias stands for was written elsewhere.
    assert_eq!(at("/e/1"), "2");
}

#[test]
fn hostile_documents_are_refused_quickly() {
    let deep_object = "{\"a\":".repeat(200_000);
    let deep_block: Vec<String> = (0..3000).map(|i| " ".repeat(i) + "a:\n").collect();
    let deep_block = deep_block.concat();
    let wide_bomb = format!(
        "a: &a [{}]\nb: [{}]\n",
        "1,".repeat(5000),
        "*a,".repeat(5000)
    );
    let anchors: Vec<String> = (0..100).map(|i| format!("&a{i} [")).collect();
    let anchors = anchors.concat() + &"]".repeat(100);
    let many = format!("[{}1]", "1,".repeat(1_000_001));
    for (path, text, code) in [
        ("a.json", "[".repeat(1_000_000), Code::TOO_LARGE),
        ("a.json", deep_object, Code::TOO_LARGE),
        ("a.json", many.clone(), Code::TOO_LARGE),
        ("a.yaml", many, Code::TOO_LARGE),
        ("a.yaml", "[".repeat(1_000_000), Code::TOO_LARGE),
        ("a.yaml", "- ".repeat(10_000), Code::TOO_LARGE),
        ("a.yaml", deep_block, Code::TOO_LARGE),
        ("a.yaml", wide_bomb, Code::TOO_LARGE),
        ("a.yaml", "? ".repeat(10_000), Code::TOO_LARGE),
    ] {
        let work = Work::begin();
        let (sources, findings) = open(path, &text);
        let beginning: String = text.chars().take(20).collect();
        assert_eq!(errors(&findings), [code], "{path} {beginning}");
        assert!(root(&sources).is_none());
        // Generous: a test run is not optimised.
        assert!(
            work.spent() < Duration::from_secs(20),
            "{path} {beginning}: {:?}",
            work.spent()
        );
    }
    let (_, findings) = open("a.yaml", anchors);
    assert_eq!(findings, [], "anchors inside anchors are sound");
}

#[test]
fn the_largest_depth_is_read_and_the_next_is_not() {
    for (path, open_text, close_text) in [("a.json", "[", "]"), ("a.yaml", "[", "]")] {
        let text = |depth: usize| open_text.repeat(depth) + &close_text.repeat(depth);
        assert_eq!(open(path, text(128)).1, [], "{path}");
        assert_eq!(
            errors(&open(path, text(129)).1),
            [Code::TOO_LARGE],
            "{path}"
        );
    }
}

#[test]
fn a_key_is_found_twice_in_an_object_of_any_size() {
    for size in [2, 16, 17, 18, 1000] {
        let mut members: Vec<String> = (0..size).map(|i| format!("\"k{i}\": {i}")).collect();
        members.push("\"k1\": 99".to_owned());
        let (sources, findings) = open("a.json", format!("{{{}}}", members.join(", ")));
        assert_eq!(errors(&findings), [Code::DUPLICATE_KEY], "{size}");
        let first = root(&sources)
            .and_then(|root| root.at("/k1"))
            .map(Node::to_json);
        assert_eq!(
            first,
            Some(Json::Number("1".to_owned())),
            "the first value stays"
        );
    }
}

/// JSON values whose text is made by another implementation.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>()
            .prop_filter("JSON has no others", |f| f.is_finite())
            .prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Every node and its pointer.
fn nodes<'a>(node: &'a Node, pointer: &str, out: &mut Vec<(String, &'a Node)>) {
    out.push((pointer.to_owned(), node));
    match &node.value {
        NodeValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                nodes(item, &format!("{pointer}/{index}"), out);
            }
        }
        NodeValue::Object(members) => {
            for member in members {
                let token = member.key.replace('~', "~0").replace('/', "~1");
                nodes(&member.value, &format!("{pointer}/{token}"), out);
            }
        }
        _ => {}
    }
}

fn assert_same_values(text: &str, path: &str) -> Result<(), TestCaseError> {
    let wanted: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
    let (sources, findings) = open(path, text);
    prop_assert_eq!(errors(&findings), [] as [Code; 0]);
    let root = root(&sources).expect("there were no errors");
    let mut all = Vec::new();
    nodes(root, "", &mut all);
    for (pointer, node) in all {
        let own: serde_json::Value =
            serde_json::from_str(&node.to_json().to_text()).expect("it is JSON");
        prop_assert_eq!(Some(&own), wanted.pointer(&pointer), "{}", pointer);
        prop_assert_eq!(root.at(&pointer).map(|n| &n.span), Some(&node.span));
        // The text at the span says the same, taken alone.
        let text: serde_json::Value =
            serde_json::from_str(&text[node.span.clone()]).expect("a span is a value");
        prop_assert_eq!(&own, &text, "{}", pointer);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for path in ["a.json", "a.yaml"] {
            let (sources, findings) = open(path, &bytes);
            prop_assert_eq!(root(&sources).is_none(), errors(&findings).iter().any(|code| {
                [Code::NOT_UTF8, Code::SYNTAX, Code::TOO_LARGE].contains(code)
            }) || findings.iter().any(|f| f.message.contains("one document") || f.message.contains("inside the value")));
        }
    }

    #[test]
    fn any_json_like_text_is_read_as_serde_json_reads_it(
        text in r#"[\[\]{}:,"a\\/ue0-9.+\-E \n\ttruefalsn]{0,24}"#,
    ) {
        let other = serde_json::from_str::<serde_json::Value>(&text);
        let (sources, findings) = open("a.json", &text);
        // Numbers beyond the range of `f64` are numbers here.
        let out_of_range = other.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
        prop_assert_eq!(root(&sources).is_some(), other.is_ok() || out_of_range, "{:?} {:?}", findings, other);
    }

    #[test]
    fn any_yaml_like_text_is_read_or_refused(text in r#"[-:,?&*!|>'"%@`#{}\[\] \nabn0-9.<~yo]{0,60}"#) {
        let (sources, findings) = open("a.yaml", &text);
        prop_assert!(root(&sources).is_some() || !errors(&findings).is_empty());
        for finding in &findings {
            let span = finding.place.as_ref().expect("all have a place").span.clone();
            prop_assert!(text.get(span.clone()).is_some(), "{:?} is no span of {:?}", span, text);
        }
    }

    #[test]
    fn values_and_spans_of_json_are_right(value in any_json()) {
        assert_same_values(&value.to_string(), "a.json")?;
        assert_same_values(&serde_json::to_string_pretty(&value).expect("it is JSON"), "a.json")?;
    }

    #[test]
    fn json_read_as_yaml_is_the_same(value in any_json()) {
        // YAML takes no control characters but tab and line breaks, escaped or not.
        let text = value.to_string();
        let plain = text.chars().all(|c| !c.is_control() && !matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}'));
        if plain {
            assert_same_values(&text, "a.yaml")?;
        }
    }
}
