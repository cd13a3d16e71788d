//! Schemas that contain themselves, long ways, and deep values.

use formwork::dynamic::{Schema, Value};
use serde_json::{Map, json};

#[test]
fn recursive_objects_are_read_as_deep_as_they_go() {
    let schema = Schema::from_yaml(
        "
        $ref: '#/$defs/Node'
        $defs:
          Node:
            type: object
            required: [value]
            additionalProperties: false
            properties:
              value: { type: integer }
              next: { anyOf: [{ $ref: '#/$defs/Node' }, { type: 'null' }] }
              children: { type: array, items: { $ref: '#/$defs/Node' } }
        ",
    )
    .expect("a schema");
    let mut text = r#"{"value": 0, "next": null}"#.to_owned();
    for depth in 1..=40 {
        text = format!(r#"{{"value": {depth}, "next": {text}, "children": [{{"value": 0}}]}}"#);
    }
    let mut value = &schema.decode(&text).expect("it fits");
    for _ in 0..40 {
        value = value.get("next").expect("a node");
    }
    assert_eq!(value.get("next"), Some(&Value::Null));
    let wrong = text.replacen(r#"{"value": 0, "next": null}"#, r#"{"value": "x"}"#, 1);
    let wrong = schema.decode(wrong).unwrap_err();
    assert_eq!(wrong[0].pointer, "/next".repeat(40) + "/value");
}

#[test]
fn lists_and_maps_of_themselves_end_with_the_value() {
    let schema = r##"{"anyOf": [{"type": "integer"}, {"type": "array", "items": {"$ref": "#"}},
        {"type": "object", "additionalProperties": {"$ref": "#"}}]}"##;
    let schema = Schema::from_json(schema).expect("a schema");
    for text in ["1", "[[],[1,[2]]]", r#"{"a":{"b":[{"c":1}]}}"#] {
        assert_eq!(schema.decode(text).expect("it fits").to_string(), text);
    }
    for text in ["1.5", "[[],[1,[\"2\"]]]", r#"{"a":{"b":[{"c":null}]}}"#] {
        assert!(schema.decode(text).is_err(), "{text}");
    }
    let deep = "[".repeat(127) + &"]".repeat(127);
    assert_eq!(schema.decode(&deep).expect("it fits").to_string(), deep);
    let deeper = "[".repeat(100_000);
    assert!(
        schema.decode(deeper).unwrap_err()[0]
            .message
            .contains("deep")
    );
}

#[test]
fn two_schemas_that_lead_to_each_other() {
    let schema = Schema::from_json(
        r##"{"$ref": "#/$defs/a", "$defs": {
            "a": {"type": "object", "properties": {"b": {"$ref": "#/$defs/b"}}, "additionalProperties": false},
            "b": {"oneOf": [{"type": "string"}, {"allOf": [{"$ref": "#/$defs/a"}, {"required": ["b"]}]}]}
        }}"##,
    )
    .expect("a schema");
    assert!(schema.decode(r#"{"b": {"b": {"b": "end"}}}"#).is_ok());
    assert!(schema.decode(r#"{"b": {"b": {}}}"#).is_err());
    assert!(schema.decode(r#"{"b": {"b": "x", "c": 1}}"#).is_err());
}

#[test]
fn long_ways_cost_no_stack() {
    const LONG: usize = 20_000;
    let mut defs = Map::new();
    for index in 0..LONG {
        let next = json!({"$ref": format!("#/$defs/d{}", index + 1)});
        let next = match index % 3 {
            0 => json!({"type": "array", "items": next}),
            1 => next,
            _ => json!({"properties": {"a": next}, "not": {"required": ["z"]}}),
        };
        defs.insert(format!("d{index}"), next);
    }
    defs.insert(format!("d{LONG}"), json!({"type": "integer"}));
    let schema = json!({"$ref": "#/$defs/d0", "$defs": defs});
    let schema = Schema::from_value(&schema).expect("a schema");
    assert!(schema.decode(r#"[{"a": [{"a": []}]}]"#).is_ok());
    let wrong = schema.decode(r#"[{"a": [{"z": 1}, 2, {"a": 3}]}]"#);
    let wrong = wrong.unwrap_err();
    let pointers: Vec<&str> = wrong.iter().map(|one| one.pointer.as_str()).collect();
    // A number has no properties to miss, so `not` is about it too.
    assert_eq!(pointers, ["/0/a/0", "/0/a/1", "/0/a/2/a"]);
}

#[test]
fn choices_that_multiply_stay_small() {
    let choice = |name: &str| {
        let branches = (0..12)
            .map(|index| json!({"properties": {name: {"const": index}}, "required": [name]}));
        json!({"oneOf": branches.collect::<Vec<_>>()})
    };
    let all: Vec<_> = (0..8).map(|index| choice(&format!("p{index}"))).collect();
    let schema = Schema::from_value(&json!({"type": "object", "allOf": all})).expect("a schema");
    let fits: Map<_, _> = (0..8)
        .map(|index| (format!("p{index}"), json!(11 - index)))
        .collect();
    assert!(schema.decode(json!(fits).to_string()).is_ok());
    let mut wrong = fits;
    wrong.insert("p7".to_owned(), json!(12));
    assert!(schema.decode(json!(wrong).to_string()).is_err());
}

#[test]
fn unions_in_unions_in_deep_values_cost_no_stack() {
    const LEVELS: usize = 400;
    let level = |index: usize| {
        let next = (index + 1) % LEVELS;
        let next = json!({"$ref": format!("#/$defs/u{next}")});
        let next = if index + 1 == LEVELS {
            json!({"type": "array", "items": next})
        } else {
            next
        };
        (
            format!("u{index}"),
            json!({"anyOf": [{"type": "integer", "minimum": index}, next]}),
        )
    };
    let defs: Map<_, _> = (0..LEVELS).map(level).collect();
    let schema =
        Schema::from_value(&json!({"$ref": "#/$defs/u0", "$defs": defs})).expect("a schema");
    for text in ["7", "[0]", "[[399], [], 1]"] {
        assert!(schema.decode(text).is_ok(), "{text}");
    }
    for text in ["-1", "[-1]", "[[], [null]]"] {
        assert!(schema.decode(text).is_err(), "{text}");
    }
    // What leads too deep to be judged is refused, and says so.
    let deep = format!("{}0{}", "[".repeat(127), "]".repeat(127));
    let mut decoder = schema.decoder();
    decoder.push(deep.as_bytes());
    let _ = format!("{:?}", decoder.view());
    let wrong = decoder.finish().unwrap_err();
    assert!(
        wrong.iter().any(|one| one.message.contains("too deep")),
        "{wrong:?}"
    );
}
