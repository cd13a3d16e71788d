//! `cargo formwork try`: one call from the terminal, offline and against a server.
#![allow(clippy::print_stderr)] // It says when something is skipped.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::command_line::{folder, program, run};
use crate::loopback::{Told, serve};
use crate::nested::{Ran, workspace};

/// A schema with two types in it.
const SHOP: &str = "\
title: Shop
type: object
required: [name, lines]
properties:
  name: { type: string, minLength: 1 }
  lines: { type: array, minItems: 1, items: { $ref: \"#/$defs/Line\" } }
$defs:
  Line:
    title: Line
    type: object
    required: [price]
    additionalProperties: false
    properties:
      price: { type: number, minimum: 0 }
";

fn shop(name: &str) -> std::path::PathBuf {
    let folder = folder(name);
    fs::write(folder.join("shop.yaml"), SHOP).expect("a file");
    folder
}

/// The command with settings of the environment.
fn with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(folder);
    command.env_remove("FORMWORK_OFFLINE");
    command.env_remove("OPENAI_API_KEY");
    Ran::of(command.envs(variables.iter().copied()))
}

#[test]
fn a_value_is_made_up_and_written_and_the_same_seed_makes_the_same() {
    let folder = shop("cli-try");
    let ran = run(&folder, &["try", "shop.yaml", "--text", "Two cups."]).good();
    let value: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    assert!(value["lines"][0]["price"].as_f64().expect("a number") >= 0.0);
    assert!(ran.stdout.starts_with("{\n  \"name\": "), "{}", ran.stdout);
    assert!(
        ran.stderr.starts_with("offline/offline by "),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains(": 1 attempt, "), "{}", ran.stderr);
    let seeded = |seed: &str| {
        run(&folder, &["try", "shop.yaml", "--seed", seed])
            .good()
            .stdout
    };
    assert_eq!(seeded("7"), seeded("7"));
    assert_ne!(seeded("7"), seeded("8"));
    // A real one: with references to other files, and names that are no URIs.
    let invoice = workspace().join("schemas/invoice.yaml");
    let ran = run(&folder, &["try", invoice.to_str().expect("UTF-8")]).good();
    let value: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    assert!(value["seller"]["name"].is_string(), "{value}");
}

#[test]
fn a_type_is_named_by_its_name_or_its_place() {
    let folder = shop("cli-try-type");
    for place in ["Line", "/$defs/Line", "#/$defs/Line"] {
        let ran = run(&folder, &["try", "shop.yaml", "--type", place]).good();
        let value: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
        assert!(value["price"].is_number(), "{value}");
    }
    let ran = run(&folder, &["try", "shop.yaml#/$defs/Line"]).good();
    assert!(ran.stdout.contains("\"price\""), "{}", ran.stdout);
    let ran = run(&folder, &["try", "shop.yaml", "--type", "Lien"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert_eq!(
        ran.stderr,
        "error: there is no type `Lien`\n  did you mean `Line`?\n"
    );
}

#[test]
fn what_breaks_the_schema_is_shown_and_asked_for_again() {
    let folder = shop("cli-try-reask");
    let offline = [("FORMWORK_OFFLINE", "faults=invalid")];
    let ran = with(&folder, &["try", "shop.yaml"], &offline).good();
    let said = "answer 1 breaks the schema, and is asked for again\n  /";
    assert!(ran.stderr.starts_with(said), "{}", ran.stderr);
    assert!(ran.stderr.contains(": 2 attempts, "), "{}", ran.stderr);
    let ran = with(
        &folder,
        &["try", "shop.yaml", "--message-format", "json"],
        &offline,
    )
    .good();
    let lines: Vec<Value> = ran
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    assert_eq!(
        (&lines[0]["attempt"], &lines[1]["attempts"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
    // Where nobody may ask again, there is no value.
    let ran = with(
        &folder,
        &["try", "shop.yaml", "--max-reasks", "0"],
        &offline,
    );
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert!(
        ran.stderr
            .starts_with("error: no valid answer in 1 attempt\n  /"),
        "{}",
        ran.stderr
    );
}

#[test]
fn views_are_lines_where_they_are_asked_for() {
    let folder = shop("cli-try-stream");
    let ran = run(
        &folder,
        &["try", "shop.yaml", "--stream", "--message-format", "json"],
    )
    .good();
    let lines: Vec<Value> = ran
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    let views: Vec<&Value> = lines.iter().filter_map(|line| line.get("view")).collect();
    assert!(views.len() > 2, "{views:?}");
    let value: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    assert_eq!(**views.last().expect("one"), value);
}

#[test]
fn on_a_terminal_the_value_grows_in_place() {
    let folder = shop("cli-try-terminal");
    let mut script = Command::new("script");
    let line = format!(
        "{} try shop.yaml --seed 3 > value.json",
        program().display()
    );
    script
        .args(["-qec", &line, "/dev/null"])
        .current_dir(&folder);
    script
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    let Ok(output) = script.output() else {
        eprintln!("skipped: there is no `script`, which lends a terminal");
        return;
    };
    assert!(output.status.success());
    let shown = String::from_utf8_lossy(&output.stdout);
    // Something was drawn, and drawn over, and is gone at the end.
    assert!(shown.contains("\"name\""), "{shown:?}");
    assert!(shown.contains("A\r\u{1b}[J"), "{shown:?}");
    let last = shown.rsplit("\u{1b}[J").next().expect("what stays");
    assert!(!last.contains("\"name\""), "{last:?}");
    assert!(last.contains("1 attempt"), "{last:?}");
    let value = fs::read_to_string(folder.join("value.json")).expect("it was written");
    serde_json::from_str::<Value>(&value).expect("it is JSON");
}

/// A server that answers in the events of Chat Completions, and keeps what it is asked.
fn server(answers: [&'static str; 2]) -> (String, Arc<Mutex<Vec<Value>>>) {
    let asked: Arc<Mutex<Vec<Value>>> = Arc::default();
    let kept = asked.clone();
    let address = serve(move |request| {
        assert_eq!(request.line, "POST /v1/chat/completions");
        assert_eq!(request.header("authorization"), "Bearer sk-try-1");
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        assert_eq!(body["stream"], true);
        let mut kept = kept.lock().expect("it is well");
        let answer = answers[kept.len().min(answers.len() - 1)];
        kept.push(body);
        let chunk = |delta: Value, finish: Value| {
            let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish });
            let chunk =
                json!({ "id": "c", "object": "chat.completion.chunk", "choices": [choice] });
            format!("data: {chunk}\n\n")
        };
        let (first, second) = answer.split_at(answer.len() / 2);
        let mut text = chunk(
            json!({ "role": "assistant", "content": first }),
            Value::Null,
        );
        text += &chunk(json!({ "content": second }), Value::Null);
        text += &chunk(json!({}), json!("stop"));
        text += "data: [DONE]\n\n";
        let mut told = Told::json(200, text);
        told.headers = vec![("content-type", "text/event-stream".to_owned())];
        told
    });
    (format!("http://{address}/v1"), asked)
}

#[test]
fn a_provider_is_asked_by_the_key_of_the_environment() {
    let folder = shop("cli-try-provider");
    let wrong = r#"{"name":"Nordwind","lines":[{"price":-1}]}"#;
    let right = r#"{"name":"Nordwind","lines":[{"price":7.50}]}"#;
    let (url, asked) = server([wrong, right]);
    let key = [("OPENAI_API_KEY", "sk-try-1")];
    fs::write(folder.join("text.txt"), "Two cups, 7.50.").expect("a file");
    let arguments = [
        "try",
        "shop.yaml",
        "--model",
        "openai/gpt-5-mini",
        "--base-url",
        &url,
        "--mode",
        "json-schema",
        "--system",
        "You read receipts.",
        "--file",
        "text.txt",
        "--deadline",
        "30",
    ];
    let ran = with(&folder, &arguments, &key).good();
    // Numbers stay as they were written.
    assert!(ran.stdout.contains("\"price\": 7.50\n"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("/lines/0/price: must be at least 0"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains("openai/gpt-5-mini by json_schema: 2 attempts"),
        "{}",
        ran.stderr
    );
    let bodies = asked.lock().expect("it is well").clone();
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[0]["model"], "gpt-5-mini");
    assert_eq!(bodies[0]["messages"][1]["content"], "Two cups, 7.50.");
    assert!(bodies[0].to_string().contains("You read receipts."));
    assert_eq!(bodies[0]["response_format"]["type"], "json_schema");
    // The key is asked for by its name, and never taken from the command line.
    let ran = with(
        &folder,
        &[
            "try",
            "shop.yaml",
            "--model",
            "openai/gpt-5-mini",
            "--text",
            "x",
        ],
        &[],
    );
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.contains("OPENAI_API_KEY"), "{}", ran.stderr);
}

#[test]
fn texts_come_from_standard_input_and_wrong_use_is_told() {
    let folder = shop("cli-try-stdin");
    let mut command = Command::new(program());
    let arguments = ["try", "shop.yaml", "-"];
    command.args(arguments).current_dir(&folder);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(b"Two cups.").expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    for (arguments, code, said) in [
        (
            &["try", "shop.yaml", "--model", "nobody/x", "--text", "x"][..],
            2,
            "there is no provider `nobody`",
        ),
        (
            &["try", "shop.yaml", "--model", "openai/x"],
            2,
            "there is no text",
        ),
        (
            &[
                "try",
                "shop.yaml",
                "--model",
                "openai/x",
                "--text",
                "x",
                "--seed",
                "1",
            ],
            2,
            "for `offline` alone",
        ),
        (&["try", "shop.yaml", "--mode", "jsn"], 2, "jsn"),
        (&["try", "shop.yaml", "--file", "none.txt"], 3, "none.txt: "),
        (&["try", "none.yaml"], 1, "there is no file `none.yaml`"),
        (
            &["try", "shop.yaml", "--text", "x", "--file", "y"],
            2,
            "cannot be used with",
        ),
    ] {
        let ran = run(&folder, arguments);
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    let ran = with(
        &folder,
        &["try", "shop.yaml"],
        &[("FORMWORK_OFFLINE", "faults=nonsense")],
    );
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("FORMWORK_OFFLINE: "), "{}", ran.stderr);
}
