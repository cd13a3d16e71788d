//! How a client is set up, by hand and from the environment.
//!
//! The environment of this process is not touched: what reads it runs in a child.

use std::process::Command;

use formwork::provider::Mode;
use formwork::transport::Replay;
use formwork::{Client, ErrorKind};

use crate::objects::Person;
use crate::script::{kind, run};

#[test]
fn wrong_names_of_models_say_what_there_is() {
    for (name, expected) in [
        ("gpt-5", "`gpt-5` names no provider: write `provider/model`"),
        ("", "`` names no provider: write `provider/model`"),
        ("openia/gpt-5", "there is no provider `openia`"),
        ("openai/", "`openai/` names no model after the slash"),
        ("/gpt-5", "`/gpt-5` names no provider before the slash"),
    ] {
        for error in [Client::from_env(name), Client::builder(name).build()] {
            let error = error.expect_err("there is no such model");
            assert_eq!(kind(error.kind()), "model");
            assert!(error.to_string().starts_with(expected), "{error}");
            assert_eq!(error.attempts().len(), 0);
        }
    }
}

#[test]
fn a_missing_key_names_its_variable() {
    for builder in [
        Client::builder("openai/gpt-5"),
        Client::builder("openai/gpt-5").api_key(""),
        Client::builder("openai/gpt-5").api_key(" \n"),
    ] {
        let error = builder.build().expect_err("there is no key");
        assert_eq!(kind(error.kind()), "configuration");
        assert_eq!(
            error.to_string(),
            "no key for `openai`: set OPENAI_API_KEY, or give one to `Client::builder`; `offline` needs none"
        );
    }
}

#[test]
fn another_server_and_the_offline_provider_need_no_key() {
    let local = Client::builder("openai/llama")
        .base_url("http://127.0.0.1:8080/v1/")
        .build();
    assert_eq!(
        local.expect("a client").base_url(),
        "http://127.0.0.1:8080/v1/"
    );
    for name in ["offline", "offline/any", "offline/a/b"] {
        let client = Client::builder(name).build().expect("a client");
        assert_eq!(client.provider().name, "offline");
        run(client.extract::<Person>("Ada")).expect("an answer");
    }
    let server = Replay::new();
    let client = Client::builder("openai/gpt-5/preview")
        .transport(server.clone())
        .mode(Mode::Tools)
        .build()
        .expect("a client");
    assert_eq!(
        (client.model(), client.provider().name),
        ("gpt-5/preview", "openai")
    );
    let error = run(client.request::<Person>().max_retries(0).send()).expect_err("no answer");
    assert!(matches!(error.kind(), ErrorKind::Transport(_)));
    let headers = &server.requests()[0].headers;
    assert!(
        headers.iter().all(|(name, _)| *name != "authorization"),
        "no key, no header"
    );
}

/// Runs the test `name` of this file, which is otherwise ignored, with nothing but `variables` in its
/// environment.
fn in_environment(name: &str, variables: &[(&str, &str)]) {
    let program = std::env::current_exe().expect("this test has a path");
    let mut child = Command::new(program);
    child
        .args([
            "--exact",
            &format!("environment::{name}"),
            "--ignored",
            "--nocapture",
        ])
        .env_clear()
        .envs(variables.iter().copied());
    let output = child.output().expect("the test runs again");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_environment_holds_the_key_the_address_and_the_offline_settings() {
    in_environment("child_without_variables", &[]);
    in_environment(
        "child_without_variables",
        &[
            ("OPENAI_API_KEY", "  "),
            ("OPENAI_BASE_URL", ""),
            ("FORMWORK_OFFLINE", " "),
        ],
    );
    in_environment(
        "child_with_a_key",
        &[("OPENAI_API_KEY", "sk-from-the-environment\n")],
    );
    in_environment(
        "child_with_an_address",
        &[("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")],
    );
    in_environment(
        "child_with_faults",
        &[("FORMWORK_OFFLINE", "seed=4,faults=truncated")],
    );
    in_environment(
        "child_with_a_wrong_fault",
        &[("FORMWORK_OFFLINE", "faults=bad")],
    );
}

#[test]
#[ignore = "is run by another test, in an environment of its own"]
fn child_without_variables() {
    let error = Client::from_env("openai/gpt-5").expect_err("there is no key");
    assert!(error.to_string().contains("set OPENAI_API_KEY"), "{error}");
    let client = Client::from_env("offline").expect("it needs none");
    run(client.extract::<Person>("Ada")).expect("an answer");
}

#[test]
#[ignore = "is run by another test, in an environment of its own"]
fn child_with_a_key() {
    let client = Client::from_env("openai/gpt-5").expect("there is a key");
    assert_eq!(client.base_url(), "https://api.openai.com/v1");
    assert!(!format!("{client:?}").contains("from-the-environment"));
}

#[test]
#[ignore = "is run by another test, in an environment of its own"]
fn child_with_an_address() {
    let client = Client::from_env("openai/gpt-5").expect("that server may do without a key");
    assert_eq!(client.base_url(), "http://127.0.0.1:1/v1");
}

#[test]
#[ignore = "is run by another test, in an environment of its own"]
fn child_with_faults() {
    let client = Client::from_env("offline/any").expect("a client");
    let error = run(client.extract::<Person>("Ada")).expect_err("it is truncated");
    assert!(matches!(error.kind(), ErrorKind::Truncated), "{error}");
    let by_hand = Client::builder("offline").build().expect("a client");
    run(by_hand.extract::<Person>("Ada")).expect("a builder does not read the environment");
}

#[test]
#[ignore = "is run by another test, in an environment of its own"]
fn child_with_a_wrong_fault() {
    let error = Client::from_env("offline").expect_err("there is no such fault");
    assert_eq!(kind(error.kind()), "configuration");
    let message = error.to_string();
    assert!(
        message.starts_with("FORMWORK_OFFLINE: unknown fault `bad`; there are "),
        "{message}"
    );
}
