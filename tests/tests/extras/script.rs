//! A chat-completions server that answers as it is told, and a client of it.

use std::future::Future;

use formwork::provider::Mode;
use formwork::transport::Replay;
use formwork::{Client, Error, Extract, Reply, Request};
use serde_json::{Value, json};

pub(crate) const KEY: &str = "sk-test-0123456789abcdef";
const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];
const SSE: &[(&str, &str)] = &[("Content-Type", "text/event-stream")];

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

pub(crate) fn client(server: &Replay) -> Client {
    let builder = Client::builder("openai/gpt-5-mini").api_key(KEY);
    builder.transport(server.clone()).build().expect("a client")
}

/// Sends a request, whole or streamed.
pub(crate) async fn send<T: Extract>(
    request: Request<T>,
    streamed: bool,
) -> Result<Reply<T>, Error> {
    if streamed {
        request.stream().finish().await
    } else {
        request.send().await
    }
}

/// The bodies that were sent.
pub(crate) fn bodies(server: &Replay) -> Vec<Value> {
    let requests = server.requests().into_iter();
    let bodies = requests.map(|request| serde_json::from_slice(&request.body));
    bodies.map(|body| body.expect("a body is JSON")).collect()
}

/// Adds an answer to a script: the text, or the arguments of a call of `tool`.
pub(crate) fn answer(server: Replay, mode: Mode, tool: &str, text: &str, streamed: bool) -> Replay {
    let (message, finish) = if mode.is_tools() {
        let function = json!({"name": tool, "arguments": text});
        let call = json!({"index": 0, "id": "call_1", "type": "function", "function": function});
        (
            json!({"role": "assistant", "tool_calls": [call]}),
            "tool_calls",
        )
    } else {
        (json!({"role": "assistant", "content": text}), "stop")
    };
    let usage = json!({"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110});
    if !streamed {
        let choice = json!({"index": 0, "message": message, "finish_reason": finish});
        let body = json!({"choices": [choice], "usage": usage});
        return server.answer(200, JSON, [body.to_string()]);
    }
    let event = |delta: Value, finish: Option<&str>| {
        let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
        format!("data: {}\n\n", json!({"choices": [choice]}))
    };
    let cost = format!("data: {}\n\n", json!({"choices": [], "usage": usage}));
    let events = [
        event(message, None),
        event(json!({}), Some(finish)),
        cost,
        "data: [DONE]\n\n".to_owned(),
    ];
    server.answer(200, SSE, events)
}
