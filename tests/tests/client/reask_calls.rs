//! Answers of a model that does not call its tool as it was told to.

use formwork::provider::Mode;
use serde_json::{Value, json};

use crate::script::{ADA, Said, bodies, request, run, send};

const WRONG: &str = r#"{"name":7,"nickname":null}"#;
const COMPLAINT: &str = "The arguments of Person break its schema:
- /name: must be a string [type], got 7
Call Person again, once, with corrected arguments.";
const UNUSED: &str = "This call was not used: Person is to be called once.";

/// Has `first` and then a valid call answered, and returns the turns that were added in between, with
/// the text that was judged.
fn turns(first: &Said, streamed: bool) -> (Vec<Value>, String) {
    let server = first.script(streamed);
    let server = Said::call("call_9", "Person", ADA).then(server, streamed);
    let sent = send(request(&server).mode(Mode::Tools), streamed);
    let reply = run(sent).expect("the second fits");
    assert_eq!(
        (reply.attempts.len(), &*reply.value.name),
        (2, "Ada Lovelace")
    );
    let body = &bodies(&server)[1];
    let messages = body["messages"].as_array().expect("messages");
    (messages[1..].to_vec(), reply.attempts[0].answer.clone())
}

fn call(id: &str, name: &str, arguments: &str) -> Value {
    let function = json!({"name": name, "arguments": arguments});
    json!({"id": id, "type": "function", "function": function})
}

fn result(id: &str, content: &str) -> Value {
    json!({"role": "tool", "tool_call_id": id, "content": content})
}

#[test]
fn a_call_by_another_name_is_judged_and_answered() {
    for streamed in [false, true] {
        let (turns, judged) = turns(&Said::call("call_1", "person", WRONG), streamed);
        assert_eq!(judged, WRONG);
        assert_eq!(
            turns,
            [
                json!({"role": "assistant", "tool_calls": [call("call_1", "person", WRONG)]}),
                result("call_1", COMPLAINT),
            ]
        );
        // There was one tool to call, so that arguments that fit can mean nothing else.
        let server = Said::call("call_1", "functions.Person", ADA).script(streamed);
        let sent = send(request(&server).mode(Mode::Tools), streamed);
        assert_eq!(run(sent).expect("it fits").value.age, Some(36));
    }
}

#[test]
fn of_several_calls_each_is_answered() {
    for streamed in [false, true] {
        let mut said = Said::call("call_1", "Person", WRONG);
        said.text = "Two of them.".to_owned();
        said.calls.push(("call_2", "Person", ADA.to_owned()));
        said.calls.push(("call_3", "search", "{}".to_owned()));
        let (turns, judged) = turns(&said, streamed);
        assert_eq!(judged, WRONG, "the first one by the right name");
        let calls = [
            call("call_1", "Person", WRONG),
            call("call_2", "Person", ADA),
            call("call_3", "search", "{}"),
        ];
        assert_eq!(
            turns,
            [
                json!({"role": "assistant", "content": "Two of them.", "tool_calls": calls}),
                result("call_1", COMPLAINT),
                result("call_2", UNUSED),
                result("call_3", UNUSED),
            ]
        );
    }
}

#[test]
fn the_call_by_the_right_name_wins_wherever_it_stands() {
    for streamed in [false, true] {
        let mut said = Said::call("call_1", "search", r#"{"query":"Ada"}"#);
        said.calls.push(("call_2", "Person", WRONG.to_owned()));
        let (turns, judged) = turns(&said, streamed);
        assert_eq!(judged, WRONG);
        assert_eq!(turns[1], result("call_1", UNUSED));
        assert_eq!(turns[2], result("call_2", COMPLAINT));

        said.calls[1].2 = ADA.to_owned();
        said.calls.push(("call_3", "Person", WRONG.to_owned()));
        let server = said.script(streamed);
        let sent = send(request(&server).mode(Mode::Tools), streamed);
        let reply = run(sent).expect("the second call fits");
        assert_eq!((reply.attempts.len(), &*reply.attempts[0].answer), (1, ADA));
    }
}

#[test]
fn text_in_place_of_a_call_is_judged_as_one() {
    for streamed in [false, true] {
        let (turns, judged) = turns(&Said::text(WRONG), streamed);
        assert_eq!(judged, WRONG);
        assert_eq!(
            turns,
            [
                json!({"role": "assistant", "content": WRONG}),
                json!({"role": "user", "content": COMPLAINT}),
            ]
        );
        let server = Said::text(ADA).script(streamed);
        let sent = send(request(&server).mode(Mode::Tools), streamed);
        assert_eq!(run(sent).expect("it fits").value.age, Some(36));
    }
}

#[test]
fn prose_in_place_of_a_call_is_asked_for_again() {
    let (turns, judged) = turns(&Said::text("Who do you mean?"), true);
    assert_eq!(judged, "Who do you mean?");
    let complaint = "The arguments of Person break its schema:
- the answer: not JSON: expected a value, found `W` (at byte 0) [json]
Call Person again, once, with corrected arguments.";
    assert_eq!(
        turns,
        [
            json!({"role": "assistant", "content": "Who do you mean?"}),
            json!({"role": "user", "content": complaint}),
        ]
    );
}

#[test]
fn a_call_without_arguments_is_an_empty_object() {
    for arguments in ["", " "] {
        let (turns, judged) = turns(&Said::call("", "Person", arguments), true);
        assert_eq!(judged, arguments, "the attempt shows what came");
        assert_eq!(turns[0]["tool_calls"][0]["id"], turns[1]["tool_call_id"]);
        assert_ne!(
            turns[1]["tool_call_id"], "",
            "a call without an id is given one"
        );
        let told = turns[1]["content"].as_str().expect("text");
        assert!(
            told.contains("the required property `name` is missing"),
            "{told}"
        );
        assert!(
            told.contains("the required property `nickname` is missing"),
            "{told}"
        );
    }
}
