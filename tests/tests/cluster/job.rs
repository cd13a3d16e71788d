//! A shared job that nobody disturbs.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use formwork::cluster::{Cluster, ClusterError};
use formwork::{ErrorKind, Message};

use crate::loopback::Told;
use crate::model::{KEY, Model, person, questions, run, said};
use crate::objects::Person;
use crate::redis::Redis;

/// For how long a provider takes nothing.
const HOLD: Duration = Duration::from_millis(900);

async fn connect(redis: &Redis, name: &str) -> Cluster {
    let cluster = Cluster::connect(&redis.url(), name)
        .await
        .expect("a server");
    cluster.heartbeat(Duration::from_secs(1))
}

#[test]
fn every_input_comes_to_something_once() {
    let Some(redis) = Redis::start("once") else {
        return;
    };
    let model = Model::start(|name, _| match name {
        "n-1" => Told::json(200, said(r#"{"nickname":7}"#)),
        "n-2" => Told::json(400, r#"{"error":{"message":"no"}}"#),
        name => {
            let mut told = Told::json(200, said(&person(name)));
            told.pause = Duration::from_millis(100);
            told
        }
    });
    run(async {
        let cluster = connect(&redis, "once").await;
        cluster.push(questions(20)).await.expect("they are taken");
        // Once more, as somebody does who does not know how far that went.
        cluster.push(questions(25)).await.expect("they are taken");
        let progress = cluster.progress().await.expect("a server");
        assert_eq!((progress.total, progress.finished), (25, 0));
        let request = model.client().request::<Person>().max_reasks(1);
        let worker = cluster.worker(request.clone()).concurrency(4);
        worker.run_to_end().await.expect("it ends");
        assert!((2..=4).contains(&model.most()), "{}", model.most());
        assert_eq!(model.asked(), 25 + 1);
        model.settle();
        let progress = cluster.progress().await.expect("a server");
        assert!(progress.is_over());
        assert_eq!((progress.answered, progress.failed), (24, 1));

        let mut results = cluster.results(&request);
        let mut ids = BTreeSet::new();
        while let Some(done) = results.next().await.expect("a server") {
            match (done.id.as_str(), done.result) {
                ("n-1", Err(error)) => {
                    assert!(matches!(error.kind(), ErrorKind::Invalid));
                    assert_eq!(error.usage().total_tokens, 30);
                    assert_eq!(error.attempts()[0].violations.len(), 2);
                }
                (id, result) => assert_eq!(result.expect("it fits").value.name, id),
            }
            ids.insert(done.id);
        }
        assert_eq!(ids.len(), 24);
        assert!(!ids.contains("n-2"));
        // Nothing is left for another worker, and nothing is asked again.
        cluster
            .worker(request)
            .run_to_end()
            .await
            .expect("it ends at once");
        assert_eq!(model.asked(), 25 + 1);
    });
    let everything = redis.everything();
    let holds = |words: &str| {
        everything
            .windows(words.len())
            .any(|window| window == words.as_bytes())
    };
    assert!(holds("Who is n-3?"), "this is how it is searched");
    assert!(!holds(KEY) && !holds("Bearer"));
}

#[test]
fn what_failed_can_be_put_there_again() {
    let Some(redis) = Redis::start("failed") else {
        return;
    };
    let model = Model::start(|name, before| match name {
        "n-2" if before == 0 => Told::json(400, r#"{"error":{"message":"no"}}"#),
        name => Told::json(200, said(&person(name))),
    });
    run(async {
        let cluster = connect(&redis, "failed").await;
        cluster.push(questions(5)).await.expect("they are taken");
        let request = model.client().request::<Person>();
        cluster
            .worker(request.clone())
            .run_to_end()
            .await
            .expect("it ends");
        assert_eq!(cluster.progress().await.expect("a server").failed, 1);
        cluster.push_failed().await.expect("it is taken");
        cluster.worker(request).run_to_end().await.expect("it ends");
        let progress = cluster.progress().await.expect("a server");
        assert_eq!((progress.answered, progress.failed), (5, 0));
        assert_eq!(model.asked(), 6);
    });
}

#[test]
fn messages_can_be_made_of_what_an_input_says() {
    let Some(redis) = Redis::start("word") else {
        return;
    };
    let model = Model::thinking(Duration::ZERO);
    run(async {
        let cluster = connect(&redis, "word").await;
        cluster
            .push([("a", "Ada"), ("b", "Bob")])
            .await
            .expect("they are taken");
        let request = model.client().request::<Person>();
        let word = |id: &str, text: &str| vec![Message::user(format!("Who is {text}-{id}?"))];
        let worker = cluster.worker(request).word(word);
        worker.run_to_end().await.expect("it ends");
        let answered = model.answered();
        let names: Vec<&str> = answered.keys().map(String::as_str).collect();
        assert_eq!(names, ["Ada-a", "Bob-b"]);
    });
}

#[test]
fn a_limit_that_one_has_met_holds_all() {
    let Some(redis) = Redis::start("limit") else {
        return;
    };
    let times: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let seen = times.clone();
    let model = Model::start(move |name, _| {
        let mut times = seen.lock().expect("the model is well");
        times.push(Instant::now());
        if times.len() == 10 {
            let refusal = Told::json(429, r#"{"error":{"message":"slow down"}}"#);
            return refusal.header("retry-after-ms", HOLD.as_millis().to_string());
        }
        let mut told = Told::json(200, said(&person(name)));
        told.pause = Duration::from_millis(2);
        told
    });
    run(async {
        let (one, other) = (
            connect(&redis, "limit").await,
            connect(&redis, "limit").await,
        );
        one.push(questions(30)).await.expect("they are taken");
        let request = model.client().request::<Person>();
        let works = [one, other].map(|cluster| {
            let worker = cluster.worker(request.clone()).concurrency(1);
            worker.run_to_end()
        });
        let [first, second] = works;
        let second = tokio::spawn(second);
        first.await.expect("it ends");
        second.await.expect("no panic").expect("it ends");
    });
    let times = times.lock().expect("the model is well");
    assert_eq!(times.len(), 31);
    let refused = times[9];
    // One more may have been on its way when the limit was met.
    let meanwhile = times.iter().filter(|time| {
        let after = time.saturating_duration_since(refused);
        !after.is_zero() && after + Duration::from_millis(50) < HOLD
    });
    assert!(meanwhile.count() <= 1);
}

#[test]
fn more_inputs_than_a_script_can_move_at_once() {
    let Some(redis) = Redis::start("many") else {
        return;
    };
    let model = Model::thinking(Duration::ZERO);
    run(async {
        let cluster = connect(&redis, "many").await;
        cluster.push(questions(9000)).await.expect("they are taken");
        assert_eq!(cluster.progress().await.expect("a server").total, 9000);
        let worker = cluster.worker(model.client().request::<Person>());
        let enough = cluster.clone();
        let stop = async move {
            while enough.progress().await.expect("a server").finished < 20 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        worker.run_until(stop).await.expect("it stops");
        let progress = cluster.progress().await.expect("a server");
        assert!(!progress.is_over());
        assert_eq!(
            progress.answered,
            model.asked(),
            "what was under way is finished"
        );
    });
}

#[test]
fn names_and_servers_are_looked_at() {
    run(async {
        for name in ["", "a b", "a:b", "é", &"x".repeat(65)] {
            let error = Cluster::connect("redis://127.0.0.1:1/", name)
                .await
                .expect_err("no name");
            assert!(matches!(error, ClusterError::Name(_)), "{error}");
        }
        let error = Cluster::connect("telex://127.0.0.1/", "x")
            .await
            .expect_err("no server");
        assert!(matches!(error, ClusterError::Redis(_)), "{error}");
    });
}
