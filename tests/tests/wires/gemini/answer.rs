//! What is answered: whole answers, their ends, their errors.

use std::time::SystemTime;

use formwork::provider::{ApiErrorKind, FinishReason, Mode, ProtocolErrorKind};
use formwork::transport::Replay;
use formwork::{Block, Client, Holds, ToolCall};
use serde_json::{Value, json};

use super::{APIS, WIRE, WORDS, chunk, finish, parts, stream};
use crate::data::files;
use crate::objects::Person;
use crate::replay::read;

#[test]
fn whole_answers_are_read() {
    let Some(recordings) = files("response", &APIS) else {
        return;
    };
    assert!(recordings.len() >= 60, "only {} answers", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let answer = read(WIRE, &recording.bytes);
        let (mut text, mut thoughts, mut wanted) = (String::new(), String::new(), Vec::new());
        for part in parts(&body.to_string()) {
            let said = part["text"].as_str().unwrap_or_default();
            if part["thought"] == true {
                thoughts += said;
            } else {
                text += said;
            }
            let call = &part["functionCall"];
            if call.is_object() {
                wanted.push((call["name"].clone(), call["args"].clone()));
            }
        }
        assert_eq!(answer.text, text, "text of {path}");
        assert_eq!(answer.reasoning, thoughts, "reasoning of {path}");
        let calls = answer.tool_calls.iter().map(|call| {
            let args = call.arguments.parse().unwrap_or(Value::Null);
            (json!(call.name), args)
        });
        assert_eq!(calls.collect::<Vec<_>>(), wanted, "calls of {path}");
        let word = body["candidates"][0]["finishReason"].as_str();
        let wanted = word.map(|word| finish(word, !wanted.is_empty()));
        let told = answer.finish.as_ref().map(FinishReason::as_str);
        assert_eq!(told, wanted, "finish of {path}");
        let usage = &body["usageMetadata"];
        if usage["promptTokenCount"].is_number() {
            WORDS.assert_usage(&answer, usage, path);
        } else {
            assert_eq!(answer.usage, None, "{path}");
        }
        assert_eq!((&answer.error, answer.done), (&None, true), "{path}");
    }
}

#[test]
fn errors_are_read() {
    let Some(recordings) = files("error", &APIS) else {
        return;
    };
    assert!(recordings.len() >= 2, "only {} errors", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let status = recording.status();
        let headers = recording.headers();
        let error = WIRE.error(status, &headers, &recording.bytes, SystemTime::UNIX_EPOCH);
        assert_eq!(
            Some(&*error.message),
            body["error"]["message"].as_str(),
            "{path}"
        );
        assert_eq!(
            error.code.as_deref(),
            body["error"]["status"].as_str(),
            "{path}"
        );
        let kind = match status {
            404 => ApiErrorKind::NotFound,
            _ => ApiErrorKind::InvalidRequest,
        };
        assert_eq!((error.kind, error.retryable()), (kind, false), "{path}");
    }
}

/// The server also says so of a call that it did not expect, and that is whole.
#[test]
fn an_unexpected_call_that_is_whole_is_an_answer() {
    let person =
        json!({"name":"Ada","nickname":null,"age":36,"address":{"city":"London","zip":"W1"}});
    let answer = |parts: Value| {
        let candidate = json!({"content":{"parts":parts},"finishReason":"UNEXPECTED_TOOL_CALL"});
        json!({"candidates":[candidate]}).to_string().into_bytes()
    };
    let whole = answer(json!([{"functionCall":{"name":"Person","args":person}}]));
    let server = Replay::new()
        .answer(
            200,
            &[("content-type", "application/json")],
            vec![answer(json!([]))],
        )
        .answer(200, &[("content-type", "application/json")], vec![whole]);
    let client = Client::builder("gemini/gemini-3-flash")
        .api_key("key-0123456789abcdef")
        .mode(Mode::Tools)
        .transport(server.clone())
        .build()
        .unwrap();
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    let request = client.request::<Person>().user("Who?");
    let reply = runtime.block_on(request.send()).unwrap();
    assert_eq!((&*reply.value.name, reply.attempts.len()), ("Ada", 2));
    let violation = &reply.attempts[0].violations[0];
    assert_eq!(violation.message, "is not a call that could be read");
    let sent = &server.requests()[1];
    assert!(
        sent.url
            .ends_with("/v1beta/models/gemini-3-flash:generateContent")
    );
    let key = ("x-goog-api-key", "key-0123456789abcdef".to_owned());
    assert!(sent.headers.contains(&key), "{:?}", sent.headers);
}

#[test]
fn every_reason_ends_somehow() {
    let other = |word: &str| FinishReason::Other(word.to_owned());
    for (word, finish) in [
        ("STOP", FinishReason::Stop),
        ("MAX_TOKENS", FinishReason::Length),
        ("RECITATION", FinishReason::ContentFilter),
        ("IMAGE_SAFETY", FinishReason::ContentFilter),
        ("MODEL_ARMOR", FinishReason::ContentFilter),
        ("MALFORMED_FUNCTION_CALL", FinishReason::Malformed),
        ("MISSING_THOUGHT_SIGNATURE", FinishReason::Malformed),
        ("CONTINUATION", FinishReason::Pause),
        ("LANGUAGE", other("LANGUAGE")),
        ("NEW_REASON", other("NEW_REASON")),
    ] {
        let body = json!({"candidates":[{"finishReason":word}]});
        assert_eq!(
            read(WIRE, body.to_string().as_bytes()).finish,
            Some(finish),
            "{word}"
        );
    }
    let blocked = json!({"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":3}});
    let answer = read(WIRE, blocked.to_string().as_bytes());
    assert_eq!(answer.finish, Some(FinishReason::ContentFilter));
    assert_eq!(answer.usage.unwrap().total_tokens, 3);
    assert_eq!(stream(&[blocked]).finish, Some(FinishReason::ContentFilter));
    let open = json!({"candidates":[{"finishReason":"FINISH_REASON_UNSPECIFIED"}]});
    assert!(!stream(&[open]).done);
}

#[test]
fn answers_come_in_every_frame() {
    let one = chunk(&json!([{"text":"a"}]));
    let two = json!({"candidates":[{"index":1,"content":{"parts":[{"text":"other"}]}},{"index":0,"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}]});
    // Without `alt=sse` a stream is one list.
    let list = json!([one, two]).to_string();
    let answer = read(WIRE, list.as_bytes());
    assert_eq!(
        (&*answer.text, answer.finish),
        ("ab", Some(FinishReason::Stop))
    );
    let error = json!({"error":{"code":503,"message":"m","status":"UNAVAILABLE"}});
    let answer = stream(&[one, error.clone()]);
    assert_eq!(
        (answer.error.unwrap().kind, answer.done),
        (ApiErrorKind::Overloaded, false)
    );
    let answer = read(WIRE, json!([error]).to_string().as_bytes());
    assert_eq!(answer.error.unwrap().status, 503);
    for (body, kind) in [
        ("", ProtocolErrorKind::Empty),
        ("<html>", ProtocolErrorKind::Html),
        ("[]", ProtocolErrorKind::NoChoices),
        ("[7]", ProtocolErrorKind::NotJson),
        ("{\"candidates\":[", ProtocolErrorKind::NotJson),
        ("{}", ProtocolErrorKind::NoChoices),
    ] {
        let error = WIRE.read(body.as_bytes(), &mut |_| ()).unwrap_err();
        assert_eq!(error.kind, kind, "{body}");
    }
}

#[test]
fn calls_are_bounded() {
    let call = chunk(&json!([{"functionCall":{"name":"f"}}]));
    let answer = stream(&vec![call.clone(); 128]);
    let call_of_none = ToolCall {
        name: "f".to_owned(),
        ..ToolCall::default()
    };
    assert_eq!(
        (answer.tool_calls.len(), &answer.tool_calls[127]),
        (128, &call_of_none)
    );
    let block = Block {
        json: "{\"functionCall\":{\"name\":\"f\"}}".to_owned(),
        holds: Holds::Call(127),
    };
    assert_eq!(answer.blocks.last(), Some(&block));
    let events = format!("data: {call}\n\n").repeat(129);
    let error = WIRE
        .stream()
        .push(events.as_bytes(), &mut |_| ())
        .unwrap_err();
    assert_eq!(error.kind, ProtocolErrorKind::TooLarge);
}
