//! Answers of status 200 that are none, or break off.

use formwork::transport::Replay;
use serde_json::json;

use crate::script::{
    ADA, COST, Failed, HTML, JSON, SSE, Said, cost, data, done, event, request, run, send,
};

const PAGE: &str = "<!DOCTYPE html><html><body>Sign in</body></html>";

/// A failure that was sent once and gave these answers.
fn once(kind: &'static str, message: &str, answer: &str) -> Failed {
    Failed {
        kind,
        message: message.to_owned(),
        answers: vec![answer.to_owned()],
        output_tokens: 0,
        requests: 1,
        waits: 0,
    }
}

/// The beginning of a streamed answer: its first 20 characters.
fn beginning() -> Vec<String> {
    let mut chunks = Said::text(ADA).pieces();
    chunks.truncate(5);
    chunks
}

#[test]
fn a_page_in_place_of_an_answer_is_shown() {
    for streamed in [false, true] {
        let server = Replay::new().answer(200, HTML, [PAGE]);
        let message = format!("the provider's answer is an HTML page: {PAGE}");
        assert_eq!(
            Failed::of(&server, streamed),
            once("protocol", &message, PAGE)
        );
    }
}

#[test]
fn what_is_no_answer_object_is_shown() {
    for (body, message) in [
        (
            "upstream failed",
            "the provider's answer is not a JSON object: upstream failed",
        ),
        ("[1]", "the provider's answer is not a JSON object: [1]"),
        (
            r#"{"choices":[{"#,
            r#"the provider's answer is not a JSON object: {"choices":[{"#,
        ),
    ] {
        for streamed in [false, true] {
            let server = Replay::new().answer(200, JSON, [body]);
            assert_eq!(
                Failed::of(&server, streamed),
                once("protocol", message, body)
            );
        }
    }
}

#[test]
fn an_empty_answer_is_asked_for_again_without_a_complaint() {
    let empty = |streamed: bool, body: &str, server: Replay| {
        let headers = if streamed { SSE } else { JSON };
        // An empty body is one without a chunk.
        let chunks = (!body.is_empty()).then(|| body.to_owned());
        server.answer(200, headers, chunks)
    };
    for (streamed, body, message) in [
        (false, "", "the provider's answer is empty"),
        (false, "\n\n", "the provider's answer is empty"),
        (true, "", "the provider's answer is empty"),
        (true, ": keep-alive\n\n", "the provider's answer is empty"),
        (true, "data: [DONE]\n\n", "the provider's answer is empty"),
        (
            false,
            r#"{"choices":[]}"#,
            r#"the provider's answer holds no choice: {"choices":[]}"#,
        ),
    ] {
        let server = (0..3).fold(Replay::new(), |server, _| empty(streamed, body, server));
        let failed = Failed::of(&server, streamed);
        assert_eq!(
            (failed.kind, &*failed.message),
            ("protocol", message),
            "{body:?}"
        );
        assert_eq!((failed.requests, failed.waits), (3, 2), "{body:?}");
        assert_eq!(failed.answers.len(), 3, "each of them was an answer");

        let server = Said::text(ADA).then(empty(streamed, body, Replay::new()), streamed);
        // It costs no reask.
        let sent = send(request(&server).max_reasks(0), streamed);
        let reply = run(sent).expect("the second one fits");
        let [first, second] = reply.attempts.as_slice() else {
            panic!("two attempts")
        };
        assert_eq!(first.failure.as_deref(), Some(message));
        assert_eq!((second.failure.as_deref(), &*second.answer), (None, ADA));
        let sent = server.requests();
        assert_eq!(sent[0].body, sent[1].body, "nobody complains");
    }
}

#[test]
fn a_connection_that_breaks_in_the_answer_is_not_repeated() {
    let message = "the connection to the provider broke: the script cuts the connection";
    let whole = Said::text(ADA).whole();
    let (start, rest) = whole.split_at(50);
    let server = Replay::new()
        .answer(200, JSON, [start.to_owned(), rest.to_owned()])
        .cut_after(1);
    assert_eq!(
        Failed::of(&server, false),
        once("transport", message, start)
    );

    let server = Replay::new().answer(200, JSON, [""]).cut_after(0);
    assert_eq!(Failed::of(&server, false), once("transport", message, ""));

    let server = Replay::new()
        .answer(200, SSE, Said::text(ADA).stream())
        .cut_after(5);
    assert_eq!(
        Failed::of(&server, true),
        once("transport", message, &ADA[..20])
    );

    let server = Replay::new().answer(200, SSE, [""]).cut_after(0);
    assert_eq!(Failed::of(&server, true), once("transport", message, ""));
}

#[test]
fn a_stream_that_ends_without_saying_so_is_cut() {
    let message = "the answer's stream ended before the answer did";
    let server = Replay::new().answer(200, SSE, beginning());
    assert_eq!(Failed::of(&server, true), once("cut", message, &ADA[..20]));
    // Even where what came is whole: nobody has said so.
    let server = Replay::new().answer(200, SSE, Said::text(ADA).pieces());
    assert_eq!(Failed::of(&server, true), once("cut", message, ADA));
    let server = Replay::new().answer(200, SSE, Said::text("").pieces());
    assert_eq!(Failed::of(&server, true), once("cut", message, ""));

    let mut chunks = beginning();
    chunks.push(cost());
    let failed = Failed::of(&Replay::new().answer(200, SSE, chunks), true);
    assert_eq!(
        (failed.kind, failed.output_tokens),
        ("cut", COST.1),
        "it cost something"
    );
}

#[test]
fn an_error_in_the_middle_keeps_what_came() {
    let error = json!({"error": {"message": "out of memory", "code": "server_error"}});
    for last in [data(&error), format!("event: error\n{}", data(&error))] {
        let mut chunks = beginning();
        chunks.extend([
            cost(),
            last,
            event(&json!({"content": "more"}), Some("stop")),
            done(),
        ]);
        let server = Replay::new().answer(200, SSE, chunks);
        let expected = Failed {
            output_tokens: COST.1,
            ..once(
                "api",
                "the provider answered 200 (server_error): out of memory",
                &ADA[..20],
            )
        };
        assert_eq!(
            Failed::of(&server, true),
            expected,
            "it may not be repeated"
        );
    }
}

#[test]
fn an_error_in_place_of_an_answer_is_like_one_of_another_status() {
    let busy = json!({"error": {"message": "busy", "code": 429}});
    let wrong = json!({"error": {"message": "no such model", "code": 404}});
    let answer = |server: Replay, error: &serde_json::Value, streamed: bool| {
        if streamed {
            server.answer(200, SSE, [data(error)])
        } else {
            server.answer(200, JSON, [error.to_string()])
        }
    };
    for streamed in [false, true] {
        let server = Said::text(ADA).then(answer(Replay::new(), &busy, streamed), streamed);
        let reply = run(send(request(&server), streamed)).expect("the second one fits");
        let failures: Vec<_> = reply
            .attempts
            .iter()
            .map(|a| a.failure.as_deref())
            .collect();
        assert_eq!(
            failures,
            [Some("the provider answered 429 (429): busy"), None]
        );
        assert_eq!((server.requests().len(), server.waits().len()), (2, 1));

        // A router tells the error of a server behind it within a choice.
        let (part, nothing) = if streamed {
            ("delta", json!({}))
        } else {
            ("message", json!({"content": null}))
        };
        let choice = json!({part: nothing, "finish_reason": "error", "error": busy["error"]});
        let routed = json!({"choices": [choice]});
        let server = Said::text(ADA).then(answer(Replay::new(), &routed, streamed), streamed);
        run(send(request(&server), streamed)).expect("the second one fits");
        assert_eq!(server.requests().len(), 2);

        let server = answer(Replay::new(), &wrong, streamed);
        let failed = Failed::of(&server, streamed);
        assert_eq!((failed.kind, failed.requests), ("api", 1));
        assert_eq!(
            failed.message,
            "the provider answered 404 (404): no such model"
        );
    }
}

#[test]
fn an_event_that_is_not_json_ends_the_stream() {
    let mut chunks = beginning();
    chunks.push("data: {\"choices\": oops\n\n".to_owned());
    let server = Replay::new().answer(200, SSE, chunks);
    let message = "the provider's answer is not a JSON object: {\"choices\": oops";
    assert_eq!(
        Failed::of(&server, true),
        once("protocol", message, &ADA[..20])
    );
}

#[test]
fn an_answer_beyond_the_limit_is_an_error_and_not_a_shorter_answer() {
    // One answer in whole JSON, with blanks before it that make it too long.
    let blanks = " ".repeat(1 << 20);
    let mut chunks = vec![bytes(&blanks); 64];
    chunks.push(Said::text(ADA).whole().into_bytes());
    let failed = Failed::of(&Replay::new().answer(200, JSON, chunks), false);
    assert_eq!((failed.kind, failed.requests), ("protocol", 1));
    assert!(
        failed
            .message
            .starts_with("the provider's answer is too large")
    );
    assert_eq!(failed.answers[0].len(), 64 << 10, "its beginning is kept");

    // One event that never ends.
    let mut chunks: Vec<Vec<u8>> = beginning().into_iter().map(String::into_bytes).collect();
    chunks.push(b"data: ".to_vec());
    chunks.extend(vec![bytes(&blanks); 17]);
    let failed = Failed::of(&Replay::new().answer(200, SSE, chunks), true);
    assert_eq!((failed.kind, failed.requests), ("protocol", 1));
    assert!(
        failed
            .message
            .starts_with("the provider's answer is too large")
    );
    assert_eq!(failed.answers, [&ADA[..20]]);
}

fn bytes(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}
