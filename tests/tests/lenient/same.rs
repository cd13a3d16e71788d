//! What must hold of every answer, tried on random ones.

use std::sync::OnceLock;

use formwork::Mends;
use formwork::dynamic::Schema;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

use super::table::{read, tables};

/// Everything that the tables have, once.
fn material() -> &'static (Vec<Schema>, Vec<String>) {
    static MATERIAL: OnceLock<(Vec<Schema>, Vec<String>)> = OnceLock::new();
    MATERIAL.get_or_init(gather)
}

fn gather() -> (Vec<Schema>, Vec<String>) {
    let mut schemas = Vec::new();
    let mut texts = Vec::new();
    for (_, groups) in tables() {
        for group in groups {
            schemas.push(Schema::from_value(&group["schema"]).expect("a schema"));
            let answers = group["answers"].as_array().expect("answers");
            texts.extend(
                answers
                    .iter()
                    .filter_map(|one| Some(one["text"].as_str()?.to_owned())),
            );
        }
    }
    (schemas, texts)
}

/// JSON values of a few kinds, with the names that the schemas know.
fn values() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[a-z \"\\\\{}\\[\\],:'`#/\n]{0,12}",
        Just("SPAM".to_owned()),
        Just("12".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-20_i64..20).prop_map(Value::from),
        (-2.0..2.0_f64).prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    let name = prop_oneof![
        Just("a"),
        Just("b"),
        Just("c"),
        Just("d"),
        Just("v"),
        Just("kind"),
        Just("A"),
        Just("tags")
    ];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..4)
                .prop_map(|members| members.into_iter().collect::<Value>()),
        ]
    })
}

/// The same answers in every run; `PROPTEST_CASES=20000` tries more, and `PROPTEST_RNG_SEED=7` others.
fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok();
    let seed = std::env::var("PROPTEST_RNG_SEED").ok();
    ProptestConfig {
        cases: cases.and_then(|cases| cases.parse().ok()).unwrap_or(400),
        rng_seed: RngSeed::Fixed(seed.and_then(|seed| seed.parse().ok()).unwrap_or(4)),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// What stands between pieces of answers.
const NOISE: &str = "[\\[\\]{}\",:;='`#/\\\\ \n<>“a1é+-]{0,5}|\"\"\"|```|</think>";

proptest! {
    #![proptest_config(config())]

    /// What becomes of an answer does not depend on how it is cut, and nothing panics. The answers are pieces of
    /// those in the tables.
    #[test]
    fn cut_anywhere(
        picks in prop::collection::vec(
            (any::<prop::sample::Index>(), 0.0..1.0_f64, 0.0..1.0_f64, NOISE),
            1..4,
        ),
        which in any::<prop::sample::Index>(),
        size in 1_usize..12,
    ) {
        let (schemas, texts) = material();
        let mut text = String::new();
        for (pick, from, to, noise) in picks {
            let piece: Vec<char> = pick.get(texts).chars().collect();
            let at = |part: f64| {
                #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]
                { (part * piece.len() as f64) as usize }
            };
            let (from, to) = (at(from.min(to)), at(from.max(to)));
            text.extend(&piece[from..to]);
            text.push_str(&noise);
        }
        let schema = which.get(schemas);
        let whole = read(schema, &text, usize::MAX, Mends::All);
        let cut = read(schema, &text, size, Mends::All);
        prop_assert_eq!(whole, cut, "{}", text);
    }

    /// What is JSON and fits is left as it is; only names of properties that the schema leaves open may be read
    /// as those that it has.
    #[test]
    fn what_fits_stays(value in values(), which in any::<prop::sample::Index>()) {
        let (schemas, _) = material();
        let schema = which.get(schemas);
        let text = value.to_string();
        let strict = read(schema, &text, usize::MAX, Mends::None);
        if strict.contains_key("value") {
            let lenient = read(schema, &text, 3, Mends::All);
            let renamed = lenient.get("mends").and_then(Value::as_array).is_some_and(|mends| {
                mends.iter().all(|one| {
                    let one = one.as_str().unwrap_or_default();
                    one.ends_with("key-spelling") || one.ends_with("null-for-absent")
                })
            });
            prop_assert!(renamed || lenient == strict, "{}: {:?}", text, lenient);
        }
    }
}

#[test]
fn views_show_what_is_being_read() {
    let schema = Schema::from_json(
        r#"{"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
            "required": ["a"]}"#,
    );
    let mut decoder = schema.expect("a schema").decoder().lenient(Mends::All);
    let mut seen = |piece: &str| {
        decoder.push(piece.as_bytes());
        serde_json::to_value(decoder.view()).expect("JSON")
    };
    assert_eq!(seen("I think {so}: {a: 'hel"), json!({"a": "hel"}));
    assert_eq!(seen("lo', b: 1"), json!({"a": "hello"}));
    assert_eq!(seen("2}"), json!({"a": "hello", "b": 12}));
    // It stays to be seen while others are tried.
    assert_eq!(seen(" or {\"a\": \"bye"), json!({"a": "hello", "b": 12}));
    // Whether the quote is the last one shows on the next line.
    assert_eq!(seen("\"}\n"), json!({"a": "bye"}));
    decoder.end();
    let mends: Vec<&str> = decoder
        .mends()
        .iter()
        .map(|mend| mend.kind.as_str())
        .collect();
    assert_eq!(mends, ["prose"]);
}
