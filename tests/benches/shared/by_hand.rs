//! The call that the others are measured by: written by hand over the HTTP client that all of them use, parsed with
//! `serde_json`, and not checked.

use serde::Deserialize;

use crate::objects::Person;

/// The HTTP client: nothing on loopback is encrypted, or behind a proxy.
pub(crate) fn http() -> reqwest::Client {
    // A client is not built without.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .http1_only()
        .tcp_nodelay(true)
        .no_proxy()
        .build()
        .expect("a client")
}

/// What the model is told.
pub(crate) const SYSTEM: &str = "Extract the person.";
/// And what it is asked about.
pub(crate) const QUESTION: &str = "Ada, 36 years old, lives in London, W1.";
/// How the answer is to look, as OpenAI wants to be told.
pub(crate) const FORMAT: &str = r#"{"type":"json_schema","json_schema":{"name":"Person","strict":true,"schema":{"type":"object","properties":{"name":{"type":"string"},"nickname":{"type":["string","null"]},"age":{"type":["integer","null"]},"address":{"type":"object","properties":{"city":{"type":"string"},"zip":{"type":["string","null"]}},"required":["city","zip"],"additionalProperties":false}},"required":["name","nickname","age","address"],"additionalProperties":false}}}"#;

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

/// A call whose answer comes as a whole.
pub(crate) async fn whole(client: &reqwest::Client, url: &str) -> Person {
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

/// A call whose answer is streamed. Lines are put together, events read, and the text parsed at the end, without views.
pub(crate) async fn streamed(client: &reqwest::Client, url: &str) -> Person {
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
