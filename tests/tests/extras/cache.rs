//! Calls whose answers are kept: what is a hit, what is a miss, and what goes wrong without harm.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use formwork::cache::{Cache, CacheError, Caching, Key, MemoryCache};
use formwork::provider::Mode;
use formwork::transport::{
    BoxFuture, Replay, Request as Sent, Response, Transport, TransportError,
};
use formwork::{
    Choice, Client, ClientBuilder, ErrorKind, Event, EventKind, Extract, Request, Step, Violation,
};
use serde_json::{Value, json};

use crate::level::Level;
use crate::names::Names;
use crate::script::{KEY, answer, run, send};
use crate::tricky::Tricky;

const RIGHT: &str = r#"{"shape":"round","size":3}"#;
const MODE: Mode = Mode::JsonSchema;

/// A store that can be looked into, and that fails on request.
#[derive(Clone, Default)]
struct Open(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    entries: HashMap<Key, Vec<u8>>,
    times: Vec<Option<Duration>>,
    reads: usize,
    fails: bool,
    hangs: bool,
}

impl Open {
    fn inside<R>(&self, look: impl FnOnce(&mut Inside) -> R) -> R {
        look(&mut self.0.lock().unwrap())
    }

    fn len(&self) -> usize {
        self.inside(|inside| inside.entries.len())
    }

    /// Replaces every entry.
    fn poison(&self, change: impl Fn(&str) -> String) {
        self.inside(|inside| {
            for entry in inside.entries.values_mut() {
                *entry = change(&String::from_utf8(entry.clone()).unwrap()).into_bytes();
            }
        });
    }
}

impl Cache for Open {
    fn get<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Vec<u8>>, CacheError>> {
        let (found, fails, hangs) = self.inside(|inside| {
            inside.reads += 1;
            let found = inside.entries.get(key).cloned();
            (found, inside.fails, inside.hangs)
        });
        Box::pin(async move {
            match (fails, hangs) {
                (_, true) => std::future::pending().await,
                (true, _) => Err(CacheError::new("out of order")),
                _ => Ok(found),
            }
        })
    }

    fn set<'a>(
        &'a self,
        key: &'a Key,
        entry: Vec<u8>,
        time_to_live: Option<Duration>,
    ) -> BoxFuture<'a, Result<(), CacheError>> {
        let (fails, hangs) = self.inside(|inside| {
            if !inside.fails && !inside.hangs {
                inside.entries.insert(*key, entry);
                inside.times.push(time_to_live);
            }
            (inside.fails, inside.hangs)
        });
        Box::pin(async move {
            match (fails, hangs) {
                (_, true) => std::future::pending().await,
                (true, _) => Err(CacheError::new("out of order")),
                _ => Ok(()),
            }
        })
    }
}

fn builder(server: &Replay) -> ClientBuilder {
    let builder = Client::builder("openai/gpt-5-mini").api_key(KEY);
    builder.mode(MODE).transport(server.clone())
}

fn client(server: &Replay, store: &Open) -> Client {
    let caching = Caching::new(store.clone());
    builder(server).cache(caching).build().unwrap()
}

/// A server that gives the same answer so many times.
fn says(text: &str, times: usize, streamed: bool) -> Replay {
    (0..times).fold(Replay::new(), |server, _| {
        answer(server, MODE, "Tricky", text, streamed)
    })
}

fn ask(client: &Client) -> Request<Tricky> {
    client.request().user("What is it?")
}

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

/// Whatever changes the answer, or might, is another request.
#[test]
fn what_is_not_the_same_is_asked() {
    type Change = fn(Request<Tricky>) -> Request<Tricky>;
    let changes: &[(&str, Change)] = &[
        ("text", |request| request.user("And now?")),
        ("system", |request| request.system("Be brief.")),
        ("model", |request| request.model("gpt-5")),
        ("mode", |request| request.mode(Mode::StrictTools)),
        ("temperature", |request| request.temperature(0.5)),
        ("max_tokens", |request| request.max_tokens(7)),
        ("body", |request| request.body("seed", 7)),
        ("namespace", |request| {
            let shared = MemoryCache::new(1 << 20);
            request.cache(Caching::new(shared).namespace("another"))
        }),
    ];
    for (what, change) in changes {
        let mode = if *what == "mode" {
            Mode::StrictTools
        } else {
            MODE
        };
        let server = answer(says(RIGHT, 1, false), mode, "Tricky", RIGHT, false);
        let client = client(&server, &Open::default());
        run(ask(&client).send()).unwrap();
        let other = run(change(ask(&client)).send()).unwrap();
        assert!(!other.from_cache(), "{what}");
        assert_eq!(server.requests().len(), 2, "{what}");
    }
    // What cannot change the answer is not.
    let same: &[Change] = &[
        |request| request.max_reasks(7).max_retries(7),
        |request| request.deadline(Duration::from_secs(60)).token_budget(1),
        |request| request.mends(formwork::Mends::All).stop_early(),
    ];
    for change in same {
        let client = client(&says(RIGHT, 1, false), &Open::default());
        run(ask(&client).send()).unwrap();
        assert!(run(change(ask(&client)).send()).unwrap().from_cache());
    }
}

#[test]
fn another_type_is_another_request() {
    let server = says(r#"{"value":["low","low"]}"#, 2, false);
    let client = client(&server, &Open::default());
    run(client.request::<Names>().user("x").send()).unwrap();
    let other = run(client.request::<Vec<Level>>().user("x").send()).unwrap();
    assert!(!other.from_cache());
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

/// An entry is judged as if it had just come.
#[test]
fn an_entry_that_does_not_fit_is_none() {
    type Change = fn(&str) -> String;
    let changes: [Change; 7] = [
        |_| String::new(),
        |_| "not JSON".to_owned(),
        |entry| entry.replace("\"version\":1", "\"version\":2"),
        |entry| entry.replace("json_schema", "tools"),
        |entry| entry.replace("\\\"size\\\":3", "\\\"size\\\":0"),
        |entry| entry.replace("\\\"size\\\":3}", "\\\"size\\\":3"),
        |entry| entry.replace("shape", "form"),
    ];
    for (change, streamed) in changes.into_iter().zip([false, true].into_iter().cycle()) {
        let (server, store) = (says(RIGHT, 2, streamed), Open::default());
        let client = client(&server, &store);
        run(send(ask(&client), streamed)).unwrap();
        let before = store.inside(|inside| inside.entries.clone());
        store.poison(change);
        assert_ne!(store.inside(|inside| inside.entries.clone()), before);
        let asked = run(send(ask(&client), streamed)).unwrap();
        assert!(!asked.from_cache());
        assert_eq!((asked.attempts.len(), server.requests().len()), (1, 2));
        assert_eq!(
            store.inside(|inside| inside.entries.clone()),
            before,
            "it is replaced"
        );
    }
}

/// The caller's own rules hold for what was kept, too.
#[test]
fn an_answer_that_breaks_a_rule_of_the_callers_is_asked_for() {
    let square = r#"{"shape":"square","size":4}"#;
    for streamed in [false, true] {
        let server = says(RIGHT, 1, streamed);
        let server = answer(server, MODE, "Tricky", square, streamed);
        let client = client(&server, &Open::default());
        run(send(ask(&client), streamed)).unwrap();
        let strict = || {
            ask(&client).check(|value: &Tricky| match value.shape.as_str() {
                "square" => Vec::new(),
                _ => vec![Violation::new("/shape", "x-check", "must be square")],
            })
        };
        let asked = run(send(strict(), streamed)).unwrap();
        assert_eq!(
            (asked.from_cache(), asked.value.shape.as_str()),
            (false, "square")
        );
        assert_eq!(asked.attempts.len(), 1, "that is no reask");
        let bodies = server.requests();
        assert_eq!(bodies[0].body, bodies[1].body);
        assert!(run(send(strict(), streamed)).unwrap().from_cache());
    }
}

#[test]
fn only_what_is_valid_is_kept() {
    let wrong = r#"{"shape":"round","size":0}"#;
    let (server, store) = (says(wrong, 1, false), Open::default());
    let failed = run(ask(&client(&server, &store)).max_reasks(0).send());
    assert!(matches!(failed.unwrap_err().kind(), ErrorKind::Invalid));
    assert_eq!(store.len(), 0);

    // An answer that took two attempts is given at once the next time.
    let server = answer(says(wrong, 1, false), MODE, "Tricky", RIGHT, false);
    let client = client(&server, &store);
    assert_eq!(run(ask(&client).send()).unwrap().attempts.len(), 2);
    let again = run(ask(&client).send()).unwrap();
    assert!(again.from_cache());
    assert_eq!((again.attempts.len(), again.value.size), (1, 3));
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn nothing_secret_is_kept() {
    let (server, store) = (says(RIGHT, 1, false), Open::default());
    run(ask(&client(&server, &store)).send()).unwrap();
    let loud = format!(r#"{{"shape":"{KEY}","size":3}}"#);
    run(ask(&client(&says(&loud, 1, false), &store)).send()).unwrap();
    assert_eq!(store.len(), 1, "an answer that repeats the key is not kept");
    store.inside(|inside| {
        for (key, entry) in &inside.entries {
            let text = format!("{key} {}", String::from_utf8_lossy(entry));
            assert!(
                !text.contains(KEY) && !text.contains("0123456789abcdef\""),
                "{text}"
            );
        }
    });
    let shown = format!("{:?}", Caching::new(store).namespace("team"));
    assert_eq!(
        shown,
        "Caching { namespace: Some(\"team\"), time_to_live: None, .. }"
    );
}

/// A transport whose clock runs fast.
struct Clocked(Replay);

impl Transport for Clocked {
    fn send(&self, request: Sent) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.0.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn alarm(&self, after: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(after / 50))
    }
}

#[test]
fn a_store_that_fails_harms_nobody() {
    for streamed in [false, true] {
        let (server, store) = (says(RIGHT, 1, streamed), Open::default());
        store.inside(|inside| inside.fails = true);
        let events = Arc::new(Mutex::new(Vec::new()));
        let seen = events.clone();
        let client = client(&server, &store).with_hook(move |event: &Event<'_>| {
            if let EventKind::CacheError(error) = event.kind {
                seen.lock().unwrap().push(error.to_string());
            }
        });
        let reply = run(send(ask(&client), streamed)).unwrap();
        assert_eq!(reply.value.size, 3);
        assert_eq!(*events.lock().unwrap(), ["the cache: out of order"; 2]);
    }
}

#[test]
fn a_store_that_hangs_is_not_waited_for() {
    let (server, store) = (says(RIGHT, 1, false), Open::default());
    store.inside(|inside| inside.hangs = true);
    let caching = Caching::new(store);
    let builder = Client::builder("openai/gpt-5-mini").api_key(KEY).mode(MODE);
    let client = builder
        .transport(Clocked(server))
        .cache(caching)
        .build()
        .unwrap();
    run(async {
        let before = std::time::Instant::now();
        let reply = ask(&client).send().await.unwrap();
        assert_eq!(reply.value.size, 3);
        assert!(before.elapsed() < Duration::from_secs(5));
    });
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

/// Templates are rendered before anything is looked for.
#[test]
fn a_context_changes_the_request() {
    let server = says(RIGHT, 2, false);
    let client = client(&server, &Open::default());
    let request = |name: &str| {
        let request = client.request::<Tricky>().user("Who is {{ name }}?");
        request.template_context(json!({ "name": name }))
    };
    assert!(!run(request("Ada").send()).unwrap().from_cache());
    assert!(!run(request("Grace").send()).unwrap().from_cache());
    assert!(run(request("Ada").send()).unwrap().from_cache());
    let asked: Value = serde_json::from_slice(&server.requests()[1].body).unwrap();
    assert_eq!(asked["messages"][0]["content"], "Who is Grace?");
}

/// Waits a little for others.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(40)).await;
}

#[test]
fn equal_calls_at_once_are_asked_once() {
    let (server, store) = (says(RIGHT, 1, false), Open::default());
    let client = client(&server, &store);
    let replies = run(async {
        let calls: Vec<_> = (0..8).map(|_| tokio::spawn(ask(&client).send())).collect();
        let mut replies = Vec::new();
        for call in calls {
            replies.push(call.await.unwrap());
        }
        replies
    });
    let fresh = replies
        .iter()
        .filter(|reply| !reply.as_ref().unwrap().from_cache());
    assert_eq!((replies.len(), fresh.count()), (8, 1));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn where_the_first_fails_the_next_one_asks() {
    let broken = Replay::new().answer(400, &[], ["{}"]);
    let server = answer(broken, MODE, "Tricky", RIGHT, false);
    let store = Open::default();
    let client = client(&server, &store);
    let replies = run(async {
        let calls: Vec<_> = (0..3).map(|_| tokio::spawn(ask(&client).send())).collect();
        let mut replies = Vec::new();
        for call in calls {
            replies.push(call.await.unwrap());
        }
        replies
    });
    let failed = replies.iter().filter(|reply| reply.is_err()).count();
    assert_eq!((failed, server.requests().len()), (1, 2));
}

#[test]
fn where_the_first_is_dropped_the_next_one_asks() {
    let store = Open::default();
    let server = says(RIGHT, 2, false);
    let client = client(&server, &store);
    run(async {
        let slow = ask(&client).check_async(|_| Box::pin(std::future::pending()));
        let mut first = Box::pin(slow.send());
        let began = tokio::time::timeout(Duration::from_millis(20), &mut first).await;
        assert!(began.is_err(), "it waits for its rule");
        let second = tokio::spawn(ask(&client).send());
        a_while().await;
        assert!(!second.is_finished(), "it waits for the first");
        assert_eq!(server.requests().len(), 1);
        drop(first);
        let reply = second.await.unwrap().unwrap();
        assert!(!reply.from_cache());
        assert_eq!(server.requests().len(), 2);
    });
}

/// A script over a clock that goes.
struct Timed(Replay);

impl Transport for Timed {
    fn send(&self, request: Sent) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.0.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn alarm(&self, after: Duration) -> BoxFuture<'_, ()> {
        self.sleep(after)
    }
}

#[test]
fn who_waits_has_a_deadline_and_a_patience_of_its_own() {
    let server = says(RIGHT, 2, false);
    let client = builder(&server).transport(Timed(server.clone()));
    let caching = Caching::new(Open::default());
    let client = client.cache(caching).build().unwrap();
    run(async {
        let slow = ask(&client).check_async(|_| Box::pin(std::future::pending()));
        let mut first = Box::pin(slow.send());
        let began = tokio::time::timeout(Duration::from_millis(20), &mut first).await;
        assert!(began.is_err());
        let late = ask(&client)
            .deadline(Duration::from_millis(30))
            .send()
            .await;
        assert!(matches!(late.unwrap_err().kind(), ErrorKind::Deadline));
        assert_eq!(server.requests().len(), 1);
        let mut timeouts = formwork::Timeouts::default();
        timeouts.head = Some(Duration::from_millis(30));
        let own = ask(&client).timeouts(timeouts).send().await.unwrap();
        assert!(!own.from_cache());
        assert_eq!(server.requests().len(), 2);
    });
}

#[test]
fn streams_hold_up_nobody() {
    let store = Open::default();
    let server = says(RIGHT, 2, true);
    let client = client(&server, &store);
    run(async {
        let mut first = ask(&client).stream();
        assert!(first.next().await.is_some(), "it has begun");
        let mut second = ask(&client).stream();
        assert!(second.next().await.is_some(), "and so has the other");
        first.finish().await.unwrap();
        second.finish().await.unwrap();
    });
    assert_eq!(server.requests().len(), 2);
}
