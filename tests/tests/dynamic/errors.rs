//! What is wrong with a schema is said with its place; nothing is read by one that is wrong.

use formwork::dynamic::Schema;

fn told(schema: Result<Schema, formwork::dynamic::SchemaError>) -> Vec<String> {
    let error = schema.expect_err("it is wrong");
    let lines = error.to_string();
    assert_eq!(lines.lines().count(), error.problems().len(), "{lines}");
    lines.lines().map(str::to_owned).collect()
}

#[test]
fn every_problem_has_its_place() {
    let text = "{\n  \"type\": \"text\",\n  \"minLength\": -1\n}";
    let error = Schema::from_json(text).expect_err("two keywords are wrong");
    let [first, second] = error.problems() else {
        panic!("{error}");
    };
    assert_eq!((first.line, first.pointer.as_str()), (2, "/type"));
    assert_eq!((second.line, second.pointer.as_str()), (3, "/minLength"));
    assert_eq!(
        (first.document.as_str(), first.code.as_str()),
        ("schema.json", "M002")
    );
    assert!(
        !first.message.ends_with('.') && first.column > 1,
        "{first:?}"
    );
}

#[test]
fn what_is_no_schema_is_refused() {
    for text in ["", "{", "[]", "3", "\"string\"", "null"] {
        assert_eq!(told(Schema::from_json(text)).len(), 1, "{text}");
    }
    assert!(told(Schema::from_yaml("a: b: c"))[0].starts_with("schema.yaml:1:"));
    let missing = told(Schema::from_json(r##"{"$ref": "#/$defs/Money"}"##));
    assert!(missing[0].contains("[R001]"), "{missing:?}");
    let circle = r##"{"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}]}}}"##;
    assert!(told(Schema::from_json(circle))[0].contains("[R005]"));
    let pattern = told(Schema::from_json(
        r#"{"properties": {"a": {"pattern": "("}}}"#,
    ));
    assert!(pattern[0].contains("[M006]"), "{pattern:?}");
}

#[test]
fn documents_are_those_that_are_at_hand() {
    let text = r#"{"properties": {"a": {"$ref": "https://example.com/money"}, "b": {"$ref": "parts/b.yaml#/x"}}}"#;
    let alone = told(Schema::from_json(text));
    assert_eq!(alone.len(), 2, "{alone:?}");
    let asked = |name: &str| (name == "parts/b.yaml").then(|| b"x: { type: string }".to_vec());
    let schema = Schema::builder()
        .document("https://example.com/money", r#"{"type": "integer"}"#)
        .loader(&asked)
        .json(text)
        .expect("all is at hand");
    assert!(schema.decode(r#"{"a": 1, "b": "x"}"#).is_ok());
    let wrong = schema.decode(r#"{"a": "1", "b": 1}"#).unwrap_err();
    let pointers: Vec<&str> = wrong.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(pointers, ["/a", "/b"]);
    // What is wrong there is said of it.
    let broken = Schema::builder()
        .document("https://example.com/money", r#"{"type": 1}"#)
        .loader(&asked)
        .json(text);
    assert!(told(broken)[0].starts_with("https://example.com/money:1:"));
}

#[test]
fn a_place_in_a_document_is_a_schema() {
    let api = r#"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": {"Pet": {"type": "object", "required": ["name"]}}}}"#;
    assert!(told(Schema::from_json(api))[0].contains("place"));
    let pet = Schema::builder().place("/components/schemas/Pet").json(api);
    let pet = pet.expect("a schema");
    assert!(pet.decode(r#"{"name": "Rex"}"#).is_ok() && pet.decode("{}").is_err());
    let none = Schema::builder().place("/components/schemas/Cat").json(api);
    assert_eq!(told(none).len(), 1);
}
