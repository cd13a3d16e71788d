//! Rules of the caller's own, given with a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use std::time::Duration;

use formwork::transport::{self, BoxFuture, Replay, Response, Transport, TransportError};
use formwork::{Client, Error, ErrorKind, Violation};

use crate::objects::Person;
use crate::script::{ADA, Said, bodies, kind, request, run, send};

const BORIS: &str = r#"{"name":"Boris","nickname":null,"address":{"city":"Kyiv","zip":"01"}}"#;

fn of(json: &str) -> Said {
    Said::text(json)
}

#[test]
fn what_a_rule_finds_is_told_to_the_model() {
    for streamed in [false, true] {
        let server = of(BORIS).then(of(ADA).script(streamed), streamed);
        let server_again = server.clone();
        let known = vec!["Boris".to_owned()];
        let asked = request(&server).check(move |person: &Person| {
            if known.contains(&person.name) {
                return Ok(());
            }
            Err(format!("`name` is none of {known:?}"))
        });
        let reply = run(send(asked, streamed)).expect("the second fits");
        assert_eq!(reply.value.name, "Boris");
        let violation = &reply.attempts[0].violations[0];
        assert_eq!((&*violation.pointer, &*violation.keyword), ("", "x-check"));
        assert!(bodies(&server_again)[1].to_string().contains("is none of"));
    }
}

#[test]
fn a_rule_that_waits_is_asked_about_what_others_let_pass() {
    let server = of(BORIS).then(of(ADA).script(false), false);
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let request = request(&server)
        .check(|person: &Person| (person.name == "Boris").then_some(()).ok_or("is not Boris"))
        .check_async(move |person| {
            let count = count.clone();
            Box::pin(async move {
                count.fetch_add(1, Ordering::Relaxed);
                let short = person.name.len() < 3;
                let violation = Violation::new("/name", "length", "is too short");
                Ok(short.then_some(violation).into_iter().collect())
            })
        });
    assert_eq!(run(request.send()).expect("it fits").value.name, "Boris");
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[test]
fn a_rule_that_cannot_be_asked_fails_the_call() {
    let server = of(ADA).script(false);
    let request = request(&server).check_async(|_| {
        Box::pin(async {
            let client = Client::builder("nobody/x").build();
            client.map(|_| Vec::new())
        })
    });
    let error = run(request.send()).expect_err("it cannot be judged");
    assert_eq!(kind(error.kind()), "model");
    assert_eq!(error.attempts().len(), 1, "what was paid for is kept");
    assert_eq!(error.usage().output_tokens, 10);
}

/// A script with a real clock.
struct Clocked(Replay);

impl Transport for Clocked {
    fn send(&self, request: transport::Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.0.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn alarm(&self, after: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(after))
    }
}

#[test]
fn a_rule_that_waits_too_long_meets_the_deadline() {
    let client = Client::builder("openai/gpt-5-mini").api_key("k");
    let client = client.transport(Clocked(of(ADA).script(false))).build();
    let request = client.expect("a client").request::<Person>().user("?");
    let request = request
        .deadline(Duration::from_millis(50))
        .check_async(|_| Box::pin(std::future::pending::<Result<Vec<Violation>, Error>>()));
    let error = run(request.send()).expect_err("it takes for ever");
    assert!(matches!(error.kind(), ErrorKind::Deadline), "{error:?}");
    assert_eq!(error.attempts().len(), 1);
}

#[test]
fn calls_are_asked_about_one_by_one() {
    let mut said = Said::call("c", "Person", ADA);
    said.calls.push(("d", "Person", BORIS.to_owned()));
    let server = Said::call("e", "Person", BORIS).then(said.script(false), false);
    let request = request(&server)
        .check(|person: &Person| (person.name == "Boris").then_some(()).ok_or("is not Boris"));
    let reply = run(request.calls()).expect("they fit in the end");
    let names: Vec<&str> = reply.value.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Boris", "Boris"]);
    assert_eq!(reply.attempts[0].violations[0].pointer, "/0");
}
