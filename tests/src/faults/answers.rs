//! What a well-behaved server answers on each path: bodies in pieces, in the format of Chat Completions and of its
//! batches.

use serde_json::{Value, json};

use super::Path;

/// An answer that fits `Person`.
pub const ADA: &str =
    r#"{"name":"Ada Lovelace","nickname":null,"age":36,"address":{"city":"London","zip":"W1"}}"#;
/// Another one.
const BORIS: &str =
    r#"{"name":"Boris \"Bo\" Ünal","nickname":"Bo","address":{"city":"Kyiv","zip":"01"}}"#;

/// The body of an answer.
#[derive(Clone, Debug)]
pub struct Good {
    /// Its `content-type`.
    pub kind: &'static str,
    /// It, in the pieces in which it is sent: events of a stream, lines of results, a body in two.
    pub pieces: Vec<String>,
}

impl Good {
    /// The answer to what a path asks for.
    #[must_use]
    pub fn of(path: Path) -> Self {
        match path {
            Path::Whole => Self::json(&whole(
                &json!({"role": "assistant", "content": ADA}),
                "stop",
            )),
            Path::Calls => {
                let calls: Vec<Value> = [ADA, BORIS].iter().zip(["a", "b"]).map(call).collect();
                let message = json!({"role": "assistant", "content": null, "tool_calls": calls});
                Self::json(&whole(&message, "tool_calls"))
            }
            Path::Stream => Self::events(&texts(ADA), "stop"),
            Path::Items => {
                let list = format!(r#"{{"value":[{ADA},{BORIS}]}}"#);
                Self::events(&texts(&list), "stop")
            }
            Path::StreamCalls => Self::events(&arguments(), "tool_calls"),
            Path::Submit => Self::json(&json!({"id": "batch-m", "status": "validating"})),
            Path::Results => {
                let body = whole(&json!({"role": "assistant", "content": ADA}), "stop");
                let line = |id: &&str| {
                    let response = json!({"status_code": 200, "request_id": "q", "body": body});
                    let line = json!({"custom_id": id, "error": null, "response": response});
                    format!("{line}\n")
                };
                Self {
                    kind: "application/octet-stream",
                    pieces: ["a", "b"].iter().map(line).collect(),
                }
            }
        }
    }

    fn json(body: &Value) -> Self {
        let body = body.to_string();
        let (first, second) = body.split_at(body.len() / 2);
        Self {
            kind: "application/json",
            pieces: vec![first.to_owned(), second.to_owned()],
        }
    }

    fn events(deltas: &[Value], finish: &str) -> Self {
        let mut pieces: Vec<String> = deltas.iter().map(|delta| event(delta, None)).collect();
        pieces.push(event(&json!({}), Some(finish)));
        pieces.push(data(&json!({"id": "c", "choices": [], "usage": usage()})));
        pieces.push("data: [DONE]\n\n".to_owned());
        Self {
            kind: "text/event-stream",
            pieces,
        }
    }

    /// Whether it is a stream of events.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        self.kind == "text/event-stream"
    }

    /// All of it.
    #[must_use]
    pub fn body(&self) -> String {
        self.pieces.concat()
    }
}

fn usage() -> Value {
    json!({"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13})
}

fn whole(message: &Value, finish: &str) -> Value {
    let choice = json!({"index": 0, "message": message, "finish_reason": finish});
    json!({"id": "c", "object": "chat.completion", "choices": [choice], "usage": usage()})
}

fn call((arguments, id): (&&str, &str)) -> Value {
    let function = json!({"name": "Person", "arguments": arguments});
    json!({"id": id, "type": "function", "function": function})
}

/// A text in deltas of seven characters.
fn texts(text: &str) -> Vec<Value> {
    let mut deltas = vec![json!({"role": "assistant", "content": null})];
    deltas.extend(sevens(text).map(|text| json!({"content": text})));
    deltas
}

/// Two calls in deltas.
fn arguments() -> Vec<Value> {
    let mut deltas = Vec::new();
    for (index, (text, id)) in [ADA, BORIS].iter().zip(["a", "b"]).enumerate() {
        let function = json!({"name": "Person", "arguments": ""});
        let head = json!({"index": index, "id": id, "type": "function", "function": function});
        deltas.push(json!({"tool_calls": [head]}));
        deltas.extend(sevens(text).map(|text| {
            let more = json!({"index": index, "function": {"arguments": text}});
            json!({"tool_calls": [more]})
        }));
    }
    deltas
}

fn sevens(text: &str) -> impl Iterator<Item = String> {
    let characters: Vec<char> = text.chars().collect();
    let pieces: Vec<String> = characters
        .chunks(7)
        .map(|piece| piece.iter().collect())
        .collect();
    pieces.into_iter()
}

/// An event that carries a delta.
#[must_use]
pub(super) fn event(delta: &Value, finish: Option<&str>) -> String {
    let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
    data(&json!({"id": "c", "object": "chat.completion.chunk", "choices": [choice]}))
}

/// An event that carries a value.
#[must_use]
pub(super) fn data(json: &Value) -> String {
    format!("data: {json}\n\n")
}
