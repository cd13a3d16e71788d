//! The whole way of a batch, for each API: hand over, wait, read.

use std::time::Duration;

use formwork::Message;
use formwork::batch::{Batch, Job, JobState, LineError, Poll};

use crate::objects::Person;
use crate::vendor::{KEY, KINDS, Kind, Vendor, ada, run};

const SOON: Duration = Duration::from_millis(1);

/// A batch of three.
fn batch(vendor: &Vendor) -> Batch<Person> {
    let request = vendor.client().request::<Person>().system("Who is it?");
    let mut batch = request.max_tokens(300).batch().expect("it has batches");
    batch.user("ada", "Ada.").expect("a name");
    batch.add("b_2", [Message::user("Bob.")]).expect("a name");
    assert_eq!(
        batch.push([Message::user("Cyd.")]).expect("one more"),
        "request-3"
    );
    batch
}

#[test]
fn a_batch_goes_its_way_with_each_of_the_four() {
    for kind in KINDS {
        let vendor = Vendor::start(kind, ada);
        let client = vendor.client();
        run(async {
            let job = batch(&vendor).submit().await.expect("it is taken");
            assert_eq!(job.ids(), ["ada", "b_2", "request-3"]);
            assert_eq!(vendor.state.lock().unwrap().ids, job.ids());
            // Another process goes on with what was stored.
            let stored = job.to_json();
            assert!(!stored.contains(KEY));
            let job = Job::from_json(&stored).expect("what was stored");
            assert_eq!(serde_json::to_string(&job).unwrap(), stored);
            assert_eq!(serde_json::from_str::<Job>(&stored).unwrap(), job);

            let under_way = job
                .results::<Person>(&client)
                .await
                .err()
                .expect("not over");
            assert!(
                under_way
                    .to_string()
                    .contains("its results come when it is over")
            );
            let mut seen = Vec::new();
            let poll = Poll::every(SOON);
            let status = job
                .wait(&client, poll, |status| seen.push(status.clone()))
                .await;
            let status = status.expect("it ends");
            assert_eq!(status.state, JobState::Completed, "{kind:?}");
            assert_eq!((status.counts.total, status.counts.succeeded), (3, 3));
            assert_eq!(seen.last(), Some(&status));
            assert_eq!(seen.len(), 2);
            assert_eq!(seen[0].state, JobState::Running);
            assert_eq!(seen[0].counts.pending(), 3);

            let lines = job.results::<Person>(&client).await.expect("it is over");
            let lines = lines.collect().await.expect("a whole file");
            let ids: Vec<&str> = lines.iter().filter_map(|line| line.id.as_deref()).collect();
            assert_eq!(ids, ["ada", "b_2", "request-3"]);
            for line in lines {
                let reply = line.result.expect("it fits");
                assert_eq!(reply.value.address.as_ref().expect("one").city, "London");
                assert_eq!(reply.usage().total_tokens, 13);
                assert_eq!(reply.attempts.len(), 1);
            }
        });
    }
}

#[test]
fn a_batch_of_words_gives_words() {
    let words = "Who \"Ada\" is? {\"name\": 7}";
    for kind in KINDS {
        let vendor = Vendor::start(kind, move |kind, ids| {
            let said = ids.iter().map(|id| format!("{id}: {words}"));
            let lines = ids.iter().zip(said);
            lines
                .map(|(id, text)| kind.line(id, &kind.answer(&text)))
                .collect()
        });
        let client = vendor.client();
        run(async {
            let mut batch = client.request_text().batch().expect("it has batches");
            batch.user("ada", "Ada?").expect("a name");
            batch.user("b_2", "Bob?").expect("a name");
            let job = batch.submit().await.expect("it is taken");
            let job = Job::from_json(&job.to_json()).expect("what was stored");
            let waited = job.wait(&client, Poll::every(SOON), |_| ()).await;
            waited.expect("it ends");
            let results = job.results_text(&client).await.expect("it is over");
            let lines = results.collect().await.expect("a whole file");
            assert_eq!(lines.len(), 2);
            for (line, id) in lines.into_iter().zip(["ada", "b_2"]) {
                assert_eq!(line.id.as_deref(), Some(id));
                let reply = line.result.expect("it says something");
                assert_eq!(*reply.value, *format!("{id}: {words}"));
                assert_eq!(reply.usage().total_tokens, 13);
            }
        });
    }
}

#[test]
fn a_batch_that_is_called_off_is_over() {
    for kind in KINDS {
        let vendor = Vendor::start(kind, |_, _| Vec::new());
        let client = vendor.client();
        run(async {
            let job = batch(&vendor).submit().await.expect("it is taken");
            assert!(!job.status(&client).await.expect("a status").state.is_over());
            job.cancel(&client).await.expect("it is called off");
            let status = job
                .wait(&client, Poll::every(SOON), |_| {})
                .await
                .expect("it ends");
            assert_eq!(
                status.state,
                JobState::Cancelled,
                "{kind:?}: {}",
                status.word
            );
            let lines = job.results::<Person>(&client).await.expect("it is over");
            let lines = lines.collect().await.expect("a whole file");
            assert_eq!(lines.len(), 3);
            assert!(
                lines
                    .iter()
                    .all(|line| matches!(line.result, Err(LineError::Missing)))
            );
        });
    }
}

#[test]
fn waiting_ends_at_its_deadline() {
    let vendor = Vendor::start(Kind::Openai, ada);
    run(async {
        let job = batch(&vendor).submit().await.expect("it is taken");
        let poll = Poll::every(Duration::from_secs(5)).deadline(SOON);
        let error = job
            .wait(&vendor.client(), poll, |_| {})
            .await
            .expect_err("no time");
        assert!(
            matches!(error.kind(), formwork::ErrorKind::Deadline),
            "{error}"
        );
    });
}

#[test]
fn what_is_too_much_for_a_body_goes_as_a_file() {
    let vendor = Vendor::start(Kind::Gemini, ada);
    let client = vendor.client();
    run(async {
        let mut batch = client.batch::<Person>().expect("it has batches");
        for id in ["a", "b", "c"] {
            batch
                .user(id, "x".repeat(7_000_000))
                .expect("it is not too much");
        }
        let job = batch.submit().await.expect("it is taken");
        let status = job
            .wait(&client, Poll::every(SOON), |_| {})
            .await
            .expect("it ends");
        assert_eq!(status.counts.total, 3);
        let lines = job.results::<Person>(&client).await.expect("it is over");
        let lines = lines.collect().await.expect("a whole file");
        assert!(lines.iter().all(|line| line.result.is_ok()));
        assert!(
            vendor
                .asked()
                .contains(&"POST /upload/v1beta/files".to_owned())
        );
    });
}

#[test]
fn a_program_that_is_not_asynchronous_waits() {
    for kind in KINDS {
        let vendor = Vendor::start(kind, ada);
        let client = vendor.client();
        let job = batch(&vendor).submit_blocking().expect("it is taken");
        let poll = Poll::every(SOON);
        let status = job.wait_blocking(&client, poll, |_| {}).expect("it ends");
        assert_eq!(status, job.status_blocking(&client).expect("a status"));
        let mut results = job.results_blocking::<Person>(&client).expect("it is over");
        let mut names = Vec::new();
        while let Some(line) = results.next_blocking() {
            let reply = line.expect("a whole file").result.expect("it fits");
            names.push(reply.value.name);
        }
        assert_eq!(names, ["Ada Lovelace"; 3]);
        job.cancel_blocking(&client).expect("it is heard");
        let within = run(async { job.status_blocking(&client) });
        assert!(within.is_err(), "it would stop the whole program");
    }
}
