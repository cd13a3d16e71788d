//! Requests that get no answer: which are repeated, and after how long.

use std::time::Duration;

use formwork::ErrorKind;
use formwork::provider::ApiErrorKind;
use formwork::transport::{Replay, TransportErrorKind};
use serde_json::json;

use crate::script::{ADA, COST, Failed, HTML, JSON, Said, request, run, send};

/// The body of an error in the vendor's own frame.
fn error(message: &str, code: &str) -> String {
    json!({"error": {"message": message, "type": "t", "param": null, "code": code}}).to_string()
}

fn failed(message: String, requests: usize) -> Failed {
    Failed {
        kind: "api",
        message,
        answers: Vec::new(),
        output_tokens: 0,
        requests,
        waits: requests - 1,
    }
}

#[test]
fn a_status_says_whether_to_come_again() {
    for (status, code, kind, requests) in [
        (400, "invalid_value", ApiErrorKind::InvalidRequest, 1),
        (401, "invalid_api_key", ApiErrorKind::Authentication, 1),
        (403, "forbidden", ApiErrorKind::PermissionDenied, 1),
        (404, "model_not_found", ApiErrorKind::NotFound, 1),
        (409, "conflict", ApiErrorKind::Conflict, 3),
        (413, "too_large", ApiErrorKind::InvalidRequest, 1),
        (429, "rate_limit_exceeded", ApiErrorKind::RateLimit, 3),
        (
            429,
            "insufficient_quota",
            ApiErrorKind::InsufficientQuota,
            1,
        ),
        (500, "server_error", ApiErrorKind::Server, 3),
        (502, "bad_gateway", ApiErrorKind::Server, 3),
        (503, "unavailable", ApiErrorKind::Overloaded, 3),
    ] {
        for streamed in [false, true] {
            let body = error("No.", code);
            let script = |server: Replay, _| server.answer(status, JSON, [body.clone()]);
            let server = (0..3).fold(Replay::new(), script);
            let expected = failed(
                format!("the provider answered {status} ({code}): No."),
                requests,
            );
            assert_eq!(Failed::of(&server, streamed), expected);

            let server = (0..3).fold(Replay::new(), script);
            let error = run(send(request(&server), streamed)).expect_err("it is refused");
            let ErrorKind::Api(error) = error.kind() else {
                panic!("{error:?}")
            };
            assert_eq!((error.status, error.kind), (status, kind));
        }
    }
}

#[test]
fn a_body_that_says_nothing_leaves_the_status() {
    for (status, requests) in [(400, 1), (401, 1), (404, 1), (429, 3), (500, 3)] {
        for streamed in [false, true] {
            let script = |server: Replay, _| server.answer::<String>(status, &[], []);
            let server = (0..3).fold(Replay::new(), script);
            let message = format!("the provider answered {status}: an empty body");
            assert_eq!(Failed::of(&server, streamed), failed(message, requests));
        }
    }
    let page = "<!DOCTYPE html><title>Bad gateway</title>";
    let script = |server: Replay, _| server.answer(502, HTML, [page]);
    let server = (0..3).fold(Replay::new(), script);
    let message = format!("the provider answered 502: an HTML page: {page}");
    assert_eq!(Failed::of(&server, true), failed(message, 3));

    let server = Replay::new().answer(307, &[("location", "http://else.where/")], [""]);
    let message = "the provider answered 307: an empty body".to_owned();
    assert_eq!(
        Failed::of(&server, false),
        failed(message, 1),
        "no redirect is followed"
    );
}

#[test]
fn an_error_that_breaks_off_or_never_ends_is_read_as_far_as_it_goes() {
    let body = error("No such model.", "model_not_found");
    let message = "the provider answered 404 (model_not_found): No such model.".to_owned();
    let server = Replay::new()
        .answer(404, JSON, [body.as_str(), "more"].map(str::to_owned))
        .cut_after(1);
    assert_eq!(Failed::of(&server, false), failed(message, 1));

    let server = Replay::new()
        .answer(404, JSON, [body[..30].to_owned()])
        .cut_after(1);
    let message = format!("the provider answered 404: {}", &body[..30]);
    assert_eq!(Failed::of(&server, false), failed(message, 1));

    let server = Replay::new().answer(404, &[], vec!["x".repeat(1 << 20); 40]);
    let message = format!("the provider answered 404: {}", "x".repeat(200));
    assert_eq!(Failed::of(&server, false), failed(message, 1));
}

#[test]
fn after_too_many_requests_the_next_one_may_succeed() {
    for streamed in [false, true] {
        let server = Replay::new().answer(429, JSON, [error("Slow down.", "rate_limit_exceeded")]);
        let server = Said::text(ADA).then(server, streamed);
        let reply = run(send(request(&server), streamed)).expect("the second one fits");
        assert_eq!(reply.attempts.len(), 1, "the first one was no answer");
        assert_eq!(reply.usage().output_tokens, COST.1);
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[0].body, requests[1].body);
        assert_eq!(requests[0].headers, requests[1].headers);
    }
}

/// What is waited before a request that was refused with these headers is repeated.
fn waits(headers: &[(&str, &str)]) -> Vec<Duration> {
    let server = Replay::new()
        .answer(429, headers, [""])
        .answer(429, headers, [""]);
    let server = Said::text(ADA).then(server, false);
    run(request(&server).send()).expect("the third one fits");
    server.waits()
}

#[test]
fn a_wait_that_the_provider_asks_for_is_kept() {
    let seconds = |seconds| Duration::from_secs(seconds);
    assert_eq!(waits(&[("Retry-After", "7")]), [seconds(7); 2]);
    assert_eq!(waits(&[("retry-after", "60")]), [seconds(60); 2]);
    assert_eq!(
        waits(&[("retry-after-ms", "1250"), ("retry-after", "9")]),
        [Duration::from_millis(1250); 2]
    );
    assert_eq!(
        waits(&[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")]),
        [seconds(0); 2]
    );

    // Nobody has the patience for more than a minute; the error says what was asked for.
    let server = Replay::new().answer(429, &[("retry-after", "61")], [""]);
    let error = run(request(&server).send()).expect_err("it takes too long");
    let ErrorKind::Api(api) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(api.retry_after, Some(seconds(61)));
    assert_eq!((server.requests().len(), server.waits().len()), (1, 0));
}

#[test]
fn a_wait_of_ones_own_grows() {
    for headers in [&[][..], &[("retry-after", "soon")]] {
        let [first, second] = waits(headers).try_into().expect("two waits");
        let within = |wait: Duration, most: u64| {
            let most = Duration::from_millis(most);
            assert!(wait <= most && wait >= most / 4 * 3, "{wait:?} of {most:?}");
        };
        within(first, 500);
        within(second, 1000);
    }
}

#[test]
fn a_provider_may_say_itself_whether_to_retry() {
    let server = Replay::new().answer(500, &[("x-should-retry", "false")], [""]);
    assert_eq!(Failed::of(&server, false).requests, 1);
    let server = Replay::new().answer(400, &[("x-should-retry", "true")], [""]);
    let server = Said::text(ADA).then(server, false);
    run(request(&server).send()).expect("the second one fits");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_connection_that_breaks_before_the_answer_is_tried_again() {
    for (kind, message) in [
        (TransportErrorKind::Connect, "no connection to the provider"),
        (TransportErrorKind::Timeout, "the provider took too long"),
        (
            TransportErrorKind::Interrupted,
            "the connection to the provider broke",
        ),
    ] {
        for streamed in [false, true] {
            let server = Said::text(ADA).then(Replay::new().fail(kind).fail(kind), streamed);
            let reply = run(send(request(&server), streamed)).expect("the third one fits");
            assert_eq!(
                (reply.attempts.len(), server.requests().len()),
                (1, 3),
                "{kind:?}"
            );

            let server = Replay::new().fail(kind).fail(kind).fail(kind);
            let expected = Failed {
                kind: "transport",
                ..failed(format!("{message}: the script fails the request"), 3)
            };
            assert_eq!(Failed::of(&server, streamed), expected);
        }
    }
    let server = Replay::new().fail(TransportErrorKind::Request);
    let expected = Failed {
        kind: "transport",
        ..failed(
            "the request could not be sent: the script fails the request".to_owned(),
            1,
        )
    };
    assert_eq!(
        Failed::of(&server, false),
        expected,
        "it is the same the next time"
    );
}

#[test]
fn retries_are_counted() {
    for retries in [0_u32, 1, 5] {
        let script = |server: Replay, _| server.answer(500, &[], [""]);
        let server = (0..9).fold(Replay::new(), script);
        let failed = Failed::with(request(&server).max_retries(retries), &server, true);
        assert_eq!(failed.requests, retries as usize + 1);
    }
}
