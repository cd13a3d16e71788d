//! Shapes that no recording holds, after what servers are known to send.

use formwork::Usage;
use formwork::provider::openai_chat::ChatStream;
use formwork::provider::{ApiErrorKind, Assembly, Delta, FinishReason, ProtocolErrorKind};
use formwork::sse::Event;

use crate::recordings::assemble;

/// An event `data: ...` for each line.
fn events(lines: &[&str]) -> Assembly {
    let frames: Vec<String> = lines
        .iter()
        .map(|line| format!("data: {line}\n\n"))
        .collect();
    let text = frames.concat();
    assemble([text.as_bytes()])
}

/// A chunk with this delta.
fn delta(delta: &str) -> String {
    format!(r#"{{"choices":[{{"index":0,"delta":{delta},"finish_reason":null}}],"usage":null}}"#)
}

fn calls(lines: &[&str]) -> Vec<(String, String, String)> {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| delta(&format!(r#"{{"tool_calls":{line}}}"#)))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let calls = events(&lines).tool_calls.into_iter();
    calls
        .map(|call| (call.id, call.name, call.arguments))
        .collect()
}

fn call(id: &str, name: &str, arguments: &str) -> (String, String, String) {
    (id.to_owned(), name.to_owned(), arguments.to_owned())
}

#[test]
fn an_index_that_starts_at_one() {
    let found = calls(&[
        r#"[{"index":1,"id":"a","type":"function","function":{"name":"f","arguments":""}}]"#,
        r#"[{"index":1,"function":{"arguments":"{\"x\""}}]"#,
        r#"[{"index":1,"function":{"arguments":":1}"}}]"#,
    ]);
    assert_eq!(found, [call("a", "f", "{\"x\":1}")]);
}

#[test]
fn no_index_at_all() {
    let found = calls(&[
        r#"[{"id":"a","function":{"name":"f","arguments":"{"}},{"id":"b","function":{"name":"g"}}]"#,
        r#"[{"id":"a","function":{"arguments":"}"}},{"id":"b","function":{"arguments":"[]"}}]"#,
    ]);
    assert_eq!(found, [call("a", "f", "{}"), call("b", "g", "[]")]);
}

#[test]
fn ids_and_names_in_every_fragment() {
    let found = calls(&[
        r#"[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]"#,
        r#"[{"index":0,"id":"a","function":{"name":"f","arguments":"}"}}]"#,
        r#"[{"index":0,"id":"","function":{"name":"","arguments":""}}]"#,
        r#"[{"index":0,"id":null,"function":{"name":null,"arguments":null}}]"#,
        "[{}]",
        "[null, 3]",
        "null",
        "{}",
    ]);
    assert_eq!(found, [call("a", "f", "{}")]);
}

#[test]
fn two_calls_under_one_index() {
    let found = calls(&[
        r#"[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]"#,
        r#"[{"index":0,"id":"b","function":{"name":"f","arguments":"[]"}}]"#,
    ]);
    assert_eq!(found, [call("a", "f", "{}"), call("b", "f", "[]")]);
}

#[test]
fn arguments_that_are_an_object() {
    let found =
        calls(&[r#"[{"function":{"name":"f","arguments":{"a": "\u00e9\"", "b":[1, {}]}}}]"#]);
    assert_eq!(found, [call("", "f", r#"{"a": "\u00e9\"", "b":[1, {}]}"#)]);
}

#[test]
fn more_calls_than_an_answer_can_have() {
    let mut stream = ChatStream::new();
    let mut count = 0;
    let result = (0..1000).try_for_each(|index| {
        let call = format!(r#"[{{"index":{index},"function":{{"name":"f","arguments":""}}}}]"#);
        let data = delta(&format!(r#"{{"tool_calls":{call}}}"#));
        let event = Event {
            name: "message",
            data: &data,
            id: "",
        };
        stream.event(event, &mut |_| count += 1)
    });
    assert_eq!(result.unwrap_err().kind, ProtocolErrorKind::TooLarge);
    assert_eq!(count, 128);
}

#[test]
fn an_answer_beyond_the_limit() {
    let mut stream = ChatStream::with_limit(10);
    let mut text = String::new();
    let mut push = |data: &str| {
        let data = delta(data);
        stream.event(
            Event {
                name: "message",
                data: &data,
                id: "",
            },
            &mut |delta| {
                if let Delta::Text(more) | Delta::Reasoning(more) = delta {
                    text.push_str(more);
                }
            },
        )
    };
    assert!(push(r#"{"content":"123456"}"#).is_ok());
    assert!(push(r#"{"reasoning":"7890"}"#).is_ok());
    assert!(push(r#"{"content":""}"#).is_ok());
    assert_eq!(
        push(r#"{"content":"!"}"#).unwrap_err().kind,
        ProtocolErrorKind::TooLarge
    );
    assert_eq!(text, "1234567890");
}

#[test]
fn text_in_all_its_spellings() {
    let answer = events(&[
        &delta(r#"{"role":"assistant","content":null,"refusal":null,"tool_calls":null}"#),
        &delta(r#"{"content":"a\n\ud83d\ude00"}"#),
        &delta(r#"{"content":[{"type":"thinking","thinking":"hm "},{"type":"text","text":"b"}]}"#),
        &delta(
            r#"{"content":[{"type":"reasoning","summary":[{"type":"summary_text","text":"so"}]}]}"#,
        ),
        &delta(r#"{"reasoning":"!","reasoning_content":"!"}"#),
        &delta(r#"{"reasoning":"","reasoning_content":"?"}"#),
        &delta(r#"{"content":12}"#),
        &delta("null"),
        r#"{"choices":[{"delta":{"content":"c"}},{"index":1,"delta":{"content":"another choice"}}]}"#,
        r#"{"choices":[],"prompt_filter_results":[{"prompt_index":0}]}"#,
        r#"{"choices":null}"#,
        r#"{"object":"chat.completion.chunk"}"#,
        "",
        r#"{"choices":[{"index":0,"message":{"content":"all of it"},"delta":{"content":"d"},"finish_reason":"stop"}]}   "#,
    ]);
    assert_eq!(answer.text, "a\n😀bcd");
    assert_eq!(answer.reasoning, "hm so!?");
    assert_eq!(
        (answer.finish, answer.done),
        (Some(FinishReason::Stop), true)
    );
}

#[test]
fn a_refusal_in_pieces() {
    let answer = events(&[
        &delta(r#"{"refusal":"I "}"#),
        &delta(r#"{"refusal":"can't."}"#),
        &delta(r#"{"content":[{"type":"refusal","refusal":" Sorry."}]}"#),
    ]);
    assert_eq!(
        (answer.refusal.as_str(), answer.text.as_str()),
        ("I can't. Sorry.", "")
    );
}

#[test]
fn usage_wherever_it_stands() {
    let usage = |lines: &[&str]| events(lines).usage.map(|usage| usage.total_tokens);
    assert_eq!(
        usage(&[r#"{"choices":[],"usage":{"total_tokens":3}}"#]),
        Some(3)
    );
    assert_eq!(
        usage(&[r#"{"x_groq":{"id":"r","usage":{"total_tokens":4}},"choices":[]}"#]),
        Some(4)
    );
    assert_eq!(
        usage(&[r#"{"usage":{"total_tokens":5},"x_groq":{"usage":{"total_tokens":4}}}"#]),
        Some(5)
    );
    let twice = [
        r#"{"usage":{"total_tokens":1}}"#,
        r#"{"usage":{"total_tokens":2}}"#,
        r#"{"usage":{}}"#,
        r#"{"usage":null}"#,
    ];
    assert_eq!(
        usage(&twice),
        Some(2),
        "replaced, not added, and not forgotten"
    );
    let added = events(&[r#"{"usage":{"prompt_tokens":1,"completion_tokens":2}}"#])
        .usage
        .unwrap();
    assert_eq!(added + Usage::default(), added);
    assert_eq!(added.total_tokens, 3);
}

#[test]
fn errors_inside_a_stream() {
    let text = [
        "event: error\ndata: {\"error\":{\"message\":\"m\",\"code\":\"rate_limit_exceeded\"}}\n\n",
        "event: error\ndata: {\"message\":\"m\",\"code\":\"rate_limit_exceeded\"}\n\n",
        "data: {\"error\":{\"message\":\"m\",\"code\":429}}\n\n",
        "data: {\"error\":\"m\",\"code\":\"rate_limit_exceeded\"}\n\n",
        "data: {\"object\":\"error\",\"message\":\"m\",\"code\":429}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"error\":{\"code\":429,\"message\":\"m\"},\"finish_reason\":\"error\"}]}\n\n",
    ];
    for text in text {
        let answer = assemble([text.as_bytes()]);
        let error = answer.error.unwrap_or_else(|| panic!("no error in {text}"));
        assert_eq!(
            (error.kind, error.message.as_str()),
            (ApiErrorKind::RateLimit, "m"),
            "{text}"
        );
        assert!(error.retryable());
    }
    let answer = assemble([&b"event: error\ndata: it broke\n\n"[..]]);
    assert_eq!(answer.error.unwrap().message, "it broke");
    let answer =
        assemble([&b"data: {\"x_groq\":{\"id\":\"r\",\"error\":\"over_capacity\"}}\n\n"[..]]);
    assert_eq!(answer.error.unwrap().message, "over_capacity");
    assert!(!answer.done);
}

#[test]
fn events_that_are_no_json() {
    let mut stream = ChatStream::new();
    for data in [
        "{",
        "<html>",
        "[]",
        "null",
        "\"x\"",
        r#"{"choices":[{"delta":{"content":"\q"}}]}"#,
        "[DONE] or not",
    ] {
        let event = Event {
            name: "message",
            data,
            id: "",
        };
        let error = stream.event(event, &mut |_| {}).unwrap_err();
        assert_eq!(
            (error.kind, error.excerpt.as_str()),
            (ProtocolErrorKind::NotJson, data)
        );
    }
    // The stream itself can go on: one broken event is the reader's to judge.
    let event = Event {
        name: "message",
        data: " [DONE] ",
        id: "",
    };
    let mut done = false;
    stream
        .event(event, &mut |delta| done = matches!(delta, Delta::Done))
        .unwrap();
    assert!(done);
}

#[test]
fn deltas_of_one_event_come_in_order() {
    let data = r#"{"usage":{"total_tokens":1},"choices":[{"finish_reason":"length","delta":{
        "tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}],"content":"t","reasoning":"r"}}]}"#;
    let mut order = Vec::new();
    let event = Event {
        name: "message",
        data,
        id: "",
    };
    ChatStream::new()
        .event(event, &mut |delta| {
            order.push(match delta {
                Delta::Reasoning(_) => "reasoning",
                Delta::Text(_) => "text",
                Delta::ToolCall { .. } => "call",
                Delta::Finish(FinishReason::Length) => "finish",
                Delta::Usage(_) => "usage",
                _ => "other",
            });
        })
        .unwrap();
    assert_eq!(order, ["reasoning", "text", "call", "finish", "usage"]);
}

/// Events that begin alike are read from where they differ. What is read must not show it.
#[test]
fn a_known_beginning_hides_nothing() {
    let plain = r#"{"id":"1","choices":[{"delta":{"content":"a"}}]}"#;
    let events = [
        plain,
        plain,
        r#"{"id":"1","choices":[{"delta":{"content":"b"}}],"usage":{"total_tokens":2}}"#,
        r#"{"id":"1","choices":[],"choices":[{"delta":{"content":"c"}}]}"#,
        r#"{"id":"1","choices":null,"error":{"message":"m"}}"#,
        r#"{"usage":{"total_tokens":1},"choices":[{"delta":{"content":"d"}}]}"#,
        r#"{"usage":{"total_tokens":1},"choices":[{"delta":{"content":"e"}}]}"#,
        r#"{"error":{"message":"m"},"choices":[{"delta":{"content":"f"}}]}"#,
        r#"{"error":{"message":"m"},"choices":[{"delta":{"content":"g"}}]}"#,
        r#"{"x_groq":{"usage":{"total_tokens":3}},"choices":[]}"#,
        r#"{"x_groq":{"usage":{"total_tokens":3}},"choices":[]}"#,
        r#"{"message":"m","choices":[]}"#,
        r#"{"message":"m"}"#,
        r#"{"id":"1","choices" : [{"delta":{"content":"h"}}]}"#,
        r#"{"id":"1","choices" : [{"delta":{"content":"i"}}]}"#,
        r#"{"id":"1","choices" : []} {}"#,
        r#"{"id":"1","choices" : [}"#,
        r#"{"id":"1","choices" : "#,
        plain,
    ];
    let read = |stream: &mut ChatStream, data: &str| {
        let mut deltas = Vec::new();
        let event = Event {
            name: "message",
            data,
            id: "",
        };
        let result = stream.event(event, &mut |delta| deltas.push(format!("{delta:?}")));
        (deltas, result)
    };
    let mut stream = ChatStream::new();
    let mut failures = 0;
    for data in events {
        let alone = read(&mut ChatStream::new(), data);
        failures += usize::from(alone.1.is_err());
        assert_eq!(read(&mut stream, data), alone, "{data}");
    }
    assert_eq!(failures, 3);
}
