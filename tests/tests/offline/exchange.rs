//! One request to the offline provider, and the answer as a client puts it together.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use formwork::provider::offline::Offline;
use formwork::transport::{Request, Response, Transport, TransportError};
use serde_json::{Value, json};

/// The result of a future that never waits, as everything offline is.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the offline provider waited"),
    }
}

/// A request whose body is `body`.
pub(crate) fn request(body: &Value) -> Request {
    Request {
        url: "offline:/chat/completions".to_owned(),
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("authorization", "Bearer sk-very-secret".to_owned()),
        ],
        body: body.to_string().into_bytes().into(),
    }
}

/// A body that asks for `schema` as a strict response format.
pub(crate) fn formatted(schema: &Value, stream: bool) -> Value {
    let mut body = json!({
        "model": "model-1",
        "messages": [{"role": "user", "content": "Ada Lovelace bought 3 copper kettles in Lisbon."}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": true, "schema": schema},
        },
    });
    if stream {
        body["stream"] = json!(true);
        body["stream_options"] = json!({"include_usage": true});
    }
    body
}

/// A body that must call the tool `record` with arguments that fit `schema`.
pub(crate) fn forced(schema: &Value, stream: bool) -> Value {
    let mut body = formatted(schema, stream);
    body["response_format"] = Value::Null;
    body["tools"] =
        json!([{"type": "function", "function": {"name": "record", "parameters": schema}}]);
    body["tool_choice"] = json!({"type": "function", "function": {"name": "record"}});
    body
}

/// Sends a body.
pub(crate) fn send(offline: &Offline, body: &Value) -> Response {
    now(offline.send(request(body))).expect("offline always answers")
}

/// The chunks of a body, and how it ended.
pub(crate) fn chunks(response: &mut Response) -> (Vec<Vec<u8>>, Result<(), TransportError>) {
    let mut chunks = Vec::new();
    loop {
        match now(response.body.chunk()) {
            Ok(Some(chunk)) => chunks.push(chunk.to_vec()),
            Ok(None) => return (chunks, Ok(())),
            Err(error) => return (chunks, Err(error)),
        }
    }
}

/// All bytes of a body that ends well.
pub(crate) fn bytes(response: &mut Response) -> Vec<u8> {
    let (chunks, end) = chunks(response);
    end.expect("the body ends");
    chunks.concat()
}

/// The payloads of an event stream; the last of a whole one is `[DONE]`.
pub(crate) fn events(bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes).expect("events are UTF-8");
    let events = text.split("\n\n").filter(|event| !event.is_empty());
    events
        .map(|event| {
            event
                .strip_prefix("data: ")
                .expect("a data field")
                .to_owned()
        })
        .collect()
}

/// What a model said.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Said {
    pub(crate) content: String,
    pub(crate) refusal: String,
    /// The names and arguments of the calls.
    pub(crate) calls: Vec<(String, String)>,
    pub(crate) finish: String,
    pub(crate) usage: Value,
}

impl Said {
    /// The answer's JSON, wherever it was put.
    pub(crate) fn json(&self) -> Value {
        let text = self
            .calls
            .first()
            .map_or(&self.content, |(_, arguments)| arguments);
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}

/// Sends a body, whole or streamed as it says, and puts the answer together.
pub(crate) fn ask(offline: &Offline, body: &Value) -> Said {
    let mut response = send(offline, body);
    let bytes = bytes(&mut response);
    assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&bytes));
    if body["stream"] == json!(true) {
        streamed(&bytes)
    } else {
        whole(&bytes)
    }
}

fn whole(bytes: &[u8]) -> Said {
    let body: Value = serde_json::from_slice(bytes).expect("a JSON body");
    let choice = &body["choices"][0];
    let message = &choice["message"];
    let calls = message["tool_calls"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    Said {
        content: text(&message["content"]),
        refusal: text(&message["refusal"]),
        calls: calls
            .iter()
            .map(|call| {
                (
                    text(&call["function"]["name"]),
                    text(&call["function"]["arguments"]),
                )
            })
            .collect(),
        finish: text(&choice["finish_reason"]),
        usage: body["usage"].clone(),
    }
}

/// Puts a stream together as the vendor's documentation says.
pub(crate) fn streamed(bytes: &[u8]) -> Said {
    let mut said = Said::default();
    for event in events(bytes).iter().filter(|event| *event != "[DONE]") {
        let chunk: Value = serde_json::from_str(event).expect("a JSON event");
        if chunk["usage"].is_object() {
            said.usage = chunk["usage"].clone();
        }
        for choice in chunk["choices"].as_array().expect("choices") {
            let delta = &choice["delta"];
            said.content += &text(&delta["content"]);
            said.refusal += &text(&delta["refusal"]);
            said.finish += &text(&choice["finish_reason"]);
            for call in delta["tool_calls"].as_array().into_iter().flatten() {
                let index = usize::try_from(call["index"].as_u64().expect("index")).expect("small");
                if index == said.calls.len() {
                    said.calls
                        .push((text(&call["function"]["name"]), String::new()));
                }
                said.calls[index].1 += &text(&call["function"]["arguments"]);
            }
        }
    }
    said
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
