//! What a model says, in the bytes of a chat-completions server; and what became of a call.

use std::future::Future;

use formwork::provider::Mode;
use formwork::transport::Replay;
use formwork::{Client, Error, ErrorKind, Extract, Reply, Request};
use serde_json::{Value, json};

use crate::objects::Person;

pub(crate) const KEY: &str = "sk-test-0123456789abcdef";
pub(crate) const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];
pub(crate) const SSE: &[(&str, &str)] = &[("Content-Type", "text/event-stream; charset=utf-8")];
pub(crate) const HTML: &[(&str, &str)] = &[("Content-Type", "text/html")];

/// An answer that fits `Person`, in the author's own schema as in the lowered one.
pub(crate) const ADA: &str =
    r#"{"name":"Ada Lovelace","nickname":null,"age":36,"address":{"city":"London","zip":"W1"}}"#;

/// What every answer of a [`Said`] costs, in tokens of the request and of the answer.
pub(crate) const COST: (u64, u64) = (100, 10);

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

pub(crate) fn client(server: &Replay) -> Client {
    Client::builder("openai/gpt-5-mini")
        .api_key(KEY)
        .transport(server.clone())
        .build()
        .expect("a client")
}

/// A request for a `Person`.
pub(crate) fn request(server: &Replay) -> Request<Person> {
    client(server).request().user("Who is it?")
}

/// The bodies that were sent.
pub(crate) fn bodies(server: &Replay) -> Vec<Value> {
    let requests = server.requests();
    let body = |request: &formwork::transport::Request| serde_json::from_slice(&request.body);
    requests
        .iter()
        .map(|request| body(request).expect("a body is JSON"))
        .collect()
}

/// Sends a request, whole or streamed; a stream is looked at step by step first. A stream that fails
/// must fail in the same way when it is finished.
pub(crate) async fn send<T: Extract>(
    request: Request<T>,
    streamed: bool,
) -> Result<Reply<T>, Error> {
    if !streamed {
        return request.send().await;
    }
    let mut stream = request.stream();
    while let Some(step) = stream.next().await {
        if let Err(error) = step {
            assert!(stream.next().await.is_none(), "an error is the last step");
            assert_eq!(stream.attempts().len(), error.attempts().len());
            assert_eq!(stream.usage(), error.usage());
            let again = stream.finish().await.err().expect("it has failed");
            assert_eq!(format!("{error:?}"), format!("{again:?}"));
            return Err(error);
        }
    }
    stream.finish().await
}

/// What came of a call that failed.
#[derive(Debug, PartialEq)]
pub(crate) struct Failed {
    /// The name of its kind.
    pub(crate) kind: &'static str,
    pub(crate) message: String,
    /// What each attempt answered.
    pub(crate) answers: Vec<String>,
    pub(crate) output_tokens: u64,
    pub(crate) requests: usize,
    pub(crate) waits: usize,
}

impl Failed {
    /// Sends a request for a `Person`, which must fail.
    pub(crate) fn of(server: &Replay, streamed: bool) -> Self {
        Self::with(request(server), server, streamed)
    }

    pub(crate) fn with(request: Request<Person>, server: &Replay, streamed: bool) -> Self {
        let error = run(send(request, streamed)).expect_err("the call fails");
        for (number, attempt) in (1..).zip(error.attempts()) {
            assert_eq!(attempt.number, number);
        }
        Self {
            kind: kind(error.kind()),
            message: error.to_string(),
            answers: error
                .attempts()
                .iter()
                .map(|attempt| attempt.answer.clone())
                .collect(),
            output_tokens: error.usage().output_tokens,
            requests: server.requests().len(),
            waits: server.waits().len(),
        }
    }
}

pub(crate) fn kind(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Configuration(_) => "configuration",
        ErrorKind::Model(_) => "model",
        ErrorKind::Request(_) => "request",
        ErrorKind::Transport(_) => "transport",
        ErrorKind::Api(_) => "api",
        ErrorKind::Protocol(_) => "protocol",
        ErrorKind::Cut => "cut",
        ErrorKind::Truncated => "truncated",
        ErrorKind::Refused(_) => "refused",
        ErrorKind::ContentFilter => "content filter",
        ErrorKind::Invalid => "invalid",
        other => panic!("a new kind: {other:?}"),
    }
}

/// What a model says.
#[derive(Clone, Default)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) refusal: String,
    /// Identifier, name and arguments of each call.
    pub(crate) calls: Vec<(&'static str, &'static str, String)>,
    pub(crate) finish: Option<&'static str>,
}

impl Said {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            finish: Some("stop"),
            ..Self::default()
        }
    }

    pub(crate) fn call(id: &'static str, name: &'static str, arguments: impl Into<String>) -> Self {
        Self {
            calls: vec![(id, name, arguments.into())],
            finish: Some("tool_calls"),
            ..Self::default()
        }
    }

    pub(crate) fn refusal(words: &str) -> Self {
        Self {
            refusal: words.to_owned(),
            finish: Some("stop"),
            ..Self::default()
        }
    }

    /// An answer to a request for a `Person` in some mode.
    pub(crate) fn of(mode: Mode, json: &str) -> Self {
        if mode.is_tools() {
            Self::call("call_1", "Person", json)
        } else {
            Self::text(json)
        }
    }

    pub(crate) fn finish(mut self, word: &'static str) -> Self {
        self.finish = Some(word);
        self
    }

    /// Adds the answer to a script.
    pub(crate) fn then(&self, server: Replay, streamed: bool) -> Replay {
        if streamed {
            server.answer(200, SSE, self.stream())
        } else {
            server.answer(200, JSON, [self.whole()])
        }
    }

    /// A script of this answer alone.
    pub(crate) fn script(&self, streamed: bool) -> Replay {
        self.then(Replay::new(), streamed)
    }

    /// The body of a whole answer.
    pub(crate) fn whole(&self) -> String {
        let or_null = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut message = json!({
            "role": "assistant", "content": or_null(&self.text), "refusal": or_null(&self.refusal),
        });
        if !self.calls.is_empty() {
            message["tool_calls"] = self
                .calls
                .iter()
                .map(|(id, name, arguments)| {
                    let function = json!({"name": name, "arguments": arguments});
                    json!({"id": id, "type": "function", "function": function})
                })
                .collect();
        }
        let choice = json!({"index": 0, "message": message, "finish_reason": self.finish});
        json!({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-5-mini",
            "choices": [choice], "usage": usage(),
        })
        .to_string()
    }

    /// The chunks of a stream: one for each event, pieces of five characters, then the finish, the
    /// usage and the end mark.
    pub(crate) fn stream(&self) -> Vec<String> {
        let mut chunks = self.pieces();
        if let Some(finish) = self.finish {
            chunks.push(event(&json!({}), Some(finish)));
        }
        chunks.push(cost());
        chunks.push(done());
        chunks
    }

    /// The chunks of a stream up to what says that it is over.
    pub(crate) fn pieces(&self) -> Vec<String> {
        let mut chunks = vec![event(&json!({"role": "assistant", "content": null}), None)];
        let mut piece = |delta: &Value| chunks.push(event(delta, None));
        for text in five(&self.text) {
            piece(&json!({"content": text}));
        }
        for text in five(&self.refusal) {
            piece(&json!({"refusal": text}));
        }
        for (index, (id, name, arguments)) in self.calls.iter().enumerate() {
            let function = json!({"name": name, "arguments": ""});
            let head = json!({"index": index, "id": id, "type": "function", "function": function});
            piece(&json!({"tool_calls": [head]}));
            for text in five(arguments) {
                let more = json!({"index": index, "function": {"arguments": text}});
                piece(&json!({"tool_calls": [more]}));
            }
        }
        chunks
    }
}

/// An event that carries a delta.
pub(crate) fn event(delta: &Value, finish: Option<&str>) -> String {
    let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
    data(&json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice]}))
}

/// The event that tells the usage.
pub(crate) fn cost() -> String {
    data(&json!({"id": "chatcmpl-1", "choices": [], "usage": usage()}))
}

/// The end mark.
pub(crate) fn done() -> String {
    "data: [DONE]\n\n".to_owned()
}

pub(crate) fn data(json: &Value) -> String {
    format!("data: {json}\n\n")
}

fn usage() -> Value {
    let (input, output) = COST;
    json!({"prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output})
}

fn five(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunks(5)
        .map(|piece| piece.iter().collect())
        .collect()
}
