//! What is refused before anything is sent, and what a server refuses.

use std::time::Duration;

use formwork::batch::{Job, JobState, Poll};
use formwork::{Client, ErrorKind, Message};

use crate::objects::Person;
use crate::vendor::{KEY, KINDS, Kind, Vendor, ada, run};

#[test]
fn providers_without_batches_say_who_has_them() {
    for model in [
        "cohere/command-a-03-2025",
        "offline",
        "ollama/llama3.2",
        "deepseek/deepseek-chat",
    ] {
        let client = Client::builder(model)
            .api_key(KEY)
            .build()
            .expect("a client");
        let error = client
            .batch::<Person>()
            .expect_err("it has none")
            .to_string();
        assert!(
            error.ends_with(
                "does not take batches; those that do are `anthropic`, `gemini`, `groq`, `mistral`, `openai`"
            ),
            "{error}"
        );
    }
}

#[test]
fn names_are_fit_for_all_and_taken_once() {
    let vendor = Vendor::start(Kind::Openai, ada);
    let mut batch = vendor.client().batch::<Person>().expect("it has batches");
    let long = "x".repeat(65);
    for id in ["", "a b", "é", "a/b", "a.b", long.as_str()] {
        let error = batch.user(id, "Who?").expect_err("no name").to_string();
        assert!(error.contains("is no name for a request"), "{error}");
    }
    batch.user("request-2", "Who?").expect("a name");
    let twice = batch
        .user("request-2", "Who?")
        .expect_err("taken")
        .to_string();
    assert_eq!(twice, "the batch has a request `request-2` already");
    let made = batch
        .push([Message::user("Who?")])
        .expect("one that is free");
    assert_eq!(made, "request-3");
    assert_eq!((batch.len(), batch.is_empty()), (2, false));
    let empty = vendor.client().batch::<Person>().expect("it has batches");
    let error = run(empty.submit())
        .expect_err("nothing to hand over")
        .to_string();
    assert_eq!(error, "the batch is empty");
    assert!(vendor.asked().is_empty(), "nothing is sent");
}

#[test]
fn a_request_that_cannot_be_worded_leaves_the_batch_as_it_was() {
    let vendor = Vendor::start(Kind::Openai, ada);
    let request = vendor.client().request::<Person>().temperature(f64::NAN);
    let mut batch = request.batch().expect("it has batches");
    assert!(batch.user("a", "Who?").is_err());
    assert!(batch.is_empty() && batch.ids().is_empty() && batch.jsonl().is_empty());
}

/// A stored job whose batch has this name.
fn stored(id: &str) -> String {
    serde_json::json!({
        "provider": "openai", "id": id, "wire": "openai-chat", "mode": "json_schema", "mends": "none",
        "ids": ["a"],
    })
    .to_string()
}

#[test]
fn a_stored_job_leads_nowhere_else() {
    let vendor = Vendor::start(Kind::Openai, ada);
    let client = vendor.client();
    for id in ["", "../files", "x?y", "x#y", "x y", "a@b", "x%2f"] {
        let job = Job::from_json(&stored(id)).expect("it is one");
        let error = run(job.status(&client)).expect_err("no name").to_string();
        assert!(error.contains("names nothing on a server"), "{error}");
        assert!(run(job.cancel(&client)).is_err());
    }
    let job = Job::from_json(&stored("batch_1")).expect("it is one");
    let other = Vendor::start(Kind::Mistral, ada);
    let error = run(job.status(&other.client()))
        .expect_err("another")
        .to_string();
    assert_eq!(
        error,
        "the batch is one of `openai`, and the client is for `mistral`"
    );
    assert!(vendor.asked().is_empty() && other.asked().is_empty());
    for text in ["", "[]", "{}", &stored("x").replace("openai-chat", "telex")] {
        let error = Job::from_json(text).expect_err("no job").to_string();
        assert!(error.starts_with("not a stored batch: "), "{error}");
    }
}

#[test]
fn a_server_that_repeats_the_key_is_not_quoted() {
    for kind in KINDS {
        let vendor = Vendor::start(kind, ada);
        let body = r#"{"error":{"message":"wrong key: sk-batch-0123456789abcdef"}}"#;
        vendor.state.lock().unwrap().faults.push((401, body));
        let mut batch = vendor.client().batch::<Person>().expect("it has batches");
        batch.user("a", "Who?").expect("a name");
        let error = run(batch.submit()).expect_err("it is refused");
        assert!(matches!(error.kind(), ErrorKind::Api(error) if error.status == 401));
        assert!(error.to_string().contains("<redacted>"), "{error}");
        assert!(!format!("{error:?}").contains(KEY));
        assert_eq!(vendor.asked().len(), 1, "it is sent once");
    }
}

#[test]
fn nothing_else_that_a_server_says_gives_the_key_away() {
    let said = r#"{"sk-batch-0123456789abcdef":1}"#;
    let failed =
        r#"{"status":"failed","errors":{"data":[{"message":"no sk-batch-0123456789abcdef"}]}}"#;
    let vendor = Vendor::start(Kind::Openai, |_, _| vec![format!("key: {KEY}")]);
    let client = vendor.client();
    let mut batch = client.batch::<Person>().expect("it has batches");
    batch.user("a", "Who?").expect("a name");
    let mut texts = Vec::new();
    run(async {
        vendor.state.lock().unwrap().faults.push((200, said));
        texts.push(format!(
            "{:?}",
            batch.submit().await.expect_err("no name of a file")
        ));
        let job = batch.submit().await.expect("it is taken");
        for text in [said, failed] {
            vendor.state.lock().unwrap().faults.push((200, text));
            texts.push(format!("{:?}", job.status(&client).await));
        }
        let poll = Poll::every(Duration::from_millis(1));
        job.wait(&client, poll, |_| {}).await.expect("it ends");
        let lines = job.results::<Person>(&client).await.expect("it is over");
        texts.push(format!(
            "{:?}",
            lines.collect().await.expect("a whole file")
        ));
    });
    assert_eq!(texts.len(), 4);
    for text in texts {
        assert!(text.contains("<redacted>") && !text.contains(KEY), "{text}");
    }
}

#[test]
fn states_and_counts_mean_the_same_everywhere() {
    let words = [
        (
            Kind::Openai,
            r#"{"status":"failed","errors":{"data":[{"line":3,"message":"bad"}]}}"#,
        ),
        (
            Kind::Openai,
            r#"{"status":"expired","request_counts":{"total":5,"completed":3,"failed":2}}"#,
        ),
        (Kind::Openai, r#"{"status":"cancelling"}"#),
        (
            Kind::Openai,
            r#"{"status":"completed","request_counts":{"total":5,"completed":5}}"#,
        ),
        (
            Kind::Anthropic,
            r#"{"processing_status":"ended","request_counts":{"expired":2}}"#,
        ),
        (
            Kind::Anthropic,
            r#"{"processing_status":"ended","request_counts":{"succeeded":1,"errored":2}}"#,
        ),
        (
            Kind::Anthropic,
            r#"{"processing_status":"canceling","request_counts":{"processing":4}}"#,
        ),
        (
            Kind::Gemini,
            r#"{"metadata":{"state":"BATCH_STATE_EXPIRED","batchStats":{"requestCount":"7"}}}"#,
        ),
        (
            Kind::Gemini,
            r#"{"metadata":{"state":"JOB_STATE_FAILED"},"error":{"message":"bad"}}"#,
        ),
        (
            Kind::Mistral,
            r#"{"status":"TIMEOUT_EXCEEDED","total_requests":3,"succeeded_requests":1}"#,
        ),
        (
            Kind::Mistral,
            r#"{"status":"FAILED","errors":[{"message":"bad","count":2}]}"#,
        ),
    ];
    let mut seen = Vec::new();
    for (kind, text) in words {
        let vendor = Vendor::start(kind, ada);
        let mut batch = vendor.client().batch::<Person>().expect("it has batches");
        batch.user("a", "Who?").expect("a name");
        seen.push(run(async {
            let job = batch.submit().await.expect("it is taken");
            vendor.state.lock().unwrap().faults.push((200, text));
            let status = job.status(&vendor.client()).await.expect("a status");
            let counts = status.counts;
            let counts = (counts.total, counts.succeeded, counts.failed);
            (status.state, counts, status.message)
        }));
    }
    let bad = |text: &str| Some(text.to_owned());
    assert_eq!(
        seen,
        [
            (JobState::Failed, (0, 0, 0), bad("line 3: bad")),
            (JobState::Expired, (5, 3, 2), None),
            (JobState::Running, (0, 0, 0), None),
            (JobState::Running, (5, 5, 0), None),
            (JobState::Expired, (2, 0, 2), None),
            (JobState::Completed, (3, 1, 2), None),
            (JobState::Running, (4, 0, 0), None),
            (JobState::Expired, (7, 0, 0), None),
            (JobState::Failed, (0, 0, 0), bad("bad")),
            (JobState::Expired, (3, 1, 0), None),
            (JobState::Failed, (0, 0, 0), bad("bad")),
        ]
    );
}

#[test]
fn a_status_that_says_nothing_is_an_error_in_the_end() {
    let vendor = Vendor::start(Kind::Openai, ada);
    let mut batch = vendor.client().batch::<Person>().expect("it has batches");
    batch.user("a", "Who?").expect("a name");
    run(async {
        let job = batch.submit().await.expect("it is taken");
        let page = (200, "<html>busy</html>");
        vendor.state.lock().unwrap().faults.extend([page; 2]);
        let client = vendor.client();
        let error = job.status(&client).await.expect_err("a page");
        assert!(matches!(error.kind(), ErrorKind::Protocol(_)), "{error}");
        let poll = Poll::every(Duration::from_millis(1));
        let status = job.wait(&client, poll, |_| {}).await.expect("it passes");
        assert_eq!(status.state, JobState::Completed);
    });
}
