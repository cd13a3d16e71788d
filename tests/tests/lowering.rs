//! Schemas in the words of every provider, and as types: a sample of what the programs `lower` and `corpus` see,
//! and the tables of dialects beside the limits that they are made from.

use std::collections::BTreeSet;
use std::fs;

use formwork::provider::{Mode, PROVIDERS};
use formwork::{Dialected, Extract as _, Form, Maybe, SchemaText, Undo, Verdict};
use formwork_codegen::{Disk, Options, generate};
use formwork_schema::dialect::{DIALECTS, Dialect};
use formwork_tests::harness::{corpus, sample};
use formwork_tests::lowering::{Subject, broken, judge};
use formwork_tests::shared;
use serde_json::Value;

#[test]
fn a_sample_of_real_schemas_is_lowered_for_every_provider() {
    let Some(shared) = shared() else { return };
    let path = shared.join("data/schema-corpus/dev.jsonl");
    let schemas = corpus::read(&path).expect("the corpus is readable").schemas;
    let (mut lowered, mut restored) = (0, 0);
    for schema in sample::sample(schemas, 60, 7) {
        let Some(subject) = Subject::read(&schema.text, &schema.instances) else {
            continue;
        };
        for dialect in DIALECTS {
            let judged = judge(&subject, dialect);
            let at = format!("{} for {}", schema.id, dialect.name);
            if judged.refused.is_some() {
                continue;
            }
            assert!(judged.broken.is_empty(), "{at}: {:?}", judged.broken);
            assert!(judged.is_idempotent, "{at}: lowering it again changes it");
            assert!(judged.unchecked.is_empty(), "{at}: {:?}", judged.unchecked);
            assert!(judged.lost.is_empty(), "{at}: {:?}", judged.lost);
            lowered += 1;
            restored += judged.restored;
        }
    }
    assert!(
        lowered > 800 && restored > 800,
        "{lowered} lowered, {restored} restored"
    );
}

/// Roots that only lead to another schema, and items that turn out to say nothing.
#[test]
fn what_is_left_is_in_the_dialect_and_stays() {
    for text in [
        r##"{
            "definitions": {
                "a": {"type": "integer"},
                "b": {"$ref": "#/definitions/a"},
                "c": {"$ref": "#/definitions/b"}
            },
            "allOf": [{"$ref": "#/definitions/c"}]
        }"##,
        r#"{"type": "array", "prefixItems": [true, false]}"#,
        r##"{"type": "array", "items": {"$ref": "#/$defs/any"}, "$defs": {"any": {}}}"##,
        r##"{
            "type": "object",
            "additionalProperties": {"anyOf": [{"$ref": "#/$defs/any"}, {"type": "null"}]},
            "$defs": {"any": {"title": "Anything"}}
        }"##,
    ] {
        let subject = Subject::read(text, &[]).expect("a schema");
        let mut lowered = 0;
        for dialect in DIALECTS {
            let judged = judge(&subject, dialect);
            let at = format!("{text} for {}", dialect.name);
            assert!(judged.broken.is_empty(), "{at}: {:?}", judged.broken);
            assert!(
                judged.refused.is_some() || judged.is_idempotent,
                "{at}: lowering it again changes it"
            );
            lowered += usize::from(judged.refused.is_none());
        }
        assert!(lowered > 4, "{text}: only {lowered}");
    }
}

/// The rows of the limits that say what a provider takes, and the dialects that are made from them.
const ROWS: [(&str, usize, &str); 8] = [
    ("openai", 0, "openai-strict"),
    ("anthropic", 0, "anthropic"),
    ("gemini", 0, "gemini"),
    ("gemini", 1, "gemini-openapi"),
    ("cohere", 0, "cohere"),
    ("cerebras", 0, "cerebras"),
    ("xai", 0, "xai"),
    ("databricks", 0, "databricks"),
];

/// What the runtime writes around another type's schema (`Vec<T>`, `Maybe<T>`, scalars) must be in the provider's own
/// subset too: it is judged as what the generator lowers is.
#[test]
fn what_stands_around_a_schema_is_in_the_providers_words() {
    let inner = r#"{"type":"object","properties":{"x":{"type":"string"}},"required":["x"],"additionalProperties":false}"#;
    let subject = Subject::read(inner, &[]).expect("it is a schema");
    let mut written = 0;
    for dialect in DIALECTS {
        let lowered = subject.lower(dialect).expect("it can be worded");
        let text = SchemaText {
            root: lowered.root.leak(),
            defs: &[],
        };
        let dialected = Dialected {
            dialect: dialect.name,
            text: Ok(text),
            undo: Undo::default(),
        };
        for provider in PROVIDERS.iter().filter(|row| row.dialect == dialect.name) {
            for layer in [
                <Vec<String>>::FORM.layer,
                <Maybe<String>>::FORM.layer,
                <Vec<Maybe<Vec<String>>>>::FORM.layer,
            ] {
                let form = Form {
                    layer,
                    schema: text,
                    dialects: std::slice::from_ref(Box::leak(Box::new(dialected))),
                    ..String::FORM
                };
                let wording = provider.wording(&form, Mode::JsonSchema);
                let mut text = String::new();
                wording.expect("it can be worded").write(&mut text);
                let document: Value = serde_json::from_str(&text).expect("it is JSON");
                let broken = broken(&document, dialect);
                assert!(broken.is_empty(), "{}: {broken:?} in {text}", dialect.name);
                written += 1;
            }
            let verdict = provider.wording(&Verdict::FORM, Mode::JsonSchema);
            let mut text = String::new();
            verdict.expect("it can be worded").write(&mut text);
            let document: Value = serde_json::from_str(&text).expect("it is JSON");
            let broken = broken(&document, dialect);
            assert!(broken.is_empty(), "{}: {broken:?} in {text}", dialect.name);
        }
    }
    assert!(written > 60, "{written}");
}

#[test]
fn the_tables_keep_to_the_limits() {
    let Some(shared) = shared() else { return };
    let path = shared.join("reference/provider_schema_limits.json");
    let Ok(text) = fs::read_to_string(path) else {
        return;
    };
    let limits: Value = serde_json::from_str(&text).expect("it is JSON");
    let rows = limits["providers"].as_array().expect("a list");
    let words = |row: &Value, key: &str| -> BTreeSet<String> {
        let list = row[key].as_array().into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    for (provider, index, name) in ROWS {
        let mut rows = rows.iter().filter(|row| {
            row["provider"] == provider && row["modes"] != serde_json::json!(["lenient_tool"])
        });
        let row = rows.nth(index).expect("the row is there");
        let dialect = Dialect::find(name).expect("the dialect is there");
        let accepted = dialect.keywords.expect("it has a list");
        for word in words(row, "keywords_bad").union(&words(row, "keywords_ignored")) {
            assert!(!accepted.contains(&word.as_str()), "{name}: {word}");
        }
        let known = words(row, "keywords_ok");
        if !known.is_empty() {
            let beside = ["const", "title", "description"];
            for word in accepted.iter().filter(|word| !beside.contains(word)) {
                assert!(known.contains(*word), "{name}: {word}");
            }
        }
        let formats = words(row, "formats");
        if !formats.is_empty() {
            let own = dialect.formats.expect("it has a list");
            assert_eq!(
                own.iter()
                    .map(|one| (*one).to_owned())
                    .collect::<BTreeSet<_>>(),
                formats,
                "{name}"
            );
        }
        for (key, own) in [
            ("total_properties", dialect.limits.properties),
            ("nesting_depth", dialect.limits.depth),
            ("enum_values_total", dialect.limits.enum_values),
            ("total_name_enum_const_chars", dialect.limits.characters),
            (
                "string_enum_chars_if_over_250",
                dialect.limits.large_enum_characters,
            ),
            ("union_typed_parameters_total", dialect.limits.unions),
            ("anyOf_branches", dialect.limits.branches),
            ("schema_chars", dialect.limits.text),
            ("strict_tools_total_fields", dialect.limits.properties),
            ("total_keys", dialect.limits.properties),
        ] {
            if let Some(limit) = row["limits"][key].as_u64() {
                assert_eq!(own.map(|own| own as u64), Some(limit), "{name}: {key}");
            }
        }
    }
}

#[test]
fn every_row_of_the_limits_has_a_dialect() {
    let Some(shared) = shared() else { return };
    let path = shared.join("reference/provider_schema_limits.json");
    let Ok(text) = fs::read_to_string(path) else {
        return;
    };
    let limits: Value = serde_json::from_str(&text).expect("it is JSON");
    for row in limits["providers"].as_array().expect("a list") {
        let provider = row["provider"].as_str().expect("a name");
        assert!(Dialect::find(provider).is_some(), "{provider}");
    }
}

#[test]
fn notation_loses_no_name_and_no_definition() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut names = 0;
    for case in fs::read_dir(folder).expect("the cases are there") {
        let case = case.expect("it can be listed").path();
        let options = Options::new(&case).schema(case.join("schema.yaml"));
        let output = generate(&options, &Disk);
        let module = &output.modules[0].ir;
        let notation = module.notation.join("\n\n");
        let schema: Value = serde_json::from_str(&module.schema.document()).expect("it is JSON");
        each_name(&schema, &mut |name| {
            names += 1;
            let quoted = serde_json::to_string(name).expect("a string is JSON");
            let words = [
                format!("{name}:"),
                format!("{name}?:"),
                format!("{quoted}:"),
                format!("{quoted}?:"),
            ];
            assert!(
                words.iter().any(|word| notation.contains(word)),
                "{}: {name} is not in\n{notation}",
                case.display()
            );
        });
        for name in schema["$defs"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
        {
            assert!(
                notation.contains(&format!("type {name} =")),
                "{}: {name}",
                case.display()
            );
        }
        assert!(!notation.contains('\r') && notation.lines().all(|line| line.trim_end() == line));
    }
    assert!(names > 200, "only {names} names");
}

/// Visits the name of every property that a schema describes.
fn each_name(schema: &Value, visit: &mut impl FnMut(&str)) {
    let Some(members) = schema.as_object() else {
        return;
    };
    for (keyword, value) in members {
        match keyword.as_str() {
            "properties" => {
                for (name, inner) in value.as_object().into_iter().flatten() {
                    visit(name);
                    each_name(inner, visit);
                }
            }
            "$defs" | "patternProperties" | "dependentSchemas" => {
                let inner = value.as_object().into_iter().flatten();
                inner.for_each(|(_, inner)| each_name(inner, visit));
            }
            "anyOf" | "oneOf" | "allOf" | "prefixItems" => {
                let inner = value.as_array().into_iter().flatten();
                inner.for_each(|inner| each_name(inner, visit));
            }
            "items" | "additionalProperties" | "not" | "if" | "then" | "else" | "contains" => {
                each_name(value, visit);
            }
            _ => {}
        }
    }
}
