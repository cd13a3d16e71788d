//! An answer that breaks its schema is asked for again, with everything that was wrong with it.

use formwork::provider::Mode;
use formwork::transport::Replay;
use formwork::{ErrorKind, Mends, Step};
use serde_json::{Value, json};

use crate::list::ShoppingList;
use crate::script::{ADA, COST, Failed, SSE, Said, bodies, client, kind, request, run, send};

/// Breaks four rules.
const WRONG: &str = r#"{"name":7,"age":"old","level":"mid","address":{"zip":"W1"}}"#;

const COMPLAINTS: &str = "- /name: must be a string [type], got 7
- /age: must be an integer [type], got \"old\"
- /level: must be one of \"low\", \"high\" [enum], got \"mid\"
- /address: the required property `city` is missing [required]
- the answer: the required property `nickname` is missing [required]
";

/// What is said after an answer that broke [`COMPLAINTS`].
fn turns(mode: Mode) -> [Value; 2] {
    if mode.is_tools() {
        let function = json!({"name": "Person", "arguments": WRONG});
        let call = json!({"id": "call_1", "type": "function", "function": function});
        let content = format!(
            "The arguments of Person break its schema:\n{COMPLAINTS}\
             Call Person again, once, with corrected arguments."
        );
        [
            json!({"role": "assistant", "tool_calls": [call]}),
            json!({"role": "tool", "tool_call_id": "call_1", "content": content}),
        ]
    } else {
        let content = format!(
            "The JSON breaks the schema:\n{COMPLAINTS}Answer with the corrected JSON only."
        );
        [
            json!({"role": "assistant", "content": WRONG}),
            json!({"role": "user", "content": content}),
        ]
    }
}

#[test]
fn the_second_request_tells_every_violation() {
    for mode in formwork_tests::MODES {
        for streamed in [false, true] {
            let server = Said::of(mode, WRONG).script(streamed);
            let server = Said::of(mode, ADA).then(server, streamed);
            let sent = request(&server).mode(mode).mends(Mends::None);
            let reply = run(send(sent, streamed)).expect("the second fits");
            assert_eq!(reply.value.name, "Ada Lovelace");

            let [first, second] = bodies(&server).try_into().expect("two requests");
            let mut expected = first.clone();
            let messages = expected["messages"].as_array_mut().expect("messages");
            messages.extend(turns(mode));
            assert_eq!(second, expected, "{mode}: nothing else has changed");

            let [first, second] = reply.attempts.as_slice() else {
                panic!("two attempts")
            };
            assert_eq!((first.number, second.number), (1, 2));
            assert_eq!((&*first.answer, &*second.answer), (WRONG, ADA));
            let told: Vec<String> = first
                .violations
                .iter()
                .map(|violation| format!("- {violation}"))
                .collect();
            assert_eq!(told, COMPLAINTS.lines().collect::<Vec<_>>());
            assert!(second.violations.is_empty());
            assert_eq!(reply.usage().input_tokens, 2 * COST.0);
            assert_eq!(reply.usage().output_tokens, 2 * COST.1);
            assert!(server.waits().is_empty(), "a reask does not wait");
        }
    }
}

#[test]
fn a_stream_shows_the_reask_and_starts_over() {
    let server = Said::text(WRONG).script(true);
    let server = Said::text(ADA).then(server, true);
    run(async {
        let mut stream = request(&server).stream();
        let (mut views, mut reasks) = ([0, 0], 0);
        while let Some(step) = stream.next().await {
            match step.expect("no failure") {
                Step::View(view) => {
                    if views[reasks] == 0 {
                        assert!(
                            view.get().is_none_or(|person| person.age.is_absent()),
                            "views start over"
                        );
                    }
                    views[reasks] += 1;
                }
                Step::Reask(attempt) => {
                    assert_eq!((attempt.number, attempt.violations.len()), (1, 5));
                    reasks += 1;
                }
                _ => panic!("a new step"),
            }
        }
        assert_eq!(reasks, 1);
        assert!(views.iter().all(|views| *views > 5), "{views:?}");
        assert_eq!(stream.attempts().len(), 2);
        assert_eq!(stream.usage().output_tokens, 2 * COST.1);
        assert_eq!(stream.finish().await.expect("it fits").attempts.len(), 2);
    });
}

#[test]
fn a_stream_can_stop_at_the_first_violation() {
    for mode in formwork_tests::MODES {
        let server = Said::of(mode, WRONG).script(true);
        let server = Said::of(mode, ADA).then(server, true);
        let sent = request(&server).mode(mode).mends(Mends::None).stop_early();
        let reply = run(send(sent, true)).expect("the second fits");
        assert_eq!(reply.value.name, "Ada Lovelace");
        let [stopped, _] = reply.attempts.as_slice() else {
            panic!("two attempts")
        };
        // How far it was read depends on the pieces; what was read can be taken apart by a server.
        let read: Value = serde_json::from_str(&stopped.answer).expect("it has been closed");
        assert!(read.get("address").is_none(), "{mode}: {read}");
        assert_eq!(
            stopped.violations[0].to_string(),
            &COMPLAINTS.lines().next().unwrap_or_default()[2..]
        );
        assert!(stopped.violations.len() < 5, "{mode}: {stopped:?}");
        assert_eq!(stopped.usage, None, "nobody waited for it");
        let told = &bodies(&server)[1]["messages"];
        let told = told.as_array().expect("messages");
        let arguments = &told[told.len() - 2]["tool_calls"][0]["function"]["arguments"];
        let said = if mode.is_tools() {
            arguments
        } else {
            &told[told.len() - 2]["content"]
        };
        assert_eq!(said, &Value::from(stopped.answer.as_str()));
    }
}

#[test]
fn after_the_last_reask_the_error_holds_every_attempt() {
    for (reasks, attempts) in [(0, "1 attempt"), (1, "2 attempts"), (2, "3 attempts")] {
        for streamed in [false, true] {
            let script = |server, _| Said::text(WRONG).then(server, streamed);
            let server = (0..=reasks).fold(Replay::new(), script);
            let sent = send(request(&server).max_reasks(reasks), streamed);
            let error = run(sent).expect_err("none fits");
            assert!(matches!(error.kind(), ErrorKind::Invalid), "{error:?}");
            let complaints = COMPLAINTS.trim_end().replace("- ", "  ");
            assert_eq!(
                error.to_string(),
                format!("no valid answer in {attempts}\n{complaints}")
            );
            let count = reasks as usize + 1;
            assert_eq!(error.attempts().len(), count);
            for attempt in error.attempts() {
                assert_eq!((&*attempt.answer, attempt.violations.len()), (WRONG, 5));
                assert_eq!(attempt.failure, None, "it was judged");
            }
            assert_eq!(error.usage().output_tokens, COST.1 * count as u64);
            assert_eq!((server.requests().len(), server.remaining()), (count, 0));
        }
    }
}

#[test]
fn what_is_not_json_is_asked_for_again() {
    let server = Said::text("Sure! Here it is.").script(false);
    let server = Said::text("").then(server, false);
    let server = Said::text(r#"{"name":"Ada""#).then(server, false);
    let server = Said::text(ADA).then(server, false);
    let reply = run(request(&server).max_reasks(3).send()).expect("the last one fits");
    let violations: Vec<String> = reply
        .attempts
        .iter()
        .flat_map(|attempt| &attempt.violations)
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        violations,
        [
            "the answer: not JSON: expected a value, found `S` (at byte 0) [json]",
            "the answer: the answer ends before any JSON value (at byte 0) [json]",
            "/name: the answer ends before its last bracket is closed (at byte 13) [json]",
        ]
    );
    // An empty turn is not repeated to the model, the complaint about it is.
    let bodies = bodies(&server);
    let counts: Vec<usize> = bodies
        .iter()
        .map(|body| body["messages"].as_array().map_or(0, Vec::len))
        .collect();
    assert_eq!(counts, [1, 3, 4, 6]);
}

#[test]
fn pointers_lead_into_what_the_model_sees() {
    let server = Said::text(r#"{"value":[{"what":"milk","amount":0}]}"#).script(true);
    let server = Said::text(r#"{"value":[{"what":"milk","amount":1}]}"#).then(server, true);
    let request = client(&server).request::<ShoppingList>().user("?");
    let reply = run(send(request, true)).expect("the second fits");
    assert_eq!(reply.attempts[0].violations[0].pointer, "/0/amount");
    let told = bodies(&server)[1]["messages"][2]["content"].to_string();
    assert!(
        told.contains("- /value/0/amount: must be at least 1"),
        "{told}"
    );
}

#[test]
fn only_the_last_four_attempts_are_told() {
    let answer = |number: u32| Said::text(format!(r#"{{"name":{number}}}"#));
    let script = |server, number| answer(number).then(server, false);
    let server = (1..=7).fold(Replay::new(), script);
    let error = run(request(&server).max_reasks(6).send()).expect_err("none fits");
    assert_eq!(error.attempts().len(), 7, "every attempt is kept");
    for (sent, body) in bodies(&server).iter().enumerate() {
        let messages = body["messages"].as_array().expect("messages");
        assert_eq!(messages[0]["content"], "Who is it?");
        let told: Vec<String> = messages[1..]
            .iter()
            .step_by(2)
            .map(|message| message["content"].as_str().expect("text").to_owned())
            .collect();
        let expected: Vec<String> = (sent.saturating_sub(3)..=sent)
            .filter(|number| *number > 0)
            .map(|number| format!(r#"{{"name":{number}}}"#))
            .collect();
        assert_eq!(told, expected, "request {sent}");
        assert_eq!(messages.len(), 1 + 2 * expected.len());
    }
}

#[test]
fn retries_and_reasks_do_not_share_a_budget() {
    let busy = |server: Replay| server.answer(503, &[], [""]);
    for streamed in [false, true] {
        // Two retries before each of three answers, with budgets of two and two.
        let mut server = Replay::new();
        for answer in [WRONG, WRONG, ADA] {
            server = Said::text(answer).then(busy(busy(server)), streamed);
        }
        let reply = run(send(request(&server), streamed)).expect("the third fits");
        assert_eq!(reply.attempts.len(), 3);
        assert_eq!((server.requests().len(), server.waits().len()), (9, 6));
        let bodies = bodies(&server);
        assert_eq!(
            bodies[3], bodies[4],
            "a retry repeats the request as it was"
        );
        assert_ne!(bodies[2], bodies[3]);
    }
    let server = busy(Said::text(WRONG).script(false));
    let failed = Failed::with(request(&server).max_retries(0), &server, false);
    assert_eq!((failed.kind, failed.requests), ("api", 2));
    assert_eq!(failed.answers, [WRONG], "the attempt before is not lost");
    assert_eq!(failed.output_tokens, COST.1);
}

#[test]
fn a_reask_that_breaks_off_keeps_both_attempts() {
    let mut cut = Said::text(ADA).pieces();
    cut.truncate(4);
    let server = Said::text(WRONG)
        .script(true)
        .answer(200, SSE, cut)
        .cut_after(4);
    let error = run(send(request(&server), true)).expect_err("it breaks");
    assert_eq!(kind(error.kind()), "transport");
    let [first, second] = error.attempts() else {
        panic!("two attempts")
    };
    assert_eq!((&*first.answer, first.violations.len()), (WRONG, 5));
    assert_eq!(second.answer, &ADA[..15]);
    assert!(second.violations.is_empty() && second.failure.is_some());
}
