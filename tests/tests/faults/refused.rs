//! Nobody listens: there is no server to count, so that a hook does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use formwork::{Error, Event, EventKind};
use formwork_tests::faults::{Act, End, Person, Server, Step, builder, stored_job, word};

use super::cancel::run;

/// The word for an error, and that nothing of it is an attempt.
fn told<T>(result: Result<T, Error>) -> String {
    let Err(error) = result else {
        return "a value".to_owned();
    };
    assert!(error.attempts().is_empty());
    word(error.kind())
}

#[test]
fn a_connection_that_is_refused_is_tried_again_and_told() {
    let gone = Server::start(|_| Act {
        steps: vec![Step::Silence],
        end: End::Close,
        is_answer: false,
    });
    let requests = Arc::new(AtomicUsize::new(0));
    let count = requests.clone();
    let client = builder(&gone, "m").hook(move |event: &Event<'_>| {
        if matches!(event.kind, EventKind::Request(_)) {
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    let client = client.build().expect("a client");
    drop(gone);
    let request = || client.request::<Person>().user("?");
    let mut batch = client.batch::<Person>().expect("it has batches");
    batch.user("a", "?").expect("a name");
    let job = stored_job("m");
    let came = [
        run(async { told(request().send().await) }),
        run(async { told(request().stream().finish().await) }),
        run(async { told(request().calls().await) }),
        run(async { told(request().stream_calls().finish().await) }),
        told(request().send_blocking()),
        told(request().stream_blocking().finish()),
        told(request().calls_blocking()),
        told(request().stream_calls_blocking().finish()),
    ];
    assert_eq!(came, ["transport Connect"; 8]);
    assert_eq!(
        requests.load(Ordering::SeqCst),
        3 * 8,
        "each is tried three times"
    );
    let items = |error: Option<Result<Person, formwork::ItemError>>| match error {
        Some(Err(formwork::ItemError::Call(error))) => word(error.kind()),
        other => format!("{other:?}"),
    };
    assert_eq!(items(run(request().items().next())), "transport Connect");
    assert_eq!(
        items(request().items_blocking().next()),
        "transport Connect"
    );
    let submitted = run(batch.submit()).map(|_| ());
    assert_eq!(told(submitted), "transport Connect");
    assert_eq!(
        told(run(job.status(&client)).map(|_| ())),
        "transport Connect"
    );
}
