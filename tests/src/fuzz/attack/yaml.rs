//! What only YAML can.

use std::fmt::Write as _;

use super::{Attack, yaml};

/// All of them.
pub(super) const ALL: &[Attack] = &[
    yaml("alias bomb", alias_bomb, 40),
    yaml(
        "aliases of one",
        |n| {
            format!(
                "$defs:\n  a: &a {{type: object, properties: {{b: {{type: string}}}}}}\nanyOf: [{}*a]\n",
                "*a,".repeat(n)
            )
        },
        300_000,
    ),
    yaml(
        "an alias of itself",
        |n| {
            format!(
                "properties:\n  a: &a\n    properties:\n      b: *a\n{}",
                "# \n".repeat(n)
            )
        },
        1_000_000,
    ),
    yaml(
        "merge keys",
        |n| {
            let mut text = "a0: &a0 {type: object}\n".to_owned();
            for at in 1..=n {
                let _ = writeln!(text, "a{at}: &a{at}\n  <<: [*a{0}, *a{0}]", at - 1);
            }
            text
        },
        100_000,
    ),
    yaml("flow brackets", |n| "[".repeat(n), 1 << 20),
    yaml("flow braces", |n| "{a: ".repeat(n), 1 << 20),
    yaml("indentation", indentation, 3_000),
    yaml("sequences", |n| "- ".repeat(n), 1 << 20),
    yaml(
        "many documents",
        |n| "---\ntype: object\n".repeat(n),
        300_000,
    ),
    yaml("complex keys", |n| "? ".repeat(n), 1 << 20),
    yaml(
        "a block of text",
        |n| format!("type: object\ndescription: |\n{}", "  words\n".repeat(n)),
        1 << 20,
    ),
];

/// Each alias is ten of the one before.
fn alias_bomb(depth: usize) -> String {
    let mut text = "a0: &a0 {type: object}\n".to_owned();
    for at in 1..=depth {
        let one = format!("*a{}", at - 1);
        let _ = writeln!(text, "a{at}: &a{at} [{}]", [one.as_str(); 10].join(", "));
    }
    let _ = writeln!(text, "anyOf: *a{depth}");
    text
}

/// Each line is one further in than the line before.
fn indentation(lines: usize) -> String {
    let mut text = String::new();
    for at in 0..lines {
        text.push_str(&" ".repeat(at));
        text.push_str("a:\n");
    }
    text
}
