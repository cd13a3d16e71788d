//! What a call costs its client, beside a call written by hand over the same HTTP client: from the
//! question to the typed value, on a loopback server that answers at once.
//!
//! ```text
//! cargo bench -p formwork-tests --bench call
//! cargo bench -p formwork-tests --features peers --bench call
//! ```
//!
//! Instructions are those of the client's process, as callgrind counts them where `valgrind` is installed;
//! the server runs in another process. What the operating system does for both is in neither.
#![allow(clippy::print_stdout)] // It is what this program is for.

#[path = "shared/counting.rs"]
mod counting;
#[path = "shared/loopback.rs"]
mod loopback;
#[path = "shared/measure.rs"]
mod measure;
#[path = "../cases/objects/generated.rs"]
mod objects;

use std::future::Future;
use std::hint::black_box;

use formwork::Client;
use formwork::provider::Mode;
use measure::{Wanted, instructions, nanoseconds, rounds};
use objects::Person;
use serde::Deserialize;

/// The jobs: by whom, and what.
const JOBS: [&str; 4] = [
    "by hand",
    "formwork",
    "by hand, streamed",
    "formwork, streamed",
];

fn main() {
    match Wanted::read() {
        Wanted::Run {
            job,
            document,
            rounds,
        } => run(&job, &document, rounds),
        Wanted::Test => {
            let server = loopback::serve();
            for job in JOBS {
                run(job, &server, 2);
            }
        }
        Wanted::Report => report(),
    }
}

fn report() {
    let server = loopback::serve();
    let rounds = rounds(1);
    println!("One call, from the question to the value ({rounds} calls over one connection):\n");
    println!(
        "{:<22} {:>14} {:>7} {:>12} {:>9} {:>7} {:>10}",
        "", "instructions", "ratio", "allocations", "growths", "ratio", "time"
    );
    for pair in JOBS.chunks(2) {
        let mut first = None;
        for job in pair {
            let counted = instructions(job, &server, rounds);
            let (blocks, growths) = allocations(job, &server, rounds);
            let mut calls = Calls::new(&server);
            let time = nanoseconds(|| calls.make(job)) / 1000.0;
            let (by_hand, blocks_by_hand) = *first.get_or_insert((counted, blocks));
            let ratio = counted.zip(by_hand).map(|(own, other)| own / other);
            println!(
                "{job:<22} {:>14} {:>7} {blocks:>12.1} {growths:>9.1} {:>7.2} {time:>7.1} us",
                counted.map_or_else(|| "-".to_owned(), |count| format!("{count:.0}")),
                ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")),
                blocks / blocks_by_hand,
            );
        }
    }
}

/// What one call asks of the allocator, once the connection is there.
#[expect(clippy::cast_precision_loss, reason = "counts are short of 2^52")]
fn allocations(job: &str, server: &str, rounds: usize) -> (f64, f64) {
    let mut calls = Calls::new(server);
    calls.make(job);
    let ((), count) = counting::counted(|| {
        for _ in 0..rounds {
            calls.make(job);
        }
    });
    let per_call = |count: u64| count as f64 / rounds as f64;
    (per_call(count.blocks), per_call(count.growths))
}

fn run(job: &str, server: &str, rounds: usize) {
    let mut calls = Calls::new(server);
    for _ in 0..rounds {
        calls.make(job);
    }
}

/// Clients that keep their connections from call to call.
struct Calls {
    runtime: tokio::runtime::Runtime,
    url: String,
    by_hand: reqwest::Client,
    formwork: Client,
}

impl Calls {
    fn new(server: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        // Nothing here is encrypted; a client is not built without.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let by_hand = reqwest::Client::builder()
            .http1_only()
            .tcp_nodelay(true)
            .no_proxy()
            .build()
            .expect("a client");
        let formwork = Client::builder("openai/gpt-5-mini")
            .api_key("key-0123456789")
            .base_url(server)
            .mode(Mode::JsonSchema)
            .build()
            .expect("a client");
        Self {
            runtime,
            url: format!("{server}/chat/completions"),
            by_hand,
            formwork,
        }
    }

    fn make(&mut self, job: &str) {
        let Self {
            runtime,
            url,
            by_hand,
            formwork,
        } = self;
        let block = |future: std::pin::Pin<Box<dyn Future<Output = Person>>>| {
            let person = runtime.block_on(future);
            assert_eq!(black_box(person).name, "Ada");
        };
        match job {
            "by hand" => {
                let (client, url) = (by_hand.clone(), url.clone());
                block(Box::pin(async move { whole(&client, &url).await }));
            }
            "by hand, streamed" => {
                let (client, url) = (by_hand.clone(), url.clone());
                block(Box::pin(async move { streamed(&client, &url).await }));
            }
            "formwork" => {
                let request = formwork.request::<Person>().system(SYSTEM).user(QUESTION);
                block(Box::pin(async move {
                    request.send().await.expect("a person").value
                }));
            }
            "formwork, streamed" => {
                let request = formwork.request::<Person>().system(SYSTEM).user(QUESTION);
                block(Box::pin(async move {
                    request.stream().finish().await.expect("a person").value
                }));
            }
            other => panic!("no job is called `{other}`"),
        }
    }
}

const SYSTEM: &str = "Extract the person.";
const QUESTION: &str = "Ada, 36 years old, lives in London, W1.";
const FORMAT: &str = r#"{"type":"json_schema","json_schema":{"name":"Person","strict":true,"schema":{"type":"object","properties":{"name":{"type":"string"},"nickname":{"type":["string","null"]},"age":{"type":["integer","null"]},"address":{"type":"object","properties":{"city":{"type":"string"},"zip":{"type":["string","null"]}},"required":["city","zip"],"additionalProperties":false}},"required":["name","nickname","age","address"],"additionalProperties":false}}}"#;

/// A request as a person in a hurry writes it, with the schema at hand as text.
fn body(stream: bool) -> String {
    let messages = serde_json::json!([
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": QUESTION},
    ]);
    let stream = if stream {
        r#","stream":true,"stream_options":{"include_usage":true}"#
    } else {
        ""
    };
    format!(r#"{{"model":"gpt-5-mini","messages":{messages},"response_format":{FORMAT}{stream}}}"#)
}

async fn post(client: &reqwest::Client, url: &str, stream: bool) -> reqwest::Response {
    let response = client
        .post(url)
        .header("content-type", "application/json")
        .header("authorization", "Bearer key-0123456789")
        .body(body(stream))
        .send()
        .await
        .expect("the server answers");
    response.error_for_status().expect("status 200")
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Text,
}

#[derive(Deserialize)]
struct Text {
    content: String,
}

async fn whole(client: &reqwest::Client, url: &str) -> Person {
    let bytes = post(client, url, false)
        .await
        .bytes()
        .await
        .expect("a body");
    let completion: Completion = serde_json::from_slice(&bytes).expect("a completion");
    serde_json::from_str(&completion.choices[0].message.content).expect("a person")
}

#[derive(Deserialize)]
struct Chunk {
    choices: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    delta: More,
}

#[derive(Deserialize)]
struct More {
    content: Option<String>,
}

/// Lines are put together, events read, and the text parsed at the end, without views.
async fn streamed(client: &reqwest::Client, url: &str) -> Person {
    let mut response = post(client, url, true).await;
    let (mut buffer, mut text) = (Vec::new(), String::new());
    while let Some(chunk) = response.chunk().await.expect("a chunk") {
        buffer.extend_from_slice(&chunk);
        while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = buffer.drain(..=end).collect();
            let Some(data) = line.strip_prefix(b"data: ") else {
                continue;
            };
            if data.starts_with(b"[DONE]") {
                break;
            }
            let chunk: Chunk = serde_json::from_slice(data).expect("a chunk");
            if let Some(more) = chunk
                .choices
                .first()
                .and_then(|part| part.delta.content.as_deref())
            {
                text.push_str(more);
            }
        }
    }
    serde_json::from_str(&text).expect("a person")
}
