//! The key is in the request, and nowhere else.

use std::error::Error as _;

use formwork::transport::{Replay, TransportErrorKind};
use formwork::{Client, Error};
use serde_json::json;

use crate::objects::Person;
use crate::script::{ADA, HTML, JSON, KEY, SSE, Said, client, data, event, request, run, send};

/// Asserts that a text holds nothing of the key that anybody could use.
fn assert_clean(text: &str) {
    assert!(!text.contains(&KEY[..8]), "{text}");
}

/// Everything that an error shows.
fn shown(error: &Error) -> String {
    let mut shown = vec![format!(
        "{error}\n{error:?}\n{error:#?}\n{:?}",
        error.attempts()
    )];
    let mut source = error.source();
    while let Some(cause) = source {
        shown.push(format!("{cause}\n{cause:?}"));
        source = cause.source();
    }
    shown.join("\n")
}

#[test]
fn clients_and_requests_do_not_show_it() {
    let server = Said::text(ADA).script(false);
    let client = client(&server);
    let request = client.request::<Person>().user("?");
    for text in [
        format!("{client:?} {client:#?}"),
        format!("{request:?} {request:#?}"),
    ] {
        assert!(text.contains("gpt-5-mini"), "{text}");
        assert_clean(&text);
    }
    run(request.send()).expect("it fits");
    let sent = &server.requests()[0];
    assert!(
        sent.headers.iter().any(|(_, value)| value.contains(KEY)),
        "it is sent"
    );
    assert_clean(&format!("{sent:?} {server:?}"));

    let in_address = Client::builder("openai/m")
        .api_key(KEY)
        .base_url(format!("http://127.0.0.1/v1?key={KEY}"))
        .transport(Replay::new())
        .build()
        .expect("a client");
    assert_clean(&format!("{in_address:?}"));
}

#[test]
fn a_server_that_repeats_it_is_not_quoted() {
    let quoted = format!("Incorrect API key provided: {KEY}.");
    let error = json!({"error": {"message": quoted, "code": "invalid_api_key", "param": KEY}});
    // Where the text is cut after 200 bytes, or after 4096, only the beginning of the key is left.
    let cut_at = |bytes: usize| format!("{}{KEY}", "x".repeat(bytes - 12));
    let long = json!({"error": {"message": cut_at(4096)}});
    let page = |text: &str| format!("<!DOCTYPE html>{text}");
    let wrong = json!({"name": 7, "nickname": KEY, "level": KEY, KEY: 1}).to_string();
    let once = Replay::new;
    for (server, streamed) in [
        (once().answer(401, JSON, [error.to_string()]), false),
        (
            once().answer(401, &[("x-request-id", KEY)], [error.to_string()]),
            true,
        ),
        (once().answer(401, &[], [quoted.clone()]), false),
        (once().answer(401, &[], [cut_at(200)]), false),
        (once().answer(400, JSON, [long.to_string()]), false),
        (once().answer(403, HTML, [page(&quoted)]), false),
        (once().answer(200, HTML, [page(&quoted)]), false),
        (once().answer(200, HTML, [page(&cut_at(185))]), true),
        (once().answer(200, JSON, [error.to_string()]), false),
        (once().answer(200, SSE, [data(&error)]), true),
        (once().answer(200, SSE, [data(&long)]), true),
        (
            once().answer(200, SSE, [format!("data: {quoted}\n\n")]),
            true,
        ),
        (
            once().answer(200, SSE, [format!("data: {}\n\n", cut_at(200))]),
            true,
        ),
        (
            once().answer(200, SSE, [event(&json!({"content": KEY}), None)]),
            true,
        ),
        (Said::refusal(&quoted).script(false), false),
        (Said::text(&wrong).script(true), true),
        (Said::text(&quoted).script(false), false),
        (Said::text(&quoted).finish("length").script(true), true),
    ] {
        let request = request(&server).max_reasks(0);
        let error = run(send(request, streamed)).expect_err("it fails");
        let shown = shown(&error);
        assert_clean(&shown);
        assert!(
            shown.contains("<redacted>"),
            "it is seen that something is hidden: {shown}"
        );
    }
}

#[test]
fn a_reask_shows_no_key_but_sends_what_the_model_said() {
    let wrong = json!({"name": 7, "nickname": KEY}).to_string();
    let server = Said::text(&wrong).then(Replay::new(), false);
    let server = Said::text(ADA).then(server, false);
    let reply = run(request(&server).send()).expect("the second fits");
    assert_clean(&format!("{:?}", reply.attempts));
    let body = String::from_utf8_lossy(&server.requests()[1].body).into_owned();
    assert!(body.contains(KEY), "the conversation goes back as it was");
}

#[test]
fn white_space_around_a_key_is_no_part_of_it() {
    let server = Replay::new().answer(401, &[], [format!("no such key: {KEY}")]);
    let client = Client::builder("openai/m")
        .api_key(format!(" {KEY}\n"))
        .transport(server.clone())
        .build()
        .expect("a client");
    let error = run(client.extract::<Person>("?")).expect_err("it is refused");
    assert_clean(&shown(&error));
    let headers = &server.requests()[0].headers;
    assert!(headers.contains(&("authorization", format!("Bearer {KEY}"))));
}

#[test]
fn a_word_in_place_of_a_key_does_not_black_out_answers() {
    let server = Said::text(ADA).script(false);
    let client = Client::builder("openai/m")
        .api_key("Ada")
        .transport(server.clone())
        .build()
        .expect("a client");
    let reply = run(client.request::<Person>().user("?").send()).expect("it fits");
    assert_eq!(reply.attempts[0].answer, ADA);
    assert_eq!(reply.value.name, "Ada Lovelace");
}

#[test]
fn without_a_connection_there_is_nothing_to_quote() {
    let server = Replay::new().fail(TransportErrorKind::Request);
    let error = run(request(&server).send()).expect_err("it fails");
    assert_clean(&shown(&error));
}
