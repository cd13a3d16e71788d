//! What is a miss: other questions, entries that do not fit, answers that are not kept.

use std::time::Duration;

use formwork::cache::{Caching, MemoryCache};
use formwork::provider::Mode;
use formwork::{ErrorKind, Request, Violation};
use serde_json::{Value, json};

use super::{MODE, Open, RIGHT, ask, client, says};
use crate::level::Level;
use crate::names::Names;
use crate::script::{answer, run, send};
use crate::tricky::Tricky;

/// Whatever changes the answer, or might, is another request.
#[test]
fn what_is_not_the_same_is_asked() {
    type Change = fn(Request<Tricky>) -> Request<Tricky>;
    let changes: &[(&str, Change)] = &[
        ("text", |request| request.user("And now?")),
        ("system", |request| request.system("Be brief.")),
        ("model", |request| request.model("gpt-5")),
        ("mode", |request| request.mode(Mode::StrictTools)),
        ("temperature", |request| request.temperature(0.5)),
        ("max_tokens", |request| request.max_tokens(7)),
        ("body", |request| request.body("seed", 7)),
        ("namespace", |request| {
            let shared = MemoryCache::new(1 << 20);
            request.cache(Caching::new(shared).namespace("another"))
        }),
    ];
    for (what, change) in changes {
        let mode = if *what == "mode" {
            Mode::StrictTools
        } else {
            MODE
        };
        let server = answer(says(RIGHT, 1, false), mode, "Tricky", RIGHT, false);
        let client = client(&server, &Open::default());
        run(ask(&client).send()).unwrap();
        let other = run(change(ask(&client)).send()).unwrap();
        assert!(!other.from_cache(), "{what}");
        assert_eq!(server.requests().len(), 2, "{what}");
    }
    // What cannot change the answer is not.
    let same: &[Change] = &[
        |request| request.max_reasks(7).max_retries(7),
        |request| request.deadline(Duration::from_secs(60)).token_budget(1),
        |request| request.mends(formwork::Mends::All).stop_early(),
    ];
    for change in same {
        let client = client(&says(RIGHT, 1, false), &Open::default());
        run(ask(&client).send()).unwrap();
        assert!(run(change(ask(&client)).send()).unwrap().from_cache());
    }
}

#[test]
fn another_type_is_another_request() {
    let server = says(r#"{"value":["low","low"]}"#, 2, false);
    let client = client(&server, &Open::default());
    run(client.request::<Names>().user("x").send()).unwrap();
    let other = run(client.request::<Vec<Level>>().user("x").send()).unwrap();
    assert!(!other.from_cache());
}

/// An entry is judged as if it had just come.
#[test]
fn an_entry_that_does_not_fit_is_none() {
    type Change = fn(&str) -> String;
    let changes: [Change; 7] = [
        |_| String::new(),
        |_| "not JSON".to_owned(),
        |entry| entry.replace("\"version\":1", "\"version\":2"),
        |entry| entry.replace("json_schema", "tools"),
        |entry| entry.replace("\\\"size\\\":3", "\\\"size\\\":0"),
        |entry| entry.replace("\\\"size\\\":3}", "\\\"size\\\":3"),
        |entry| entry.replace("shape", "form"),
    ];
    for (change, streamed) in changes.into_iter().zip([false, true].into_iter().cycle()) {
        let (server, store) = (says(RIGHT, 2, streamed), Open::default());
        let client = client(&server, &store);
        run(send(ask(&client), streamed)).unwrap();
        let before = store.inside(|inside| inside.entries.clone());
        store.poison(change);
        assert_ne!(store.inside(|inside| inside.entries.clone()), before);
        let asked = run(send(ask(&client), streamed)).unwrap();
        assert!(!asked.from_cache());
        assert_eq!((asked.attempts.len(), server.requests().len()), (1, 2));
        assert_eq!(
            store.inside(|inside| inside.entries.clone()),
            before,
            "it is replaced"
        );
    }
}

/// The caller's own rules hold for what was kept, too.
#[test]
fn an_answer_that_breaks_a_rule_of_the_callers_is_asked_for() {
    let square = r#"{"shape":"square","size":4}"#;
    for streamed in [false, true] {
        let server = says(RIGHT, 1, streamed);
        let server = answer(server, MODE, "Tricky", square, streamed);
        let client = client(&server, &Open::default());
        run(send(ask(&client), streamed)).unwrap();
        let strict = || {
            ask(&client).check(|value: &Tricky| match value.shape.as_str() {
                "square" => Vec::new(),
                _ => vec![Violation::new("/shape", "x-check", "must be square")],
            })
        };
        let asked = run(send(strict(), streamed)).unwrap();
        assert_eq!(
            (asked.from_cache(), asked.value.shape.as_str()),
            (false, "square")
        );
        assert_eq!(asked.attempts.len(), 1, "that is no reask");
        let bodies = server.requests();
        assert_eq!(bodies[0].body, bodies[1].body);
        assert!(run(send(strict(), streamed)).unwrap().from_cache());
    }
}

#[test]
fn only_what_is_valid_is_kept() {
    let wrong = r#"{"shape":"round","size":0}"#;
    let (server, store) = (says(wrong, 1, false), Open::default());
    let failed = run(ask(&client(&server, &store)).max_reasks(0).send());
    assert!(matches!(failed.unwrap_err().kind(), ErrorKind::Invalid));
    assert_eq!(store.len(), 0);

    // An answer that took two attempts is given at once the next time.
    let server = answer(says(wrong, 1, false), MODE, "Tricky", RIGHT, false);
    let client = client(&server, &store);
    assert_eq!(run(ask(&client).send()).unwrap().attempts.len(), 2);
    let again = run(ask(&client).send()).unwrap();
    assert!(again.from_cache());
    assert_eq!((again.attempts.len(), again.value.size), (1, 3));
    assert_eq!(server.requests().len(), 2);
}

/// Templates are rendered before anything is looked for.
#[test]
fn a_context_changes_the_request() {
    let server = says(RIGHT, 2, false);
    let client = client(&server, &Open::default());
    let request = |name: &str| {
        let request = client.request::<Tricky>().user("Who is {{ name }}?");
        request.template_context(json!({ "name": name }))
    };
    assert!(!run(request("Ada").send()).unwrap().from_cache());
    assert!(!run(request("Grace").send()).unwrap().from_cache());
    assert!(run(request("Ada").send()).unwrap().from_cache());
    let asked: Value = serde_json::from_slice(&server.requests()[1].body).unwrap();
    assert_eq!(asked["messages"][0]["content"], "Who is Grace?");
}
