//! Bytes to values and syntax errors, beside `serde_json`.

use formwork::{Decoder, Violation, decode};
use proptest::prelude::{any, proptest};
use serde_json::Value;

use crate::choices::{Choices, choices, config};
use crate::text::{any_number, spoil};

formwork::generate!("tests/properties/anything.yaml");
use anything::Anything;

/// A random JSON text, with everything that JSON has in it.
fn document(depth: usize, out: &mut String, choices: &mut Choices) {
    match choices.below(if depth == 0 { 6 } else { 9 }) {
        0 => out.push_str("null"),
        1 => out.push_str(choices.pick(&["true", "false"])),
        2 => {
            // A number beyond doubles has a test of its own.
            let number = any_number(choices);
            let finite = number.parse::<f64>().is_ok_and(f64::is_finite);
            out.push_str(if finite { &number } else { "1" });
        }
        3 => string(40, out, choices),
        4 => string(3, out, choices),
        5 => string(3_000, out, choices),
        6 => {
            out.push('[');
            for index in 0..choices.below(5) {
                if index > 0 {
                    out.push(',');
                }
                space(out, choices);
                document(depth - 1, out, choices);
            }
            space(out, choices);
            out.push(']');
        }
        _ => {
            out.push('{');
            for index in 0..choices.below(5) {
                if index > 0 {
                    out.push(',');
                }
                space(out, choices);
                string(4, out, choices);
                space(out, choices);
                out.push(':');
                document(depth - 1, out, choices);
            }
            out.push('}');
        }
    }
}

fn space(out: &mut String, choices: &mut Choices) {
    if choices.one_in(4) {
        out.push_str(choices.pick(&[" ", "\n", "\r", "\t", " \r\n\t  "]));
    }
}

fn string(most: usize, out: &mut String, choices: &mut Choices) {
    const PIECES: [&str; 20] = [
        "a",
        "b",
        "plain words, long enough to be read by the word, ",
        "é",
        "€",
        "😀",
        "\u{7f}",
        "\u{2028}",
        "\\\"",
        "\\\\",
        "\\/",
        "\\b",
        "\\f",
        "\\n",
        "\\r\\t",
        "\\u0000",
        "\\u00e9",
        "\\uD83D\\uDE00",
        "\\udbff\\udfff",
        "{[:,]}",
    ];
    out.push('"');
    for _ in 0..choices.below(most) {
        out.push_str(choices.pick(&PIECES));
    }
    out.push('"');
}

/// What `serde_json` reads, but for floats, which it does not round to the nearest double.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (Value::Number(a), Value::Number(b)) if a.is_f64() && b.is_f64() => {
            let (a, b) = (
                a.as_f64().unwrap_or(f64::NAN),
                b.as_f64().unwrap_or(f64::NAN),
            );
            a.to_bits().abs_diff(b.to_bits()) <= 1
        }
        (a, b) => a == b,
    }
}

/// The value of a text in pieces.
fn streamed(bytes: &[u8], choices: &mut Choices) -> Result<Anything, Vec<Violation>> {
    let mut decoder = Decoder::new();
    for piece in choices.cut(bytes) {
        decoder.push(piece);
    }
    decoder.finish()
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn every_json_text_is_read_as_serde_json_reads_it(mut choices in choices(400)) {
        let mut text = String::new();
        document(5, &mut text, &mut choices);
        let value = decode::<Anything>(&text).map_err(|v| format!("{text}: {v:?}")).unwrap_or_else(|e| panic!("{e}"));
        let theirs: Value = serde_json::from_str(&text).expect("the text is JSON");
        assert!(same(&value.0, &theirs), "{text}\n{:?}\n{theirs:?}", value.0);
        assert_eq!(streamed(text.as_bytes(), &mut choices), Ok(value), "{text}");
    }

    #[test]
    fn what_is_nearly_json_is_judged_as_serde_json_judges_it(mut choices in choices(200)) {
        let mut text = String::new();
        document(3, &mut text, &mut choices);
        let bytes = spoil(&text, &mut choices);
        judged_alike(&bytes, &mut choices);
    }

    #[test]
    fn what_is_not_json_is_judged_as_serde_json_judges_it(bytes in any::<Vec<u8>>(), mut choices in choices(50)) {
        judged_alike(&bytes, &mut choices);
    }

    #[test]
    fn what_could_be_json_is_judged_as_serde_json_judges_it(
        bytes in proptest::collection::vec(proptest::sample::select(&b" \n{}[]:,\"\\u0dF8Cc19-+.eEtrufalsn\xc3\xa9"[..]), 0..12),
        mut choices in choices(50),
    ) {
        judged_alike(&bytes, &mut choices);
    }

    #[test]
    fn numbers_are_the_nearest_doubles(mut choices in choices(60)) {
        let text = any_number(&mut choices);
        let value = decode::<Anything>(&text);
        let nearest: f64 = text.parse().expect("a JSON number is a Rust number");
        match value {
            Ok(value) if value.0.is_f64() => {
                let ours = value.0.as_f64().expect("it is one");
                assert_eq!(ours.to_bits(), nearest.to_bits(), "{text}");
            }
            Ok(value) => assert_eq!(value.0.to_string(), text),
            Err(violations) => {
                assert!(nearest.is_infinite(), "{text}: {violations:?}");
                assert_eq!(violations[0].keyword, "type");
            }
        }
        assert_eq!(decode::<Anything>(&text), streamed(text.as_bytes(), &mut choices));
    }
}

fn judged_alike(bytes: &[u8], choices: &mut Choices) {
    let shown = String::from_utf8_lossy(bytes);
    let ours = decode::<Anything>(bytes);
    let theirs = serde_json::from_slice::<Value>(bytes);
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert!(same(&ours.0, theirs), "{shown}"),
        (Err(violations), Err(_)) => {
            let last = violations.last().expect("a failure says why");
            assert!(matches!(&*last.keyword, "json" | "type"), "{shown}: {last}");
        }
        _ => panic!("{shown}: {ours:?}, but serde_json {theirs:?}"),
    }
    assert_eq!(streamed(bytes, choices), ours, "{shown}");
}

#[test]
fn the_same_depth_is_too_deep_for_both() {
    for depth in 120..=135 {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let theirs = serde_json::from_str::<Value>(&text).is_ok();
            assert_eq!(
                decode::<Anything>(&text).is_ok(),
                theirs,
                "{depth} times {open}"
            );
            assert_eq!(theirs, depth <= 127);
        }
    }
}

#[test]
fn keys_and_numbers_have_a_longest_length() {
    let limit = 64 << 10;
    for (length, fits) in [(limit, true), (limit + 1, false)] {
        let key = format!(r#"{{"{}":1}}"#, "k".repeat(length));
        let number = format!("0.{}", "1".repeat(length - 2));
        for text in [key, number] {
            for size in [7, 1_000, usize::MAX] {
                let mut decoder = Decoder::<Anything>::new();
                text.as_bytes()
                    .chunks(size.min(text.len()))
                    .for_each(|piece| decoder.push(piece));
                let verdict = decoder.finish();
                assert_eq!(
                    verdict.is_ok(),
                    fits,
                    "{length} in pieces of {size}: {}",
                    &text[..20]
                );
            }
        }
    }
}

#[test]
fn of_equal_keys_the_last_wins_in_a_value_that_is_left_open() {
    let value = decode::<Anything>(r#"{"a":{"b":[1]},"c":2,"a":"x"}"#).expect("it is JSON");
    assert_eq!(value.0.to_string(), r#"{"a":"x","c":2}"#);
}
