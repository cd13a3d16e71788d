//! Stores that fail or hang, and what nobody may find in one.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use formwork::cache::Caching;
use formwork::transport::{
    BoxFuture, Replay, Request as Sent, Response, Transport, TransportError,
};
use formwork::{Client, Event, EventKind};

use super::{MODE, Open, RIGHT, ask, client, says};
use crate::script::{KEY, run, send};

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
