//! What is answered whole, and errors.

use std::time::SystemTime;

use formwork::provider::{ApiErrorKind, FinishReason};
use serde_json::Value;

use super::stream::blocks;
use super::{WIRE, WORDS, finish};
use crate::data::files;
use crate::replay::read;

#[test]
fn whole_answers_are_read() {
    let Some(recordings) = files("response", &["converse"]) else {
        return;
    };
    assert!(recordings.len() >= 13, "only {} answers", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let answer = read(WIRE, &recording.bytes);
        let content = body["output"]["message"]["content"].as_array().unwrap();
        let all = |pointer: &str| -> String {
            let strings = content.iter().filter_map(|block| block.pointer(pointer));
            strings.map(|text| text.as_str().unwrap()).collect()
        };
        assert_eq!(answer.text, all("/text"), "{path}");
        assert_eq!(
            answer.reasoning,
            all("/reasoningContent/reasoningText/text"),
            "{path}"
        );
        let expected: Vec<&Value> = content
            .iter()
            .filter_map(|block| block.get("toolUse"))
            .collect();
        assert_eq!(answer.tool_calls.len(), expected.len(), "{path}");
        for (call, expected) in answer.tool_calls.iter().zip(expected) {
            let told = (
                expected["toolUseId"].as_str().unwrap(),
                expected["name"].as_str().unwrap(),
            );
            assert_eq!((&*call.id, &*call.name), told, "{path}");
            let arguments: Value = serde_json::from_str(&call.arguments).unwrap();
            assert_eq!(arguments, expected["input"], "{path}");
        }
        assert_eq!(&blocks(&answer), content, "{path}");
        let word = answer.finish.as_ref().map(FinishReason::as_str);
        assert_eq!(word, body["stopReason"].as_str().map(finish), "{path}");
        WORDS.assert_usage(&answer, &body["usage"], path);
        assert_eq!((answer.error, answer.done), (None, true), "{path}");
    }
}

#[test]
fn recorded_errors_are_read() {
    let apis = &["converse", "converse-stream", "count-tokens"];
    let Some(recordings) = files("error", apis) else {
        return;
    };
    let recordings = recordings
        .iter()
        .filter(|recording| recording.about["provider"] == "bedrock");
    let mut count = 0;
    for recording in recordings {
        let body = recording.json();
        let error = WIRE.error(
            recording.status(),
            &recording.headers(),
            &recording.bytes,
            SystemTime::UNIX_EPOCH,
        );
        assert_eq!(
            (error.kind, error.retryable()),
            (ApiErrorKind::InvalidRequest, false)
        );
        assert_eq!(Some(&*error.message), body["message"].as_str());
        count += 1;
    }
    assert!(count >= 6, "only {count} errors");
}
