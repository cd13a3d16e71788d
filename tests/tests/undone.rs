//! Answers in a lowered shape whose parts no type describes, only rules: they come back as what the author's schema
//! means, and nothing is made of what it does not allow.

use formwork::{Undo, dynamic};
use serde_json::{Value, json};

const UNDO: Undo = Undo {
    unwrap_root: false,
    null_is_absent: true,
    entry_lists: true,
};

/// What an answer comes to, however it is cut.
fn decode(schema: &Value, answer: &Value, undo: Undo) -> Result<Value, Vec<String>> {
    let schema = dynamic::Schema::from_value(schema).expect("a schema");
    let text = answer.to_string();
    let read = |size: usize| {
        let mut decoder = schema.decoder_with_undo(undo);
        for piece in text.as_bytes().chunks(size) {
            decoder.push(piece);
        }
        let value = decoder.finish();
        let value = value.map(|value| value.to_json().expect("it is JSON"));
        value.map_err(|found| found.iter().map(ToString::to_string).collect())
    };
    let whole = read(text.len());
    for size in [1, 2, 7] {
        assert_eq!(read(size), whole, "{text} in pieces of {size}");
    }
    whole
}

/// A folder: files by name, each a text, a list of lines, or a folder.
fn folder() -> Value {
    json!({
        "type": "object",
        "patternProperties": {"^[a-z]+$": {"$ref": "#/$defs/entry"}},
        "additionalProperties": false,
        "$defs": {
            "entry": {"oneOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}},
                {
                    "type": "object",
                    "properties": {"owner": {"type": "string"}, "mode": {"type": ["integer", "null"]}},
                    "required": ["mode"],
                    "patternProperties": {"^files": {"$ref": "#"}},
                    "additionalProperties": false
                }
            ]}
        }
    })
}

#[test]
fn what_only_rules_describe_comes_back() {
    let answer = json!([
        {"key": "a", "value": "text"},
        {"key": "b", "value": ["line", "line"]},
        {"key": "c", "value": {
            "owner": null,
            "mode": null,
            "files": [{"key": "d", "value": {"owner": "me", "mode": 7}}]
        }}
    ]);
    let meant = json!({
        "a": "text",
        "b": ["line", "line"],
        "c": {"mode": null, "files": {"d": {"owner": "me", "mode": 7}}}
    });
    assert_eq!(decode(&folder(), &answer, UNDO), Ok(meant.clone()));
    // In the author's own shape it is the same.
    assert_eq!(decode(&folder(), &meant, UNDO), Ok(meant.clone()));
    assert_eq!(decode(&folder(), &meant, Undo::default()), Ok(meant));
    assert!(decode(&folder(), &answer, Undo::default()).is_err());
    let nulls_alone = Undo {
        entry_lists: false,
        ..UNDO
    };
    assert!(decode(&folder(), &answer, nulls_alone).is_err());
    let lists_alone = Undo {
        null_is_absent: false,
        ..UNDO
    };
    assert!(decode(&folder(), &answer, lists_alone).is_err());
}

#[test]
fn what_the_author_does_not_allow_is_told() {
    let said = |answer: Value| {
        let found = decode(&folder(), &answer, UNDO).expect_err("it does not fit");
        found.join("\n")
    };
    // A property that may not be left out.
    let without = said(json!([{"key": "a", "value": {"owner": null}}]));
    assert!(without.contains("mode"), "{without}");
    // One that nobody knows.
    said(json!([{"key": "a", "value": {"mode": 1, "other": null}}]));
    // A name that no pattern has, one that stands twice, and one without a value.
    said(json!([{"key": "A", "value": "text"}]));
    said(json!([{"key": "a", "value": "text"}, {"key": "a", "value": "text"}]));
    let twice = json!([{"key": "b", "value": "text"}, {"key": "b", "value": "text"}]);
    said(json!([{"key": "a", "value": {"mode": 1, "files": twice}}]));
    said(json!([{"key": "a", "value": {"mode": 1, "files": [{"key": "b"}]}}]));
    // A null where a text has to be is no absence of what is listed.
    said(json!([{"key": "a", "value": null}]));
}

/// Where any value may stand, `null` is one; where only its presence is wrong, it is an absence.
#[test]
fn a_null_that_may_not_be_there_is_left_out() {
    let properties = json!({"a": {}, "b": {}, "c": {"type": ["string", "null"]}});
    let one_of = json!([{"required": ["a"]}, {"required": ["b"]}]);
    let schema = json!({"type": "object", "properties": properties, "oneOf": one_of});
    let answer = json!({"a": 1, "b": null, "c": null});
    assert_eq!(decode(&schema, &answer, UNDO), Ok(json!({"a": 1})));
    let both = json!({"a": 1, "b": 2, "c": null});
    assert!(decode(&schema, &both, UNDO).is_err());
    // A property that has to be there is.
    let schema = json!({
        "type": "object", "properties": properties, "required": ["b"], "oneOf": one_of
    });
    assert!(decode(&schema, &answer, UNDO).is_err());
    let alone = json!({"a": null, "b": null, "c": "x"});
    assert_eq!(
        decode(&schema, &alone, UNDO),
        Ok(json!({"b": null, "c": "x"}))
    );
}

#[test]
fn what_no_rule_refuses_stays() {
    let schema = json!({
        "type": "object",
        "patternProperties": {"^": {
            "type": "object",
            "properties": {
                "entries": {"type": "array", "items": {"type": "object"}},
                "free": {},
                "perhaps": {"type": ["string", "null"]},
                "text": {"type": "string"}
            }
        }}
    });
    let list = json!([{"key": "k", "value": 1}]);
    let answer = json!({"a": {"entries": list, "free": list, "perhaps": null, "text": null}});
    let meant = json!({"a": {"entries": list, "free": list, "perhaps": null}});
    assert_eq!(decode(&schema, &answer, UNDO), Ok(meant));
}

#[test]
fn a_list_is_a_map_only_where_it_fits_as_one() {
    let schema = json!({
        "type": "object",
        "patternProperties": {"^": {
            "type": ["array", "object"],
            "items": {"type": "string"},
            "additionalProperties": {"type": "integer"}
        }}
    });
    let answer = json!({"a": ["x"], "b": [], "c": [{"key": "n", "value": 1}]});
    let meant = json!({"a": ["x"], "b": [], "c": {"n": 1}});
    assert_eq!(decode(&schema, &answer, UNDO), Ok(meant));
    let wrong = json!({"c": [{"key": "n", "value": "one"}]});
    assert!(decode(&schema, &wrong, UNDO).is_err());
}

#[test]
fn conditions_and_conjunctions_are_looked_into() {
    let schema = json!({
        "type": "object",
        "patternProperties": {"^": {
            "allOf": [{"$ref": "#/$defs/base"}],
            "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
            "then": {"properties": {"only": {"type": "string"}}},
            "else": {"properties": {"list": {
                "type": "object", "additionalProperties": {"type": "boolean"}
            }}}
        }},
        "$defs": {"base": {
            "type": "object",
            "properties": {"kind": {"enum": ["a", "b"]}, "note": {"type": "string"}},
            "required": ["kind"]
        }}
    });
    let answer = json!({
        "x": {"kind": "a", "note": null, "only": null},
        "y": {"kind": "b", "note": "n", "list": [{"key": "k", "value": true}]}
    });
    let meant = json!({
        "x": {"kind": "a"},
        "y": {"kind": "b", "note": "n", "list": {"k": true}}
    });
    assert_eq!(decode(&schema, &answer, UNDO), Ok(meant));
}

/// Unions in unions multiply; what is wrong deep inside is told in the end.
#[test]
fn many_branches_come_to_an_end() {
    let branches: Vec<Value> = (0..6).map(|_| json!({"$ref": "#/$defs/node"})).collect();
    let schema = json!({
        "type": "object",
        "patternProperties": {"^": {"$ref": "#/$defs/node"}},
        "$defs": {"node": {"anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {"next": {"anyOf": branches}, "gone": {"type": "string"}},
                "required": ["next"]
            }
        ]}}
    });
    let chain = |depth: usize, end: Value, gone: bool| {
        (0..depth).fold(end, |next, _| {
            if gone {
                json!({"next": next, "gone": null})
            } else {
                json!({"next": next})
            }
        })
    };
    let answer = json!({"a": chain(12, json!("end"), true)});
    let meant = json!({"a": chain(12, json!("end"), false)});
    assert_eq!(decode(&schema, &answer, UNDO), Ok(meant));
    let wrong = json!({"a": chain(50, json!(7), true)});
    assert!(decode(&schema, &wrong, UNDO).is_err());
}
