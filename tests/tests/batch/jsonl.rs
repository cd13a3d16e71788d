//! What is handed over, as files beside this one. `BLESS=1` writes them, to be read and committed.

use std::path::Path;

use formwork::provider::{Mode, Wire};
use formwork::{Client, ClientBuilder, Message};
use formwork_tests::golden;

use crate::objects::Person;
use crate::vendor::KEY;

fn held(name: &str, builder: ClientBuilder, mode: Option<Mode>) {
    let client = builder.api_key(KEY).build().expect("a client");
    let mut request = client
        .request::<Person>()
        .system("Say who it is, as \"JSON\".");
    if let Some(mode) = mode {
        request = request.mode(mode);
    }
    let mut batch = request.max_tokens(300).batch().expect("it has batches");
    batch
        .user("ada", "Ada Lovelace\nwrote the first program.")
        .expect("a name");
    let turns = [
        Message::user("Who?"),
        Message::assistant("Alan."),
        Message::user("Who, in all?"),
    ];
    batch.add("alan_1-x", turns).expect("a name");
    let text = String::from_utf8(batch.jsonl()).expect("UTF-8");
    assert!(!text.contains(KEY));
    for line in text.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("a line is JSON");
    }
    let file = format!("tests/batch/golden/{name}.jsonl");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if let Err(difference) = golden(&file, &text) {
        panic!("{difference}");
    }
}

#[test]
fn openai() {
    held("openai", Client::builder("openai/gpt-5-mini"), None);
}

#[test]
fn openai_tools() {
    let tools = Some(Mode::StrictTools);
    held("openai-tools", Client::builder("openai/gpt-5-mini"), tools);
}

#[test]
fn openai_responses() {
    let builder = Client::builder("openai/gpt-5-mini").wire(Wire::OpenaiResponses);
    held("openai-responses", builder, None);
}

#[test]
fn groq() {
    held("groq", Client::builder("groq/openai/gpt-oss-20b"), None);
}

#[test]
fn anthropic() {
    let builder = Client::builder("anthropic/claude-sonnet-4-5");
    held("anthropic", builder, None);
}

#[test]
fn gemini() {
    held("gemini", Client::builder("gemini/gemini-2.5-flash"), None);
}

#[test]
fn mistral() {
    let builder = Client::builder("mistral/mistral-small-latest");
    held("mistral", builder, Some(Mode::Tools));
}
