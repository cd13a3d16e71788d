//! Recorded whole answers and errors.

use std::time::SystemTime;

use formwork::provider::openai_chat::response;
use formwork::provider::{ApiErrorKind, FinishReason, Wire};
use serde_json::Value;

use crate::recordings::{answers, assert_usage};

#[test]
fn whole_answers_are_read() {
    let Some(recordings) = answers("response") else {
        return;
    };
    assert!(recordings.len() >= 130, "only {} answers", recordings.len());
    let mut calls = 0;
    for recording in recordings {
        let path = &recording.path;
        let answer =
            response::assemble(&recording.bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        let body: Value = serde_json::from_slice(&recording.bytes).unwrap();
        let choice = &body["choices"][0];
        let message = &choice["message"];
        let (text, thought) = match &message["content"] {
            Value::String(text) => (text.clone(), String::new()),
            Value::Array(parts) => parts_of(parts),
            _ => Default::default(),
        };
        assert_eq!(answer.text, text, "text of {path}");
        let reasoning = ["reasoning", "reasoning_content"].map(|key| message[key].as_str());
        let reasoning = reasoning
            .into_iter()
            .flatten()
            .find(|text| !text.is_empty());
        assert_eq!(
            answer.reasoning,
            reasoning.map_or(thought, str::to_owned),
            "reasoning of {path}"
        );
        assert_eq!(
            answer.refusal,
            message["refusal"].as_str().unwrap_or_default()
        );
        let expected: Vec<Value> = message["tool_calls"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        assert_eq!(answer.tool_calls.len(), expected.len(), "calls of {path}");
        calls += expected.len();
        for (call, expected) in answer.tool_calls.iter().zip(&expected) {
            let function = &expected["function"];
            assert_eq!(Some(call.id.as_str()), expected["id"].as_str(), "{path}");
            assert_eq!(
                Some(call.name.as_str()),
                function["name"].as_str(),
                "{path}"
            );
            assert_eq!(
                Some(call.arguments.as_str()),
                function["arguments"].as_str(),
                "{path}"
            );
        }
        let finish = choice["finish_reason"]
            .as_str()
            .filter(|reason| !reason.is_empty());
        assert_eq!(
            answer.finish.as_ref().map(FinishReason::as_str),
            finish,
            "finish of {path}"
        );
        assert!(
            !matches!(answer.finish, Some(FinishReason::Other(_))),
            "{path}"
        );
        assert_usage(&answer, &body["usage"], path);
        assert_eq!((answer.error, answer.done), (None, true), "{path}");
    }
    assert!(calls >= 60, "only {calls} calls");
}

/// Text and thoughts of content that is a list of parts.
fn parts_of(parts: &[Value]) -> (String, String) {
    let strings = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut texts = (String::new(), String::new());
    for part in parts {
        texts.0 += &strings(&part["text"]);
        for thought in part["thinking"].as_array().into_iter().flatten() {
            texts.1 += &strings(&thought["text"]);
        }
    }
    texts
}

#[test]
fn errors_are_read() {
    let Some(recordings) = answers("error") else {
        return;
    };
    assert!(recordings.len() >= 9, "only {} errors", recordings.len());
    for recording in recordings {
        let path = &recording.path;
        let status = u16::try_from(recording.about["status"].as_u64().unwrap()).unwrap();
        let headers: Vec<(String, String)> = recording.about["response_headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect();
        let error =
            Wire::OpenaiChat.error(status, &headers, &recording.bytes, SystemTime::UNIX_EPOCH);
        let body: Value = serde_json::from_slice(&recording.bytes).unwrap();
        assert_eq!(error.status, status, "{path}");
        assert!(
            error
                .message
                .starts_with(body["error"]["message"].as_str().unwrap()),
            "{path}"
        );
        let param = body["error"]["param"].as_str();
        assert_eq!(error.param.as_deref(), param, "{path}");
        assert_eq!(
            error.failed_generation.as_deref(),
            body["error"]["failed_generation"].as_str()
        );
        let kind = match (status, body["error"]["code"].as_str()) {
            (_, Some("tool_use_failed")) => ApiErrorKind::FailedGeneration,
            (404, _) => ApiErrorKind::NotFound,
            (400, _) => ApiErrorKind::InvalidRequest,
            (429, _) => ApiErrorKind::RateLimit,
            other => panic!("{path}: say what {other:?} is"),
        };
        assert_eq!(
            (error.kind, error.retryable()),
            (kind, status == 429),
            "{path}"
        );
    }
}
