//! How long a call may take, and what it may cost.

use std::time::Duration;

use formwork::provider::Mode;
use formwork::transport::{
    self, Body, BoxFuture, Bytes, Replay, Response, Transport, TransportError,
};
use formwork::{Client, ErrorKind, Timeouts};

use crate::objects::Person;
use crate::script::{ADA, JSON, SSE, Said, kind, request, run, send};

const WRONG: &str = r#"{"name":7,"nickname":null}"#;

fn timeouts(set: impl FnOnce(&mut Timeouts)) -> Timeouts {
    let mut timeouts = Timeouts::default();
    set(&mut timeouts);
    timeouts
}

#[test]
fn a_server_that_is_silent_is_asked_again() {
    let server = Said::of(Mode::JsonSchema, ADA).then(Replay::new().hang(), false);
    let limits = timeouts(|limits| limits.head = Some(Duration::from_secs(7)));
    let reply = run(request(&server).timeouts(limits).send()).expect("the second answers");
    assert_eq!(reply.attempts.len(), 1);
    assert_eq!((server.requests().len(), server.waits().len()), (2, 1));

    let server = Replay::new().hang();
    let sent = request(&server).timeouts(limits).max_retries(0).send();
    let error = run(sent).expect_err("nothing comes");
    assert_eq!(
        error.to_string(),
        "the provider took too long: nothing came within 7s"
    );
}

#[test]
fn an_answer_that_falls_silent_is_given_up_and_not_repeated() {
    let limits = timeouts(|limits| limits.idle = Some(Duration::from_secs(3)));
    let server = Said::of(Mode::JsonSchema, ADA).script(true).hang_after(6);
    let error = run(send(request(&server).timeouts(limits), true)).expect_err("it never ends");
    assert_eq!(kind(error.kind()), "transport");
    assert!(error.to_string().contains("within 3s"), "{error}");
    assert!(!error.attempts()[0].answer.is_empty(), "what came is kept");
    assert_eq!(server.requests().len(), 1);

    // Without limits of its own, the client's hold.
    let server = Said::of(Mode::JsonSchema, ADA).script(true).hang_after(6);
    let error = run(send(request(&server), true)).expect_err("it never ends");
    assert!(error.to_string().contains("within 300s"), "{error}");
}

#[test]
fn a_deadline_ends_whatever_is_under_way() {
    let soon = Duration::from_secs(5);
    for server in [
        Replay::new().hang(),
        Replay::new()
            .answer(200, SSE, ["data: {}\n\n"])
            .hang_after(1),
    ] {
        let error = run(send(request(&server).deadline(soon), true)).expect_err("it is over");
        assert!(matches!(error.kind(), ErrorKind::Deadline), "{error:?}");
        assert_eq!(server.requests().len(), 1);
    }
    // A wait that would come too late is not begun.
    let server = Replay::new().answer(429, &[("retry-after", "30"), JSON[0]], ["{}"]);
    let error = run(request(&server).deadline(soon).send()).expect_err("it is over");
    assert_eq!((kind(error.kind()), server.waits().len()), ("api", 0));
}

#[test]
fn a_deadline_begins_with_the_call_and_not_with_the_stream() {
    let soon = Duration::from_millis(1500);
    let server = Said::of(Mode::JsonSchema, ADA).script(true);
    let mut stream = request(&server).deadline(soon).stream();
    // A stream that was made is no call yet.
    std::thread::sleep(soon + Duration::from_millis(100));
    assert_eq!(server.requests().len(), 0);
    let reply = run(async {
        let first = stream.next().await.expect("a step");
        first.map(drop).expect("there is time");
        stream.finish().await
    });
    assert_eq!(reply.expect("there is time").attempts.len(), 1);
}

#[test]
fn a_call_does_not_cost_more_than_it_may() {
    let wrong = || Said::of(Mode::JsonSchema, WRONG);
    let server = wrong().then(wrong().then(wrong().script(false), false), false);
    // Each answer costs 110 tokens.
    let error = run(request(&server).max_reasks(9).token_budget(200).send());
    let error = error.expect_err("two answers cost as much");
    assert!(matches!(error.kind(), ErrorKind::TokenBudget), "{error:?}");
    assert_eq!(
        (error.attempts().len(), error.usage().total_tokens),
        (2, 220)
    );

    let server = Said::of(Mode::JsonSchema, ADA).then(wrong().script(false), false);
    let reply = run(request(&server).token_budget(1000).send()).expect("it fits in the end");
    assert_eq!(reply.attempts.len(), 2);
}

/// A server whose body has always a piece more, so that nobody ever waits for it; and a real clock.
struct Flood(&'static str, &'static str);

struct Pieces(&'static str);

impl Body for Pieces {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(std::future::ready(Ok(Some(Bytes::from_static(
            self.0.as_bytes(),
        )))))
    }
}

impl Transport for Flood {
    fn send(&self, _: transport::Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let response = Response {
            status: 200,
            headers: vec![("content-type".to_owned(), self.0.to_owned())],
            body: Box::new(Pieces(self.1)),
        };
        Box::pin(std::future::ready(Ok(response)))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn alarm(&self, after: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(after))
    }
}

#[test]
fn a_body_that_never_ends_meets_its_limit_though_nobody_waits() {
    for (kind, piece, is_streamed) in [
        ("text/event-stream", ":\n", true),
        ("application/json", " ", false),
    ] {
        let request = || {
            let client = Client::builder("openai/gpt-5-mini").api_key("k");
            let client = client.transport(Flood(kind, piece)).build();
            client
                .expect("a client")
                .request::<Person>()
                .user("?")
                .max_retries(0)
        };
        let soon = Duration::from_millis(30);
        let error = run(send(request().deadline(soon), is_streamed)).expect_err("it never ends");
        assert!(
            matches!(error.kind(), ErrorKind::Deadline),
            "{kind}: {error:?}"
        );
        let limits = timeouts(|limits| limits.attempt = Some(soon));
        let error = run(send(request().timeouts(limits), is_streamed));
        let error = error.expect_err("it never ends").to_string();
        assert!(error.contains("within 30ms"), "{kind}: {error}");
    }
}
