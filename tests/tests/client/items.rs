//! Lists whose items are given one by one.

use formwork::provider::Mode;
use formwork::transport::Replay;
use formwork::{ErrorKind, ItemError, ItemStream, OnInvalid, Violation};

use crate::objects::Person;
use crate::script::{ADA, SSE, Said, client, kind, run};

const BORIS: &str = r#"{"name":"Boris","nickname":null,"address":{"city":"Kyiv","zip":"01"}}"#;
const WRONG: &str = r#"{"name":7,"nickname":null}"#;

fn list(items: &[&str]) -> Said {
    let text = format!(r#"{{"value":[{}]}}"#, items.join(", "));
    Said::text(text)
}

fn items(server: &Replay) -> ItemStream<Person> {
    client(server).request::<Person>().user("?").items()
}

/// What a stream gives: names, and what goes wrong.
async fn all(stream: &mut ItemStream<Person>) -> Vec<String> {
    let mut given = Vec::new();
    while let Some(item) = stream.next().await {
        given.push(match item {
            Ok(person) => person.name,
            Err(ItemError::Rejected(rejected)) => format!("rejected {}", rejected.index),
            Err(ItemError::Call(error)) => kind(error.kind()).to_owned(),
            Err(other) => panic!("{other:?}"),
        });
    }
    assert!(stream.next().await.is_none(), "what is over stays over");
    given
}

#[test]
fn items_are_given_before_the_list_ends() {
    let server = list(&[ADA, BORIS]);
    let chunks = server.pieces();
    // Nothing more comes: what is given has been given before the end.
    let server = Replay::new().answer(200, SSE, chunks);
    let mut stream = items(&server);
    assert_eq!(run(all(&mut stream)), ["Ada Lovelace", "Boris", "cut"]);
}

#[test]
fn an_item_that_breaks_its_schema_is_treated_as_told() {
    for (policy, expected, rejected) in [
        (OnInvalid::Stop, &["Ada Lovelace", "rejected 1"][..], 1),
        (OnInvalid::Skip, &["Ada Lovelace", "Boris"], 1),
        (
            OnInvalid::Collect,
            &["Ada Lovelace", "rejected 1", "Boris"],
            0,
        ),
    ] {
        for streamed in [true, false] {
            let server = list(&[ADA, WRONG, BORIS]).script(streamed);
            let mut stream = items(&server).on_invalid(policy);
            assert_eq!(run(all(&mut stream)), expected, "{policy:?} {streamed}");
            assert_eq!(stream.rejected().len(), rejected);
            assert_eq!(
                server.requests().len(),
                1,
                "what was given is not asked for again"
            );
        }
    }
}

#[test]
fn a_list_that_is_none_fails_the_call() {
    let server = Said::text(r#"{"value":7}"#).script(true);
    let mut stream = items(&server);
    assert_eq!(run(all(&mut stream)), ["invalid"]);
    let violations = &stream.attempts()[0].violations;
    assert_eq!(violations[0].keyword, "type");
}

#[test]
fn text_that_must_be_found_first_gives_its_items_at_the_end() {
    let text = format!("Here they are:\n```json\n{{\"value\": [{ADA}, {{}}, {BORIS}]}}\n```");
    let server = Said::text(text).script(true);
    let request = client(&server)
        .request::<Person>()
        .user("?")
        .mode(Mode::MdJson);
    let mut stream = request.items().on_invalid(OnInvalid::Collect);
    assert_eq!(
        run(all(&mut stream)),
        ["Ada Lovelace", "rejected 1", "Boris"]
    );
}

#[test]
fn rules_of_the_request_are_asked_about_each_item() {
    let server = list(&[ADA, BORIS, ADA]).script(true);
    let request = client(&server).request::<Person>().user("?");
    let request = request.check(|person: &Person| match person.name.as_str() {
        "Boris" => Err(Violation::new("/name", "", "is not wanted")),
        _ => Ok(()),
    });
    let mut stream = request.items().on_invalid(OnInvalid::Skip);
    assert_eq!(run(all(&mut stream)), ["Ada Lovelace", "Ada Lovelace"]);
    let rejected = &stream.rejected()[0];
    assert_eq!(
        (rejected.index, &*rejected.violations[0].pointer),
        (1, "/1/name")
    );
}

#[test]
fn a_call_that_never_began_fails_as_ever() {
    let server = Replay::new().answer(401, crate::script::JSON, ["{}"]);
    let mut stream = items(&server);
    let error = run(stream.next()).expect("a step").expect_err("an error");
    assert!(matches!(error, ItemError::Call(error) if matches!(error.kind(), ErrorKind::Api(_))));
}
