//! Equal calls at once.

use std::time::Duration;

use formwork::ErrorKind;
use formwork::cache::Caching;
use formwork::transport::{
    BoxFuture, Replay, Request as Sent, Response, Transport, TransportError,
};

use super::{MODE, Open, RIGHT, a_while, ask, builder, client, says};
use crate::script::{answer, run};

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
