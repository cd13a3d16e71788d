//! The rules of a request and of its schema, asked about the lines of a batch.

use formwork::batch::{Batch, BatchLine, LineError};
use formwork::provider::offline::Offline;
use formwork::{Client, ErrorKind, Extract, LlmCheck, Request};
use serde_json::json;

use crate::booking::Booking;
use crate::objects::Person;
use crate::vendor::{ADA, KEY, KINDS, Kind, Vendor, ada, run};

/// The functions that the schema names.
pub(crate) mod rules {
    use formwork::Context;

    use crate::booking::{Booking, Dish};

    pub(crate) fn fits_the_room(booking: &Booking, context: &Context) -> Result<(), String> {
        let room = context.get::<u64>().copied().unwrap_or(10);
        if booking.guests > room {
            Err(format!("must not be over {room}"))
        } else {
            Ok(())
        }
    }

    pub(crate) fn no_shouting(name: &str) -> Result<(), &'static str> {
        if name == name.to_uppercase() {
            Err("must not shout")
        } else {
            Ok(())
        }
    }

    pub(crate) async fn is_known_guest(name: &str) -> Result<(), &'static str> {
        tokio::task::yield_now().await;
        match name {
            "Nobody" => Err("is unknown"),
            _ => Ok(()),
        }
    }

    pub(crate) async fn is_on_the_menu(_: &Dish, context: &Context) -> Result<(), &'static str> {
        tokio::task::yield_now().await;
        context.judge().map(|_| ()).ok_or("nobody knows the menu")
    }
}

/// A batch of one request for each text, and the lines that answer it.
fn answered<T: Extract>(request: Request<T>, kind: Kind, texts: &[&str]) -> (Batch<T>, Vec<u8>) {
    let mut batch = request.batch().expect("it has batches");
    let mut lines = String::new();
    for (number, text) in texts.iter().enumerate() {
        let id = format!("r{number}");
        batch.user(id.as_str(), "?").expect("a name");
        lines.push_str(&kind.line(&id, &kind.answer(text)));
        lines.push('\n');
    }
    (batch, lines.into_bytes())
}

fn client(kind: Kind) -> Client {
    let builder = Client::builder(kind.model()).api_key(KEY);
    builder.build().expect("a client")
}

/// What is wrong with each line: nothing, its violations, or why it failed.
fn told<T>(lines: &[BatchLine<T>]) -> Vec<String> {
    let told = lines.iter().map(|line| match &line.result {
        Ok(_) => "fits".to_owned(),
        Err(LineError::Failed(error)) if matches!(error.kind(), ErrorKind::Invalid) => {
            let violations = error.attempts()[0].violations.iter();
            let mut told: Vec<String> = violations.map(ToString::to_string).collect();
            told.sort();
            told.join("; ")
        }
        Err(error) => error.to_string(),
    });
    told.collect()
}

const BOB: &str = r#"{"name":"Bob","nickname":null,"age":36,"address":null}"#;

#[test]
fn functions_of_the_request_judge_each_line() {
    for kind in KINDS {
        let request = client(kind).request::<Person>();
        let request = request.check(|person: &Person| match person.name.as_str() {
            "Bob" => Err("must not be Bob"),
            _ => Ok(()),
        });
        let (batch, lines) = answered(request, kind, &[ADA, BOB]);
        let expected = ["fits", "the answer: must not be Bob [x-check]"];
        assert_eq!(told(&batch.parse_results(&lines)), expected, "{kind:?}");
        let waited = run(batch.read_results(&lines).collect()).expect("no connection");
        assert_eq!(told(&waited), expected, "{kind:?}");
    }
}

#[test]
fn a_rule_that_takes_a_wait_is_waited_for_or_told() {
    let kind = Kind::Openai;
    let request = client(kind).request::<Person>().check_async(|person| {
        let is_bob = person.name == "Bob";
        Box::pin(async move {
            tokio::task::yield_now().await;
            let found = formwork::Violation::new("/name", "taken", "is taken");
            Ok(is_bob.then_some(found).into_iter().collect())
        })
    });
    let (batch, lines) = answered(request.clone(), kind, &[ADA, BOB]);
    for line in batch.parse_results(&lines) {
        assert!(matches!(line.result, Err(LineError::Unjudged)), "{line:?}");
    }
    let waited = run(batch.read_results(&lines).collect()).expect("no connection");
    assert_eq!(told(&waited), ["fits", "/name: is taken [taken]"]);
    let blocked = client(kind).block_on(batch.read_results(&lines).collect());
    let blocked = blocked.expect("not asynchronous").expect("no connection");
    assert_eq!(told(&blocked), told(&waited));
}

#[test]
fn rules_of_the_schema_are_asked_about_lines_too() {
    let kind = Kind::Openai;
    let good = json!({"name": "Ada", "guests": 2, "wish": "soup"}).to_string();
    let unknown = json!({"name": "Nobody", "guests": 2, "wish": "soup"}).to_string();
    let many = json!({"name": "Ada", "guests": 12, "wish": "soup"}).to_string();
    let texts = [good.as_str(), &unknown, &many];
    let judge = || Client::offline(Offline::new());
    let request = client(kind).request::<Booking>();
    let request = request.judge(judge()).context(20_u64);
    let (batch, lines) = answered(request, kind, &texts);
    let waited = told(&run(batch.read_results(&lines).collect()).expect("no connection"));
    let of_functions = waited.iter().map(|told| told.replace("; ", "\n"));
    let of_functions: Vec<String> = of_functions
        .map(|told| {
            let lines = told.lines().filter(|line| !line.contains("x-llm-check"));
            lines.collect::<Vec<_>>().join("; ")
        })
        .collect();
    assert!(
        of_functions[1].contains("/name: is unknown [x-check]"),
        "{waited:?}"
    );
    assert!(!of_functions[2].contains("must not be over"), "{waited:?}");
    // The wish is put to the judge.
    let judge = Offline::new();
    let request = client(kind).request::<Booking>();
    let request = request.judge(Client::offline(judge.clone()));
    let (batch, lines) = answered(request, kind, &texts[..1]);
    run(batch.read_results(&lines).collect()).expect("no connection");
    assert_eq!(judge.requests().len(), 1);
    let request = client(kind).request::<Person>();
    let judge = Offline::new();
    let request = request.llm_check(LlmCheck::new(Client::offline(judge.clone()), "is famous"));
    let (batch, lines) = answered(request, kind, &[ADA]);
    run(batch.read_results(&lines).collect()).expect("no connection");
    assert_eq!(judge.requests().len(), 1);
}

#[test]
fn a_job_that_was_stored_is_given_the_rules_again() {
    for kind in KINDS {
        let vendor = Vendor::start(kind, ada);
        let client = vendor.client();
        run(async {
            let mut batch = client.batch::<Person>().expect("it has batches");
            batch.user("a", "?").expect("a name");
            let job = batch.submit().await.expect("it is taken");
            let poll = formwork::batch::Poll::every(std::time::Duration::from_millis(1));
            job.wait(&client, poll, |_| ()).await.expect("it is over");
            let strict = client.request::<Person>();
            let strict = strict.check(|_: &Person| Err::<(), _>("is never right"));
            let results = job.results::<Person>(&client).await.expect("it is over");
            let lines = results.rules_of(&strict).collect().await;
            let expected = ["the answer: is never right [x-check]"];
            assert_eq!(told(&lines.expect("a file")), expected, "{kind:?}");
            let results = job.results::<Person>(&client).await.expect("it is over");
            let lines = results.collect().await.expect("a file");
            assert_eq!(told(&lines), ["fits"], "{kind:?}");
        });
    }
}

#[test]
fn a_line_whose_rule_is_being_asked_is_not_lost() {
    let kind = Kind::Openai;
    let request = client(kind).request::<Person>().check_async(|_| {
        Box::pin(async {
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            Ok(Vec::new())
        })
    });
    let (batch, lines) = answered(request, kind, &[ADA, BOB]);
    run(async {
        let mut results = batch.read_results(&lines);
        let mut given = Vec::new();
        let mut dropped = 0;
        loop {
            let patience = std::time::Duration::from_millis(if dropped < 2 { 2 } else { 500 });
            match tokio::time::timeout(patience, results.next()).await {
                Ok(Some(line)) => given.push(line.expect("no connection").id),
                Ok(None) => break,
                Err(_) => dropped += 1,
            }
        }
        assert_eq!(given, [Some("r0".to_owned()), Some("r1".to_owned())]);
        assert_eq!(dropped, 2);
    });
}
