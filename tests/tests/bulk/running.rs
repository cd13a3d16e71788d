//! A job that nobody disturbs: what is handed out, in which order, how many at a time, and what is told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use formwork::bulk::{Input, Journal, Progress};
use formwork::dynamic::Schema;
use formwork::{ErrorKind, Message, Text};

use crate::inputs;
use crate::loopback::Told;
use crate::model::{Model, folder, person, run, said};
use crate::objects::Person;

#[test]
fn results_come_as_they_are_there_and_only_so_many_at_a_time() {
    let seen = Mutex::new(0);
    let model = Model::start(move |name, _| {
        *seen.lock().unwrap() += 1;
        let mut told = Told::json(200, said(&person(name)));
        told.pause = Duration::from_millis(10);
        if name == "n-0" {
            // All the others have been asked about by then.
            while *seen.lock().unwrap() < 20 {
                std::thread::sleep(Duration::from_millis(5));
            }
            told.pause = Duration::from_millis(700);
        }
        told
    });
    run(async {
        let bulk = model
            .client()
            .request::<Person>()
            .system("Say who it is.")
            .bulk();
        let mut running = bulk.concurrency(4).run(inputs(20));
        let mut ids = Vec::new();
        while let Some(done) = running.next().await {
            assert_eq!(done.result.expect("it fits").value.name, done.id);
            assert!(!done.resumed && done.unwritten.is_none());
            ids.push(done.id);
        }
        assert_eq!(
            ids.last().map(String::as_str),
            Some("n-0"),
            "the slow one comes last"
        );
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 20);
        assert!(running.next().await.is_none(), "and nothing follows");
    });
    assert!((2..=4).contains(&model.most()), "{}", model.most());
    assert_eq!(model.asked(), 20);
}

#[test]
fn each_input_fails_for_itself() {
    let model = Model::start(|name, before| match name {
        "n-1" => Told::json(400, r#"{"error":{"message":"no"}}"#),
        "n-2" => Told::json(200, said(r#"{"nickname":7}"#)),
        // Mended when it is asked again.
        "n-3" if before == 0 => Told::json(200, said("{}")),
        "n-4" if before == 0 => Told::json(500, "{}"),
        name => Told::json(200, said(&person(name))),
    });
    let seen: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let watched = seen.clone();
    run(async {
        let bulk = model.client().bulk::<Person>();
        let bulk = bulk.on_progress(move |progress| watched.lock().unwrap().push(*progress));
        let mut all = inputs(6);
        all.push(Input::new(
            "empty",
            [Message::user("Who is empty?"), Message::user("Who is it?")],
        ));
        let mut running = bulk.run(all);
        let mut failed = Vec::new();
        while let Some(done) = running.next().await {
            match (&done.result, done.id.as_str()) {
                (Ok(reply), "n-3") => assert_eq!(reply.attempts.len(), 2),
                (Ok(reply), _) => assert_eq!(reply.attempts.len(), 1),
                (Err(error), "n-1") => assert!(matches!(error.kind(), ErrorKind::Api(_))),
                (Err(error), "n-2") => {
                    assert!(matches!(error.kind(), ErrorKind::Invalid));
                    assert_eq!(error.attempts().len(), 3);
                }
                (Err(error), id) => panic!("{id}: {error}"),
            }
            if done.result.is_err() {
                failed.push(done.id);
            }
        }
        failed.sort_unstable();
        assert_eq!(failed, ["n-1", "n-2"]);
        let last = running.progress();
        assert_eq!((last.done(), last.failed, last.total), (7, 2, Some(7)));
        assert_eq!((last.under_way, last.resumed, last.outdated), (0, 0, 0));
        // Four whole ones, one in two attempts, one in three.
        assert_eq!(last.usage.total_tokens, 15 * (4 + 2 + 3));
    });
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 7);
    assert!(
        seen.iter()
            .zip(1..)
            .all(|(progress, done)| progress.done() == done)
    );
}

#[test]
fn inputs_are_taken_as_there_is_room_for_them() {
    let model = Model::thinking(Duration::from_millis(5));
    let taken = Arc::new(Mutex::new(0));
    let count = taken.clone();
    let endless = (0..).map(move |n| {
        *count.lock().unwrap() += 1;
        Input::user(format!("n-{n}"), format!("Who is n-{n}?"))
    });
    run(async {
        let mut running = model.client().bulk::<Person>().concurrency(3).run(endless);
        assert_eq!(running.progress().total, None);
        for _ in 0..10 {
            running
                .next()
                .await
                .expect("there is no end")
                .result
                .expect("it fits");
        }
        assert!(*taken.lock().unwrap() <= 13, "{}", taken.lock().unwrap());
    });
}

#[test]
fn a_name_that_is_under_way_is_not_asked_about_twice() {
    let model = Model::thinking(Duration::from_millis(50));
    run(async {
        let twice = [inputs(1), inputs(1)].concat();
        let mut running = model.client().bulk::<Person>().run(twice);
        let first = running.next().await.expect("something");
        let error = first.result.expect_err("it comes at once").to_string();
        assert_eq!(error, "the input `n-0` is being asked about already");
        assert!(running.next().await.expect("the other").result.is_ok());
        assert!(running.next().await.is_none());
    });
    assert_eq!(model.asked(), 1);
}

#[test]
fn a_program_that_is_not_asynchronous_waits() {
    let model = Model::thinking(Duration::from_millis(5));
    let mut running = model
        .client()
        .bulk::<Person>()
        .concurrency(4)
        .run(inputs(12));
    let mut count = 0;
    while let Some(done) = running.next_blocking().expect("it is not") {
        assert_eq!(done.result.expect("it fits").value.name, done.id);
        count += 1;
    }
    assert_eq!(count, 12);
    assert!(model.most() <= 4);
    let mut running = model.client().bulk::<Person>().run(inputs(1));
    assert!(run(async { running.next_blocking() }).is_err());
}

#[test]
fn words_and_schemas_of_run_time_are_asked_for_and_known_again() {
    let model = Model::start(|name, _| Told::json(200, said(&format!("{name} \"is\" here."))));
    let path = folder("words").join("journal");
    run(async {
        for resumed in [false, true] {
            let journal = Journal::open(&path).expect("a journal");
            let bulk = model.client().request_text().bulk().journal(journal);
            let mut running = bulk.run(inputs(5));
            while let Some(done) = running.next().await {
                let words = done.result.expect("it says something").value;
                assert_eq!(*words, *format!("{} \"is\" here.", done.id));
                assert_eq!(done.resumed, resumed);
            }
        }
        assert_eq!(model.asked(), 5);
        // A rule that has come since is asked about what was kept.
        let journal = Journal::open(&path).expect("a journal");
        let request = model.client().request_text().max_reasks(0);
        let request = request.check(|text: &Text| {
            if text.starts_with("n-3") {
                Err("is one too many")
            } else {
                Ok(())
            }
        });
        let mut running = request.bulk().journal(journal).run(inputs(5));
        let mut failed = Vec::new();
        while let Some(done) = running.next().await {
            failed.extend(done.result.is_err().then_some(done.id));
        }
        assert_eq!((failed, model.asked()), (vec!["n-3".to_owned()], 6));
    });

    let model = Model::start(|name, _| Told::json(200, said(&person(name))));
    let schema = include_str!("../../cases/objects/schema.yaml");
    let schema = Schema::from_yaml(schema).expect("a schema");
    let path = folder("schemas").join("journal");
    run(async {
        for resumed in [false, true] {
            let journal = Journal::open(&path).expect("a journal");
            let bulk = model.client().request_for(&schema).bulk().journal(journal);
            let mut running = bulk.run(inputs(5));
            while let Some(done) = running.next().await {
                let person = done.result.expect("it fits").value;
                let name = person
                    .get("name")
                    .and_then(|name| name.as_str().map(str::to_owned));
                assert_eq!(name.as_deref(), Some(&*done.id));
                assert_eq!(done.resumed, resumed);
            }
        }
        assert_eq!(model.asked(), 5);
    });
}
