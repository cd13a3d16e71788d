//! Settings as text, and what is kept of the requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use formwork::provider::offline::{Fault, Offline};
use formwork::transport::{Request, Transport};
use serde_json::json;

use crate::exchange::{bytes, chunks, formatted, now, send};

#[test]
fn text_sets_what_the_builder_sets() {
    let body = formatted(&json!({"type": "integer", "minimum": 1}), true);
    let text = Offline::from_spec(" seed=7, faults=rate-limit + cut ").expect("valid");
    let built = Offline::new()
        .seed(7)
        .faults([Fault::RateLimitFirst, Fault::CutStream]);
    for _ in 0..3 {
        let (mut by_text, mut by_builder) = (send(&text, &body), send(&built, &body));
        assert_eq!(by_text.status, by_builder.status);
        let (a, b) = (chunks(&mut by_text), chunks(&mut by_builder));
        assert_eq!((a.0, a.1.is_ok()), (b.0, b.1.is_ok()));
    }
    let plain = Offline::from_spec("").expect("valid");
    assert_eq!(
        bytes(&mut send(&plain, &body)),
        bytes(&mut send(&Offline::new(), &body))
    );
}

#[test]
fn text_that_means_nothing_is_refused_by_name() {
    for (spec, word) in [
        ("seed", "`seed` is not of the form"),
        ("seed=-1", "`-1` is not a whole number"),
        ("seed=7;faults=cut", "`7;faults=cut`"),
        ("faults=cut+fire", "unknown fault `fire`"),
        (
            "mood=good",
            "unknown key `mood`; there are seed, faults, pace",
        ),
    ] {
        let error = Offline::from_spec(spec).expect_err(spec);
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn requests_are_kept_without_their_keys() {
    let offline = Offline::new();
    let body = formatted(&json!({"type": "boolean"}), false);
    let response = send(&offline, &body);
    assert_eq!(response.status, 200);
    let request = Request {
        url: "https://host/v1/chat/completions?key=sk-very-secret&v=1".to_owned(),
        headers: vec![
            ("api-key", "sk-very-secret".to_owned()),
            ("accept", "*/*".to_owned()),
        ],
        body: "{}".into(),
    };
    assert_eq!(now(offline.send(request)).expect("an answer").status, 400);
    let requests = offline.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, body.to_string().as_bytes());
    assert!(requests[1].url.ends_with("&v=1"));
    assert!(requests[1].headers.contains(&("accept", "*/*".to_owned())));
    for request in &requests {
        assert!(!request.url.contains("secret"));
        assert!(
            request
                .headers
                .iter()
                .all(|(_, value)| !value.contains("secret"))
        );
    }
    assert!(!format!("{offline:?}").contains("secret"));
}

#[test]
fn no_more_than_256_requests_are_kept() {
    let offline = Offline::new();
    for index in 0..300 {
        let body =
            json!({"model": "m", "messages": [{"role": "user", "content": index.to_string()}]});
        assert_eq!(send(&offline, &body).status, 200);
    }
    let requests = offline.requests();
    assert_eq!(requests.len(), 256);
    let first = String::from_utf8_lossy(&requests[0].body).into_owned();
    assert!(first.contains("\"44\""), "{first}");
}

#[test]
fn a_pace_waits_before_each_chunk_with_the_callers_timer() {
    let waited = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&waited);
    let offline = Offline::new().pace_with(Duration::from_millis(20), move |pause| {
        assert_eq!(pause, Duration::from_millis(20));
        count.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(()))
    });
    let body = formatted(&json!({"type": "string"}), true);
    let (chunks, _) = chunks(&mut send(&offline, &body));
    assert_eq!(waited.load(Ordering::Relaxed), chunks.len());
    // Between two attempts nothing is waited.
    now(offline.sleep(Duration::from_secs(3600)));
}
