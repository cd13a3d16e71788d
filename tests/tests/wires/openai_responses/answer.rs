//! What is answered whole, and errors.

use std::time::SystemTime;

use formwork::provider::{ApiErrorKind, Delta, FinishReason, ProtocolErrorKind};
use serde_json::{Value, json};

use super::{WIRE, WORDS, finish, stream};
use crate::data::files;
use crate::replay::{calls, read};

#[test]
fn whole_answers_are_read() {
    let Some(recordings) = files("response", &["responses"]) else {
        return;
    };
    assert!(recordings.len() >= 60, "only {} answers", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let answer = read(WIRE, &recording.bytes);
        let (mut text, mut thoughts, mut wanted) = (String::new(), String::new(), Vec::new());
        let items = body["output"].as_array().unwrap();
        for item in items {
            let parts = |key: &str| {
                let parts = item[key].as_array().into_iter().flatten();
                parts
                    .map(|part| part["text"].as_str().unwrap_or_default())
                    .collect::<String>()
            };
            match item["type"].as_str().unwrap() {
                "message" => text += &parts("content"),
                "reasoning" => thoughts += &(parts("summary") + &parts("content")),
                "function_call" => wanted.push(
                    json!({"id": item["call_id"], "name": item["name"], "arguments": item["arguments"]}),
                ),
                _ => {}
            }
        }
        assert_eq!(answer.text, text, "text of {path}");
        assert_eq!(answer.reasoning, thoughts, "reasoning of {path}");
        assert_eq!(
            calls(&answer),
            Value::from(wanted.clone()),
            "calls of {path}"
        );
        let status = finish(body["status"].as_str().unwrap(), !wanted.is_empty());
        assert_eq!(
            answer.finish.as_ref().map(FinishReason::as_str),
            Some(status),
            "{path}"
        );
        WORDS.assert_usage(&answer, &body["usage"], path);
        assert_eq!((&answer.error, answer.done), (&None, true), "{path}");
        let blocks = answer
            .blocks
            .iter()
            .map(|block| block.json.parse().unwrap());
        assert_eq!(&blocks.collect::<Vec<Value>>(), items, "{path}");
    }
}

#[test]
fn errors_are_read() {
    let Some(recordings) = files("error", &["responses"]) else {
        return;
    };
    assert!(recordings.len() >= 4, "only {} errors", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let error = WIRE.error(
            recording.status(),
            &recording.headers(),
            &recording.bytes,
            SystemTime::UNIX_EPOCH,
        );
        assert_eq!(
            Some(&*error.message),
            body["error"]["message"].as_str(),
            "{path}"
        );
        assert_eq!(
            error.param.as_deref(),
            body["error"]["param"].as_str(),
            "{path}"
        );
        let kind = match body["error"]["code"].as_str() {
            Some("model_not_found") => ApiErrorKind::NotFound,
            _ => ApiErrorKind::InvalidRequest,
        };
        assert_eq!((error.kind, error.retryable()), (kind, false), "{path}");
    }
}

#[test]
fn words_beside_the_answer_are_not_the_answer() {
    let body = json!({"status":"completed","output":[
        {"type":"message","phase":"commentary","content":[{"type":"output_text","text":"Now then. "}]},
        {"type":"message","phase":"final_answer","content":[{"type":"output_text","text":"{}"}]}]});
    let mut answer = String::new();
    let mut take = |delta: Delta<'_>| {
        if let Delta::Text(text) = delta {
            answer.push_str(text);
        }
    };
    WIRE.read(body.to_string().as_bytes(), &mut take).unwrap();
    assert_eq!(answer, "{}");
    assert_eq!(read(WIRE, body.to_string().as_bytes()).text, "Now then. {}");
}

#[test]
fn errors_come_in_every_frame() {
    let flat = json!({"type":"error","code":"server_error","message":"m","param":null,"sequence_number":1});
    let nested = json!({"type":"error","error":{"type":"tokens","code":"rate_limit_exceeded","message":"m"}});
    let failed = json!({"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"m"}}});
    let foreign = json!({"error":{"message":"m","code":503}});
    for (event, kind) in [
        (&flat, ApiErrorKind::Server),
        (&nested, ApiErrorKind::RateLimit),
        (&failed, ApiErrorKind::Server),
        (&foreign, ApiErrorKind::Overloaded),
    ] {
        let error = stream(std::slice::from_ref(event)).error.unwrap();
        assert_eq!((error.kind, &*error.message), (kind, "m"), "{event}");
        assert!(error.retryable());
    }
    // The end repeats what the event said, in other words now and then.
    let answer = stream(&[nested, failed]);
    assert_eq!(answer.error.unwrap().kind, ApiErrorKind::RateLimit);
    assert_eq!(answer.finish, Some(FinishReason::Error));
    let bare = json!({"type":"error","message":"m"});
    assert_eq!(stream(&[bare]).error.unwrap().code, None);
    let whole = read(WIRE, foreign.to_string().as_bytes());
    assert_eq!((whole.error.unwrap().status, whole.finish), (503, None));
}

#[test]
fn every_status_ends_somehow() {
    let filter = json!({"reason":"content_filter"});
    for (status, details, finish) in [
        ("completed", Value::Null, FinishReason::Stop),
        ("incomplete", filter, FinishReason::ContentFilter),
        (
            "incomplete",
            json!({"reason":"max_output_tokens"}),
            FinishReason::Length,
        ),
        (
            "incomplete",
            json!({"reason":"tired"}),
            FinishReason::Other("tired".to_owned()),
        ),
        ("failed", Value::Null, FinishReason::Error),
        (
            "cancelled",
            Value::Null,
            FinishReason::Other("cancelled".to_owned()),
        ),
        (
            "queued",
            Value::Null,
            FinishReason::Other("queued".to_owned()),
        ),
    ] {
        let body = json!({"status":status,"incomplete_details":details,"output":[]});
        assert_eq!(
            read(WIRE, body.to_string().as_bytes()).finish,
            Some(finish),
            "{body}"
        );
    }
    for (body, kind) in [
        ("", ProtocolErrorKind::Empty),
        ("<html>", ProtocolErrorKind::Html),
        ("[]", ProtocolErrorKind::NotJson),
        ("{\"output\":[", ProtocolErrorKind::NotJson),
        ("{}", ProtocolErrorKind::NoChoices),
    ] {
        let error = WIRE.read(body.as_bytes(), &mut |_| ()).unwrap_err();
        assert_eq!(error.kind, kind, "{body}");
    }
}
