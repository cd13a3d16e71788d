//! Long texts, numbers and patterns.

use super::{Attack, json};

/// All of them.
pub(super) const ALL: &[Attack] = &[
    json(
        "a long title",
        |n| format!(r#"{{"type":"object","title":"{}"}}"#, "Long ".repeat(n)),
        2 << 20,
    ),
    json(
        "a long description",
        |n| {
            format!(
                r#"{{"type":"object","description":"{}"}}"#,
                "words and\\n".repeat(n)
            )
        },
        1 << 20,
    ),
    json(
        "a long property name",
        |n| {
            format!(
                r#"{{"type":"object","properties":{{"{}":true}}}}"#,
                "name".repeat(n)
            )
        },
        2 << 20,
    ),
    json(
        "a long pattern",
        |n| {
            format!(
                r#"{{"type":"string","pattern":"{}"}}"#,
                "a?b*(c|d)".repeat(n)
            )
        },
        1 << 20,
    ),
    json(
        "a deep pattern",
        |n| {
            format!(
                r#"{{"type":"string","pattern":"{}{}"}}"#,
                "(".repeat(n),
                ")".repeat(n)
            )
        },
        1 << 20,
    ),
    json(
        "a counting pattern",
        |n| format!(r#"{{"type":"string","pattern":"(\\p{{L}}{{1,1000}}){{{n}}}"}}"#),
        1_000,
    ),
    json(
        "a pattern of looks",
        |n| format!(r#"{{"type":"string","pattern":"{}a"}}"#, "(?=a*)".repeat(n)),
        1 << 20,
    ),
    json(
        "a long number",
        |n| format!(r#"{{"type":"integer","maximum":{}}}"#, "9".repeat(n)),
        10 << 20,
    ),
    json(
        "a long fraction",
        |n| format!(r#"{{"type":"number","multipleOf":0.{}1}}"#, "0".repeat(n)),
        10 << 20,
    ),
    json(
        "a large exponent",
        |n| format!(r#"{{"type":"number","minimum":1e{n},"multipleOf":1e-{n}}}"#),
        usize::MAX >> 1,
    ),
    json(
        "a long constant",
        |n| format!(r#"{{"const":[{}1]}}"#, "1,".repeat(n)),
        400_000,
    ),
    json(
        "many nulls",
        |n| format!("[{}null]", "null,".repeat(n)),
        2 << 20,
    ),
    json(
        "one long text",
        |n| format!("\"{}\"", "x".repeat(n)),
        10 << 20,
    ),
    json("white space", |n| " \n".repeat(n), 5 << 20),
];
