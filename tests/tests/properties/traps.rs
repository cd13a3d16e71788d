//! Schemas made to trip the decoder up: tags that come late in unions that nest, values judged whole
//! inside values that are shown, maps and `null` where a strict provider wants them otherwise.

use formwork::{Decoder, Undo, Violation, decode};
use serde_json::{Value, json};

use crate::{engine, lowered};

formwork::generate!("tests/properties/captures.yaml");
formwork::generate!("tests/properties/doubling.yaml");
formwork::generate!("tests/properties/strict.yaml");

pub(crate) use captures::Captures;
pub(crate) use doubling::Doubling;
pub(crate) use strict::Strict;

fn list(values: Value) -> Vec<Value> {
    match values {
        Value::Array(values) => values,
        other => vec![other],
    }
}

#[test]
fn unions_that_nest_alike_are_judged_as_one_is() {
    let seeds = list(json!([
        {"late": {"of": {"of": {"of": 1, "op": "or"}, "op": "and"}, "op": "or"}},
        {"late": {"all": [{"of": 1, "op": "and"}, 2], "of": {"of": 3, "op": "or"}, "op": "nor"}},
        {"late": {"all": [{"of": 1, "op": "and"}, 2], "of": {"of": 3, "op": "or"}, "op": "and"}},
        {"late": {"of": {"of": "x", "op": "or"}, "op": "and"}},
        {"loose": {"in": {"in": 3, "size": 3}, "size": 6}},
        {"loose": {"in": {"in": 3, "size": 4}}},
        {"loose": {"in": {"in": 9}, "size": 9}},
        {"texts": ["abc", "abcd", ["a", ["bcd"]]]},
        {"texts": ["bcde", [1]]},
    ]));
    engine::holds::<Doubling>("doubling", seeds.clone());
}

#[test]
fn whole_values_are_judged_inside_of_values_that_are_shown() {
    let long: Vec<Vec<i32>> = (0..120).map(|i| vec![i, i + 1]).collect();
    let mut twice = long.clone();
    twice.push(vec![5, 5]);
    let seeds = list(json!([
        {"either": {"items": long}, "perhaps": null, "sets": null},
        {"either": {"items": twice}},
        {"either": {"items": 1}, "perhaps": 1, "sets": ["a", "b"]},
        {"either": {"items": [[1, 1]]}, "perhaps": 3, "sets": ["a", "a"]},
        {"extra": {"known": 1, "a": [1, 2], "b": []}, "sets": []},
        {"extra": {"known": 1, "a": [1, 1], "b": ["x"]}},
    ]));
    engine::holds::<Captures>("captures", seeds);
}

#[test]
fn maps_at_the_root_and_below_come_back_from_lists() {
    let seeds = list(json!([
        {},
        {"a": {"kind": "box", "labels": {"x": "y", "~/": ""}, "inside": {"b": {"kind": "bag"}}}, "": 3},
        {"a": {"kind": "bag", "labels": [{"x": 1, "y": null}, {}], "size": 2, "grade": null, "fixed": 7}},
        {"a": {"kind": "bag", "grade": 1, "colour": null, "unless": true}, "b": {"kind": "box", "labels": {}, "weight": 2.5}},
        {"a": {"kind": "bag", "grade": 3, "colour": "blue"}, "b": {"kind": "box"}},
        {"a": {"kind": "box", "labels": {"x": "too long"}, "inside": 1}},
        [{"key": "a", "value": 3}],
    ]));
    engine::holds::<Strict>("strict", seeds.clone());
    lowered::holds::<Strict>("strict", seeds);
}

#[test]
fn what_stands_twice_is_a_violation_wherever_it_stands() {
    let twice = |violations: Vec<Violation>| {
        let first = &violations[0];
        assert_eq!(first.keyword, "json", "{violations:?}");
        first.to_string()
    };
    let read = |text: &str| twice(decode::<Captures>(text).expect_err("which is meant?"));
    assert_eq!(
        read(r#"{"extra":{"a":[1],"b":[],"a":[2]}}"#),
        "/extra/a: property `a` stands twice in one object [json]"
    );
    // In a list of entries, and in what a strict provider wraps around the root.
    let undo = Undo {
        unwrap_root: true,
        null_is_absent: true,
        entry_lists: true,
    };
    let read = |text: &str| {
        let mut decoder = Decoder::<Strict>::with_undo(undo);
        decoder.push(text.as_bytes());
        decoder.finish()
    };
    assert!(read(r#"{"value":[{"key":"a","value":1}]}"#).is_ok());
    for (text, wanted) in [
        (
            r#"{"value":[{"key":"a","value":1},{"key":"a","value":2}]}"#,
            "/a: property `a` stands twice in one object [json]",
        ),
        (
            r#"{"value":[{"key":"a","value":1,"value":2}]}"#,
            "/a: property `a` stands twice in one object [json]",
        ),
        (
            r#"{"value":[{"key":"a","key":"b","value":2}]}"#,
            "/a: property `key` stands twice in one object [json]",
        ),
        (
            r#"{"value":[],"value":[]}"#,
            "the answer: property `value` stands twice in one object [json]",
        ),
    ] {
        assert_eq!(twice(read(text).expect_err(text)), wanted, "{text}");
    }
    for text in [
        r#"{"value":[{"value":1,"key":"a"}]}"#,
        r#"{"value":[{"key":1,"value":1}]}"#,
        "{}",
        "[]",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}
