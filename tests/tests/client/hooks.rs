//! Those who look on: what they see, in which order, on every path.

use std::sync::{Arc, Mutex};

use formwork::transport::Replay;
use formwork::{Event, EventKind};

use crate::script::{ADA, JSON, KEY, Said, client, request, run, send};

type Log = Arc<Mutex<Vec<String>>>;

fn log(event: &Event<'_>) -> String {
    let what = match event.kind {
        EventKind::Begin { .. } => "begin".to_owned(),
        EventKind::Request(request) => {
            assert!(!format!("{request:?}").contains(KEY));
            "request".to_owned()
        }
        EventKind::Response(head) => format!("response {}", head.status),
        EventKind::Usage { this, total } => {
            format!("usage {} of {}", this.output_tokens, total.output_tokens)
        }
        EventKind::Invalid { attempt, is_last } => {
            format!("invalid {} {is_last}", attempt.violations.len())
        }
        EventKind::Retry { .. } => "retry".to_owned(),
        EventKind::Error(error) => format!("error {error}"),
        EventKind::Answer(_) => "answer".to_owned(),
        EventKind::End { is_ok } => format!("end {is_ok}"),
        other => format!("{other:?}"),
    };
    format!("{} {what}", event.attempt)
}

fn watch(log_: &Log) -> impl Fn(&Event<'_>) + Send + Sync + 'static {
    let seen = log_.clone();
    move |event| seen.lock().expect("a log").push(log(event))
}

fn of(json: &str) -> Said {
    Said::text(json)
}

const WRONG: &str = r#"{"name":7,"nickname":null}"#;

#[test]
fn every_path_shows_the_same_events_in_the_same_order() {
    for streamed in [false, true] {
        let server = of(ADA).then(of(WRONG).script(streamed), streamed);
        let seen = Log::default();
        run(send(request(&server).hook(watch(&seen)), streamed)).expect("it fits in the end");
        assert_eq!(
            *seen.lock().expect("a log"),
            [
                "1 begin",
                "1 request",
                "1 response 200",
                "1 usage 10 of 10",
                "1 invalid 1 false",
                "2 request",
                "2 response 200",
                "2 usage 10 of 20",
                "2 answer",
                "2 end true",
            ]
        );
    }
}

#[test]
fn a_call_that_gives_up_says_so() {
    let server = of(WRONG).script(false);
    let seen = Log::default();
    let request = request(&server).hook(watch(&seen)).max_reasks(0);
    run(request.send()).expect_err("it does not fit");
    let seen = seen.lock().expect("a log");
    assert_eq!(
        seen[4..],
        ["1 invalid 1 true", "2 error no valid answer", "1 end false"]
    );
}

#[test]
fn repeats_and_errors_are_seen() {
    let busy = r#"{"error":{"message":"busy"}}"#;
    let server = Replay::new()
        .answer(429, JSON, [busy])
        .answer(401, JSON, [busy]);
    let seen = Log::default();
    run(request(&server).hook(watch(&seen)).send()).expect_err("a wrong key");
    let seen = seen.lock().expect("a log");
    assert_eq!(seen[..4], ["1 begin", "1 request", "1 retry", "1 request"]);
    assert!(seen[4].starts_with("1 error"), "{seen:?}");
    assert_eq!(seen[5], "1 end false");
}

#[test]
fn a_stream_that_is_dropped_has_ended() {
    let server = of(ADA).script(true);
    let seen = Log::default();
    let mut stream = request(&server).hook(watch(&seen)).stream();
    run(async { stream.next().await.map(|step| step.is_ok()) });
    drop(stream);
    assert_eq!(
        seen.lock().expect("a log").last().map(String::as_str),
        Some("1 end false")
    );
}

#[test]
fn the_clients_hooks_come_first_and_one_that_panics_harms_nobody() {
    let server = of(ADA).script(false);
    let seen = Log::default();
    let name = |name: &'static str| {
        let seen = seen.clone();
        move |event: &Event<'_>| {
            if let EventKind::Answer(_) = event.kind {
                seen.lock().expect("a log").push(name.to_owned());
                assert!(name != "b", "on purpose");
            }
        }
    };
    let client = client(&server).with_hook(name("a")).with_hook(name("b"));
    let request = client
        .request::<crate::objects::Person>()
        .user("?")
        .hook(name("c"));
    run(request.send()).expect("hooks change nothing");
    assert_eq!(*seen.lock().expect("a log"), ["a", "b", "c"]);
}

#[test]
fn calls_have_numbers_of_their_own() {
    let server = of(ADA).then(of(ADA).script(false), false);
    let numbers = Arc::new(Mutex::new(Vec::new()));
    let seen = numbers.clone();
    let client = client(&server).with_hook(move |event: &Event<'_>| {
        seen.lock().expect("a log").push(event.call);
    });
    for _ in 0..2 {
        run(client.request::<crate::objects::Person>().user("?").send()).expect("it fits");
    }
    let mut numbers = numbers.lock().expect("a log").clone();
    numbers.dedup();
    assert_eq!(numbers.len(), 2);
}
