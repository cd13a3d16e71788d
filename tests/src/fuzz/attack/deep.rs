//! Depth, and what doubles with it.

use super::{Attack, definitions, json, list, nest};

/// All of them.
pub(super) const ALL: &[Attack] = &[
    json("brackets", |n| "[".repeat(n), 10 << 20),
    json(
        "nested schemas",
        |n| nest(r#"{"not":"#, "true", "}", n),
        1 << 20,
    ),
    json(
        "nested lists of schemas",
        |n| nest(r#"{"anyOf":[true,"#, "true", "]}", n),
        500_000,
    ),
    json(
        "depth that is read",
        |n| nest(r#"{"items":"#, "true", "}", n.min(120)),
        120,
    ),
    json(
        "objects as deep as is read",
        |n| nest(r#"{"properties":{"a":"#, "true", "}}", n.min(60)),
        60,
    ),
    json(
        "choices as deep as is read",
        |n| nest(r#"{"anyOf":[{"type":"null"},"#, "true", "]}", n.min(60)),
        60,
    ),
    json(
        "negations as deep as is read",
        |n| nest(r#"{"not":"#, "{}", "}", n.min(120)),
        120,
    ),
    json(
        "conditions as deep as is read",
        |n| nest(r#"{"else":{"minimum":1},"if":"#, "true", "}", n.min(120)),
        120,
    ),
    json("doubling conjunctions", |n| doubling(n, "allOf"), 200),
    json("doubling choices", |n| doubling(n, "anyOf"), 200),
    json("doubling exclusions", |n| doubling(n, "oneOf"), 200),
    json(
        "doubling properties",
        |n| {
            definitions(n, |at| {
                format!(
                    r##"{{"properties":{{"a":{{"$ref":"#/$defs/d{0}"}},"b":{{"$ref":"#/$defs/d{0}"}}}}}}"##,
                    at + 1
                )
            })
        },
        2_000,
    ),
    json("products of choices", products, 40),
    json("products of properties", property_products, 40),
];

/// Each definition is two of the next.
fn doubling(count: usize, keyword: &str) -> String {
    definitions(count, |at| {
        let next = format!(r##"{{"$ref":"#/$defs/d{}"}}"##, at + 1);
        format!(r#"{{"{keyword}":[{next},{next}]}}"#)
    })
}

/// All of many choices.
fn products(count: usize) -> String {
    list(count, "allOf", |at| {
        format!(
            r#"{{"anyOf":[{{"required":["a{at}"]}},{{"properties":{{"b{at}":{{"type":"string"}}}}}},{{"minProperties":{at}}}]}}"#
        )
    })
}

/// One property, which many choices speak of.
fn property_products(count: usize) -> String {
    list(count, "allOf", |at| {
        format!(
            r#"{{"properties":{{"p":{{"oneOf":[{{"type":"object","properties":{{"k{at}":{{"type":"string"}}}}}},{{"type":"array","items":{{"minimum":{at}}}}},{{"type":"null"}}]}}}}}}"#
        )
    })
}
