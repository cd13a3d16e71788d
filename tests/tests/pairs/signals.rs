//! How an answer ends that is none: every wire says it in its own words, and they mean the same.

use formwork::provider::{FinishReason, PROVIDERS, Provider, Wire};
use formwork::transport::Replay;
use formwork::{Client, Error, ErrorKind};
use serde_json::{Value, json};

use crate::objects::Person;
use crate::said::{self, events_of, pieces};
use crate::{KEY, run};

/// How an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It reached the token limit.
    Truncated,
    /// A filter held it back.
    Filtered,
    /// The model declined.
    Refused,
    /// The provider failed in the middle.
    Failed,
    /// The body breaks off.
    Cut,
}

const BEGINNING: &str = r#"{"name":"Ada","nick"#;

#[test]
fn ends_mean_the_same_on_every_wire() {
    let mut wrong = Vec::new();
    for wire in Wire::ALL {
        let Some(provider) = PROVIDERS.iter().find(|row| row.wires.contains(&wire)) else {
            continue;
        };
        for end in [
            End::Truncated,
            End::Filtered,
            End::Refused,
            End::Failed,
            End::Cut,
        ] {
            for streamed in [false, true] {
                let Some(server) = server(wire, end, streamed) else {
                    continue;
                };
                let error = fails(provider, wire, &server, streamed);
                let kind = error.kind();
                let fits = match end {
                    End::Truncated => matches!(kind, ErrorKind::Truncated),
                    End::Filtered => matches!(kind, ErrorKind::ContentFilter),
                    End::Refused => matches!(kind, ErrorKind::Refused(_)),
                    End::Failed => {
                        matches!(kind, ErrorKind::Api(error) if error.message.contains("overloaded"))
                    }
                    End::Cut => matches!(kind, ErrorKind::Cut),
                };
                if !fits {
                    wrong.push(format!("{wire} {end:?} streamed {streamed}: {kind:?}"));
                }
                // None of these is worth asking again for, and what came is in the attempt.
                if server.requests().len() != 1 {
                    wrong.push(format!(
                        "{wire} {end:?}: {} requests",
                        server.requests().len()
                    ));
                }
                let finish = error
                    .attempts()
                    .last()
                    .and_then(|attempt| attempt.finish.clone());
                if end == End::Truncated && finish != Some(FinishReason::Length) {
                    wrong.push(format!("{wire} {end:?}: finish {finish:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn fails(provider: &'static Provider, wire: Wire, server: &Replay, streamed: bool) -> Error {
    let told = provider.modes.iter().copied().find(|mode| mode.is_told());
    let mode = told.unwrap_or(provider.modes[0]);
    let client = Client::builder(&format!("{}/m", provider.name))
        .api_key(KEY)
        .wire(wire)
        .mode(mode)
        .transport(server.clone())
        .build()
        .expect("a client");
    let request = client.request::<Person>().user("Who?");
    let ended = if streamed {
        run(request.stream().finish())
    } else {
        run(request.send())
    };
    ended.expect_err("there is no answer")
}

/// A server whose answer ends so; `None` where the wire has no words for it.
fn server(wire: Wire, end: End, streamed: bool) -> Option<Replay> {
    let (media_type, mut chunks) = said::answer(wire, None, BEGINNING, streamed);
    match (end, streamed) {
        // A whole body that breaks off is not JSON, which is another error.
        (End::Cut, false) => return None,
        (End::Cut, true) => {
            chunks.truncate(chunks.len() / 2);
        }
        (End::Failed, false) => return failed_whole(wire),
        (End::Failed, true) => {
            chunks.truncate(chunks.len() / 2);
            chunks.push(failed_event(wire));
        }
        (_, false) => {
            let mut body: Value = serde_json::from_slice(&chunks.concat()).expect("a body");
            reword(wire, end, &mut body)?;
            chunks = vec![body.to_string().into_bytes()];
        }
        (_, true) => chunks = reworded_stream(wire, end)?,
    }
    Some(Replay::new().answer(200, &[("content-type", media_type)], chunks))
}

/// Puts an end into the body of a whole answer.
fn reword(wire: Wire, end: End, body: &mut Value) -> Option<()> {
    match wire.as_str() {
        "openai-chat" => {
            let choice = &mut body["choices"][0];
            match end {
                End::Truncated => choice["finish_reason"] = json!("length"),
                End::Filtered => choice["finish_reason"] = json!("content_filter"),
                _ => {
                    choice["message"]["content"] = Value::Null;
                    choice["message"]["refusal"] = json!("I cannot help with that.");
                }
            }
        }
        "openai-responses" => match end {
            End::Truncated => {
                body["status"] = json!("incomplete");
                body["incomplete_details"] = json!({"reason": "max_output_tokens"});
            }
            End::Filtered => {
                body["status"] = json!("incomplete");
                body["incomplete_details"] = json!({"reason": "content_filter"});
            }
            _ => {
                let refusal = json!({"type": "refusal", "refusal": "I cannot help with that."});
                body["output"][0]["content"] = json!([refusal]);
            }
        },
        "anthropic-messages" => {
            body["stop_reason"] = json!(match end {
                End::Truncated => "max_tokens",
                End::Refused => "refusal",
                _ => return None,
            });
        }
        "bedrock-converse" => {
            body["stopReason"] = json!(match end {
                End::Truncated => "max_tokens",
                End::Filtered => "guardrail_intervened",
                _ => return None,
            });
        }
        "gemini" => {
            body["candidates"][0]["finishReason"] = json!(match end {
                End::Truncated => "MAX_TOKENS",
                End::Filtered => "SAFETY",
                _ => return None,
            });
        }
        "cohere-chat" => {
            body["finish_reason"] = json!(match end {
                End::Truncated => "MAX_TOKENS",
                _ => return None,
            });
        }
        _ => {
            body["done_reason"] = json!(match end {
                End::Truncated => "length",
                _ => return None,
            });
        }
    }
    Some(())
}

/// A stream with this end, made of the whole body's words.
fn reworded_stream(wire: Wire, end: End) -> Option<Vec<Vec<u8>>> {
    let (_, chunks) = said::answer(wire, None, BEGINNING, true);
    let swap = |from: &str, to: &str| {
        let chunks = chunks.iter().map(|chunk| {
            let text = String::from_utf8(chunk.clone()).expect("text");
            text.replace(from, to).into_bytes()
        });
        Some(chunks.collect::<Vec<_>>())
    };
    match (wire.as_str(), end) {
        ("openai-chat", End::Truncated) => {
            swap(r#""finish_reason":"stop""#, r#""finish_reason":"length""#)
        }
        ("openai-chat", End::Filtered) => swap(
            r#""finish_reason":"stop""#,
            r#""finish_reason":"content_filter""#,
        ),
        ("openai-chat", End::Refused) => swap(r#""content":""#, r#""refusal":""#),
        ("openai-responses", _) => {
            let reason = match end {
                End::Truncated => "max_output_tokens",
                End::Filtered => "content_filter",
                _ => return refusing_responses(wire),
            };
            let mut chunks = chunks;
            chunks.pop();
            let (_, whole) = said::answer(wire, None, BEGINNING, false);
            let mut body: Value = serde_json::from_slice(&whole.concat()).expect("a body");
            body["status"] = json!("incomplete");
            body["incomplete_details"] = json!({"reason": reason});
            let last = json!({"type": "response.incomplete", "response": body});
            chunks.extend(events_of(wire, &[last]));
            Some(chunks)
        }
        ("anthropic-messages", End::Truncated) => swap("end_turn", "max_tokens"),
        ("anthropic-messages", End::Refused) => swap("end_turn", "refusal"),
        ("bedrock-converse", End::Truncated) => Some(said::converse_stream_ending("max_tokens")),
        ("bedrock-converse", End::Filtered) => {
            Some(said::converse_stream_ending("guardrail_intervened"))
        }
        ("gemini", End::Truncated) => swap(r#""STOP""#, r#""MAX_TOKENS""#),
        ("gemini", End::Filtered) => swap(r#""STOP""#, r#""SAFETY""#),
        ("cohere-chat", End::Truncated) => swap("COMPLETE", "MAX_TOKENS"),
        ("ollama", End::Truncated) => swap(r#""done_reason":"stop""#, r#""done_reason":"length""#),
        _ => None,
    }
}

fn refusing_responses(wire: Wire) -> Option<Vec<Vec<u8>>> {
    let words = "I cannot help with that.";
    let (_, whole) = said::answer(wire, None, "", false);
    let mut body: Value = serde_json::from_slice(&whole.concat()).ok()?;
    let part = json!({"type": "refusal", "refusal": words});
    body["output"][0]["content"] = json!([part]);
    let item = body["output"][0].clone();
    let mut events = vec![
        json!({"type": "response.output_item.added", "output_index": 0, "item":
            {"type": "message", "id": "msg_1", "role": "assistant", "status": "in_progress", "content": []}}),
    ];
    for piece in pieces(words) {
        events.push(
            json!({"type": "response.refusal.delta", "item_id": "msg_1", "output_index": 0,
            "content_index": 0, "delta": piece}),
        );
    }
    events.push(json!({"type": "response.output_item.done", "output_index": 0, "item": item}));
    events.push(json!({"type": "response.completed", "response": body}));
    Some(events_of(wire, &events))
}

/// A whole answer of status 200 that tells of an error.
fn failed_whole(wire: Wire) -> Option<Replay> {
    let body = match wire.as_str() {
        "openai-responses" => {
            let error = json!({"code": "invalid_prompt", "message": "overloaded"});
            json!({"id": "r", "object": "response", "status": "failed", "error": error, "output": []})
        }
        "bedrock-converse" => return None,
        "ollama" => json!({"error": "overloaded"}),
        "cohere-chat" => json!({"message": "overloaded"}),
        _ => json!({"type": "error", "error": {"code": 400, "message": "overloaded"}}),
    };
    let chunks = [body.to_string()];
    Some(Replay::new().answer(200, &[("content-type", "application/json")], chunks))
}

/// The event that tells of an error in the middle of a stream.
fn failed_event(wire: Wire) -> Vec<u8> {
    let error = json!({"type": "error", "error": {"type": "invalid_request_error",
        "code": 400, "message": "overloaded"}});
    match wire.as_str() {
        "bedrock-converse" => said::exception("validationException", "overloaded"),
        "ollama" => b"{\"error\":\"overloaded\"}\n".to_vec(),
        "cohere-chat" => {
            let delta = json!({"finish_reason": "ERROR", "error": "overloaded"});
            let end = json!({"type": "message-end", "delta": delta});
            events_of(wire, &[end]).concat()
        }
        "openai-chat" | "gemini" => format!("data: {error}\n\n").into_bytes(),
        _ => format!("event: error\ndata: {error}\n\n").into_bytes(),
    }
}
