//! How answers end: with and without an end mark, too early by the model's own account, or in
//! another dress than was asked for.

use formwork::provider::FinishReason;
use formwork::transport::Replay;
use formwork::{Step, Usage};
use serde_json::json;

use crate::script::{
    ADA, COST, Failed, JSON, SSE, Said, cost, data, done, event, request, run, send,
};

fn finish() -> String {
    event(&json!({}), Some("stop"))
}

/// Streams an answer whose text is followed by these chunks.
fn ending(chunks: &[String]) -> Replay {
    let all = Said::text(ADA)
        .pieces()
        .into_iter()
        .chain(chunks.iter().cloned());
    Replay::new().answer(200, SSE, all)
}

/// The usage of a streamed answer that fits.
fn usage(server: &Replay) -> Usage {
    let reply = run(send(request(server), true)).expect("it fits");
    assert_eq!(reply.value.age, Some(36));
    assert_eq!((reply.attempts.len(), server.requests().len()), (1, 1));
    reply.usage()
}

#[test]
fn an_answer_ends_with_a_finish_or_with_the_end_mark() {
    for (chunks, tokens) in [
        (vec![finish(), cost(), done()], COST.1),
        (vec![finish(), cost()], COST.1),
        (vec![finish()], 0),
        (vec![finish(), done()], 0),
        (vec![cost(), done()], COST.1),
        (vec![done()], 0),
        // A server may omit the last blank line.
        (vec![finish(), cost().trim_end().to_owned()], COST.1),
    ] {
        assert_eq!(usage(&ending(&chunks)).output_tokens, tokens, "{chunks:?}");
    }
}

#[test]
fn nothing_is_read_behind_the_end_mark() {
    let error = data(&json!({"error": {"message": "too late"}}));
    let more = event(&json!({"content": "more"}), None);
    let server = ending(&[finish(), cost(), done(), error.clone(), more.clone()]);
    assert_eq!(usage(&server).output_tokens, COST.1);
    // In the same chunk, too.
    let server = ending(&[[finish(), cost(), done(), error, more].concat()]);
    assert_eq!(usage(&server).output_tokens, COST.1);
    // And where the connection breaks behind it.
    let chunks = Said::text(ADA).stream();
    let count = chunks.len();
    let server = Replay::new().answer(200, SSE, chunks).cut_after(count);
    assert_eq!(usage(&server).output_tokens, COST.1);
}

#[test]
fn what_breaks_behind_the_finish_does_not_take_the_answer_away() {
    let chunks = Said::text(ADA).stream();
    let count = chunks.len() - 2;
    let server = Replay::new().answer(200, SSE, chunks).cut_after(count);
    assert_eq!(usage(&server), Usage::default(), "only its cost is unknown");
    let server = ending(&[finish(), "data: oops\n\n".to_owned(), cost()]);
    assert_eq!(usage(&server), Usage::default());
    let server = ending(&[[finish(), "data: oops\n\n".to_owned()].concat()]);
    assert_eq!(usage(&server), Usage::default());
    // An error that the provider tells is one.
    let error = json!({"error": {"message": "withdrawn", "code": "content_filter"}});
    let failed = Failed::of(&ending(&[finish(), data(&error)]), true);
    assert_eq!((failed.kind, failed.answers), ("api", vec![ADA.to_owned()]));
}

#[test]
fn the_cost_is_not_waited_for_without_end() {
    // Comments without end, and an error behind what anybody should read.
    let comment = format!(": {}\n\n", "x".repeat(64 << 10));
    let mut chunks = vec![finish()];
    chunks.extend(vec![comment; 20]);
    chunks.push(data(&json!({"error": {"message": "never seen"}})));
    assert_eq!(usage(&ending(&chunks)), Usage::default());
}

#[test]
fn a_token_limit_a_filter_and_a_refusal_cost_no_reask() {
    let half = &ADA[..30];
    for mode in formwork_tests::MODES {
        for streamed in [false, true] {
            let cases = [
                (
                    Said::of(mode, half).finish("length"),
                    "truncated",
                    "the answer reached the token limit before it was complete",
                    half,
                ),
                (
                    Said::of(mode, ADA).finish("length"),
                    "truncated",
                    "the answer reached the token limit before it was complete",
                    ADA,
                ),
                (
                    Said::of(mode, half).finish("content_filter"),
                    "content filter",
                    "the provider's content filter held the answer back",
                    half,
                ),
                (
                    Said::refusal("I'm sorry, I can't."),
                    "refused",
                    "the model declined to answer: I'm sorry, I can't.",
                    "",
                ),
                (
                    Said::of(mode, half).finish("error"),
                    "api",
                    "the provider answered 200: the answer ends with an error, and does not say which",
                    half,
                ),
            ];
            for (said, kind, message, answer) in cases {
                // A second answer stands ready, and must not be asked for.
                let server = Said::of(mode, ADA).then(said.script(streamed), streamed);
                let failed = Failed::with(request(&server).mode(mode), &server, streamed);
                let expected = Failed {
                    kind,
                    message: message.to_owned(),
                    answers: vec![answer.to_owned()],
                    output_tokens: COST.1,
                    requests: 1,
                    waits: 0,
                };
                assert_eq!(failed, expected, "{mode}, streamed: {streamed}");
            }
        }
    }
}

#[test]
fn an_attempt_says_how_it_ended() {
    let server = Said::text("").finish("length").script(false);
    let error = run(request(&server).send()).expect_err("it is truncated");
    let attempt = &error.attempts()[0];
    assert_eq!(attempt.finish, Some(FinishReason::Length));
    assert_eq!(attempt.failure, Some(error.to_string()));
    assert!(attempt.violations.is_empty(), "it was not judged");

    let thought = json!({"reasoning_content": "Who is Ada?"});
    let chunks = [
        event(&thought, None),
        event(&json!({"content": ADA}), Some("eos")),
    ];
    let server = Replay::new().answer(200, SSE, chunks);
    let reply = run(send(request(&server), true)).expect("it fits");
    assert_eq!(reply.attempts[0].reasoning, "Who is Ada?");
    assert_eq!(reply.attempts[0].finish, Some(FinishReason::Stop));
}

#[test]
fn a_whole_answer_to_a_request_for_a_stream_is_an_answer() {
    for mode in formwork_tests::MODES {
        let server = Replay::new().answer(200, JSON, [Said::of(mode, ADA).whole()]);
        run(async {
            let mut stream = request(&server).mode(mode).stream();
            let mut views = 0;
            while let Some(step) = stream.next().await {
                let Step::View(view) = step.expect("it fits") else {
                    panic!("no reask")
                };
                assert!(view.is_complete());
                views += 1;
            }
            assert_eq!(views, 1, "what there is to see is seen");
            let reply = stream.finish().await.expect("it fits");
            assert_eq!(reply.value.age, Some(36));
            assert_eq!(reply.usage().output_tokens, COST.1);
        });
    }
}

#[test]
fn a_stream_in_answer_to_a_request_for_a_whole_is_an_answer() {
    let server = Replay::new().answer(200, SSE, Said::text(ADA).stream());
    let reply = run(request(&server).send()).expect("it fits");
    assert_eq!(
        (reply.value.age, reply.usage().output_tokens),
        (Some(36), COST.1)
    );
}

#[test]
fn without_a_content_type_an_answer_comes_as_it_was_asked_for() {
    let server = Replay::new()
        .answer(200, &[], Said::text(ADA).stream())
        .answer(200, &[], [Said::text(ADA).whole()]);
    for streamed in [true, false] {
        let reply = run(send(request(&server), streamed)).expect("it fits");
        assert_eq!(reply.value.age, Some(36));
    }
}
