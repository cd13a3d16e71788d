//! Three processes that work on one job, of which one is killed in the middle.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use formwork::cluster::Cluster;

use crate::model::{Model, client, questions, run};
use crate::objects::Person;
use crate::redis::Redis;

/// How a process of this program learns that it is a worker: Redis, model.
const ROLE: &str = "FORMWORK_TEST_CLUSTER";
const INPUTS: usize = 240;
const CONCURRENCY: usize = 4;

async fn connect(url: &str) -> Cluster {
    let cluster = Cluster::connect(url, "killed").await.expect("a server");
    cluster.heartbeat(Duration::from_secs(2))
}

/// A worker, in a process of its own.
#[test]
fn a_worker() {
    let Ok(role) = std::env::var(ROLE) else {
        return;
    };
    let (url, address) = role.split_once(' ').expect("a role");
    let client = client(address.parse().expect("an address"));
    run(async {
        let cluster = connect(url).await;
        let worker = cluster
            .worker(client.request::<Person>())
            .concurrency(CONCURRENCY);
        worker.run_to_end().await.expect("it ends");
    });
}

fn start(redis: &Redis, model: &Model) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "killed::a_worker", "--test-threads=1"])
        .env(ROLE, format!("{} {}", redis.url(), model.address))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process")
}

#[test]
fn nothing_is_lost_and_nothing_paid_for_twice() {
    let Some(redis) = Redis::start("killed") else {
        return;
    };
    let model = Model::thinking(Duration::from_millis(60));
    run(async {
        let cluster = connect(&redis.url()).await;
        cluster
            .push(questions(INPUTS))
            .await
            .expect("they are taken");
        let mut workers: Vec<Child> = (0..3).map(|_| start(&redis, &model)).collect();
        let began = Instant::now();
        loop {
            let now = cluster.progress().await.expect("a server");
            if now.finished >= INPUTS / 3 {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{now:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(model.most() > CONCURRENCY, "several work at a time");
        let mut killed = workers.remove(0);
        killed.kill().expect("it is killed");
        killed.wait().expect("it is gone");
        for mut worker in workers {
            assert!(worker.wait().expect("it ends").success());
        }
        let progress = cluster.progress().await.expect("a server");
        assert!(progress.is_over());
        assert_eq!(
            (progress.total, progress.answered, progress.failed),
            (INPUTS, INPUTS, 0)
        );

        let request = model.client().request::<Person>();
        let mut results = cluster.results(&request);
        let mut read = BTreeMap::new();
        while let Some(done) = results.next().await.expect("a server") {
            let reply = done.result.expect("it fits");
            assert_eq!(reply.value.name, done.id);
            *read.entry(done.id).or_insert(0) += 1;
        }
        assert_eq!(read.len(), INPUTS);
        assert!(read.values().all(|count| *count == 1));
    });
    model.settle();
    let answered = model.answered();
    assert_eq!(answered.len(), INPUTS);
    assert!(answered.values().all(|count| *count <= 2));
    let lost: usize = answered.values().map(|count| count - 1).sum();
    assert!(lost <= CONCURRENCY, "{lost} were asked for twice");
    let line = format!(
        "3 workers, 1 killed, {INPUTS} inputs: {lost} were under way, and asked for again\n"
    );
    let _ = std::io::Write::write_all(&mut std::io::stdout(), line.as_bytes());
}
