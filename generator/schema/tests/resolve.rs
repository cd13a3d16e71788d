//! Following references: what is opened, what is read, and how far.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use formwork_schema::dialect::{DIALECTS, PLAIN, lower};
use formwork_schema::resolve::load;
use formwork_schema::source::Loader;
use formwork_schema::{Code, Finding};

use crate::cpu::Work;
use crate::memory::Memory;

/// Notes what is asked of it.
struct Watched {
    files: Memory,
    asked: RefCell<Vec<PathBuf>>,
}

impl Loader for Watched {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.asked.borrow_mut().push(path.to_owned());
        self.files.load(path)
    }
}

fn errors(findings: &[Finding]) -> Vec<Code> {
    findings
        .iter()
        .filter(|f| f.is_error())
        .map(|f| f.code)
        .collect()
}

fn paths(names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(PathBuf::from).collect()
}

#[test]
fn every_file_is_opened_once_and_listed_and_no_other_is_touched() {
    let watched = Watched {
        files: Memory::new(&[
            (
                "/s/a.yaml",
                "$ref: b.yaml\nitems: {$ref: gone.yaml}\n$defs: {x: {$ref: 'sub/../b.yaml#/$defs/y'}}\n",
            ),
            (
                "/s/b.yaml",
                "$defs: {y: {$ref: 'broken.json#/a'}}\nitems: {$ref: a.yaml}\n",
            ),
            ("/s/broken.json", "{"),
            ("/s/unused.yaml", "type: string\n"),
        ]),
        asked: RefCell::default(),
    };
    let (model, findings) = load(&paths(&["/s/a.yaml"]), Path::new("/s"), &watched);
    let mut asked = watched.asked.into_inner();
    asked.sort();
    assert_eq!(
        asked,
        paths(&["/s/a.yaml", "/s/b.yaml", "/s/broken.json", "/s/gone.yaml"])
    );
    // A file that is not there is not listed: who waits for it to change would wait for ever.
    let listed: Vec<&Path> = model
        .sources
        .files
        .iter()
        .map(|source| source.path.as_path())
        .collect();
    assert_eq!(listed.len(), 3);
    assert!(
        ["/s/a.yaml", "/s/b.yaml", "/s/broken.json"]
            .iter()
            .all(|path| listed.contains(&Path::new(path)))
    );
    let mut codes = errors(&findings);
    codes.sort_by_key(|code| code.0);
    assert_eq!(codes, [Code::REF_FILE, Code::SYNTAX], "{findings:#?}");
}

#[test]
fn roots_keep_their_places() {
    let loader = Memory::new(&[("/s/a.yaml", "type: string\n"), ("/s/b.yaml", "{\n")]);
    let given = paths(&["/s/gone.yaml", "/s/a.yaml", "/s/b.yaml", "/s/./a.yaml"]);
    let (model, findings) = load(&given, Path::new("/s"), &loader);
    assert_eq!(errors(&findings), [Code::UNREADABLE, Code::SYNTAX]);
    let [gone, first, broken, again] = model.roots.as_slice() else {
        panic!("four roots")
    };
    assert_eq!((gone, broken), (&None, &None));
    assert!(first.is_some());
    assert_eq!(first, again, "one file is one schema");
}

#[test]
fn roots_may_name_each_other_by_identity() {
    let loader = Memory::new(&[
        (
            "/s/a.json",
            r#"{"properties": {"b": {"$ref": "https://example.com/b#/$defs/x"}}}"#,
        ),
        (
            "/s/b.json",
            r#"{"$id": "https://example.com/b", "$defs": {"x": {"type": "string"}}}"#,
        ),
    ]);
    let (_, findings) = load(
        &paths(&["/s/a.json", "/s/b.json"]),
        Path::new("/s"),
        &loader,
    );
    assert_eq!(findings, []);
    let (_, findings) = load(&paths(&["/s/a.json"]), Path::new("/s"), &loader);
    assert_eq!(
        errors(&findings),
        [Code::REF_REMOTE],
        "nothing is looked for that was not given"
    );
}

#[test]
fn roots_that_claim_one_identity_refer_into_themselves() {
    let text = |kind: &str| {
        format!(
            r#"{{"$id": "https://example.com/same", "$ref": "https://example.com/same#/$defs/x", "$defs": {{"x": {{"type": "{kind}"}}}}}}"#
        )
    };
    let loader = Memory::new(&[("/s/a.json", text("string")), ("/s/b.json", text("null"))]);
    let (model, findings) = load(
        &paths(&["/s/a.json", "/s/b.json"]),
        Path::new("/s"),
        &loader,
    );
    assert_eq!(findings, []);
    for (root, file) in model.roots.iter().zip(0..) {
        let target = model.follow(root.expect("it is sound"));
        assert_eq!(model.get(target).place.source.0, file);
    }
}

#[test]
fn relative_paths_stay_inside_a_relative_directory() {
    let files = [
        ("s/a.json", r#"{"items": {"$ref": "../t.json"}}"#),
        ("t.json", "true"),
    ];
    let (_, findings) = load(&paths(&["s/a.json"]), Path::new("s"), &Memory::new(&files));
    assert_eq!(errors(&findings), [Code::REF_OUTSIDE]);
    for directory in ["", ".", "s/.."] {
        let (_, findings) = load(
            &paths(&["s/a.json"]),
            Path::new(directory),
            &Memory::new(&files),
        );
        assert_eq!(findings, [], "{directory}");
    }
}

#[test]
fn what_holds_beside_a_reference_depends_on_the_draft() {
    let text = |schema: &str| {
        format!(
            r##"{{"$schema": "{schema}", "$defs": {{"x": {{}}}}, "definitions": {{"x": {{"type": "string"}}}},
            "items": {{"$ref": "#/definitions/x", "minLength": 3, "title": "T"}}}}"##
        )
    };
    for (draft, beside) in [
        ("http://json-schema.org/draft-07/schema#", None),
        ("https://json-schema.org/draft/2019-09/schema", Some(3)),
    ] {
        let loader = Memory::new(&[("/a.json", text(draft))]);
        let (model, findings) = load(&paths(&["/a.json"]), Path::new("/"), &loader);
        assert!(errors(&findings).is_empty());
        let root = model.get(model.roots[0].expect("it is sound"));
        let items = model.get(root.items.expect("it has items"));
        assert_eq!(
            (items.bounds.min_length, items.title.as_deref()),
            (beside, Some("T")),
            "{draft}"
        );
        assert_eq!(items.bare_reference().is_some(), beside.is_none());
    }
}

#[test]
fn long_chains_need_no_stack() {
    const LENGTH: usize = 20_000;
    let mut text = "$ref: '#/$defs/s0'\n$defs:\n".to_owned();
    for i in 0..LENGTH {
        let next = (i + 1) % LENGTH;
        // Half of the links are bare references, half go through a property.
        let link = if i % 2 == 0 {
            "{$ref: '#/$defs/sN'}"
        } else {
            "{properties: {p: {$ref: '#/$defs/sN'}}}"
        };
        writeln!(text, "  s{i}: {}", link.replace('N', &next.to_string())).expect("a string");
    }
    let loader = Memory::new(&[("/a.yaml", text)]);
    let work = Work::begin();
    let (model, findings) = load(&paths(&["/a.yaml"]), Path::new("/"), &loader);
    assert_eq!(findings, []);
    let lowered =
        lower(&model, model.roots[0].expect("it is sound"), &PLAIN).expect("plain takes all");
    assert!(lowered.defs.iter().any(|(name, _)| name == "s19999"));
    assert!(work.spent() < Duration::from_secs(30), "{:?}", work.spent());
}

/// Ways in which a careless search compares all with all.
#[test]
fn many_references_take_time_in_proportion() {
    const COUNT: usize = 20_000;
    for (reference, name, wrong) in [
        ("#/$defs/d", "", false),
        ("#/$defs/e", "", true),
        ("b.json#/$defs/d", "", false),
        ("#d", "$anchor", false),
        ("#e", "$anchor", true),
        ("#d", "$dynamicAnchor", false),
    ] {
        let mut text = r#"{"properties":{"#.to_owned();
        let keyword = if name == "$dynamicAnchor" {
            "$dynamicRef"
        } else {
            "$ref"
        };
        for i in 0..COUNT {
            write!(text, r#""p{i}":{{"{keyword}":"{reference}{i}"}},"#).expect("a string");
        }
        text.push_str(r#""last":true},"$defs":{"#);
        for i in 0..COUNT {
            write!(
                text,
                r#""d{i}":{{"{}":"d{i}"}},"#,
                if name.is_empty() { "title" } else { name }
            )
            .expect("a string");
        }
        text.push_str(r#""last":true}}"#);
        let loader = Memory::new(&[("/a.json", text.as_str()), ("/b.json", text.as_str())]);
        let work = Work::begin();
        let (model, findings) = load(&paths(&["/a.json"]), Path::new("/"), &loader);
        let expected = if wrong { COUNT } else { 0 };
        assert_eq!(errors(&findings).len(), expected, "{reference}");
        if !wrong {
            let root = model.roots[0].expect("it is sound");
            drop(lower(&model, root, &PLAIN).expect("plain takes all"));
        }
        assert!(
            work.spent() < Duration::from_secs(30),
            "{reference}: {:?}",
            work.spent()
        );
    }
}

#[test]
fn the_deepest_schema_needs_little_stack() {
    for (open, close) in [
        (r#"{"type":"array","items":"#, "}"),
        (r#"{"properties":{"a":"#, "}}"),
        (r#"{"title":"t","allOf":["#, "]}"),
        (r#"{"type":"object","anyOf":["#, "]}"),
        (r#"{"type":"object","oneOf":["#, "]}"),
        (r#"{"not":"#, "}"),
        (r#"{"if":true,"then":"#, "}"),
        (r#"{"type":"array","prefixItems":["#, "]}"),
        (r#"{"type":"array","contains":"#, "}"),
        (r#"{"type":"object","patternProperties":{"^a":"#, "}}"),
        (r#"{"dependentSchemas":{"a":"#, "}}"),
        (r#"{"$id":"x/","unevaluatedProperties":"#, "}"),
        (r#"{"unknown":"#, "}"),
    ] {
        let levels = 128 / close.len() - 1;
        let text = format!(
            "{}{{\"type\":\"object\"}}{}",
            open.repeat(levels),
            close.repeat(levels)
        );
        let loader = Memory::new(&[("/a.json", text)]);
        let work = move || {
            let (model, findings) = load(&paths(&["/a.json"]), Path::new("/"), &loader);
            assert_eq!(errors(&findings), []);
            for dialect in DIALECTS {
                // Whether a dialect takes it is not the question here.
                drop(lower(&model, model.roots[0].expect("it is sound"), dialect));
            }
        };
        let thread = std::thread::Builder::new()
            .stack_size(1 << 20)
            .spawn(work)
            .expect("a thread");
        thread.join().expect("no stack is exhausted");
    }
}
