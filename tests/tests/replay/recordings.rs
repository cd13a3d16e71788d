//! The recordings, and what another assembler made of them.

use std::path::Path;

use formwork::provider::Assembly;
use formwork::provider::openai_chat::ChatStream;
use formwork::sse::{self, Decoder};
use formwork_tests::shared;
use serde_json::Value;

/// A file of the provider data with its line in an index.
pub(crate) struct Recording {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
    /// The line: of the manifest, or of the expected streams.
    pub(crate) about: Value,
}

/// The streams of the chat-completions family, with the assembly that is expected.
pub(crate) fn streams() -> Option<Vec<Recording>> {
    let recordings = indexed("expected/streams.jsonl", |_| true)?;
    assert!(
        recordings.len() >= 70,
        "only {} streams: is the index read right?",
        recordings.len()
    );
    // All of them are framed as they came. A recording of payloads only would need its frames back.
    assert!(
        recordings
            .iter()
            .all(|recording| recording.path.ends_with(".resp.sse"))
    );
    Some(recordings)
}

/// The whole answers of a kind (`response`, `error`) of the chat-completions family.
pub(crate) fn answers(kind: &str) -> Option<Vec<Recording>> {
    indexed("MANIFEST.jsonl", |line| line["kind"] == kind)
}

fn indexed(index: &str, wanted: impl Fn(&Value) -> bool) -> Option<Vec<Recording>> {
    let folder = shared()?.join("data/providers");
    let lines = String::from_utf8(read(&folder.join(index))).unwrap();
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let wanted = lines.filter(|line| line["api"] == "chat-completions" && wanted(line));
    let recordings = wanted.map(|about| {
        let path = about["path"].as_str().unwrap().to_owned();
        Recording {
            bytes: read(&folder.join(&path)),
            path,
            about,
        }
    });
    Some(recordings.collect())
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An event that was kept.
pub(crate) type Kept = (String, String);

pub(crate) fn keep(event: sse::Event<'_>) -> Kept {
    (event.name.to_owned(), event.data.to_owned())
}

/// What a stream comes to that arrives in these chunks.
pub(crate) fn assemble<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Assembly {
    let mut decoder = Decoder::new();
    let mut stream = ChatStream::new();
    let mut assembly = Assembly::default();
    let mut take = |event: sse::Event<'_>| {
        stream
            .event(event, &mut |delta| assembly.add(delta))
            .unwrap();
    };
    for chunk in chunks {
        decoder.push(chunk, &mut take).unwrap();
    }
    decoder.finish(&mut take).unwrap();
    assembly
}

/// Compares an assembly with a line of the expected streams.
pub(crate) fn assert_expected(assembly: &Assembly, expected: &Value, what: &str) {
    assert_eq!(assembly.text, text(&expected["text"]), "text of {what}");
    assert_eq!(
        assembly.reasoning,
        text(&expected["reasoning"]),
        "reasoning of {what}"
    );
    assert_eq!(
        assembly.refusal,
        text(&expected["refusal"]),
        "refusal of {what}"
    );
    let calls = assembly.tool_calls.iter().map(
        |call| serde_json::json!({"id": call.id, "name": call.name, "arguments": call.arguments}),
    );
    assert_eq!(
        Value::from(calls.collect::<Vec<_>>()),
        expected["tool_calls"],
        "calls of {what}"
    );
    let finish = assembly
        .finish
        .as_ref()
        .map(formwork::provider::FinishReason::as_str);
    assert_eq!(finish, expected["finish"].as_str(), "finish of {what}");
    assert_usage(assembly, &expected["usage"], what);
    let error = assembly.error.as_ref().map(|error| error.message.as_str());
    assert_eq!(
        error,
        expected["error"]["message"].as_str(),
        "error of {what}"
    );
    let code = assembly
        .error
        .as_ref()
        .and_then(|error| error.code.as_deref());
    assert_eq!(
        code.unwrap_or_default(),
        text(&expected["error"]["code"]),
        "code of {what}"
    );
    assert_eq!(
        Value::Bool(assembly.done),
        expected["done"],
        "end of {what}"
    );
}

/// Compares the usage with the raw object that was recorded.
pub(crate) fn assert_usage(assembly: &Assembly, raw: &Value, what: &str) {
    let Some(raw) = raw.as_object().filter(|raw| !raw.is_empty()) else {
        assert_eq!(assembly.usage, None, "usage of {what}");
        return;
    };
    let raw = Value::from(raw.clone());
    let usage = assembly
        .usage
        .unwrap_or_else(|| panic!("no usage of {what}"));
    let cached = [
        &raw["prompt_tokens_details"]["cached_tokens"],
        &raw["num_cached_tokens"],
        &raw["cached_tokens"],
        &raw["prompt_cache_hit_tokens"],
    ];
    let cached = cached.into_iter().find_map(Value::as_u64).unwrap_or(0);
    let reasoning = raw["completion_tokens_details"]["reasoning_tokens"]
        .as_u64()
        .unwrap_or(0);
    assert_eq!(
        Some(usage.input_tokens),
        raw["prompt_tokens"].as_u64(),
        "input of {what}"
    );
    let total = raw["total_tokens"].as_u64();
    // xAI counts reasoning beside the answer, which its total tells.
    let told = raw["completion_tokens"].as_u64();
    let beside = told.map(|output| output + reasoning);
    let is_beside = beside.map(|output| usage.input_tokens + output) == total;
    let output = if is_beside { beside } else { told };
    assert_eq!(Some(usage.output_tokens), output, "output of {what}");
    assert_eq!(
        usage.total_tokens,
        total.unwrap_or(usage.input_tokens + usage.output_tokens),
        "total of {what}"
    );
    assert_eq!(usage.cached_input_tokens, cached, "cached of {what}");
    assert_eq!(
        usage.reasoning_tokens, reasoning,
        "reasoning tokens of {what}"
    );
}

/// A string, or a number as text; empty for null.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
