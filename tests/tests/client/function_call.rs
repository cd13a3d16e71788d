//! Calls in the older form of Chat Completions, from servers that kept it.

use formwork::provider::Mode;
use formwork::provider::openai_chat::FUNCTION_CALL;
use formwork::transport::Replay;
use serde_json::{Value, json};

use crate::objects::Person;
use crate::script::{ADA, JSON, SSE, bodies, client, done, event, run, send};

const WRONG: &str = r#"{"name":7,"nickname":null}"#;

fn whole(message: &Value) -> String {
    let choice = json!({"index": 0, "message": message, "finish_reason": "function_call"});
    json!({"id": "1", "object": "chat.completion", "choices": [choice]}).to_string()
}

fn called(arguments: &str) -> Value {
    let call = json!({"name": "Person", "arguments": arguments});
    json!({"role": "assistant", "content": null, "function_call": call})
}

fn stream(arguments: &str) -> Vec<String> {
    let head = json!({"name": "Person", "arguments": ""});
    let mut events = vec![event(
        &json!({"role": "assistant", "content": null, "function_call": head}),
        None,
    )];
    let pieces: Vec<char> = arguments.chars().collect();
    for piece in pieces.chunks(4) {
        let more: String = piece.iter().collect();
        events.push(event(&json!({"function_call": {"arguments": more}}), None));
    }
    events.push(event(&json!({}), Some("function_call")));
    events.push(done());
    events
}

#[test]
fn the_answer_is_found_whole_and_streamed() {
    for streamed in [false, true] {
        let server = if streamed {
            Replay::new().answer(200, SSE, stream(ADA))
        } else {
            Replay::new().answer(200, JSON, [whole(&called(ADA))])
        };
        let request = client(&server).request::<Person>().user("Who?");
        let reply = run(send(request.mode(Mode::Tools), streamed)).expect("it fits");
        assert_eq!(reply.value.name, "Ada Lovelace");
        assert_eq!(reply.attempts[0].answer, ADA);
    }
}

#[test]
fn a_call_in_both_forms_is_one_call() {
    let mut message = called(WRONG);
    let function = json!({"name": "Person", "arguments": ADA});
    message["tool_calls"] = json!([{"id": "call_1", "type": "function", "function": function}]);
    let server = Replay::new().answer(200, JSON, [whole(&message)]);
    let request = client(&server).request::<Person>().user("Who?");
    let reply = run(request.mode(Mode::Tools).send()).expect("it fits");
    assert_eq!(reply.value.name, "Ada Lovelace");
}

#[test]
fn it_is_answered_in_its_own_form() {
    let server = Replay::new().answer(200, JSON, [whole(&called(WRONG))]);
    let server = server.answer(200, JSON, [whole(&called(ADA))]);
    let request = client(&server).request::<Person>().user("Who?");
    let reply = run(request.mode(Mode::Tools).send()).expect("the second fits");
    assert_eq!(reply.attempts.len(), 2);
    let told = &bodies(&server)[1]["messages"];
    assert_eq!(told[1], called(WRONG));
    assert_eq!(
        (&told[2]["role"], &told[2]["name"], &told[2]["tool_call_id"]),
        (&json!("function"), &json!("Person"), &Value::Null)
    );
    let words = told[2]["content"].as_str().expect("a text");
    assert!(words.contains("/name"), "{words}");
    assert_eq!(FUNCTION_CALL, "function_call");
}

#[test]
fn an_empty_one_calls_nothing() {
    for empty in [json!({"name": "", "arguments": ""}), json!({}), Value::Null] {
        let message = json!({"role": "assistant", "content": ADA, "function_call": empty});
        let server = Replay::new().answer(200, JSON, [whole(&message)]);
        let request = client(&server).request::<Person>().user("Who?");
        let reply = run(request.mode(Mode::JsonSchema).send()).expect("the text is the answer");
        assert_eq!(reply.value.name, "Ada Lovelace");
        assert_eq!(reply.attempts[0].answer, ADA);
    }
}
