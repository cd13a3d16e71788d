//! What nobody waits for any more: the connection is closed, and the server sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use formwork::transport::BoxFuture;
use formwork::{Client, Error, ErrorKind, ItemError, Next, Retry, Timeouts, Violation};
use formwork_tests::faults::{
    Act, Case, End, Good, Path, Person, Server, Step, builder, stored_job,
};

/// How long anything here may take. It takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a call is waited for before it is given up.
const WHILE: Duration = Duration::from_millis(600);

/// A server that begins to answer, as far as it is told, and then says nothing.
fn silent(path: Path, has_begun: bool) -> (Server, Client) {
    let case = Case {
        path,
        good: Good::of(path),
        elsewhere: String::new(),
    };
    let server = Server::start(move |asked| {
        if !path.is_target(&asked.method, &asked.path) {
            return case.beside(&asked.path);
        }
        let mut act = if has_begun {
            case.begun()
        } else {
            Act {
                steps: Vec::new(),
                end: End::Close,
                is_answer: false,
            }
        };
        act.steps.push(Step::Silence);
        act
    });
    let client = builder(&server, "m").build().expect("a client");
    (server, client)
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// Waits, within the runtime that drives the connections, until the server has seen the client go.
async fn left(server: &Server) {
    let began = Instant::now();
    while server.seen.left.load(Ordering::SeqCst) == 0 {
        assert!(began.elapsed() < PATIENCE, "the connection is still open");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Gives a future up once the server has fallen silent.
async fn give_up<T>(server: &Server, future: impl Future<Output = T>) {
    let before = server.seen.silent.load(Ordering::SeqCst);
    let began = Instant::now();
    let mut future = Box::pin(future);
    while server.seen.silent.load(Ordering::SeqCst) == before {
        assert!(began.elapsed() < PATIENCE, "nothing is asked");
        let waited = tokio::time::timeout(Duration::from_millis(20), &mut future).await;
        assert!(waited.is_err(), "nothing comes");
    }
    assert_eq!(
        server.seen.left.load(Ordering::SeqCst),
        before,
        "it is open"
    );
    drop(future);
    let began = Instant::now();
    while server.seen.left.load(Ordering::SeqCst) == before {
        assert!(began.elapsed() < PATIENCE, "the connection is still open");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[test]
fn futures_that_are_dropped_close_their_connections() {
    for has_begun in [false, true] {
        let (server, client) = silent(Path::Whole, has_begun);
        run(give_up(
            &server,
            client.request::<Person>().user("?").send(),
        ));
        let (server, client) = silent(Path::Calls, has_begun);
        run(give_up(
            &server,
            client.request::<Person>().user("?").calls(),
        ));
        run(give_up(
            &server,
            client.request::<Person>().user("?").choose(),
        ));
        let (server, client) = silent(Path::Submit, has_begun);
        let mut batch = client.batch::<Person>().expect("it has batches");
        batch.user("a", "?").expect("a name");
        run(give_up(&server, batch.submit()));
        let (server, client) = silent(Path::Results, has_begun);
        run(give_up(&server, async {
            let job = stored_job("m");
            let results = job.results::<Person>(&client).await.expect("it is over");
            results.collect().await
        }));
    }
}

#[test]
fn streams_that_are_dropped_half_way_close_their_connections() {
    let (server, client) = silent(Path::Stream, true);
    run(async {
        let mut stream = client.request::<Person>().user("?").stream();
        stream.next().await.expect("a step").expect("a view");
        assert_eq!(server.seen.left.load(Ordering::SeqCst), 0);
        drop(stream);
        left(&server).await;
    });
    let (server, client) = silent(Path::Items, true);
    run(async {
        let mut items = client.request::<Person>().user("?").items();
        items.next().await.expect("an item").expect("one that fits");
        assert_eq!(server.seen.left.load(Ordering::SeqCst), 0);
        drop(items);
        left(&server).await;
    });
    let (server, client) = silent(Path::StreamCalls, true);
    run(async {
        let mut calls = client.request::<Person>().user("?").stream_calls();
        calls.next().await.expect("a step").expect("a view");
        assert_eq!(server.seen.left.load(Ordering::SeqCst), 0);
        drop(calls);
        left(&server).await;
    });
}

/// Nobody runs the client's runtime behind the drop: that it is closed is the drop's own work.
fn is_left(server: &Server) {
    let began = Instant::now();
    while server.seen.left.load(Ordering::SeqCst) == 0 {
        assert!(began.elapsed() < PATIENCE, "the connection is still open");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn blocking_streams_that_are_dropped_close_their_connections_too() {
    let (server, client) = silent(Path::Stream, true);
    let mut stream = client.request::<Person>().user("?").stream_blocking();
    stream.next().expect("a step").expect("a view");
    drop(stream);
    is_left(&server);
    let (server, client) = silent(Path::Items, true);
    let mut items = client.request::<Person>().user("?").items_blocking();
    items.next().expect("an item").expect("one that fits");
    drop(items);
    is_left(&server);
    let (server, client) = silent(Path::StreamCalls, true);
    let mut calls = client.request::<Person>().user("?").stream_calls_blocking();
    calls.next().expect("a step").expect("a view");
    drop(calls);
    is_left(&server);
}

#[test]
fn blocking_calls_whose_time_is_over_close_their_connections() {
    for has_begun in [false, true] {
        let (server, client) = silent(Path::Whole, has_begun);
        let request = client.request::<Person>().user("?").deadline(WHILE);
        let error = request.send_blocking().expect_err("nothing comes");
        assert!(matches!(error.kind(), ErrorKind::Deadline), "{error}");
        assert!(
            server.is_left_within(PATIENCE),
            "the connection is still open"
        );
        let (server, client) = silent(Path::Calls, has_begun);
        let request = client.request::<Person>().user("?").deadline(WHILE);
        let error = request.calls_blocking().expect_err("nothing comes");
        assert!(matches!(error.kind(), ErrorKind::Deadline), "{error}");
        assert!(
            server.is_left_within(PATIENCE),
            "the connection is still open"
        );
    }
}

#[test]
fn a_connection_that_was_closed_between_two_blocking_calls_is_not_used() {
    let case = Case {
        path: Path::Whole,
        good: Good::of(Path::Whole),
        elsewhere: String::new(),
    };
    let requests = Arc::new(AtomicUsize::new(0));
    let count = requests.clone();
    let server = Server::start(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        Act {
            end: End::Close,
            ..case.well()
        }
    });
    let client = builder(&server, "m").retry(Retry::never()).build();
    let client = client.expect("a client");
    for _ in 0..3 {
        client.extract_blocking::<Person>("?").expect("a value");
        assert!(server.is_left_within(PATIENCE));
    }
    assert_eq!(requests.load(Ordering::SeqCst), 3);
}

#[test]
fn the_last_clone_of_a_client_that_has_blocked_may_go_anywhere() {
    let case = Case {
        path: Path::Whole,
        good: Good::of(Path::Whole),
        elsewhere: String::new(),
    };
    let server = Server::start(move |_| case.well());
    let client = builder(&server, "m").build().expect("a client");
    client.extract_blocking::<Person>("?").expect("a value");
    run(async move { drop(client) });
}

/// A rule that never comes to an end.
fn never(_: &Person) -> BoxFuture<'_, Result<Vec<Violation>, Error>> {
    Box::pin(std::future::pending())
}

#[test]
fn rules_and_waits_of_the_callers_own_end_with_the_call() {
    let well = |path| {
        let case = Case {
            path,
            good: Good::of(path),
            elsewhere: String::new(),
        };
        let server = Server::start(move |_| case.well());
        let client = builder(&server, "m").build().expect("a client");
        (server, client)
    };
    let is_over = |error: &Error| assert!(matches!(error.kind(), ErrorKind::Deadline), "{error}");
    let began = Instant::now();
    let (_server, client) = well(Path::Whole);
    let request = client.request::<Person>().user("?").deadline(WHILE);
    is_over(&run(request.check_async(never).send()).expect_err("it is over"));
    let (_server, client) = well(Path::Calls);
    let request = client.request::<Person>().user("?").deadline(WHILE);
    is_over(&run(request.check_async(never).calls()).expect_err("it is over"));
    let (_server, client) = well(Path::Items);
    let request = client.request::<Person>().user("?").deadline(WHILE);
    let mut items = request.check_async(never).items();
    match run(items.next()) {
        Some(Err(ItemError::Call(error))) => is_over(&error),
        other => panic!("{other:?}"),
    }
    assert!(run(items.next()).is_none());
    // A wait that the caller asked for.
    let (server, client) = well(Path::Whole);
    let request = client.request::<Person>().user("?").deadline(WHILE);
    let wrong = |_: &Person| vec![Violation::new("", "x-check", "never")];
    let request = request
        .check(wrong)
        .escalate(|_| Next::same().wait(PATIENCE));
    let error = run(request.send()).expect_err("it is over");
    is_over(&error);
    assert_eq!(error.attempts().len(), 1);
    assert_eq!(server.seen.answered.load(Ordering::SeqCst), 1);
    assert!(began.elapsed() < PATIENCE);
    let mut timeouts = Timeouts::default();
    timeouts.total = Some(Duration::ZERO);
    let request = client.request::<Person>().user("?").timeouts(timeouts);
    is_over(&run(request.send()).expect_err("it is over"));
    assert_eq!(
        server.seen.answered.load(Ordering::SeqCst),
        1,
        "nothing is sent"
    );
}
