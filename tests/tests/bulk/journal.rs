//! What a journal keeps, what it refuses, and what is asked again.

use std::fs;
use std::path::Path;
use std::time::Duration;

use formwork::bulk::{Done, Entry, Journal, JournalError, Sync};
use formwork::provider::Mode;
use formwork::{ErrorKind, Request};

use crate::inputs;
use crate::loopback::Told;
use crate::model::{KEY, Model, folder, person, run, said};
use crate::objects::Person;

/// Everything that a job comes to.
async fn all(request: Request<Person>, journal: Journal, count: usize) -> Vec<Done<Person>> {
    let mut running = request.bulk().journal(journal).run(inputs(count));
    let mut all = Vec::new();
    while let Some(done) = running.next().await {
        all.push(done);
    }
    assert_eq!(all.len(), count);
    all
}

/// What a journal holds, and whether its end is torn.
fn entries(path: &Path) -> (Vec<Entry>, bool) {
    let mut entries = Journal::entries(path).expect("a journal");
    let read = entries.by_ref().map(|entry| entry.expect("it is whole"));
    (read.collect(), entries.was_torn())
}

#[test]
fn what_was_paid_for_is_not_asked_again() {
    let model = Model::start(|name, before| match name {
        "n-1" => Told::json(200, said(r#"{"nickname":7}"#)),
        "n-2" if before < 3 => Told::json(500, r#"{"error":{"message":"ill"}}"#),
        "n-3" => Told::json(
            200,
            said(&person(name)).replace("\"stop\"", "\"content_filter\""),
        ),
        "n-4" => Told::json(200, said("{").replace("\"stop\"", "\"length\"")),
        name => Told::json(200, said(&person(&format!("{name} \u{2028}\"é\\\n")))),
    });
    let path = folder("paid").join("journal");
    run(async {
        let request = model.client().request::<Person>().max_reasks(1);
        let first = all(request.clone(), Journal::open(&path).expect("a journal"), 8).await;
        let asked = model.asked();
        assert_eq!(first.iter().filter(|done| done.result.is_ok()).count(), 4);

        let journal = Journal::open(&path).expect("a journal");
        assert_eq!((journal.len(), journal.was_torn()), (7, false));
        // Also while a job has it open, it can be read what has come of each.
        let entries = entries(&path).0;
        assert_eq!(entries.len(), 7);
        for entry in &entries {
            let done = first.iter().find(|done| done.id == entry.id());
            let failure = match &done.expect("it was asked").result {
                Ok(reply) => {
                    assert_eq!(entry.answer(), reply.attempts[0].answer);
                    assert_eq!(entry.usage(), reply.usage());
                    None
                }
                Err(error) => {
                    let last = error.attempts().last().expect("it was answered");
                    assert_eq!(entry.violations(), last.violations);
                    assert_eq!(entry.usage(), error.usage());
                    Some(error.kind())
                }
            };
            assert_eq!(
                format!("{:?}", entry.failure().as_ref()),
                format!("{failure:?}")
            );
            assert_eq!(
                (entry.provider(), entry.attempts()),
                ("openai", 1 + u32::from(entry.id() == "n-1"))
            );
        }
        let second = all(request.clone(), journal, 8).await;
        // What had no answer is asked again, and only that.
        assert_eq!(model.asked(), asked + 1);
        assert_eq!(second.iter().filter(|done| !done.resumed).count(), 1);
        for done in &second {
            assert_eq!(done.resumed, done.id != "n-2");
            let before = first
                .iter()
                .find(|before| before.id == done.id)
                .expect("the same");
            match (&before.result, &done.result) {
                (Ok(before), Ok(now)) => {
                    assert_eq!(before.value.name, now.value.name);
                    assert_eq!(before.usage(), now.usage());
                }
                (Err(before), Ok(_)) => assert!(matches!(before.kind(), ErrorKind::Api(_))),
                (Err(before), Err(now)) => {
                    assert_eq!(format!("{:?}", before.kind()), format!("{:?}", now.kind()));
                    assert_eq!(before.usage(), now.usage());
                    let last = |error: &formwork::Error| {
                        let last = error.attempts().last().expect("one").clone();
                        (last.number, last.answer, last.violations, last.failure)
                    };
                    assert_eq!(last(before), last(now));
                }
                (Ok(_), Err(now)) => panic!("{now}"),
            }
        }
        let third = all(request, Journal::open(&path).expect("a journal"), 8).await;
        assert!(third.iter().all(|done| done.resumed));
        assert_eq!(model.asked(), asked + 1);
    });
    let written = fs::read_to_string(&path).expect("UTF-8");
    assert!(!written.contains(KEY) && !written.contains("Bearer"));
    assert!(!written.contains("Who is"), "questions are not kept");
}

#[test]
fn another_question_is_another_input() {
    let model = Model::thinking(Duration::ZERO);
    let path = folder("question").join("journal");
    run(async {
        let plain = model.client().request::<Person>();
        let variants = [
            plain.clone(),
            plain.clone().system("Be brief."),
            plain.clone().temperature(0.5),
            plain.clone().model("gpt-5"),
            plain.clone().mode(Mode::Tools),
        ];
        for (number, request) in variants.into_iter().enumerate() {
            let journal = Journal::open(&path).expect("a journal");
            let mut running = request.clone().bulk().journal(journal).run(inputs(1));
            let done = running.next().await.expect("one");
            assert!(!done.resumed, "variant {number}");
            assert_eq!(running.progress().outdated, usize::from(number > 0));
            drop(running);
            let again = all(request, Journal::open(&path).expect("a journal"), 1).await;
            assert!(again[0].resumed, "variant {number}");
        }
        // How often to try is no part of the question.
        let same = plain.mode(Mode::Tools).max_retries(7).max_reasks(5);
        assert!(all(same, Journal::open(&path).expect("a journal"), 1).await[0].resumed);
    });
}

#[test]
fn an_answer_that_no_longer_fits_is_asked_for_again() {
    let model = Model::thinking(Duration::ZERO);
    let path = folder("changed").join("journal");
    run(async {
        let request = model.client().request::<Person>();
        all(request.clone(), Journal::open(&path).expect("a journal"), 2).await;
        // The same journal, were it written for a type that has changed since: its checksums fit.
        let written = fs::read_to_string(&path).expect("a file");
        let mut lines: Vec<String> = written.lines().map(str::to_owned).collect();
        let json = lines[1]
            .split_once(' ')
            .expect("a sum")
            .1
            .replace(r#"\"name\""#, r#"\"title\""#);
        lines[1] = format!("{:08x} {json}", crc32(json.as_bytes()));
        fs::write(&path, lines.join("\n") + "\n").expect("it is written");
        let journal = Journal::open(&path).expect("a journal");
        let again = all(request.clone(), journal, 2).await;
        assert!(again.iter().all(|done| done.result.is_ok()));
        assert_eq!(again.iter().filter(|done| done.resumed).count(), 1);
        let journal = Journal::open(&path).expect("a journal");
        assert_eq!(journal.len(), 2, "the newer line counts");
        assert!(
            all(request, journal, 2)
                .await
                .iter()
                .all(|done| done.resumed)
        );
    });
}

/// CRC-32, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32| {
        if sum & 1 == 1 {
            sum >> 1 ^ 0xEDB8_8320
        } else {
            sum >> 1
        }
    };
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum))
    })
}

#[test]
fn a_torn_line_is_dropped_wherever_it_is_torn() {
    let model = Model::thinking(Duration::ZERO);
    let folder = folder("torn");
    let path = folder.join("journal");
    let request = model.client().request::<Person>();
    run(all(
        request.clone(),
        Journal::open(&path).expect("a journal"),
        3,
    ));
    let whole = fs::read(&path).expect("a file");
    let ends: Vec<usize> = (1..=whole.len())
        .filter(|end| whole[end - 1] == b'\n')
        .collect();
    assert_eq!(ends.len(), 4);
    let cut = folder.join("cut");
    for length in 0..=whole.len() {
        fs::write(&cut, &whole[..length]).expect("it is written");
        let seen = entries(&cut);
        let journal = Journal::open_with(&cut, Sync::Never).expect("a torn journal is one");
        let lines = ends.iter().filter(|end| **end <= length).count();
        assert_eq!(journal.len(), lines.saturating_sub(1), "{length}");
        let is_torn = length > 0 && !ends.contains(&length);
        assert_eq!(journal.was_torn(), is_torn, "{length}");
        assert_eq!((seen.0.len(), seen.1), (journal.len(), is_torn), "{length}");
        drop(journal);
        let kept = fs::read(&cut).expect("a file");
        let end = ends.iter().rfind(|end| **end <= length).copied();
        assert_eq!(kept, whole[..end.unwrap_or(ends[0])], "{length}");
    }
    // Bytes that were never written, as a machine that lost its power leaves them.
    fs::write(&cut, [&whole[..ends[2]], &[0; 300]].concat()).expect("it is written");
    let journal = Journal::open_with(&cut, Sync::Never).expect("a torn journal is one");
    assert_eq!((journal.len(), journal.was_torn()), (2, true));
    let asked = model.asked();
    run(all(request, journal, 3));
    assert_eq!(model.asked(), asked + 1);
    assert_eq!(Journal::open(&cut).expect("a journal").len(), 3);
}

#[test]
fn damage_and_other_files_are_told() {
    let model = Model::thinking(Duration::ZERO);
    let path = folder("damaged").join("journal");
    let request = model.client().request::<Person>();
    run(all(request, Journal::open(&path).expect("a journal"), 3));
    let whole = fs::read(&path).expect("a file");
    let second = whole
        .iter()
        .position(|byte| *byte == b'\n')
        .expect("a line")
        + 20;
    let mut damaged = whole.clone();
    damaged[second] ^= 1;
    fs::write(&path, &damaged).expect("it is written");
    let mut entries = Journal::entries(&path).expect("it is one");
    let error = entries.next().expect("a line").expect_err("it is damaged");
    assert!(
        matches!(error, JournalError::Damaged { line: 2, .. }),
        "{error}"
    );
    assert!(entries.next().is_none(), "nothing is passed over unseen");
    let error = Journal::open(&path).expect_err("it is damaged");
    assert!(
        matches!(error, JournalError::Damaged { line: 2, .. }),
        "{error}"
    );
    assert!(
        error.to_string().ends_with("is damaged at line 2"),
        "{error}"
    );
    assert_eq!(
        fs::read(&path).expect("a file"),
        damaged,
        "it is left alone"
    );
    for text in ["hello\n", "{}", "00000000 {}\n"] {
        fs::write(&path, text).expect("it is written");
        let error = Journal::entries(&path).expect_err("it is another file");
        assert!(matches!(error, JournalError::Foreign(_)), "{error}");
        let error = Journal::open(&path).expect_err("it is another file");
        assert!(matches!(error, JournalError::Foreign(_)), "{error}");
        assert_eq!(
            fs::read_to_string(&path).expect("a file"),
            text,
            "it is left alone"
        );
    }
    let error = Journal::open(path.parent().expect("a folder")).expect_err("a folder");
    assert!(matches!(error, JournalError::Io(_)), "{error}");
}

#[test]
fn a_journal_belongs_to_one() {
    let path = folder("locked").join("journal");
    let journal = Journal::open_with(&path, Sync::Never).expect("a journal");
    let error = Journal::open(&path).expect_err("it is in use");
    assert!(matches!(error, JournalError::Locked(_)), "{error}");
    drop(journal);
    Journal::open(&path).expect("it is free");
}

#[test]
fn every_way_of_syncing_writes_everything() {
    let model = Model::thinking(Duration::ZERO);
    let folder = folder("sync");
    for (name, sync) in [
        ("always", Sync::Always),
        ("within", Sync::Within(Duration::from_millis(5))),
        ("never", Sync::Never),
    ] {
        let path = folder.join(name);
        let request = model.client().request::<Person>();
        let journal = Journal::open_with(&path, sync).expect("a journal");
        run(all(request, journal, 40));
        assert_eq!(Journal::open(&path).expect("a journal").len(), 40, "{name}");
    }
}
