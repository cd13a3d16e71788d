//! Task files to functions: each folder under `task-files` holds one, what is generated, and what is said of it.
//!
//! `generated.rs` and `findings.txt` are compared byte for byte (`BLESS=1` writes them anew), and the former is
//! compiled here, so that the tests which it generates run among these. The rest holds what the generator knows
//! of the runtime against the runtime: names, and what a template may and may not do.

#[path = "task_files/claims.rs"]
mod claims;
#[path = "../task-files/json/generated.rs"]
mod json;
#[path = "task_files/known.rs"]
mod known;
#[path = "../task-files/support/generated.rs"]
mod support;
#[path = "task_files/templates.rs"]
mod templates;

use std::path::{Path, PathBuf};

use formwork::provider::Mode;
use formwork::provider::offline::Offline;
use formwork::transport::Replay;
use formwork::{Client, ErrorKind, Role};
use formwork_codegen::{Disk, Options, Output, Style, generate, render};
use formwork_tests::golden;
use serde_json::Value;

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("task-files");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(root)
        .expect("tests/task-files is there")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    cases.sort();
    cases
}

fn run(case: &Path) -> Output {
    let file = ["tasks.yaml", "tasks.json"].into_iter();
    let file = file.map(|name| case.join(name)).find(|path| path.is_file());
    let options = Options::relative_to(case, vec![file.expect("a task file")]);
    generate(&options, &Disk)
}

#[test]
fn what_is_generated_is_what_was_reviewed() {
    let mut differences = Vec::new();
    for case in cases() {
        let output = run(&case);
        let findings = render(&output.findings, &output.sources, Style::Plain);
        assert!(!output.has_errors(), "{}:\n{findings}", case.display());
        let text = output.modules[0].to_file_text();
        differences.extend(golden(&case.join("generated.rs"), &text).err());
        differences.extend(golden(&case.join("findings.txt"), &findings).err());
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_file_that_is_read_is_told_of() {
    let case = cases().into_iter().find(|case| case.ends_with("support"));
    let output = run(&case.expect("it is there"));
    let names = output.files().map(|path| {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        name.unwrap_or_default()
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    assert_eq!(
        names,
        ["streamed.txt", "tasks.yaml", "ticket.yaml", "whole.json"]
    );
}

fn input() -> support::TriageInput {
    support::TriageInput {
        ticket: "{{ 7 * 7 }} {% if".to_owned(),
        mood: support::Mood::Angry,
        products: None,
        order: None,
        since: formwork::Nullable::Absent,
        amount: None,
        more: None,
    }
}

#[test]
fn an_input_that_comes_as_json_is_judged() {
    let read = |text: &str| serde_json::from_str::<support::TriageInput>(text);
    let input = read(r#"{"ticket":"It broke.","mood":"calm","order":{"number":7,"lines":[]}}"#);
    let messages = support::TRIAGE.messages(&input.expect("it fits"));
    let messages = messages.expect("they can be rendered");
    let formwork::Content::Text(said) = &messages[1].content else {
        panic!("text")
    };
    assert!(
        said.starts_with("An calm customer writes: It broke.\nOrder 7:"),
        "{said}"
    );
    for (text, keyword) in [
        (r#"{"ticket":"a","mood":"calm"}"#, "minLength"),
        (r#"{"ticket":"It broke.","mood":"glad"}"#, "enum"),
        (r#"{"mood":"calm"}"#, "required"),
    ] {
        let error = read(text).expect_err(text).to_string();
        assert!(error.contains(keyword), "{error}");
    }
}

/// What is sent, as JSON.
fn sent<T: formwork::Extract>(request: &formwork::Request<T>) -> Value {
    let body = request.build(false).expect("it can be worded").body;
    serde_json::from_slice(&body).expect("a body is JSON")
}

#[test]
fn defaults_come_from_the_file_and_go_behind_what_the_request_is_told() {
    let client = Client::builder("mistral/some-model")
        .api_key("key")
        .transport(Replay::new())
        .build()
        .expect("a client");
    let request = support::triage(&client, &input());
    let body = sent(&request);
    // The client says which model is asked.
    assert_eq!(body["model"], "some-model");
    assert_eq!(body["max_tokens"], 500);
    assert_eq!(body["temperature"], 0.2);
    assert_eq!(body["tools"][0]["function"]["name"], "Ticket");
    let body = sent(&request.max_tokens(7).temperature(1.0));
    assert_eq!(body["max_tokens"], 7);
    assert_eq!(body["temperature"], 1.0);

    assert_eq!(support::TRIAGE.name(), "triage");
    assert_eq!(
        support::TRIAGE.default_model(),
        Some("anthropic/claude-sonnet-4-5")
    );
    // What the file says for all of its tasks.
    assert_eq!(support::AGAIN.default_model(), Some("openai/gpt-5-mini"));
    assert_eq!(json::SAY_HELLO.default_model(), None);
    let error = json::SAY_HELLO.client().expect_err("no model is named");
    assert!(
        error.to_string().contains("`say-hello` names no model"),
        "{error}"
    );
}

#[test]
fn what_an_input_says_is_never_a_template() {
    let client = Client::offline(Offline::new());
    let request = support::triage(&client, &input()).user("{{ ticket }}");
    let body = sent(&request.mode(Mode::JsonSchema));
    let messages: Vec<&str> = body["messages"]
        .as_array()
        .expect("messages")
        .iter()
        .filter_map(|message| message["content"].as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "You sort tickets.",
            "An angry customer writes: {{ 7 * 7 }} {% if\n0\n",
            "{{ ticket }}"
        ]
    );
}

#[test]
fn messages_keep_their_roles_and_examples() {
    let messages = support::TYPE.messages(&()).expect("they can be rendered");
    let roles: Vec<Role> = messages.iter().map(|message| message.role).collect();
    assert_eq!(
        roles,
        [Role::Developer, Role::User, Role::Assistant, Role::User]
    );
    let formwork::Content::Text(last) = &messages[3].content else {
        panic!("text")
    };
    assert_eq!(last, "To three. Say {{");
}

#[test]
fn a_template_that_fails_fails_the_request() {
    // The generator has warned of it: `name` is optional, and said as it is.
    static GREET: formwork::Task<Value, String> =
        formwork::Task::new("greet", &[(Role::User, "Hello {{ name }}")]);
    let client = Client::offline(Offline::new());
    let request = GREET.request(&client, &serde_json::json!({}));
    // A context that comes later does not make it well.
    let request = request.template_context(serde_json::json!({ "name": "Ada" }));
    let error = request.send_blocking().expect_err("there is no name");
    assert!(matches!(error.kind(), ErrorKind::Template(_)), "{error}");
    assert!(
        error
            .to_string()
            .contains("task `greet`, message 1 (user), line 1"),
        "{error}"
    );
}

#[test]
fn a_failing_test_says_everything() {
    use formwork::tasks::Trial;

    let input = r#"{"ticket":"It broke.","mood":"calm"}"#;
    let said = &[
        r#"{"urgency":"extreme"}"#,
        r#"{"urgency":"low","wants":["a"]}"#,
    ];
    let trial = Trial::new(&support::TRIAGE, input).said(said);
    let failure = trial
        .expect(r#"{"urgency":"high","wants":[]}"#)
        .run()
        .expect_err("it is low");
    assert_eq!(
        format!("{failure:?}"),
        "task `triage`: the result is not what was expected\n  \
         - /urgency: should be \"high\" [expect], got \"low\"\n  \
         - /wants: has 1 items and not 0 [expect], got [\"a\"]\n  \
         answer 1: {\"urgency\":\"extreme\"}\n    \
         - /urgency: must be one of \"low\", \"high\" [enum], got \"extreme\"\n  \
         answer 2: {\"urgency\":\"low\",\"wants\":[\"a\"]}"
    );
    let trial = Trial::new(&support::TRIAGE, r#"{"ticket":"a","mood":"calm"}"#);
    let failure = trial
        .run()
        .expect_err("the ticket is too short")
        .to_string();
    assert!(
        failure.starts_with("task `triage`: the input breaks its schema: "),
        "{failure}"
    );
    assert!(failure.contains("minLength"), "{failure}");
}
