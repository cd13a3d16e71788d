//! Clients made of several, attempts that differ, and how requests are repeated.

use std::time::Duration;

use formwork::transport::Replay;
use formwork::{Client, ErrorKind, Next, Retry, RetryBudget};

use crate::objects::Person;
use crate::script::{ADA, JSON, Said, bodies, client, kind, request, run};

const WRONG: &str = r#"{"name":7,"nickname":null}"#;
const BUSY: &str = r#"{"error":{"message":"busy"}}"#;

fn of(json: &str) -> Said {
    Said::text(json)
}

fn ask(client: &Client) -> formwork::Request<Person> {
    client.request::<Person>().user("?").max_retries(0)
}

#[test]
fn the_next_client_is_asked_where_one_fails() {
    let down = Replay::new().answer(503, JSON, [BUSY]);
    let up = of(ADA).script(false);
    let both = Client::fallback([client(&down), client(&up)]).expect("two");
    let reply = run(ask(&both).send()).expect("the second answers");
    assert_eq!(reply.attempts.len(), 1);
    assert_eq!((down.requests().len(), up.requests().len()), (1, 1));
}

#[test]
fn an_answer_that_breaks_the_schema_is_not_the_clients_failure() {
    let first = of(WRONG).script(false);
    let second = of(ADA).script(false);
    let both = Client::fallback([client(&first), client(&second)]).expect("two");
    let error = run(ask(&both).max_reasks(0).send()).expect_err("it does not fit");
    assert_eq!(kind(error.kind()), "invalid");
    assert_eq!(second.requests().len(), 0);
}

#[test]
fn the_conversation_starts_over_with_the_next_client() {
    let first = of(WRONG).script(false).answer(500, JSON, [BUSY]);
    let second = of(ADA).script(false);
    let both = Client::fallback([client(&first), client(&second)]).expect("two");
    let reply = run(ask(&both).send()).expect("the second answers");
    assert_eq!(reply.attempts.len(), 2, "what was paid for is kept");
    assert_eq!(
        bodies(&first)[1]["messages"].as_array().map(Vec::len),
        Some(3)
    );
    assert_eq!(
        bodies(&second)[0]["messages"].as_array().map(Vec::len),
        Some(1)
    );
}

#[test]
fn turns_are_taken_and_clients_of_several_are_parts_of_others() {
    let server =
        |calls: usize| (0..calls).fold(Replay::new(), |server, _| of(ADA).then(server, false));
    let (a, b, c) = (server(9), server(9), server(9));
    let pair = Client::round_robin([client(&a), client(&b)]).expect("two");
    let all = Client::fallback([pair, client(&c)]).expect("two");
    for _ in 0..4 {
        run(ask(&all).send()).expect("somebody answers");
    }
    let counts = [&a, &b, &c].map(|server| server.requests().len());
    assert_eq!(counts, [2, 2, 0]);
    let none = Client::fallback([]).expect_err("none");
    assert_eq!(kind(none.kind()), "configuration");
}

#[test]
fn another_model_is_asked_after_an_answer_that_breaks_the_schema() {
    let server = of(WRONG).script(false);
    let server = of(ADA).then(server, false);
    let reply = run(request(&server)
        .escalate(|attempt| {
            assert_eq!(attempt.model, "gpt-5-mini");
            Next::same().model("gpt-5").max_tokens(900)
        })
        .send());
    let reply = reply.expect("the second fits");
    assert_eq!(reply.attempts[1].model, "gpt-5");
    let body = &bodies(&server)[1];
    assert_eq!(body["model"], "gpt-5");
    assert!(body.to_string().contains("900"));
}

#[test]
fn an_answer_that_was_cut_is_given_room_where_the_caller_says() {
    let cut = || of(r#"{"name":"Ad"#).finish("length");
    let server = of(ADA).then(cut().script(false), false);
    let reply = run(request(&server)
        .escalate(|attempt| {
            let was_cut = attempt.violations.is_empty();
            if was_cut {
                Next::same().max_tokens(4000)
            } else {
                Next::same()
            }
        })
        .send());
    assert_eq!(reply.expect("the second fits").attempts.len(), 2);
    let messages = bodies(&server)[1]["messages"].as_array().map(Vec::len);
    assert_eq!(
        messages,
        Some(1),
        "there is nothing to tell of an answer that was cut"
    );
    let error = run(request(&cut().script(false)).send()).expect_err("it was cut");
    assert_eq!(kind(error.kind()), "truncated");
}

#[test]
fn the_caller_can_end_it() {
    let server = of(WRONG).script(false);
    let error = run(request(&server).escalate(|_| Next::end()).send()).expect_err("it ends");
    assert_eq!(
        (kind(error.kind()), server.requests().len()),
        ("invalid", 1)
    );
}

#[test]
fn waits_between_attempts_are_the_callers() {
    let server = of(ADA).then(of(WRONG).script(false), false);
    let wait = Duration::from_millis(1234);
    run(request(&server)
        .escalate(move |_| Next::same().wait(wait))
        .send())
    .expect("it fits");
    assert_eq!(server.waits(), [wait]);
}

#[test]
fn repeats_follow_the_callers_policy() {
    let busy =
        |times: usize| (0..times).fold(Replay::new(), |server, _| server.answer(503, JSON, [BUSY]));
    let server = busy(9);
    let retry = Retry::new()
        .max(4)
        .backoff(Duration::from_millis(8), Duration::from_millis(16));
    run(request(&server).retry(retry).send()).expect_err("busy");
    let waits = server.waits();
    assert_eq!(waits.len(), 4);
    assert!(
        waits.iter().all(|wait| *wait <= Duration::from_millis(16)),
        "{waits:?}"
    );

    let server = busy(9);
    let never = Retry::new().when(|error| matches!(error, ErrorKind::Api(_)).then_some(false));
    run(request(&server).retry(never).send()).expect_err("busy");
    assert_eq!(server.requests().len(), 1);

    let budget = Retry::new().max(3).budget(RetryBudget::new(0, 2));
    let server = busy(9);
    let client = Client::builder("openai/gpt-5-mini")
        .api_key("k")
        .retry(budget)
        .transport(server.clone())
        .build()
        .expect("a client");
    for _ in 0..2 {
        run(client.request::<Person>().user("?").send()).expect_err("busy");
    }
    assert_eq!(
        server.requests().len(),
        4,
        "two calls, and two repeats between them"
    );
}

#[test]
fn what_was_sent_and_what_came_can_be_looked_at() {
    let server = of(WRONG).script(false);
    let error = run(request(&server).max_reasks(0).keep_body().send()).expect_err("it is wrong");
    let sent = error.request().expect("a request");
    assert!(
        sent.headers
            .iter()
            .any(|(name, value)| *name == "authorization" && value == "<redacted>")
    );
    assert_eq!(sent.body, server.requests()[0].body);
    let attempt = &error.attempts()[0];
    let head = attempt.head.as_ref().expect("a head");
    assert_eq!(
        (head.status, head.header("content-type")),
        (200, Some("application/json"))
    );
    let body = attempt.body.as_ref().expect("a body");
    assert_eq!(&body[..], of(WRONG).whole().as_bytes());
}
