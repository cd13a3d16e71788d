//! Lowering: what must hold for every schema, shown on the cases and on real schemas.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use formwork_schema::dialect::{
    DIALECTS, Dialect, Dropped, Fate, Lowered, OPENAI_STRICT, PLAIN, Types, Undo, document, lower,
};
use formwork_schema::model::{Model, SchemaId};
use formwork_schema::resolve::{Input, Request, load};
use formwork_schema::{Code, Finding};
use serde_json::Value;

use crate::cpu::Work;
use crate::memory::Memory;
use crate::text::read;
use crate::{cases, corpus};

/// A schema that is sound.
fn sound(text: &str) -> (Model, SchemaId) {
    let (model, findings) = read(text);
    assert!(
        !findings.iter().any(Finding::is_error),
        "{text}\n{findings:#?}"
    );
    let root = model.roots[0].expect("a schema without errors is a root");
    (model, root)
}

/// A lowered schema, read again.
fn again(text: &str, dialect: &Dialect) -> (Model, SchemaId) {
    if dialect.types != Types::Nullable {
        return sound(text);
    }
    // `nullable` is a word of OpenAPI's.
    let api = format!(r#"{{"openapi":"3.0.3","components":{{"schemas":{{"Root":{text}}}}}}}"#);
    let loader = Memory::new(&[("/s/api.json", &api)]);
    let (model, findings) = Request::new("/s")
        .inputs([Input::parse(Path::new(
            "/s/api.json#/components/schemas/Root",
        ))])
        .load(&loader);
    assert!(
        !findings.iter().any(Finding::is_error),
        "{text}\n{findings:#?}"
    );
    let root = model.roots[0].expect("a schema without errors is a root");
    (model, root)
}

/// Everything that is promised of one schema in one dialect. `None` where the dialect refuses it.
fn check(model: &Model, root: SchemaId, dialect: &Dialect) -> Option<Lowered> {
    let lowered = match lower(model, root, dialect) {
        Ok(lowered) => lowered,
        Err(findings) => {
            assert!(!findings.is_empty());
            for finding in &findings {
                assert_eq!(finding.code, Code::DIALECT);
                assert!(
                    !finding.is_error() && finding.place.is_some(),
                    "{finding:?}"
                );
            }
            return None;
        }
    };
    assert_eq!(
        lower(model, root, dialect).as_ref(),
        Ok(&lowered),
        "the same goes in, the same comes out"
    );
    let text = lowered.document();
    let value: Value = serde_json::from_str(&text).expect("the text is JSON");
    let names: BTreeSet<&String> = value
        .get("$defs")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|d| d.keys())
        .collect();
    let mut used = BTreeSet::new();
    each_schema(&value, &mut |schema| {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            used.insert(
                reference
                    .strip_prefix("#/$defs/")
                    .expect("references are local")
                    .to_owned(),
            );
        }
    });
    assert_eq!(
        names,
        used.iter().collect(),
        "what is referred to is there, and nothing else: {text}"
    );
    if dialect.name == OPENAI_STRICT.name {
        assert_strict(&value, dialect);
    }
    // A lowered schema is in the dialect already.
    let (model, root) = again(&text, dialect);
    let again =
        lower(&model, root, dialect).unwrap_or_else(|findings| panic!("{text}\n{findings:#?}"));
    assert_eq!(again.document(), text);
    assert_eq!(
        (again.undo, again.dropped),
        (Undo::default(), Vec::new()),
        "{text}"
    );
    Some(lowered)
}

/// Visits every schema of a document.
fn each_schema<'a>(schema: &'a Value, visit: &mut impl FnMut(&'a serde_json::Map<String, Value>)) {
    each_schema_but(schema, &BTreeSet::new(), visit);
}

/// Visits every schema of a document that no keyword of a set stands around.
fn each_schema_but<'a>(
    schema: &'a Value,
    skipped: &BTreeSet<&str>,
    visit: &mut impl FnMut(&'a serde_json::Map<String, Value>),
) {
    let Some(members) = schema.as_object() else {
        return;
    };
    visit(members);
    let members = members.iter();
    for (keyword, value) in members.filter(|(keyword, _)| !skipped.contains(keyword.as_str())) {
        let mut each_schema = |schema| each_schema_but(schema, skipped, visit);
        match keyword.as_str() {
            "properties" | "patternProperties" | "dependentSchemas" | "$defs" => {
                value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .for_each(|(_, schema)| each_schema(schema));
            }
            "anyOf" | "oneOf" | "allOf" | "prefixItems" => {
                value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .for_each(&mut each_schema);
            }
            "items"
            | "additionalProperties"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedItems"
            | "unevaluatedProperties" => {
                each_schema(value);
            }
            _ => {}
        }
    }
}

/// The rules of OpenAI's guide.
fn assert_strict(document: &Value, dialect: &Dialect) {
    assert_eq!(document["type"], "object", "{document}");
    assert!(document.get("anyOf").is_none());
    each_schema(document, &mut |schema| {
        for keyword in schema.keys() {
            assert!(
                keyword == "$defs" || dialect.accepts(keyword),
                "{keyword} in {document}"
            );
        }
        if schema.contains_key("$ref") {
            assert_eq!(
                schema.len(),
                1,
                "nothing stands beside a reference: {document}"
            );
            return;
        }
        let types = match schema.get("type") {
            Some(Value::String(name)) => vec![name.as_str()],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        assert!(
            !types.is_empty() || schema.contains_key("anyOf"),
            "all have a type: {document}"
        );
        if types.contains(&"object") {
            assert_eq!(
                schema.get("additionalProperties"),
                Some(&Value::Bool(false))
            );
            let names: Vec<&str> = schema["properties"]
                .as_object()
                .expect("an object")
                .keys()
                .map(String::as_str)
                .collect();
            let mut required: Vec<&str> = schema["required"]
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(Value::as_str)
                .collect();
            required.sort_unstable();
            let mut names = names;
            names.sort_unstable();
            assert_eq!(required, names, "{document}");
        }
        if types.contains(&"array") {
            assert!(schema.contains_key("items"), "{document}");
        }
    });
}

/// Keywords that go with all that stands in them.
const CONDITIONS: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "contains",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
];

/// Keywords that rule instances out, of all schemas of a text; what stands in a keyword that had to go
/// went with it.
fn rules(text: &str, gone: &BTreeSet<&str>) -> BTreeSet<String> {
    let value: Value = serde_json::from_str(text).expect("it is JSON");
    let mut rules = BTreeSet::new();
    each_schema_but(&value, gone, &mut |schema| {
        rules.extend(schema.keys().cloned());
    });
    for annotation in [
        "$defs",
        "$ref",
        "title",
        "description",
        "default",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "const",
        "anyOf",
        "allOf",
    ] {
        rules.remove(annotation);
    }
    rules
}

#[test]
fn the_promises_hold_for_every_case() {
    let mut lowered = 0;
    for stage in ["source", "model", "resolve", "dialect"] {
        for folder in cases::folders(stage) {
            let (model, findings) = cases::read(&folder);
            if findings.iter().any(Finding::is_error) {
                continue;
            }
            for root in model.roots.iter().flatten() {
                for dialect in DIALECTS {
                    lowered += usize::from(check(&model, *root, dialect).is_some());
                }
            }
        }
    }
    assert!(lowered > 30, "only {lowered} were lowered");
}

#[test]
fn the_promises_hold_for_real_schemas() {
    let Some(lines) = corpus::lines() else { return };
    let (mut all, mut strict) = (0, 0);
    for line in lines.lines() {
        let (name, text) = corpus::schema(line);
        let (model, findings) = read(&text);
        if findings.iter().any(Finding::is_error) {
            continue;
        }
        let root = model.roots[0].expect("a schema without errors is a root");
        all += 1;
        let plain =
            check(&model, root, &PLAIN).unwrap_or_else(|| panic!("{name} has no plain form"));
        assert!(
            plain.dropped.is_empty() && plain.undo == Undo::default(),
            "{name}"
        );
        let Some(lowered) = check(&model, root, &OPENAI_STRICT) else {
            continue;
        };
        strict += 1;
        // What the author demands is in the lowered schema, or is told to be missing.
        let told: BTreeSet<&str> = lowered
            .dropped
            .iter()
            .map(|dropped| dropped.keyword)
            .collect();
        let kept = rules(&lowered.document(), &BTreeSet::new());
        let gone = lowered.dropped.iter().filter(|d| d.fate != Fate::Enforced);
        let gone = gone.map(|d| d.keyword).filter(|k| CONDITIONS.contains(k));
        for rule in rules(&plain.document(), &gone.collect()) {
            // Of a list and a constant, the constant is left.
            let constant = rule == "enum" && lowered.document().contains("\"const\"");
            let known = kept.contains(&rule) || told.contains(rule.as_str()) || constant;
            assert!(known, "{name}: {rule} is lost");
        }
    }
    assert!(all > 1600 && strict > 1200, "{all} sound, {strict} strict");
}

#[test]
fn plain_and_author_accept_the_same_words() {
    let text = r##"{"type":"object","properties":{"b":{"type":["string","null"],"minLength":1},"a":{"$ref":"#/$defs/A","description":"d"}},"required":["a"],"additionalProperties":{"type":"integer"},"$defs":{"A":{"oneOf":[{"const":1.50},{"enum":["x"]}],"default":1.50}}}"##;
    let (model, root) = sound(text);
    let lowered = lower(&model, root, &PLAIN).expect("plain takes all");
    let own: Value = serde_json::from_str(text).expect("it is JSON");
    let plain: Value = serde_json::from_str(&lowered.document()).expect("it is JSON");
    assert_eq!(plain, own);
    assert!(
        lowered.root.contains(r#""properties":{"b""#),
        "the author's order stays: {}",
        lowered.root
    );
    assert!(
        lowered.document().contains("1.50"),
        "numbers are not rewritten: {:?}",
        lowered.defs
    );
}

#[test]
fn definitions_of_one_name_are_told_apart() {
    let loader = Memory::new(&[
        (
            "/s/schema.yaml",
            "type: object\nproperties:\n  a: {$ref: 'a.yaml#/$defs/X'}\n  b: {$ref: 'b.yaml#/$defs/X'}\n",
        ),
        ("/s/a.yaml", "$defs: {X: {type: string}}\n"),
        ("/s/b.yaml", "$defs: {X: {type: integer}}\n"),
    ]);
    let (model, _) = load(&[PathBuf::from("/s/schema.yaml")], Path::new("/s"), &loader);
    let lowered = lower(&model, model.roots[0].expect("sound"), &PLAIN).expect("plain takes all");
    assert_eq!(
        document("{}", &lowered.defs),
        r#"{"$defs":{"X":{"type":"string"},"X_2":{"type":"integer"}}}"#
    );
}

#[test]
fn limits_are_counted_on_the_lowered_schema() {
    let properties = |count: usize| {
        let list: Vec<String> = (0..count)
            .map(|i| format!(r#""p{i}":{{"type":"string"}}"#))
            .collect();
        format!(r#"{{"type":"object","properties":{{{}}}}}"#, list.join(","))
    };
    let values = |count: usize, length: usize| {
        let list: Vec<String> = (0..count).map(|i| format!("\"{i:0length$}\"")).collect();
        format!(
            r#"{{"type":"object","properties":{{"a":{{"enum":[{}]}}}},"required":["a"]}}"#,
            list.join(",")
        )
    };
    let nested = |depth: usize| {
        let open = r#"{"type":"object","properties":{"a":"#.repeat(depth);
        format!("{open}{{\"type\":\"string\"}}{}", "}}".repeat(depth))
    };
    for (text, refused) in [
        (properties(5000), false),
        (properties(5001), true),
        (values(1000, 4), false),
        (values(1001, 4), true),
        // Below 251 values the bound on the characters of one list does not hold.
        (values(250, 100), false),
        (values(251, 59), false),
        (values(251, 60), true),
        (values(200, 599), false),
        (values(200, 601), true),
        (nested(10), false),
        (nested(11), true),
    ] {
        let (model, root) = sound(&text);
        let result = lower(&model, root, &OPENAI_STRICT);
        assert_eq!(result.is_err(), refused, "{} {result:?}", &text[..60]);
        assert!(lower(&model, root, &PLAIN).is_ok());
    }
}

#[test]
fn depth_is_counted_through_references_but_not_round_in_circles() {
    let chain = |length: usize| {
        let mut text = r##"{"$ref":"#/$defs/d0","$defs":{"##.to_owned();
        for i in 0..length {
            write!(text, r##""d{i}":{{"type":"object","properties":{{"a":{{"$ref":"#/$defs/d{}"}},"b":{{"$ref":"#/$defs/d{}"}}}}}},"##, i + 1, i + 1).expect("a string");
        }
        text + &format!(
            r##""d{length}":{{"type":"object","properties":{{"me":{{"$ref":"#/$defs/d{length}"}}}}}}}}}}"##
        )
    };
    for (length, refused) in [(0, false), (9, false), (10, true), (5000, true)] {
        let (model, root) = sound(&chain(length));
        assert_eq!(
            lower(&model, root, &OPENAI_STRICT).is_err(),
            refused,
            "{length}"
        );
    }
}

#[test]
fn dropped_keywords_say_where_and_what_becomes_of_them() {
    let (model, root) = sound(
        r#"{"type":"object","required":["m","u"],"properties":{
            "m":{"type":"object","additionalProperties":{"type":"string","maxLength":3},"minProperties":2},
            "u":{"oneOf":[{"type":"string"},{"type":"integer"}]}}}"#,
    );
    let lowered = lower(&model, root, &OPENAI_STRICT).expect("it can be lowered");
    let mut dropped: Vec<(&str, &str, Fate)> = lowered
        .dropped
        .iter()
        .map(|d| (d.pointer.as_str(), d.keyword, d.fate))
        .collect();
    dropped.sort_by_key(|(pointer, keyword, _)| (*pointer, *keyword));
    assert_eq!(
        dropped,
        [
            ("/properties/m", "additionalProperties", Fate::Enforced),
            ("/properties/m", "minProperties", Fate::Enforced),
            (
                "/properties/m/additionalProperties",
                "maxLength",
                Fate::Described
            ),
            ("/properties/u", "oneOf", Fate::Local),
        ]
    );
    assert_eq!(
        lowered.undo,
        Undo {
            entry_lists: true,
            ..Undo::default()
        }
    );
}

#[test]
fn the_conjunction_of_recursive_schemas_is_recursive() {
    let (model, root) = sound(
        r##"{"allOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"}],"$defs":{
            "A":{"type":"object","required":["l"],"properties":{"l":{"$ref":"#/$defs/A"},"a":{"type":"string"}}},
            "B":{"type":"object","properties":{"l":{"$ref":"#/$defs/B"},"b":{"type":"string"}}}}}"##,
    );
    let lowered = check(&model, root, &OPENAI_STRICT).expect("it can be lowered");
    let text = r##"{"type":"object","properties":{"l":{"$ref":"#/$defs/schema"},"a":{"type":["string","null"]},"b":{"type":["string","null"]}},"required":["l","a","b"],"additionalProperties":false}"##;
    assert_eq!(lowered.root, text);
    assert_eq!(lowered.defs, [("schema".to_owned(), text.to_owned())]);
}

#[test]
fn hostile_conjunctions_end() {
    // Each definition holds the next one twice: written out, that doubles with every step.
    let mut doubling = r##"{"$ref":"#/$defs/d0","$defs":{"##.to_owned();
    for i in 0..60 {
        write!(
            doubling,
            r##""d{i}":{{"allOf":[{{"$ref":"#/$defs/d{0}"}},{{"$ref":"#/$defs/d{0}"}}]}},"##,
            i + 1
        )
        .expect("a string");
    }
    doubling.push_str(r#""d60":{"type":"object","properties":{"a":{"type":"string"}}}}}"#);
    let union = |n: usize| {
        let list: Vec<String> = (0..n)
            .map(|i| format!(r#"{{"properties":{{"p{i}":{{"type":"string"}}}}}}"#))
            .collect();
        format!(r#"{{"anyOf":[{}]}}"#, list.join(","))
    };
    let wide = format!(
        r#"{{"type":"object","allOf":[{0},{0},{0},{0}]}}"#,
        union(30)
    );
    for (text, refused) in [(&doubling, true), (&wide, false)] {
        let work = Work::begin();
        let (model, root) = sound(text);
        // Of unions that make too many branches together, one stays, and it says so.
        match lower(&model, root, &OPENAI_STRICT) {
            Ok(lowered) => {
                let left = |dropped: &Dropped| dropped.keyword == "anyOf";
                assert!(!refused && lowered.dropped.iter().any(left), "{text}");
            }
            Err(_) => assert!(refused, "{text}"),
        }
        assert!(work.spent() < Duration::from_secs(30), "{:?}", work.spent());
    }
}
