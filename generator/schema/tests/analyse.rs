//! What the analysis says is so: each finding stands for a change to the schema that would change
//! nothing, and here the change is made.

use formwork_schema::{Code, Finding, analyse};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::corpus;
use crate::evaluate::{Formats, accepts};
use crate::text::read;

/// The verdict on each value.
fn verdicts(schema: &Value, values: &[Value]) -> Vec<Option<bool>> {
    let (model, findings) = read(&schema.to_string());
    // What goes in circles where nothing leads there is an error once nothing but definitions is left.
    let matters = |f: &&Finding| f.is_error() && f.code != Code::REF_CYCLE;
    let errors: Vec<&Finding> = findings.iter().filter(matters).collect();
    assert!(errors.is_empty(), "{schema}: {errors:?}");
    let root = model.roots[0].expect("a schema without errors is a root");
    let judge = |value| accepts(&model, root, value, Formats::Annotate);
    values.iter().map(judge).collect()
}

/// The schema after the change that a finding says would make no difference; `None` for findings whose
/// words do not come down to one.
fn changed(schema: &Value, finding: &Finding) -> Option<Value> {
    let pointer = finding.place.as_ref()?.pointer.as_str();
    let (above, last) = pointer.rsplit_once('/').unwrap_or_default();
    let mut schema = schema.clone();
    let remove = |schema: &mut Value, above: &str, last: &str| match schema.pointer_mut(above) {
        Some(Value::Object(members)) => drop(members.remove(last)),
        Some(Value::Array(items)) => drop(items.remove(last.parse().expect("an index"))),
        _ => panic!("{pointer} leads nowhere"),
    };
    // Where in the list above a member or branch stands, and the schema around that.
    let around = above.rsplit_once('/').map_or("", |(around, _)| around);
    match finding.code {
        Code::NOTHING_FITS if pointer.is_empty() => schema = Value::Bool(false),
        Code::CONTRADICTION => {
            let other = finding.related.first().map(|other| &other.place.pointer);
            if other.is_some_and(|other| other.rsplit_once('/').is_none_or(|(it, _)| it != above)) {
                return None;
            }
            let ty = match last {
                "minLength" => "string",
                "minItems" | "maxItems" | "minContains" => "array",
                "minProperties" | "maxProperties" => "object",
                _ => "number",
            };
            exclude(&mut schema, above, &json!({ "type": ty }));
        }
        Code::TYPE_CONFLICT => {
            let holder = if above.ends_with("/allOf") {
                around
            } else {
                above
            };
            *schema.pointer_mut(holder)? = Value::Bool(false);
        }
        Code::FORBIDDEN_PROPERTY => {
            let other = &finding.related.first()?.place.pointer;
            other.strip_prefix(around)?;
            exclude(&mut schema, around, &json!({ "type": "object" }));
        }
        Code::EXCLUDED_VALUE if above.ends_with("/enum") => remove(&mut schema, above, last),
        Code::NOTHING_FITS | Code::EXCLUDED_VALUE => {
            *schema.pointer_mut(above)? = Value::Bool(false);
        }
        Code::IDLE_BRANCH => {
            let is_dropped = above.ends_with("/anyOf") || finding.message.contains("can never fit");
            if is_dropped {
                remove(&mut schema, above, last);
            } else {
                let branch = schema.pointer(pointer)?.clone();
                exclude(&mut schema, around, &branch);
            }
        }
        Code::LONE_KEYWORD | Code::IDLE_KEYWORD | Code::BESIDE_REF => {
            remove(&mut schema, above, last);
        }
        _ => return None,
    }
    Some(schema)
}

/// Says beside everything else that a schema does not fit.
fn exclude(schema: &mut Value, pointer: &str, other: &Value) {
    let whole = schema.pointer_mut(pointer).expect("a schema");
    let members = whole.as_object_mut().expect("it has keywords");
    let all = members.entry("allOf").or_insert_with(|| json!([]));
    let all = all.as_array_mut().expect("a list");
    all.push(json!({ "not": other }));
}

/// Makes the change of every finding, and looks for a value that tells the difference. How many changes
/// there were.
fn check(schema: &Value, values: &[Value]) -> usize {
    let (model, findings) = read(&schema.to_string());
    if findings.iter().any(Finding::is_error) {
        return 0;
    }
    let findings = analyse(&model);
    let before = verdicts(schema, values);
    let mut changes = 0;
    for finding in &findings {
        let Some(other) = changed(schema, finding) else {
            continue;
        };
        changes += 1;
        let after = verdicts(&other, values);
        for ((value, before), after) in values.iter().zip(&before).zip(&after) {
            assert!(
                before == after || before.is_none() || after.is_none(),
                "{}: {} at {:?}\n{schema}\nand\n{other}\ndiffer on {value}",
                finding.code,
                finding.message,
                finding.place.as_ref().map(|place| &place.pointer)
            );
        }
    }
    changes
}

/// Values of every type, small ones.
fn values() -> Vec<Value> {
    let leaves = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(1),
        json!(2),
        json!(0.5),
        json!(1.5),
        json!(""),
        json!("a"),
        json!("ab"),
        json!("abc"),
    ];
    let mut values = leaves.to_vec();
    values.extend([json!([]), json!({})]);
    for leaf in &leaves {
        values.push(json!([leaf]));
        values.push(json!([leaf, "a"]));
        values.push(json!([1, leaf, 0]));
        values.push(json!({ "a": leaf }));
        values.push(json!({ "b": leaf, "c": 1 }));
        values.push(json!({ "a": 1, "b": leaf }));
        values.push(json!({ "a": { "a": leaf }, "b": [leaf] }));
    }
    values
}

fn types() -> impl Strategy<Value = Value> {
    let names = [
        "null", "boolean", "object", "array", "number", "string", "integer",
    ];
    let one = prop::sample::select(names.to_vec());
    prop_oneof![
        4 => one.prop_map(Value::from),
        1 => prop::sample::subsequence(names.to_vec(), 1..3).prop_map(Value::from),
    ]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop::sample::select(values().into_iter().take(16).collect::<Vec<_>>())
}

/// A keyword that holds no schema.
fn keyword() -> impl Strategy<Value = (String, Value)> {
    let count = prop::sample::select(vec![
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minContains",
        "maxContains",
    ]);
    let bound = prop::sample::select(vec![
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
    ]);
    let bounds = prop::sample::select(vec![json!(-1), json!(0), json!(0.5), json!(1), json!(2)]);
    let names = prop::sample::subsequence(vec!["a", "b", "c"], 1..3);
    prop_oneof![
        4 => types().prop_map(|types| ("type".to_owned(), types)),
        3 => (count, 0..4_u64).prop_map(|(name, count)| (name.to_owned(), count.into())),
        3 => (bound, bounds).prop_map(|(name, bound)| (name.to_owned(), bound)),
        1 => leaf().prop_map(|value| ("const".to_owned(), value)),
        1 => prop::collection::vec(leaf(), 1..4).prop_map(|mut values| {
            values.dedup();
            ("enum".to_owned(), values.into())
        }),
        2 => names.prop_map(|names| ("required".to_owned(), names.into())),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    let keywords = prop::collection::vec(keyword(), 0..4);
    let leaf = prop_oneof![
        6 => keywords.prop_map(|keywords| keywords.into_iter().collect::<Value>()),
        1 => any::<bool>().prop_map(Value::Bool),
        2 => prop::sample::select(vec!["x", "y"])
            .prop_map(|name| json!({ "$ref": format!("#/$defs/{name}") })),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let single = prop::sample::select(vec![
            "additionalProperties",
            "items",
            "contains",
            "not",
            "if",
            "then",
            "else",
            "propertyNames",
            "unevaluatedProperties",
        ]);
        let list = prop::sample::select(vec!["anyOf", "oneOf", "allOf", "prefixItems"]);
        let name = prop::sample::select(vec!["a", "b"]);
        let nested = prop_oneof![
            2 => (single, inner.clone()).prop_map(|(name, schema)| (name.to_owned(), schema)),
            3 => (list, prop::collection::vec(inner.clone(), 1..4))
                .prop_map(|(name, schemas)| (name.to_owned(), schemas.into())),
            2 => prop::collection::btree_map(name, inner, 1..3)
                .prop_map(|schemas| ("properties".to_owned(), json!(schemas))),
        ];
        let nested = prop::collection::vec(nested, 1..3);
        (prop::collection::vec(keyword(), 0..3), nested)
            .prop_map(|(keywords, nested)| keywords.into_iter().chain(nested).collect::<Value>())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_of_any_schema_is_so(mut root in schema(), x in schema(), y in schema()) {
        if let Value::Object(members) = &mut root {
            members.insert("$defs".to_owned(), json!({ "x": x, "y": y }));
            check(&root, &values());
        }
    }
}

#[test]
fn what_is_said_of_real_schemas_is_so() {
    let Some(lines) = corpus::lines() else { return };
    let mut changes = 0;
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).expect("a line is JSON");
        let tests = line["tests"].as_array().into_iter().flatten();
        let values: Vec<Value> = tests.map(|test| test["data"].clone()).collect();
        changes += check(&line["schema"], &values);
    }
    assert!(changes > 100, "only {changes} changes");
}

#[test]
fn large_and_deep_schemas_are_analysed() {
    // Each of these takes minutes where the cost is not linear, or ends the test where it is the stack.
    let many = 20_000;
    let names: Vec<String> = (0..many).map(|index| format!("p{index}")).collect();
    let properties: Value = names
        .iter()
        .map(|name| {
            (
                name.clone(),
                json!({ "$ref": "#/$defs/base", "required": ["z"] }),
            )
        })
        .collect();
    let wide = json!({
        "properties": properties,
        "required": names,
        "additionalProperties": false,
        "$defs": { "base": { "properties": { "a": { "enum": names } }, "additionalProperties": false } },
    });
    let (model, _) = read(&wide.to_string());
    assert_eq!(analyse(&model).len(), many);

    let branches: Vec<Value> = names.iter().map(|name| json!({ "const": name })).collect();
    let choice = json!({ "oneOf": [{ "oneOf": branches.clone() }, { "anyOf": branches }] });
    let (model, _) = read(&choice.to_string());
    assert_eq!(analyse(&model), []);

    let mut deep = json!({ "type": "string", "minLength": 2, "maxLength": 1 });
    for _ in 0..60 {
        deep = json!({ "anyOf": [deep.clone(), { "type": "null" }] });
    }
    let (model, findings) = read(&deep.to_string());
    assert_eq!(findings, []);
    assert!(!analyse(&model).is_empty());

    let chain: Value = (0..many)
        .map(|index| {
            let next = (index + 1) % many;
            (
                format!("d{index}"),
                json!({ "allOf": [{ "$ref": format!("#/$defs/d{next}") }] }),
            )
        })
        .collect();
    let mut chain = json!({ "$ref": "#/$defs/d0", "$defs": chain });
    chain["$defs"]["d19999"] = json!({ "type": "string", "maximum": 1 });
    let (model, findings) = read(&chain.to_string());
    assert_eq!(findings, []);
    assert_eq!(analyse(&model).len(), 1);
}
