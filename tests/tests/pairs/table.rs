//! The table of providers and modes in the documentation, made from the code; and that all that
//! Instructor's users have is in it.

use std::fmt::Write as _;
use std::path::Path;

use formwork::provider::{Auth, Mode, PROVIDERS, Provider, find};
use formwork_tests::golden;

/// Instructor 1.17: its provider strings, and the modes of each that work there. Where it takes JSON
/// out of a prompt under the name of a tool or a schema, the mode's name is what counts.
const INSTRUCTOR: &[(&str, &[&str])] = &[
    (
        "openai",
        &[
            "TOOLS",
            "JSON",
            "JSON_SCHEMA",
            "MD_JSON",
            "PARALLEL_TOOLS",
            "RESPONSES_TOOLS",
        ],
    ),
    (
        "azure_openai",
        &["TOOLS", "JSON", "JSON_SCHEMA", "MD_JSON", "PARALLEL_TOOLS"],
    ),
    (
        "anyscale",
        &["TOOLS", "JSON", "JSON_SCHEMA", "MD_JSON", "PARALLEL_TOOLS"],
    ),
    (
        "together",
        &["TOOLS", "JSON", "JSON_SCHEMA", "MD_JSON", "PARALLEL_TOOLS"],
    ),
    (
        "databricks",
        &["TOOLS", "JSON", "JSON_SCHEMA", "MD_JSON", "PARALLEL_TOOLS"],
    ),
    ("deepseek", &["TOOLS", "JSON", "MD_JSON", "PARALLEL_TOOLS"]),
    (
        "openrouter",
        &["TOOLS", "JSON_SCHEMA", "MD_JSON", "PARALLEL_TOOLS"],
    ),
    ("ollama", &["TOOLS", "JSON"]),
    ("perplexity", &["MD_JSON"]),
    (
        "anthropic",
        &["TOOLS", "JSON", "JSON_SCHEMA", "PARALLEL_TOOLS"],
    ),
    ("google", &["TOOLS", "JSON"]),
    ("generative-ai", &["TOOLS", "JSON"]),
    ("gemini", &["MD_JSON", "TOOLS"]),
    ("vertexai", &["TOOLS", "MD_JSON", "PARALLEL_TOOLS"]),
    ("mistral", &["TOOLS", "JSON_SCHEMA", "MD_JSON"]),
    ("cohere", &["TOOLS", "JSON_SCHEMA", "MD_JSON"]),
    ("groq", &["TOOLS", "JSON_SCHEMA", "MD_JSON"]),
    (
        "cerebras",
        &["TOOLS", "JSON_SCHEMA", "MD_JSON", "PARALLEL_TOOLS"],
    ),
    ("fireworks", &["TOOLS", "JSON_SCHEMA", "MD_JSON"]),
    ("writer", &["TOOLS", "JSON_SCHEMA", "MD_JSON"]),
    (
        "bedrock",
        &["TOOLS", "TOOLS_STRICT", "JSON_SCHEMA", "MD_JSON"],
    ),
    (
        "xai",
        &["TOOLS", "JSON_SCHEMA", "MD_JSON", "PARALLEL_TOOLS"],
    ),
    (
        "litellm",
        &["TOOLS", "JSON", "JSON_SCHEMA", "MD_JSON", "PARALLEL_TOOLS"],
    ),
];

#[test]
fn everything_of_instructors_is_here() {
    let mut missing = Vec::new();
    for (name, modes) in INSTRUCTOR {
        let Some(row) = find(name) else {
            missing.push((*name).to_owned());
            continue;
        };
        for spelled in *modes {
            let (mode, wire) = Mode::from_instructor(spelled).expect("one of its modes");
            let has_wire = wire.is_none_or(|wire| row.wires.contains(&wire));
            if !row.modes.contains(&mode) || !has_wire {
                missing.push(format!("{name} {spelled}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_documented_table_is_the_one_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/providers-table.md");
    if let Err(difference) = golden(&path, &page()) {
        panic!("{difference}");
    }
}

fn page() -> String {
    let mut page = "# Providers and modes\n\nMade from the table in `runtime/src/provider/table`. The \
                    first mode of a row is the best one, which `Mode::Auto` begins with; `Parallel` is \
                    for `calls()`.\n\n| provider | wires | dialect | key | "
        .to_owned();
    // Words can be asked for everywhere.
    let modes: Vec<Mode> = Mode::ALL
        .into_iter()
        .filter(|mode| !matches!(mode, Mode::Auto | Mode::Text))
        .collect();
    for mode in &modes {
        let _ = write!(page, "`{mode}` | ");
    }
    page.push_str("\n| --- | --- | --- | --- |");
    page.push_str(&" :-: |".repeat(modes.len()));
    page.push('\n');
    for row in PROVIDERS {
        let wires: Vec<&str> = row.wires.iter().map(|wire| wire.as_str()).collect();
        let _ = write!(
            page,
            "| {} | {} | {} | {} |",
            names(row),
            wires.join(", "),
            row.dialect,
            key(row)
        );
        for mode in &modes {
            let place = row.modes.iter().position(|known| known == mode);
            let _ = write!(
                page,
                " {} |",
                place.map_or(String::new(), |place| (place + 1).to_string())
            );
        }
        page.push('\n');
    }
    page
}

fn names(row: &Provider) -> String {
    let names = std::iter::once(&row.name).chain(row.aliases);
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn key(row: &Provider) -> String {
    match row.auth {
        Auth::None => "none".to_owned(),
        _ => row
            .key_variables
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}
