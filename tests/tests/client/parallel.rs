//! Several calls of tools in one answer, each a value.

use formwork::provider::Mode;
use formwork::{ErrorKind, Reply};
use serde_json::json;

use crate::objects::Person;
use crate::script::{ADA, JSON, Said, bodies, kind, request, run};
use crate::tools::Action;

const BORIS: &str = r#"{"name":"Boris","nickname":null,"address":{"city":"Kyiv","zip":"01"}}"#;
const WRONG: &str = r#"{"name":7,"nickname":null}"#;

fn calls(made: &[(&'static str, &str)]) -> Said {
    let mut said = Said::default().finish("tool_calls");
    for (id, arguments) in made {
        said.calls.push((id, "Person", (*arguments).to_owned()));
    }
    said
}

fn names(reply: &Reply<Vec<Person>>) -> Vec<&str> {
    reply
        .value
        .iter()
        .map(|person| person.name.as_str())
        .collect()
}

#[test]
fn each_call_is_a_value_in_the_order_of_the_calls() {
    let server = calls(&[("a", BORIS), ("b", ADA)]).script(false);
    let reply = run(request(&server).calls()).expect("both fit");
    assert_eq!(names(&reply), ["Boris", "Ada Lovelace"]);
    assert_eq!(reply.attempts[0].mode, Mode::ParallelTools);
    let body = &bodies(&server)[0];
    assert_eq!(body["tool_choice"], "auto");
    assert_eq!(body["tools"][0]["function"]["name"], "Person");
    assert_eq!(body.get("parallel_tool_calls"), None);
}

#[test]
fn only_calls_that_fail_are_made_again() {
    let server = calls(&[("a", WRONG), ("b", ADA), ("c", WRONG)]).script(false);
    let server = calls(&[("d", BORIS), ("e", ADA)]).then(server, false);
    let reply = run(request(&server).calls()).expect("all fit in the end");
    assert_eq!(names(&reply), ["Boris", "Ada Lovelace", "Ada Lovelace"]);
    let pointers: Vec<&str> = reply.attempts[0]
        .violations
        .iter()
        .map(|violation| violation.pointer.as_str())
        .collect();
    assert!(
        pointers.contains(&"/0/name") && pointers.contains(&"/2/name"),
        "{pointers:?}"
    );
    assert!(pointers.iter().all(|pointer| !pointer.starts_with("/1")));
    let body = &bodies(&server)[1];
    let turns = body["messages"].as_array().expect("messages");
    let results: Vec<_> = turns[turns.len() - 3..]
        .iter()
        .map(|turn| {
            let text = turn["content"].as_str().expect("text");
            (turn["tool_call_id"].clone(), text.starts_with("Accepted."))
        })
        .collect();
    assert_eq!(
        results,
        [(json!("a"), false), (json!("b"), true), (json!("c"), false)]
    );
}

#[test]
fn an_answer_that_calls_nothing_is_asked_for_calls() {
    let said = Said {
        text: "I would rather chat".to_owned(),
        finish: Some("stop"),
        ..Said::default()
    };
    let server = calls(&[("a", ADA)]).then(said.script(false), false);
    let reply = run(request(&server).calls()).expect("it calls in the end");
    assert_eq!(names(&reply), ["Ada Lovelace"]);
    let body = &bodies(&server)[1];
    let turns = body["messages"].as_array().expect("messages");
    let last = turns.last().expect("a turn");
    assert_eq!(last["content"], "Call at least one of these tools: Person.");

    let server = said.then(said.script(false), false);
    let error = run(request(&server).max_reasks(1).calls()).expect_err("it never calls");
    assert_eq!((kind(error.kind()), error.attempts().len()), ("invalid", 2));
}

#[test]
fn a_mode_of_one_answer_is_refused() {
    let server = calls(&[]).script(false);
    let error = run(request(&server).mode(Mode::JsonSchema).calls()).expect_err("one answer");
    assert!(matches!(error.kind(), ErrorKind::Request(_)), "{error}");
    assert_eq!(server.requests().len(), 0, "nothing was sent");
}

#[test]
fn a_feature_that_is_refused_is_given_up_and_remembered() {
    let refusal = r#"{"error":{"message":"Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.","type":"invalid_request_error","param":"response_format","code":null}}"#;
    let server = formwork::transport::Replay::new().answer(400, JSON, [refusal]);
    let server = calls(&[("a", ADA)]).then(server, false);
    let server = calls(&[("b", ADA)]).then(server, false);
    let client = crate::script::client(&server);
    for _ in 0..2 {
        let reply = run(client.request::<Person>().user("?").send()).expect("the next mode does");
        assert_eq!(
            (reply.attempts.len(), reply.attempts[0].mode),
            (1, Mode::StrictTools)
        );
    }
    let formats: Vec<bool> = bodies(&server)
        .iter()
        .map(|body| body.get("response_format").is_some())
        .collect();
    assert_eq!(formats, [true, false, false], "asked once, and never again");
    assert_eq!(server.waits().len(), 0);

    // Who asks for the mode gets its error.
    let server = formwork::transport::Replay::new().answer(400, JSON, [refusal]);
    let error = run(request(&server).mode(Mode::JsonSchema).send()).expect_err("it is refused");
    assert_eq!((kind(error.kind()), server.requests().len()), ("api", 1));
}

#[test]
fn what_the_provider_found_invalid_goes_back_to_the_model() {
    let refusal = r#"{"error":{"message":"Failed to call a function. Please adjust your prompt. See 'failed_generation' for more details.","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"{\"name\": 7}"}}"#;
    let server = formwork::transport::Replay::new().answer(400, JSON, [refusal]);
    let server = calls(&[("a", ADA)]).then(server, false);
    let reply = run(request(&server).mode(Mode::Tools).send()).expect("the second fits");
    assert_eq!(reply.attempts.len(), 2);
    assert_eq!(reply.attempts[0].answer, r#"{"name": 7}"#);
    assert!(
        reply.attempts[0].violations[0]
            .message
            .contains("Failed to call")
    );
    let body = &bodies(&server)[1];
    let turns = body["messages"].as_array().expect("messages");
    assert_eq!(turns[turns.len() - 2]["content"], r#"{"name": 7}"#);
    assert_eq!(turns[turns.len() - 1]["role"], "user");
}

#[test]
fn the_branches_of_a_union_are_tools() {
    let said = |calls: &[(&'static str, &'static str, &str)]| {
        let mut said = Said::default().finish("tool_calls");
        let calls = calls.iter();
        said.calls
            .extend(calls.map(|(id, name, text)| (*id, *name, (*text).to_owned())));
        said
    };
    let first = said(&[
        ("a", "Weather", r#"{"place":{"city":"Oslo"}}"#),
        ("b", "Search", r#"{"query":""}"#),
        ("c", "Search", r#"{"query":"rust"}"#),
    ]);
    let server = said(&[("d", "Search", r#"{"query":"ski"}"#)]).then(first.script(false), false);
    let request = crate::script::client(&server)
        .request::<Action>()
        .user("What now?");
    let reply = run(request.calls()).expect("all fit in the end");
    let kinds: Vec<String> = reply
        .value
        .iter()
        .map(|action| match action {
            Action::Weather(weather) => format!("weather in {}", weather.place.city),
            Action::Search(search) => format!("search for {}", search.query),
            Action::Done(done) => format!("done: {}", done.answer),
        })
        .collect();
    assert_eq!(
        kinds,
        ["weather in Oslo", "search for ski", "search for rust"]
    );
    let tools = &bodies(&server)[0]["tools"];
    let names: Vec<_> = (0..3)
        .map(|at| tools[at]["function"]["name"].clone())
        .collect();
    assert_eq!(names, ["Search", "Weather", "Done"]);
    let parameters = &tools[1]["function"]["parameters"];
    assert_eq!(parameters["properties"]["place"]["$ref"], "#/$defs/place");
    assert!(parameters["$defs"]["place"].is_object());
    assert_eq!(
        tools[1]["function"]["description"],
        "What the weather is like somewhere."
    );
}

#[test]
fn calls_are_seen_as_they_come_in() {
    use formwork::CallStep;
    let said = calls(&[("a", BORIS), ("b", ADA)]);
    let server = said.script(true);
    let mut stream = request(&server).stream_calls();
    let mut seen = [0, 0];
    run(async {
        while let Some(step) = stream.next().await {
            if let CallStep::View { call, view } = step.expect("a step") {
                seen[call] += usize::from(view.get().is_some());
            }
        }
    });
    assert!(seen.iter().all(|views| *views > 5), "{seen:?}");
    let reply = run(stream.finish()).expect("both fit");
    assert_eq!(names(&reply), ["Boris", "Ada Lovelace"]);
}

#[test]
fn broken_calls_of_a_stream_are_made_again() {
    use formwork::CallStep;
    let server = calls(&[("a", WRONG), ("b", ADA)]).script(true);
    let server = calls(&[("c", BORIS)]).then(server, true);
    let mut stream = request(&server).stream_calls();
    let mut reasks = 0;
    run(async {
        while let Some(step) = stream.next().await {
            reasks += usize::from(matches!(step.expect("a step"), CallStep::Reask(_)));
        }
    });
    let reply = run(stream.finish()).expect("both fit");
    assert_eq!((reasks, names(&reply)), (1, vec!["Boris", "Ada Lovelace"]));
}

#[test]
fn a_model_may_answer_in_words_where_it_may_choose() {
    use formwork::Choice;
    let server = Said::text("There is nobody.").script(false);
    let reply = run(request(&server).choose()).expect("it may");
    assert_eq!(reply.value, Choice::Text("There is nobody.".to_owned()));
    let server = calls(&[("a", ADA)]).script(false);
    let reply = run(request(&server).choose()).expect("it may");
    assert!(matches!(&reply.value, Choice::Calls(people) if people.len() == 1));
}
