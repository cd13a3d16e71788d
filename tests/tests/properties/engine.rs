//! Random answers to the schemas of the cases: the verdict, every way of reading, and the views.

use std::cell::Cell;
use std::fmt::Debug;

use formwork::{Decode, Decoder, Extract, Items, OnInvalid, SchemaText, Violation, decode};
use proptest::test_runner::TestRunner;
use serde::Serialize;
use serde_json::Value;

use crate::choices::{Choices, choices, config};
use crate::instances::Pool;
use crate::refines::{refines, tree};
use crate::text::{spoil, write};

/// Tries a case on many answers.
pub(crate) fn holds<T>(name: &str, seeds: Vec<Value>)
where
    T: Extract + Serialize + PartialEq + Debug,
    T::Partial: Debug + Serialize,
{
    let pool = Pool::new(seeds);
    let judge = judge(&T::FORM.schema);
    let (fits, fails) = (Cell::new(0), Cell::new(0));
    let result = TestRunner::new(config(250)).run(&choices(120), |mut choices| {
        let text = write(&pool.instance(&mut choices), &mut choices);
        if answer::<T>(name, &text, &judge, &mut choices) {
            fits.set(fits.get() + 1);
        } else {
            fails.set(fails.get() + 1);
        }
        let spoilt = spoil(&text, &mut choices);
        same_in_pieces(name, &spoilt, &decode::<T>(&spoilt), &mut choices);
        told::<T>(name, &spoilt, &mut choices);
        let answers: Vec<String> = (0..4)
            .map(|_| write(&pool.instance(&mut choices), &mut choices))
            .collect();
        one_by_one::<T>(name, &answers, &mut choices);
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{name}: {failure}"));
    let (fits, fails) = (fits.get(), fails.get());
    assert!(
        fits > 10 && fails > 10,
        "{name}: {fits} answers fit and {fails} do not, which shows nothing"
    );
}

/// An independent judge of a schema.
pub(crate) fn judge(schema: &SchemaText) -> jsonschema::Validator {
    let mut text = String::new();
    schema.write(&mut text);
    let schema = serde_json::from_str(&text).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("it is a schema")
}

/// Reads one answer in every way; whether it fits.
pub(crate) fn answer<T>(
    name: &str,
    text: &str,
    judge: &jsonschema::Validator,
    choices: &mut Choices,
) -> bool
where
    T: Decode + Serialize + PartialEq + Debug,
    T::Partial: Debug,
{
    // Written in another form, `1` may have become `1.0`.
    let instance: Value = serde_json::from_str(text).expect("the answer is JSON");
    let verdict = decode::<T>(text);
    let narrow = verdict.is_err() && is_beyond_the_type(&instance);
    if !narrow {
        assert_eq!(
            judge.is_valid(&instance),
            verdict.is_ok(),
            "{name}: jsonschema disagrees on {text}: {verdict:?}"
        );
    }
    same_in_pieces(name, text.as_bytes(), &verdict, choices);
    match verdict {
        Ok(value) => {
            let written = serde_json::to_string(&value).expect("a value can be written");
            assert_eq!(
                decode::<T>(&written).as_ref(),
                Ok(&value),
                "{name}: {text} became {written}"
            );
            let written = serde_json::from_str(&written).expect("it is written as JSON");
            assert_kept(name, &instance, &written);
            true
        }
        Err(_) => false,
    }
}

/// Whether an integer stands in it that no type of 64 bits holds; those are refused, which the schema
/// does not say. (`i64` is the narrower of the two.)
fn is_beyond_the_type(instance: &Value) -> bool {
    match instance {
        Value::Number(number) => {
            number.as_i64().is_none() && number.as_f64().is_some_and(|f| f.abs() > 9e18)
        }
        Value::Array(items) => items.iter().any(is_beyond_the_type),
        Value::Object(members) => members.values().any(is_beyond_the_type),
        _ => false,
    }
}

/// Reads a text in pieces, and looks at the view after each: the verdict is the same, no view takes
/// anything back, and nor do the violations.
fn same_in_pieces<T>(
    name: &str,
    bytes: &[u8],
    verdict: &Result<T, Vec<Violation>>,
    choices: &mut Choices,
) where
    T: Decode + PartialEq + Debug,
    T::Partial: Debug,
{
    let shown = String::from_utf8_lossy(bytes);
    let mut decoder = Decoder::<T>::new();
    let mut before = tree(&format!("{:?}", decoder.view()));
    let mut wrong: Vec<(String, String)> = Vec::new();
    let pieces = choices.cut(bytes);
    let stride = 1 + pieces.len() / 100;
    for (index, piece) in pieces.into_iter().enumerate() {
        decoder.push(piece);
        if index % stride > 0 {
            continue;
        }
        let view = tree(&format!("{:?}", decoder.view()));
        assert!(
            refines(&before, &view),
            "{name}: {shown}\n{before:?}\n{view:?}"
        );
        before = view;
        let now: Vec<(String, String)> = decoder
            .violations()
            .map(|one| (one.pointer.clone(), one.message.clone()))
            .collect();
        assert!(
            now.starts_with(&wrong),
            "{name}: {shown}\n{wrong:?}\n{now:?}"
        );
        wrong = now;
    }
    let complete = decoder.view().is_complete();
    let read = decoder.finish();
    // A number at the root ends where the text does.
    let bare = bytes
        .trim_ascii_end()
        .last()
        .is_some_and(u8::is_ascii_digit);
    assert!(read.is_err() || complete || bare, "{name}: {shown}");
    assert_eq!(&read, verdict, "{name}: {shown}");
}

/// Equal as JSON Schema sees it: `1` is `1.0`, and what the schema does not name may be gone.
pub(crate) fn assert_kept(name: &str, instance: &Value, written: &Value) {
    match (instance, written) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in b {
                let known = a
                    .get(key)
                    .unwrap_or_else(|| panic!("{name}: {key} was made up: {instance}"));
                assert_kept(name, known, value);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{name}: {instance} {written}");
            a.iter().zip(b).for_each(|(a, b)| assert_kept(name, a, b));
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => {}
        _ => assert_eq!(instance, written, "{name}"),
    }
}

/// Reads a text in pieces: whatever differs between two views has been told to have moved.
fn told<T>(name: &str, bytes: &[u8], choices: &mut Choices)
where
    T: Decode,
    T::Partial: Serialize,
{
    let shown = String::from_utf8_lossy(bytes);
    let mut decoder = Decoder::<T>::new().track_changes();
    let mut before = Value::Null;
    for piece in choices.cut(bytes) {
        decoder.push(piece);
        let view = serde_json::to_value(decoder.view()).expect("a view can be written");
        let told: Vec<String> = decoder.changed().map(ToOwned::to_owned).collect();
        let mut moved = Vec::new();
        differences(&before, &view, String::new(), &mut moved);
        for pointer in moved {
            let is_told = told.iter().any(|told| {
                let rest = pointer.strip_prefix(told.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
            assert!(is_told, "{name}: {shown}: {pointer} moved, not {told:?}");
        }
        before = view;
    }
    assert_eq!(decoder.changed().count(), 0, "{name}: told twice");
}

/// Where two values differ, as deep inside as they do.
fn differences(one: &Value, other: &Value, pointer: String, found: &mut Vec<String>) {
    let mut both = |key: &str, one: Option<&Value>, other: Option<&Value>| {
        let key = key.replace('~', "~0").replace('/', "~1");
        let pointer = format!("{pointer}/{key}");
        let null = Value::Null;
        differences(one.unwrap_or(&null), other.unwrap_or(&null), pointer, found);
    };
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let new = other.keys().filter(|key| !one.contains_key(*key));
            for key in one.keys().chain(new) {
                both(key, one.get(key), other.get(key));
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            for index in 0..one.len().max(other.len()) {
                both(&index.to_string(), one.get(index), other.get(index));
            }
        }
        _ if one == other => {}
        _ => found.push(pointer),
    }
}

/// Reads a list in pieces, item by item: each is what it would be by itself.
fn one_by_one<T>(name: &str, answers: &[String], choices: &mut Choices)
where
    T: Decode + PartialEq + Debug,
{
    let text = format!("[{}]", answers.join(", "));
    let mut items = Items::<T>::new().on_invalid(OnInvalid::Collect);
    let mut given = Vec::new();
    for piece in choices.cut(text.as_bytes()) {
        items.push(piece);
        while let Some(item) = items.next() {
            given.push(item);
        }
    }
    assert_eq!(given.len(), answers.len(), "{name}: {text}");
    for (index, (given, answer)) in given.into_iter().zip(answers).enumerate() {
        let alone = decode::<T>(answer);
        let given = given.map_err(|rejected| {
            assert_eq!(rejected.index, index, "{name}: {text}");
            let root = format!("/{index}");
            let mut violations = rejected.violations;
            for violation in &mut violations {
                let inside = violation.pointer.strip_prefix(&root);
                violation.pointer = inside.expect("it is of this item").to_owned();
            }
            violations
        });
        assert_eq!(given, alone, "{name}: item {index} of {text}");
    }
    assert_eq!(items.finish(), Ok(()), "{name}: {text}");
}
