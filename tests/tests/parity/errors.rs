//! Failures: each is of a kind of its own, says what it is, and names its cause.

use std::error::Error as _;

use formwork::provider::Mode;
use formwork::transport::{Replay, TransportErrorKind};
use formwork::{Client, Error, ErrorKind};
use serde_json::json;

use crate::parcel::Parcel;
use crate::replies::WRONG;
use crate::script::{KEY, client, run};

const HEAD: &[(&str, &str)] = &[("content-type", "application/json")];

/// Whether a failure is of its kind.
type Is = fn(&ErrorKind) -> bool;

/// An answer of status 200 that ends so.
fn ended(text: &str, finish: &str) -> Replay {
    let message = json!({"role": "assistant", "content": text});
    let choice = json!({"index": 0, "message": message, "finish_reason": finish});
    let body = json!({"choices": [choice]}).to_string();
    Replay::new().answer(200, HEAD, [body])
}

fn fails(server: &Replay) -> Error {
    let request = client(server).request::<Parcel>().mode(Mode::JsonSchema);
    let request = request.user("?").max_retries(0).max_reasks(0);
    run(request.send()).expect_err("it fails")
}

#[test]
fn every_failure_has_its_kind_its_words_and_its_cause() {
    let refusal = json!({"role": "assistant", "content": null, "refusal": "No."});
    let refusal = json!({"index": 0, "message": refusal, "finish_reason": "stop"});
    let refusal = json!({"choices": [refusal]}).to_string();
    let page = "<!DOCTYPE html><p>Bad gateway";
    // The server, the kind, whether there is a cause behind it, and how many answers were there.
    let table: [(Replay, Is, bool, usize); 8] = [
        (
            Replay::new().fail(TransportErrorKind::Connect),
            |kind| matches!(kind, ErrorKind::Transport(_)),
            true,
            0,
        ),
        (
            Replay::new().answer(401, HEAD, [r#"{"error":{"message":"no such key"}}"#]),
            |kind| matches!(kind, ErrorKind::Api(_)),
            true,
            0,
        ),
        (
            Replay::new().answer(200, &[("content-type", "text/html")], [page]),
            |kind| matches!(kind, ErrorKind::Protocol(_)),
            true,
            1,
        ),
        (
            ended("{", "length"),
            |kind| matches!(kind, ErrorKind::Truncated),
            false,
            1,
        ),
        (
            ended("", "content_filter"),
            |kind| matches!(kind, ErrorKind::ContentFilter),
            false,
            1,
        ),
        (
            Replay::new().answer(200, HEAD, [refusal]),
            |kind| matches!(kind, ErrorKind::Refused(words) if words == "No."),
            false,
            1,
        ),
        (
            ended(WRONG, "stop"),
            |kind| matches!(kind, ErrorKind::Invalid),
            false,
            1,
        ),
        (
            Replay::new().answer(200, HEAD, [r#"{"choices":[]}"#]),
            |kind| matches!(kind, ErrorKind::Protocol(_)),
            true,
            1,
        ),
    ];
    for (server, is, has_cause, attempts) in table {
        let error = fails(&server);
        assert!(is(error.kind()), "{error:?}");
        assert_eq!(error.source().is_some(), has_cause, "{error:?}");
        assert_eq!(error.attempts().len(), attempts, "{error:?}");
        assert!(!error.to_string().is_empty() && !format!("{error:?}").contains(KEY));
        let sent = error.request().expect("something was sent");
        assert!(!format!("{sent:?}").contains(KEY));
        assert!(
            sent.headers.iter().all(|(_, value)| !value.contains(KEY)),
            "{sent:?}"
        );
    }
    let unknown = Client::builder("nobody/m")
        .build()
        .expect_err("there is no such provider");
    assert!(matches!(unknown.kind(), ErrorKind::Model(_)) && unknown.source().is_some());
    let keyless = Client::builder("openai/gpt-5-mini")
        .build()
        .expect_err("it wants a key");
    assert!(
        matches!(keyless.kind(), ErrorKind::Configuration(_)),
        "{keyless}"
    );
}
