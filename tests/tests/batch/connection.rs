//! Servers that fail for a while, and connections that break.

use std::time::Duration;

use formwork::batch::{Job, Poll};
use formwork::{Client, ErrorKind};

use crate::objects::Person;
use crate::vendor::{KINDS, Vendor, ada, run};

const BUSY: (u16, &str) = (503, r#"{"error":{"message":"busy"}}"#);

async fn over(vendor: &Vendor, client: &Client) -> Job {
    let mut batch = client.batch::<Person>().expect("it has batches");
    // More than 20 MB, so that every API gives its results in a file.
    for id in ["a", "b", "c"] {
        batch
            .user(id, "x".repeat(7_000_000))
            .expect("it is not too much");
    }
    let job = batch.submit().await.expect("it is taken");
    let poll = Poll::every(Duration::from_millis(1));
    job.wait(client, poll, |_| {}).await.expect("it ends");
    assert_eq!(vendor.state.lock().unwrap().ids, ["a", "b", "c"]);
    job
}

#[test]
fn results_that_break_off_are_taken_up_where_they_were() {
    for kind in KINDS {
        let vendor = Vendor::start(kind, ada);
        let client = vendor.client();
        run(async {
            let job = over(&vendor, &client).await;
            let line = ada(kind, &["a".to_owned()])[0].len() + 1;
            // In a line, at the end of one, before the first byte.
            vendor.state.lock().unwrap().cuts = vec![2 * line + 5, line, 0];
            let lines = job.results::<Person>(&client).await.expect("it is over");
            let lines = lines.collect().await.expect("a whole file");
            let ids: Vec<&str> = lines.iter().filter_map(|line| line.id.as_deref()).collect();
            assert_eq!(ids, ["a", "b", "c"], "{kind:?}");
            assert!(lines.iter().all(|line| line.result.is_ok()));
        });
    }
}

#[test]
fn results_that_go_on_breaking_off_are_an_error() {
    let vendor = Vendor::start(KINDS[0], ada);
    let client = vendor.client();
    run(async {
        let job = over(&vendor, &client).await;
        vendor.state.lock().unwrap().cuts = vec![10; 9];
        let mut results = job.results::<Person>(&client).await.expect("it is over");
        let error = results
            .next()
            .await
            .expect("something")
            .expect_err("it breaks");
        assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
        assert!(
            results.next().await.is_none(),
            "nothing is said to be missing"
        );
    });
}

#[test]
fn what_is_handed_over_is_sent_once_and_what_is_asked_for_again() {
    for kind in KINDS {
        let vendor = Vendor::start(kind, ada);
        let client = vendor.client();
        run(async {
            let mut batch = client.batch::<Person>().expect("it has batches");
            batch.user("a", "Who?").expect("a name");
            vendor.state.lock().unwrap().faults.push(BUSY);
            let error = batch.submit().await.expect_err("the server is busy");
            assert!(matches!(error.kind(), ErrorKind::Api(error) if error.retryable()));
            assert_eq!(vendor.asked().len(), 1);
            let job = batch.submit().await.expect("it is taken");
            vendor.state.lock().unwrap().faults.push(BUSY);
            assert!(
                !job.status(&client)
                    .await
                    .expect("the second time")
                    .state
                    .is_over()
            );
        });
    }
}
