//! `cargo formwork export`, `dump` and `graph`: what others read, and what the stages have made.

use std::fs;

use serde_json::Value;

use crate::command_line::{folder, run};
use crate::nested::workspace;

#[test]
fn a_schema_is_exported_in_the_words_of_a_provider_with_its_tool() {
    let folder = folder("cli-export");
    let export = |more: &[&str]| {
        let ran = run(
            &folder,
            &[&["export", "schemas/order.yaml"][..], more].concat(),
        )
        .good();
        let json: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
        json["schemas"][0].clone()
    };
    let anthropic = export(&["--provider", "anthropic"]);
    assert_eq!(anthropic["dialect"], "anthropic");
    assert_eq!(anthropic["tool"]["name"], "Order");
    assert_eq!(anthropic["tool"]["input_schema"], anthropic["schema"]);
    assert_eq!(anthropic["schema"]["additionalProperties"], false);
    let openai = export(&["--dialect", "openai-strict"]);
    assert_eq!(openai["tool"]["type"], "function");
    assert_eq!(openai["tool"]["function"]["parameters"], openai["schema"]);
    assert_eq!(openai["answers"]["unwrap_root"], false);
    let bedrock = export(&["--dialect", "bedrock"]);
    assert_eq!(
        bedrock["tool"]["toolSpec"]["inputSchema"]["json"],
        bedrock["schema"]
    );
    // What its author wrote, in one piece: the other file's part is in it, and nothing is closed.
    let plain = export(&["--dialect", "plain"]);
    assert!(
        plain["schema"]["$defs"].to_string().contains("small"),
        "{plain}"
    );
    assert!(
        plain["schema"].get("additionalProperties").is_none(),
        "{plain}"
    );

    let arguments = [
        "export",
        "schemas/order.yaml",
        "--dialect",
        "gemini",
        "--out",
        "order.json",
    ];
    assert_eq!(run(&folder, &arguments).good().stdout, "");
    let text = fs::read_to_string(folder.join("order.json")).expect("it was written");
    assert!(text.contains("\"parametersJsonSchema\": {"), "{text}");
    let ran = run(
        &folder,
        &["export", "schemas/order.yaml", "--dialect", "opnai"],
    );
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(1), ""),
        "{}",
        ran.stderr
    );
    let ran = run(&folder, &["export", "schemas/order.yaml"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
}

#[test]
fn every_stage_can_be_looked_at() {
    let folder = folder("cli-dump");
    for (stage, part) in [
        ("source", "// schemas/parts/size.yaml\n{\n  \"$defs\": {"),
        ("model", "    Schema {"),
        ("ir", "    tool_name: \"Order\","),
        ("lowered:openai-strict", "  \"additionalProperties\": false"),
        ("lowered:plain", "  \"title\": \"Order\""),
        ("rust", "pub struct Order {"),
    ] {
        let ran = run(&folder, &["dump", "schemas/order.yaml", "--stage", stage]).good();
        assert!(ran.stdout.contains(part), "{stage}:\n{}", ran.stdout);
        assert_eq!(ran.stderr, "", "{stage}");
    }
    let ran = run(
        &folder,
        &["dump", "schemas/order.yaml", "--stage", "lowered:mine"],
    );
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("there is no dialect `mine`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn every_stage_is_the_same_each_time_in_every_dialect() {
    let folder = folder("cli-dump-twice");
    let invoice = workspace().join("schemas/invoice.yaml");
    let invoice = invoice.to_str().expect("UTF-8");
    let dialects = formwork_schema::dialect::DIALECTS.iter();
    let lowered = dialects.map(|dialect| format!("lowered:{}", dialect.name));
    let stages = ["source", "model", "ir", "rust"].map(str::to_owned);
    let mut said = 0;
    for stage in stages.into_iter().chain(lowered) {
        let dump = || run(&folder, &["dump", invoice, "--stage", &stage]);
        let (first, second) = (dump(), dump());
        assert_eq!(first.code, second.code, "{stage}");
        assert!(first.stdout == second.stdout, "{stage} differs");
        said += usize::from(first.code == Some(0) && !first.stdout.is_empty());
    }
    assert!(said > 20, "{said} stages said something");
    for format in ["mermaid", "svg"] {
        let draw = || {
            run(&folder, &["graph", invoice, "--format", format])
                .good()
                .stdout
        };
        assert!(draw() == draw(), "{format} differs");
    }
}

#[test]
fn types_and_what_they_lead_to_are_drawn() {
    let folder = folder("cli-graph");
    let ran = run(&folder, &["graph", "schemas/order.yaml"]).good();
    assert_eq!(
        ran.stdout,
        "\
classDiagram
  class Order {
    number i64
    size Size
  }
  class Size {
    <<enumeration>>
    small
    large
  }
  Order --> Size : size
"
    );
    let svg = run(&folder, &["graph", "schemas/order.yaml", "--format", "svg"]).good();
    assert!(svg.stdout.starts_with("<svg "), "{}", svg.stdout);
    assert!(svg.stdout.ends_with("</svg>\n"), "{}", svg.stdout);
    // A box for each type, and one curve with its mark.
    assert_eq!(svg.stdout.matches("<g>").count(), 2, "{}", svg.stdout);
    assert_eq!(svg.stdout.matches("<path ").count(), 2, "{}", svg.stdout);

    // A type that leads to itself is drawn as well.
    let node = "title: Node\ntype: object\nproperties:\n  next: { $ref: \"#\" }\n";
    fs::write(folder.join("schemas/node.yaml"), node).expect("a file");
    let ran = run(&folder, &["graph", "schemas/node.yaml"]).good();
    assert!(
        ran.stdout.ends_with("  Node --> Node : next\n"),
        "{}",
        ran.stdout
    );
    run(&folder, &["graph", "schemas/node.yaml", "--format", "svg"]).good();
}

#[test]
fn a_dry_run_shows_what_would_change_and_changes_nothing() {
    let folder = folder("cli-dry-run");
    let generate = ["generate", "schemas/order.yaml", "--out", "src/generated"];
    let dry = || run(&folder, &[&generate[..], &["--dry-run"]].concat()).good();
    let first = dry();
    assert!(
        first.stderr.contains("order.rs is missing"),
        "{}",
        first.stderr
    );
    assert!(!folder.join("src").exists(), "it has written something");
    run(&folder, &generate).good();
    assert_eq!(dry().stderr, "nothing would change\n");
    let size = folder.join("schemas/parts/size.yaml");
    let text = fs::read_to_string(&size).expect("it is there");
    fs::write(&size, text.replace("small,", "small, medium,")).expect("a file");
    let ran = dry();
    assert!(ran.stderr.contains("\n+    Medium,\n"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("--check"), "{}", ran.stderr);
    let module = fs::read_to_string(folder.join("src/generated/order.rs")).expect("it was written");
    assert!(!module.contains("Medium"), "it has written something");
}
