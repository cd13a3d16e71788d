//! Calls written down as lessons, in the files beside this one. `BLESS=1` writes them, to be read and committed.

use std::future::Future;
use std::path::Path;

use formwork::provider::Mode;
use formwork::transport::Replay;
use formwork::{Client, Extract, Lesson, Lessons, Message, Request};
use formwork_tests::golden;
use serde::Serialize;
use serde_json::{Value, json};

#[path = "../cases/objects/generated.rs"]
mod objects;

use objects::Person;

const KEY: &str = "sk-distil-0123456789abcdef";

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.build().expect("a runtime").block_on(future)
}

/// The body of a chat completion: a text, or the arguments of a call.
fn said(mode: Mode, tool: &str, text: &str) -> String {
    let message = if mode.is_tools() {
        let function = json!({"name": tool, "arguments": text});
        json!({"role": "assistant", "tool_calls":
            [{"id": "c", "type": "function", "function": function}]})
    } else {
        json!({"role": "assistant", "content": text})
    };
    let choice = json!({"index": 0, "message": message, "finish_reason": "stop"});
    let usage = json!({"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15});
    json!({"id": "c", "choices": [choice], "usage": usage}).to_string()
}

/// Lessons of a call that was answered so, one answer after the other, in both forms.
fn lessons<T: Extract + Serialize>(
    model: &str,
    mode: Mode,
    answers: &[&str],
    word: impl Fn(Request<T>) -> Request<T>,
) -> [Value; 2] {
    written(model, mode, answers, word).map(|line| serde_json::from_str(&line).expect("JSON"))
}

/// The same, as the lines that they are.
fn written<T: Extract + Serialize>(
    model: &str,
    mode: Mode,
    answers: &[&str],
    word: impl Fn(Request<T>) -> Request<T>,
) -> [String; 2] {
    let mut server = Replay::new();
    for answer in answers {
        let body = said(mode, T::FORM.name, answer);
        server = server.answer(200, &[("content-type", "application/json")], [body]);
    }
    let client = Client::builder(model)
        .api_key(KEY)
        .transport(server)
        .build();
    let request = word(client.expect("a client").request::<T>().mode(mode));
    let reply = run(request.clone().send()).expect("it fits");
    [Lesson::Messages, Lesson::Raw].map(|lesson| {
        let mut lessons = Lessons::with(Vec::new(), lesson);
        assert!(lessons.is_empty());
        lessons.add(&request, &reply).expect("it is written");
        lessons.add(&request, &reply).expect("and once more");
        assert_eq!(lessons.len(), 2);
        let text = String::from_utf8(lessons.into_inner()).expect("UTF-8");
        assert!(!text.contains(KEY));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0], lines[1]);
        lines[0].to_owned()
    })
}

/// Lessons, held against a file.
fn held<T: Extract + Serialize>(
    name: &str,
    model: &str,
    mode: Mode,
    answers: &[&str],
    word: impl Fn(Request<T>) -> Request<T>,
) -> [Value; 2] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/distil");
    let lines = written(model, mode, answers, &word);
    let text = format!("{}\n{}\n", lines[0], lines[1]);
    if let Err(difference) = golden(&folder.join(format!("{name}.jsonl")), &text) {
        panic!("{difference}");
    }
    lessons(model, mode, answers, word)
}

/// The answer of a conversation.
fn answer(lesson: &Value) -> Value {
    let last = lesson["messages"].as_array().and_then(|all| all.last());
    let last = last.expect("a message");
    assert_eq!(last["role"], "assistant");
    let call = &last["tool_calls"][0]["function"]["arguments"];
    let text = call
        .as_str()
        .or(last["content"].as_str())
        .expect("an answer");
    let text = text
        .trim_start_matches("```json\n")
        .trim_end_matches("\n```");
    serde_json::from_str(text).expect("an answer is JSON")
}

const ADA: &str = r#"{"name":"Ada","nickname":null,"address":{"city":"London"}}"#;
/// The same in the shape of the strict dialect.
const STRICT: &str = "{\"name\": \"Ada\", \"nickname\": null, \"age\": null, \"email\": null, \"active\": null, \
    \"language\": null, \"score\": null, \"visits\": null, \"level\": null, \"legacy\": null, \"gone\": null, \
    \"address\": {\"city\": \"London\", \"zip\": null}}";

fn who(request: Request<Person>) -> Request<Person> {
    request.system("Say who it is.").user("Ada, of \"London\".")
}

#[test]
fn tools_are_told_and_called() {
    let lessons = held::<Person>("tools", "openai/gpt-5", Mode::Tools, &[ADA], who);
    let expected: Value = serde_json::from_str(ADA).expect("JSON");
    assert_eq!(answer(&lessons[0]), expected);
    assert_eq!(lessons[0]["tools"][0]["function"]["name"], "Person");
    assert_eq!(lessons[1]["value"], expected);
}

#[test]
fn strict_answers_stay_as_they_came() {
    let lessons = held::<Person>(
        "strict-tools",
        "openai/gpt-5",
        Mode::StrictTools,
        &[STRICT],
        who,
    );
    let strict: Value = serde_json::from_str(STRICT).expect("JSON");
    assert_eq!(answer(&lessons[0]), strict);
    assert_eq!(lessons[0]["tools"][0]["function"]["strict"], true);
    // There, `null` says something of its own only where the schema allows it.
    let address = json!({"city": "London"});
    let plain = json!({
        "name": "Ada", "nickname": null, "email": null, "gone": null, "address": address,
    });
    assert_eq!(lessons[1]["value"], plain);
}

#[test]
fn a_text_is_a_text() {
    let lessons = held::<Person>(
        "json-schema",
        "openai/gpt-5",
        Mode::JsonSchema,
        &[STRICT],
        who,
    );
    assert_eq!(
        answer(&lessons[0]),
        serde_json::from_str::<Value>(STRICT).expect("JSON")
    );
    assert!(lessons[0].get("tools").is_none());
}

#[test]
fn what_was_mended_or_asked_again_is_not_taught() {
    let answers = [
        "no idea",
        "Here: {name: 'Ada', nickname: null, address: {city: 'London',}}",
    ];
    let lessons = held::<Person>(
        "md-json",
        "mistral/mistral-small-latest",
        Mode::MdJson,
        &answers,
        who,
    );
    assert_eq!(
        answer(&lessons[0]),
        serde_json::from_str::<Value>(ADA).expect("JSON")
    );
    let messages = lessons[0]["messages"].as_array().expect("messages");
    let text = messages.last().and_then(|last| last["content"].as_str());
    assert!(
        text.is_some_and(|text| text.starts_with("```json\n{")),
        "as the mode wants it"
    );
    assert!(
        messages
            .iter()
            .all(|message| message["content"] != "no idea")
    );
    assert_eq!(lessons[1]["attempts"], 2);
    assert_eq!(lessons[1]["usage"]["total_tokens"], 30);
}

#[test]
fn roots_that_are_no_objects_are_taught_in_one() {
    let asked = |request: Request<Vec<Person>>| {
        let turns = [
            Message::user("Who?"),
            Message::assistant("Where?"),
            Message::user("There."),
        ];
        request.messages(turns)
    };
    let all = format!(r#"{{"value":[{ADA}]}}"#);
    let lessons = held::<Vec<Person>>("list", "groq/llama-3.3-70b", Mode::Tools, &[&all], asked);
    assert_eq!(
        answer(&lessons[0]),
        serde_json::from_str::<Value>(&all).expect("JSON")
    );
}
