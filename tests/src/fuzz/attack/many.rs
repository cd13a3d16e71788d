//! Many of the same kind.

use super::{Attack, commas, json, list, members};

/// All of them.
pub(super) const ALL: &[Attack] = &[
    json(
        "many properties",
        |n| members(n, |at| format!(r#""property{at}":{{"type":"string"}}"#)),
        30_000,
    ),
    json(
        "many bare properties",
        |n| members(n, |at| format!(r#""p{at}":{{}}"#)),
        60_000,
    ),
    json(
        "one name for many",
        |n| {
            members(n, |at| {
                format!(r#""p{at}":{{"title":"T","properties":{{"a":true}}}}"#)
            })
        },
        10_000,
    ),
    json(
        "names that clash",
        |n| {
            members(n, |at| {
                format!(r#""{}":true"#, "-".repeat(at % 300) + &"_".repeat(at / 300))
            })
        },
        10_000,
    ),
    json(
        "many choices",
        |n| {
            list(n, "anyOf", |at| {
                format!(r#"{{"properties":{{"k":{{"const":{at}}}}},"required":["k"]}}"#)
            })
        },
        10_000,
    ),
    json(
        "many exclusions",
        |n| {
            list(n, "oneOf", |at| {
                format!(r#"{{"type":"string","const":"c{at}"}}"#)
            })
        },
        30_000,
    ),
    json(
        "many conjuncts",
        |n| {
            list(n, "allOf", |at| {
                format!(r#"{{"properties":{{"p{at}":true}}}}"#)
            })
        },
        30_000,
    ),
    json(
        "many equal conjuncts",
        |n| {
            list(n, "allOf", |_| {
                r#"{"properties":{"p":{"minimum":1}}}"#.to_owned()
            })
        },
        50_000,
    ),
    json(
        "a long enum",
        |n| list(n, "enum", |at| format!("\"word{at}\"")),
        500_000,
    ),
    json(
        "a mixed enum",
        |n| list(n, "enum", |at| format!("[{at},{{\"a\":\"{at}\"}}]")),
        200_000,
    ),
    json(
        "many required",
        |n| list(n, "required", |at| format!("\"word{at}\"")),
        500_000,
    ),
    json(
        "misspelt keywords",
        |n| members(n, |at| format!(r#""p":{{"propertie{at}s":1}}"#)),
        20_000,
    ),
    json(
        "unknown keywords",
        |n| {
            let mut text = "{".to_owned();
            commas(n, &mut text, |at| format!(r#""typ{at}":1"#));
            text + "}"
        },
        300_000,
    ),
];
