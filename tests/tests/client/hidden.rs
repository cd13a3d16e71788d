//! Properties that a type has and no model is shown (`x-hidden`).

use formwork::dynamic::Schema;
use formwork::provider::{Mode, PROVIDERS};
use formwork::transport::Replay;
use formwork::{Client, Extract, Form, decode};
use serde_json::{Value, json};

use crate::script::{JSON, KEY, Said, bodies, client, run};
use crate::ticket::{State, Ticket};

const SOURCE: &str = include_str!("../../cases/hidden/schema.yaml");

/// The names of what is hidden, as texts would have them.
const HIDDEN: [&str; 8] = [
    "\"id\"",
    "id?:",
    "\"key\"",
    "key?:",
    "state",
    "audit",
    "checked",
    "Given by the store",
];

fn texts(form: &Form) -> Vec<String> {
    let mut all = vec![form.notation.concat()];
    let mut write = |text: formwork::SchemaText| {
        let mut out = String::new();
        text.write(&mut out);
        all.push(out);
    };
    write(form.schema);
    for dialect in form.dialects {
        if let Ok(text) = dialect.text {
            write(text);
        }
    }
    all
}

fn assert_hidden(text: &str) {
    for name in HIDDEN {
        assert!(!text.contains(name), "{name} is in {text}");
    }
    assert!(
        text.contains("subject") && text.contains("author"),
        "{text}"
    );
}

#[test]
fn no_text_of_any_dialect_has_a_hidden_property() {
    let texts = texts(&Ticket::FORM);
    assert!(texts.len() >= 4, "{}", texts.len());
    for text in &texts {
        assert_hidden(text);
    }
}

#[test]
fn no_request_of_any_provider_has_a_hidden_property() {
    let schema = Schema::from_yaml(SOURCE).expect("a schema");
    let mut count = 0;
    for row in PROVIDERS.iter().filter(|row| row.name != "offline") {
        for mode in row.modes_of("some-model") {
            if *mode == Mode::ParallelTools {
                continue;
            }
            let builder = Client::builder(&format!("{}/some-model", row.name)).api_key(KEY);
            let builder = match (row.base_url, row.settings) {
                ("", _) | (_, [_, ..]) => builder.base_url("https://example.com/v1"),
                _ => builder,
            };
            let client = builder.mode(*mode).transport(Replay::new()).build();
            let client = client.expect("a client");
            let typed = client.request::<Ticket>().user("Which?").build(false);
            let described = client.request_for(&schema).user("Which?").build(false);
            for request in [typed, described].into_iter().flatten() {
                let body: Value = serde_json::from_slice(&request.body).expect("JSON");
                // A schema may stand in a string.
                assert_hidden(&body.to_string().replace("\\\"", "\""));
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn what_is_hidden_may_be_left_out_and_its_default_stands_for_it() {
    let answer = json!({"subject": "Leak", "author": {"name": "Ada"}}).to_string();
    let ticket: Ticket = decode(answer.as_bytes()).expect("`state` has a default");
    assert_eq!((ticket.id, ticket.state), (None, None));
    assert_eq!(ticket.state_or_default(), State::Open);
    let written = serde_json::to_value(&ticket).expect("it is written");
    assert_eq!(
        written,
        serde_json::from_str::<Value>(&answer).expect("JSON")
    );
    let schema = Schema::from_yaml(SOURCE).expect("a schema");
    schema
        .decode(answer.as_bytes())
        .expect("the same at run time");
}

#[test]
fn what_a_model_gives_all_the_same_is_kept_and_judged() {
    let said = |id: i64| {
        json!({"id": id, "subject": "Leak", "state": "closed", "author": {"name": "Ada", "key": 7}})
            .to_string()
    };
    let server = Said::call("call_1", "Ticket", said(0))
        .then(Replay::new(), false)
        .answer(200, JSON, [Said::call("call_1", "Ticket", said(3)).whole()]);
    let request = client(&server)
        .request::<Ticket>()
        .mode(Mode::Tools)
        .user("Which?");
    let reply = run(request.send()).expect("the second fits");
    let ticket = reply.value;
    assert_eq!((ticket.id, ticket.author.key), (Some(3), Some(7)));
    assert_eq!(ticket.state, Some(State::Closed));
    let told = bodies(&server)[1]["messages"].to_string();
    assert!(told.contains("/id: must be at least 1"), "{told}");
}

#[test]
fn a_hidden_property_that_every_answer_needs_is_refused() {
    let wrong = Schema::from_yaml(
        "type: object\nrequired: [id]\nproperties: { id: { type: integer, x-hidden: true } }",
    );
    let wrong = wrong.expect_err("no answer has it");
    assert_eq!(wrong.problems()[0].code, "X005");
}
