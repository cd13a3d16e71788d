//! What is kept, and found: every way to ask, and who shares an answer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use formwork::cache::Caching;
use formwork::provider::Mode;
use formwork::transport::Replay;
use formwork::{Choice, Client, Event, EventKind, Extract, Step};

use super::{MODE, Open, RIGHT, ask, builder, client, says};
use crate::level::Level;
use crate::names::Names;
use crate::script::{KEY, answer, run, send};
use crate::tricky::Tricky;

#[test]
fn the_same_request_is_asked_once() {
    let (server, store) = (says(RIGHT, 1, false), Open::default());
    let client = client(&server, &store);
    let first = run(ask(&client).send()).unwrap();
    assert!(!first.from_cache());
    assert_eq!(first.usage().total_tokens, 110);
    for _ in 0..3 {
        let again = run(ask(&client.clone()).send()).unwrap();
        assert!(again.from_cache());
        assert_eq!(again.value, first.value);
        assert_eq!(again.usage().total_tokens, 0, "nothing was spent");
        let [attempt] = again.attempts.as_slice() else {
            panic!("one attempt")
        };
        assert_eq!((attempt.number, attempt.answer.as_str()), (1, RIGHT));
        assert_eq!(attempt.saved.unwrap().total_tokens, 110);
        assert!(attempt.usage.is_none() && attempt.head.is_none());
        assert_eq!(attempt.model, "gpt-5-mini");
    }
    assert_eq!(server.requests().len(), 1);
    assert_eq!((store.len(), store.inside(|inside| inside.reads)), (1, 4));
    assert_eq!(store.inside(|inside| inside.times.clone()), [None]);
}

#[test]
fn every_mode_and_way_is_kept() {
    for mode in formwork_tests::MODES {
        for streamed in [false, true] {
            let server = answer(Replay::new(), mode, "Tricky", RIGHT, streamed);
            let client = client(&server, &Open::default());
            let first = run(send(ask(&client).mode(mode), streamed)).unwrap();
            let again = run(send(ask(&client).mode(mode), streamed)).unwrap();
            assert_eq!(
                (first.from_cache(), again.from_cache()),
                (false, true),
                "{mode}"
            );
            assert_eq!(first.value, again.value);
        }
    }
}

#[test]
fn a_stream_shows_what_was_kept_once() {
    let server = says(RIGHT, 1, true);
    let client = client(&server, &Open::default());
    run(ask(&client).stream().finish()).unwrap();
    run(async {
        let mut stream = ask(&client).stream();
        match stream.next().await {
            Some(Ok(Step::View(view))) => assert!(format!("{view:?}").contains("round")),
            other => panic!("a view, not {other:?}"),
        }
        assert!(stream.next().await.is_none());
        let reply = stream.finish().await.unwrap();
        assert!(reply.from_cache());
        assert_eq!(reply.value.size, 3);
    });
}

#[test]
fn lists_scalars_and_calls_are_kept() {
    fn twice<T: Extract + PartialEq + std::fmt::Debug>(text: &str) {
        let client = client(&says(text, 1, false), &Open::default());
        let request = || client.request::<T>().user("What is it?");
        let first = run(request().send()).unwrap();
        let again = run(request().send()).unwrap();
        assert!(again.from_cache());
        assert_eq!(first.value, again.value);
    }
    twice::<Level>(r#"{"value":"low"}"#);
    twice::<Names>(r#"{"value":["Ada","Grace"]}"#);
    twice::<Vec<Tricky>>(&format!(r#"{{"value":[{RIGHT},{RIGHT}]}}"#));
    twice::<i64>(r#"{"value":7}"#);

    let mode = Mode::ParallelTools;
    let server = answer(Replay::new(), mode, "Tricky", RIGHT, false);
    let client = client(&server, &Open::default());
    let request = || ask(&client).mode(mode);
    let first = run(request().calls()).unwrap();
    let again = run(request().calls()).unwrap();
    assert_eq!((first.from_cache(), again.from_cache()), (false, true));
    assert_eq!(first.value, again.value);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn words_and_streamed_calls_are_kept() {
    let server = answer(Replay::new(), Mode::Json, "", "It is round.", false);
    let client = client(&server, &Open::default());
    let choose = || run(ask(&client).mode(Mode::ParallelTools).choose()).unwrap();
    for from_cache in [false, true] {
        let chosen = choose();
        assert_eq!(chosen.value, Choice::Text("It is round.".to_owned()));
        assert_eq!(chosen.from_cache(), from_cache);
    }

    let server = answer(Replay::new(), Mode::ParallelTools, "Tricky", RIGHT, true);
    let client = self::client(&server, &Open::default());
    for from_cache in [false, true] {
        let stream = ask(&client).mode(Mode::ParallelTools).stream_calls();
        let calls = run(stream.finish()).unwrap();
        assert_eq!((calls.value.len(), calls.value[0].size), (1, 3));
        assert_eq!(calls.from_cache(), from_cache);
    }
}

#[test]
fn blocking_calls_are_kept() {
    let client = client(&says(RIGHT, 1, false), &Open::default());
    assert!(!ask(&client).send_blocking().unwrap().from_cache());
    assert!(ask(&client).send_blocking().unwrap().from_cache());
}

#[test]
fn items_are_kept() {
    let text = r#"{"value":["Ada","Grace"]}"#;
    let server = answer(Replay::new(), MODE, "", text, true);
    let client = client(&server, &Open::default());
    for _ in 0..2 {
        let items = run(async {
            let mut items = client.request::<String>().user("Who?").items();
            let mut all = Vec::new();
            while let Some(item) = items.next().await {
                all.push(item.unwrap());
            }
            all
        });
        assert_eq!(items, ["Ada", "Grace"]);
    }
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn clients_share_what_they_mean_to_share() {
    let (server, store) = (says(RIGHT, 5, false), Open::default());
    let from_cache = |client: &Client| run(ask(client).send()).unwrap().from_cache();
    let (one, two) = (client(&server, &store), client(&server, &store));
    assert!(!from_cache(&one));
    assert!(!from_cache(&two), "each has a namespace of its own");
    assert!(from_cache(&one.clone()) && from_cache(&two));

    let named = |namespace: &str, key: &str| {
        let caching = Caching::new(store.clone()).namespace(namespace);
        let builder = builder(&server).api_key(key).cache(caching);
        builder.build().unwrap()
    };
    assert!(!from_cache(&named("team", KEY)));
    assert!(from_cache(&named("team", KEY)));
    assert!(
        from_cache(&named("team", "sk-another-0123456789")),
        "keys are no part of it"
    );
    assert!(!from_cache(&named("team2", KEY)));
    let elsewhere = builder(&server).base_url("https://example.org/v1");
    let caching = Caching::new(store.clone()).namespace("team");
    assert!(!from_cache(&elsewhere.cache(caching).build().unwrap()));
}

#[test]
fn no_cache_and_a_cache_of_ones_own() {
    let (server, store, own) = (says(RIGHT, 4, false), Open::default(), Open::default());
    let client = client(&server, &store);
    for _ in 0..2 {
        assert!(!run(ask(&client).no_cache().send()).unwrap().from_cache());
    }
    assert_eq!(store.len(), 0);
    let hour = Duration::from_secs(3600);
    let caching = || Caching::new(own.clone()).time_to_live(hour);
    assert!(
        !run(ask(&client).cache(caching()).send())
            .unwrap()
            .from_cache()
    );
    assert!(
        run(ask(&client).cache(caching()).send())
            .unwrap()
            .from_cache()
    );
    assert_eq!((store.len(), own.len()), (0, 1));
    assert_eq!(own.inside(|inside| inside.times.clone()), [Some(hour)]);
}

#[test]
fn hooks_are_told_of_what_was_kept() {
    let server = says(RIGHT, 1, false);
    let events = Arc::new(Mutex::new(Vec::new()));
    let seen = events.clone();
    let client = client(&server, &Open::default()).with_hook(move |event: &Event<'_>| {
        seen.lock().unwrap().push(match event.kind {
            EventKind::Begin { .. } => "begin",
            EventKind::Request(_) => "request",
            EventKind::Cached => "cached",
            EventKind::Answer(attempt) if attempt.from_cache => "answer from the cache",
            EventKind::Answer(_) => "answer",
            EventKind::Usage { .. } => "usage",
            EventKind::End { is_ok: true } => "end",
            _ => "something else",
        });
    });
    run(ask(&client).send()).unwrap();
    events.lock().unwrap().clear();
    run(ask(&client).send()).unwrap();
    let told = ["begin", "cached", "answer from the cache", "end"];
    assert_eq!(*events.lock().unwrap(), told);
}
