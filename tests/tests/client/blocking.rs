//! Calls from programs that are not asynchronous.

use formwork::provider::Mode;
use formwork::provider::offline::{Fault, Offline};
use formwork::{Client, ErrorKind, Step};

use crate::objects::Person;
use crate::script::{ADA, Said, client, request, run};

#[test]
fn a_blocking_call_is_the_same_call() {
    for mode in formwork_tests::MODES {
        let server = Said::of(mode, ADA).script(false);
        let waited = request(&server)
            .mode(mode)
            .send_blocking()
            .expect("it fits");
        let other = Said::of(mode, ADA).script(false);
        let awaited = run(request(&other).mode(mode).send()).expect("it fits");
        assert_eq!(waited.value, awaited.value);
        assert_eq!(server.requests()[0].body, other.requests()[0].body);
    }
    let offline = Client::offline(Offline::new().seed(3));
    let person: Person = offline.extract_blocking("Who?").expect("a person");
    assert!(!person.name.is_empty());
}

#[test]
fn a_blocking_stream_shows_the_same_steps() {
    let server = Said::of(Mode::JsonSchema, ADA).script(true);
    let mut stream = request(&server).stream_blocking();
    let mut views = 0;
    while let Some(step) = stream.next() {
        if let Step::View(_) = step.expect("no failure") {
            views += 1;
        }
    }
    assert!(views > 5);
    assert_eq!(stream.attempts().len(), 1);
    let reply = stream.finish().expect("it fits");
    assert_eq!(reply.value.name, "Ada Lovelace");
}

#[test]
fn several_threads_share_a_client() {
    let offline = Client::offline(Offline::new().faults([Fault::InvalidFirst]));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let request = offline.request::<Person>().user("Who?");
                request.send_blocking().expect("a person");
            });
        }
    });
}

#[test]
fn within_an_asynchronous_program_it_is_refused() {
    let server = Said::of(Mode::JsonSchema, ADA).script(false);
    let error = run(async { client(&server).extract_blocking::<Person>("Who?") });
    let error = error.expect_err("it would stop everything");
    assert!(
        matches!(error.kind(), ErrorKind::Configuration(_)),
        "{error}"
    );
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn items_and_calls_are_waited_for_too() {
    let list = format!(r#"{{"value":[{ADA},{ADA}]}}"#);
    let server = Said::of(Mode::JsonSchema, &list).script(true);
    let items: Result<Vec<Person>, _> = request(&server).items_blocking().collect();
    assert_eq!(items.expect("they fit").len(), 2);
    let server = Said::call("c", "Person", ADA).script(true);
    let mut stream = request(&server).stream_calls_blocking();
    while let Some(step) = stream.next() {
        step.expect("no failure");
    }
    assert_eq!(stream.finish().expect("it fits").value.len(), 1);
    let server = Said::text("Nobody.").script(false);
    request(&server).choose_blocking().expect("words will do");
    let server = Said::of(Mode::JsonSchema, &list).script(true);
    let asked = run(async { request(&server).items_blocking().count() });
    assert_eq!(asked, 1, "one error, and an end");
}
