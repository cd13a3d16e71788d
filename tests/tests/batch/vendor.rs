//! A vendor: a server with files and batches. It takes what its API takes and nothing else, answers each
//! request of a batch by a function, and is over with a batch after it has been asked a few times.

use std::collections::HashMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use formwork::Client;
use serde_json::{Value, json};

use crate::loopback::{Asked, Told, serve};

pub(crate) const KEY: &str = "sk-batch-0123456789abcdef";

/// An answer that fits `Person`.
pub(crate) const ADA: &str =
    r#"{"name":"Ada Lovelace","nickname":null,"age":36,"address":{"city":"London","zip":"W1"}}"#;

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// Which API it speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Openai,
    Anthropic,
    Gemini,
    Mistral,
}

pub(crate) const KINDS: [Kind; 4] = [Kind::Openai, Kind::Anthropic, Kind::Gemini, Kind::Mistral];

impl Kind {
    pub(crate) fn model(self) -> &'static str {
        match self {
            Self::Openai => "openai/gpt-5-mini",
            Self::Anthropic => "anthropic/claude-sonnet-4-5",
            Self::Gemini => "gemini/gemini-2.5-flash",
            Self::Mistral => "mistral/mistral-small-latest",
        }
    }

    /// What follows the host in the base URL.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Anthropic => "",
            Self::Gemini => "/v1beta",
            Self::Openai | Self::Mistral => "/v1",
        }
    }

    /// The body of an answer with this text.
    pub(crate) fn answer(self, text: &str) -> Value {
        match self {
            Self::Openai | Self::Mistral => {
                let message = json!({"role": "assistant", "content": text});
                let choice = json!({"index": 0, "message": message, "finish_reason": "stop"});
                let usage = json!({"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13});
                json!({"id": "c", "object": "chat.completion", "choices": [choice], "usage": usage})
            }
            Self::Anthropic => json!({
                "id": "m", "type": "message", "role": "assistant", "stop_reason": "end_turn",
                "content": [{"type": "text", "text": text}],
                "usage": {"input_tokens": 9, "output_tokens": 4},
            }),
            Self::Gemini => {
                let content = json!({"role": "model", "parts": [{"text": text}]});
                json!({
                    "candidates": [{"content": content, "finishReason": "STOP"}],
                    "usageMetadata":
                        {"promptTokenCount": 9, "candidatesTokenCount": 4, "totalTokenCount": 13},
                })
            }
        }
    }

    /// A line of results with this body.
    pub(crate) fn line(self, id: &str, body: &Value) -> String {
        let line = match self {
            Self::Openai | Self::Mistral => json!({
                "id": "r", "custom_id": id, "error": null,
                "response": {"status_code": 200, "request_id": "q", "body": body},
            }),
            Self::Anthropic => {
                json!({"custom_id": id, "result": {"type": "succeeded", "message": body}})
            }
            Self::Gemini => json!({"key": id, "response": body}),
        };
        line.to_string()
    }
}

/// How the vendor answers a batch: the lines of its results, for its requests' names in order.
pub(crate) type Script = dyn Fn(Kind, &[String]) -> Vec<String> + Send + Sync;

/// What the vendor has, and what it was asked.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) asked: Vec<String>,
    files: HashMap<String, Vec<u8>>,
    /// The names of the batch's requests.
    pub(crate) ids: Vec<String>,
    polls: usize,
    cancelled: bool,
    inline: bool,
    /// Errors to give before anything else: status and body.
    pub(crate) faults: Vec<(u16, &'static str)>,
    /// Where the next download breaks off.
    pub(crate) cuts: Vec<usize>,
}

pub(crate) struct Vendor {
    pub(crate) kind: Kind,
    pub(crate) state: Arc<Mutex<State>>,
    address: SocketAddr,
}

impl Vendor {
    pub(crate) fn start(
        kind: Kind,
        script: impl Fn(Kind, &[String]) -> Vec<String> + Send + Sync + 'static,
    ) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        let host: Arc<Mutex<String>> = Arc::default();
        let own = host.clone();
        let address = serve(move |asked| {
            let mut state = shared.lock().expect("the vendor is well");
            let own = own.lock().expect("the vendor is well").clone();
            state.answer(kind, &asked, &script, &own)
        });
        *host.lock().expect("the vendor is well") = format!("http://{address}");
        Self {
            kind,
            state,
            address,
        }
    }

    pub(crate) fn client(&self) -> Client {
        Client::builder(self.kind.model())
            .base_url(format!("http://{}{}", self.address, self.kind.prefix()))
            .api_key(KEY)
            .build()
            .expect("a client")
    }

    /// Method and path of each request so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        let state = self.state.lock().expect("the vendor is well");
        state.asked.clone()
    }
}

/// Every request answered with Ada.
pub(crate) fn ada(kind: Kind, ids: &[String]) -> Vec<String> {
    let body = kind.answer(ADA);
    ids.iter().map(|id| kind.line(id, &body)).collect()
}

impl State {
    fn answer(&mut self, kind: Kind, asked: &Asked, script: &Script, host: &str) -> Told {
        self.asked.push(asked.line.clone());
        let key = match kind {
            Kind::Openai | Kind::Mistral => asked.header("authorization"),
            Kind::Anthropic => asked.header("x-api-key"),
            Kind::Gemini => asked.header("x-goog-api-key"),
        };
        assert!(key.ends_with(KEY), "{}", asked.line);
        if !self.faults.is_empty() {
            let (status, body) = self.faults.remove(0);
            return Told::json(status, body);
        }
        let told = match kind {
            Kind::Openai => self.openai(asked, script),
            Kind::Anthropic => self.anthropic(asked, script),
            Kind::Gemini => self.gemini(asked, script, host),
            Kind::Mistral => self.mistral(asked, script),
        };
        told.unwrap_or_else(|| {
            let message = format!("no such thing: {}", asked.line);
            Told::json(404, json!({"error": {"message": message}}).to_string())
        })
    }

    /// The JSON Lines of an upload, which must be a form with a purpose and a file.
    fn upload(&mut self, asked: &Asked) -> Told {
        let kind = asked.header("content-type");
        let (_, boundary) = kind
            .split_once("multipart/form-data; boundary=")
            .expect("a form");
        let body = String::from_utf8(asked.body.clone()).expect("a form in UTF-8");
        let parts: Vec<&str> = body.split(&format!("--{boundary}")).collect();
        let [before, purpose, file, end] = parts[..] else {
            panic!("{} parts", parts.len());
        };
        assert_eq!((before, end), ("", "--\r\n"));
        let purpose = purpose.split_once("\r\n\r\n").expect("a head");
        assert!(purpose.0.contains("name=\"purpose\""), "{}", purpose.0);
        assert_eq!(purpose.1, "batch\r\n");
        let (head, file) = file.split_once("\r\n\r\n").expect("a head");
        assert!(
            head.contains("name=\"file\"; filename=\"batch.jsonl\""),
            "{head}"
        );
        let file = file.strip_suffix("\r\n").expect("an end");
        self.files
            .insert("file-in".to_owned(), file.as_bytes().to_vec());
        Told::json(200, r#"{"id":"file-in","object":"file","purpose":"batch"}"#)
    }

    /// Takes the lines of a file for a batch.
    fn take(&mut self, member: &str) {
        let file = self.files.get("file-in").expect("a file");
        let lines = std::str::from_utf8(file).expect("UTF-8").lines();
        self.ids = lines
            .map(|line| {
                let line: Value = serde_json::from_str(line).expect("a line is JSON");
                line[member].as_str().expect("a name").to_owned()
            })
            .collect();
    }

    /// Counts how often it was asked: pending, running, over.
    fn word<'w>(&mut self, words: [&'w str; 4]) -> (&'w str, bool) {
        self.polls += 1;
        if self.cancelled {
            return (words[3], true);
        }
        (words[self.polls.clamp(1, 3) - 1], self.polls >= 3)
    }

    fn download(&mut self, kind: Kind, script: &Script) -> Told {
        let mut lines = script(kind, &self.ids).join("\n");
        lines.push('\n');
        let mut told = Told::json(200, lines);
        told.cut = self.cuts.pop();
        told
    }

    fn openai(&mut self, asked: &Asked, script: &Script) -> Option<Told> {
        Some(match asked.line.as_str() {
            "POST /v1/files" => self.upload(asked),
            "POST /v1/batches" => {
                let body: Value = serde_json::from_slice(&asked.body).ok()?;
                let expected = json!({
                    "input_file_id": "file-in", "completion_window": "24h",
                    "endpoint": "/v1/chat/completions",
                });
                assert_eq!(body, expected);
                self.take("custom_id");
                Told::json(
                    200,
                    r#"{"id":"batch_1","object":"batch","status":"validating"}"#,
                )
            }
            "GET /v1/batches/batch_1" => {
                let words = ["validating", "in_progress", "completed", "cancelled"];
                let (word, over) = self.word(words);
                let total = self.ids.len();
                let file = over.then_some("file-out");
                let done = if over { total } else { 0 };
                let body = json!({
                    "id": "batch_1", "status": word, "output_file_id": file, "error_file_id": null,
                    "request_counts": {"total": total, "completed": done, "failed": 0},
                });
                Told::json(200, body.to_string())
            }
            "POST /v1/batches/batch_1/cancel" => {
                self.cancelled = true;
                Told::json(200, r#"{"id":"batch_1","status":"cancelling"}"#)
            }
            "GET /v1/files/file-out/content" => self.download(Kind::Openai, script),
            _ => return None,
        })
    }

    fn mistral(&mut self, asked: &Asked, script: &Script) -> Option<Told> {
        Some(match asked.line.as_str() {
            "POST /v1/files" => self.upload(asked),
            "POST /v1/batch/jobs" => {
                let body: Value = serde_json::from_slice(&asked.body).ok()?;
                let expected = json!({
                    "input_files": ["file-in"], "endpoint": "/v1/chat/completions",
                    "model": "mistral-small-latest",
                });
                assert_eq!(body, expected);
                self.take("custom_id");
                Told::json(200, r#"{"id":"job-1","status":"QUEUED"}"#)
            }
            "GET /v1/batch/jobs/job-1" => {
                let (word, over) = self.word(["QUEUED", "RUNNING", "SUCCESS", "CANCELLED"]);
                let total = self.ids.len();
                let body = json!({
                    "id": "job-1", "status": word, "total_requests": total, "failed_requests": 0,
                    "succeeded_requests": if over { total } else { 0 }, "errors": [],
                    "output_file": over.then_some("file-out"), "error_file": null,
                });
                Told::json(200, body.to_string())
            }
            "POST /v1/batch/jobs/job-1/cancel" => {
                self.cancelled = true;
                Told::json(200, r#"{"id":"job-1","status":"CANCELLATION_REQUESTED"}"#)
            }
            "GET /v1/files/file-out/content" => self.download(Kind::Mistral, script),
            _ => return None,
        })
    }

    fn anthropic(&mut self, asked: &Asked, script: &Script) -> Option<Told> {
        assert!(!asked.header("anthropic-version").is_empty());
        Some(match asked.line.as_str() {
            "POST /v1/messages/batches" => {
                let body: Value = serde_json::from_slice(&asked.body).ok()?;
                let requests = body["requests"].as_array()?.iter();
                let id = |request: &Value| request["custom_id"].as_str().map(str::to_owned);
                self.ids = requests.map(id).collect::<Option<_>>()?;
                let first = &body["requests"][0]["params"];
                assert_eq!(first["model"], "claude-sonnet-4-5");
                Told::json(
                    200,
                    r#"{"id":"msgbatch_1","processing_status":"in_progress"}"#,
                )
            }
            "GET /v1/messages/batches/msgbatch_1" => {
                let (word, over) = self.word(["in_progress", "in_progress", "ended", "ended"]);
                let total = self.ids.len();
                let (mut counts, done) = (json!({}), if over { total } else { 0 });
                counts["processing"] = json!(total - done);
                counts[if self.cancelled {
                    "canceled"
                } else {
                    "succeeded"
                }] = json!(done);
                let body = json!({
                    "id": "msgbatch_1", "processing_status": word, "request_counts": counts,
                    // Whoever followed this would give the key away.
                    "results_url": over.then_some("http://127.0.0.1:9/v1/elsewhere"),
                });
                Told::json(200, body.to_string())
            }
            "POST /v1/messages/batches/msgbatch_1/cancel" => {
                self.cancelled = true;
                Told::json(
                    200,
                    r#"{"id":"msgbatch_1","processing_status":"canceling"}"#,
                )
            }
            "GET /v1/messages/batches/msgbatch_1/results" => self.download(Kind::Anthropic, script),
            _ => return None,
        })
    }

    fn gemini(&mut self, asked: &Asked, script: &Script, host: &str) -> Option<Told> {
        Some(match asked.line.as_str() {
            "POST /upload/v1beta/files" => {
                assert_eq!(asked.header("x-goog-upload-protocol"), "resumable");
                assert_eq!(asked.header("x-goog-upload-command"), "start");
                Told::json(200, "{}").header("x-goog-upload-url", format!("{host}/upload/here"))
            }
            "POST /upload/here" => {
                assert_eq!(asked.header("x-goog-upload-command"), "upload, finalize");
                assert_eq!(asked.header("x-goog-upload-offset"), "0");
                self.files.insert("file-in".to_owned(), asked.body.clone());
                Told::json(200, r#"{"file":{"name":"files/in","state":"ACTIVE"}}"#)
            }
            "POST /v1beta/models/gemini-2.5-flash:batchGenerateContent" => {
                let body: Value = serde_json::from_slice(&asked.body).ok()?;
                let input = &body["batch"]["input_config"];
                if input["file_name"] == "files/in" {
                    self.take("key");
                } else {
                    self.inline = true;
                    let requests = input["requests"]["requests"].as_array()?.iter();
                    let id = |request: &Value| {
                        assert!(request["request"]["contents"].is_array(), "{request}");
                        request["metadata"]["key"].as_str().map(str::to_owned)
                    };
                    self.ids = requests.map(id).collect::<Option<_>>()?;
                }
                let metadata = json!({"state": "BATCH_STATE_PENDING"});
                Told::json(
                    200,
                    json!({"name": "batches/b1", "metadata": metadata}).to_string(),
                )
            }
            "GET /v1beta/batches/b1" => {
                let (word, over) = self.word(["PENDING", "RUNNING", "SUCCEEDED", "CANCELLED"]);
                let total = self.ids.len();
                let done = if over { total } else { 0 };
                let counted = json!({
                    "requestCount": total.to_string(), "successfulRequestCount": done.to_string(),
                });
                let state = format!("BATCH_STATE_{word}");
                let metadata = json!({"state": state, "batchStats": counted});
                let mut body = json!({"name": "batches/b1", "metadata": metadata, "done": over});
                if over && self.inline {
                    let lines = script(Kind::Gemini, &self.ids);
                    let items = lines.iter().filter_map(|line| {
                        let mut item: Value = serde_json::from_str(line).ok()?;
                        item["metadata"]["key"] = item["key"].take();
                        Some(item)
                    });
                    let items: Vec<Value> = items.collect();
                    body["response"] = json!({"inlinedResponses": {"inlinedResponses": items}});
                } else if over {
                    body["response"] = json!({"responsesFile": "files/out"});
                }
                Told::json(200, body.to_string())
            }
            "POST /v1beta/batches/b1:cancel" => {
                self.cancelled = true;
                Told::json(200, "{}")
            }
            "GET /download/v1beta/files/out:download?alt=media" => {
                self.download(Kind::Gemini, script)
            }
            _ => return None,
        })
    }
}
