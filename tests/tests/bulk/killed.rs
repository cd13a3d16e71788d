//! A process that is killed in the middle of a job, again and again, and started again each time.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use formwork::bulk::{Journal, JournalError};

use crate::inputs;
use crate::model::{KEY, Model, client, folder, run};
use crate::objects::Person;

/// How a process of this program learns that it is to be the one that is killed: server, journal.
const ROLE: &str = "FORMWORK_TEST_BULK";
const INPUTS: usize = 150;
const CONCURRENCY: usize = 6;
const KILLS: usize = 8;

/// The process that is killed. It says what it was handed out, line by line.
#[test]
fn the_process_that_is_killed() {
    let Ok(role) = std::env::var(ROLE) else {
        return;
    };
    let (address, path) = role.split_once(' ').expect("a role");
    let client = client(address.parse().expect("an address"));
    run(async {
        let bulk = client.bulk::<Person>().concurrency(CONCURRENCY);
        let journal = Journal::open(path).expect("a journal");
        let mut running = bulk.journal(journal).run(inputs(INPUTS));
        while let Some(done) = running.next().await {
            let fits = done.result.is_ok_and(|reply| reply.value.name == done.id);
            let word = if done.resumed { "resumed" } else { "new" };
            let line = format!("\n{} {word} {fits}\n", done.id);
            // One write, so that a line is whole or not there.
            std::io::stdout()
                .write_all(line.as_bytes())
                .expect("somebody listens");
        }
        std::io::stdout()
            .write_all(b"\nover\n")
            .expect("somebody listens");
    });
}

fn start(model: &Model, path: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--exact",
            "killed::the_process_that_is_killed",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(ROLE, format!("{} {}", model.address, path.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process")
}

/// The names in a journal, by reading the file.
fn written(path: &Path) -> BTreeSet<String> {
    let text = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    // What is behind the last line end is torn.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let ids = whole.lines().filter_map(|line| {
        let entry: serde_json::Value = serde_json::from_str(line.split_once(' ')?.1).ok()?;
        Some(entry["id"].as_str()?.to_owned())
    });
    ids.collect()
}

#[test]
fn nothing_is_lost_and_nothing_paid_for_twice() {
    let model = Model::thinking(Duration::from_millis(8));
    let path: PathBuf = folder("killed").join("journal");
    // How many answers of each input can have been lost in a kill: they were on their way.
    let mut lost: BTreeMap<String, usize> = BTreeMap::new();
    let mut before = 0;
    for kill in 0..KILLS {
        let mut child = start(&model, &path);
        let random = usize::try_from(RandomState::new().hash_one(kill) % 1000).expect("a number");
        let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
        let (mut handed_out, mut new) = (Vec::new(), 0);
        let patience = random % (INPUTS / KILLS);
        while new < patience {
            let line = lines.next().expect("it is not over").expect("UTF-8");
            let words: Vec<&str> = line.split(' ').collect();
            if let [id, word, fits] = words[..]
                && id.starts_with("n-")
            {
                assert_eq!(fits, "true", "{line}");
                new += usize::from(word == "new");
                handed_out.push(id.to_owned());
            }
        }
        // Somewhere within the next answer.
        std::thread::sleep(Duration::from_micros(
            u64::try_from(random).expect("a number") * 12,
        ));
        child.kill().expect("it is killed");
        child.wait().expect("it is gone");
        handed_out.extend(lines.map_while(Result::ok).filter_map(|line| {
            let id = line.split(' ').next()?;
            id.starts_with("n-").then(|| id.to_owned())
        }));
        // The server finishes what it was asked.
        model.settle();

        let written = written(&path);
        for id in &handed_out {
            assert!(
                written.contains(id),
                "{id} was handed out, and is not written"
            );
        }
        let mut under_way = 0;
        for (id, answered) in model.answered() {
            let accounted = usize::from(written.contains(&id)) + lost.get(&id).unwrap_or(&0);
            assert!(
                answered >= accounted,
                "{id} is written, and was not answered"
            );
            if answered > accounted {
                assert_eq!(
                    answered,
                    accounted + 1,
                    "{id} was asked for twice in one run"
                );
                *lost.entry(id).or_default() += 1;
                under_way += 1;
            }
        }
        assert!(
            under_way <= CONCURRENCY,
            "{under_way} under way at kill {kill}"
        );
        assert!(written.len() >= before, "the journal has lost something");
        before = written.len();
    }
    // At last it may end.
    let output = start(&model, &path).wait_with_output().expect("it ends");
    assert!(output.status.success());
    let words = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(words.contains("\nover\n"), "{words}");
    let ids: BTreeSet<&str> = words
        .lines()
        .filter(|line| line.starts_with("n-") && line.ends_with(" true"))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(ids.len(), INPUTS);
    let resumed = words
        .lines()
        .filter(|line| line.ends_with(" resumed true"))
        .count();
    assert_eq!(
        resumed, before,
        "all that was written was handed out as it was"
    );

    let answered = model.answered();
    assert_eq!(answered.len(), INPUTS);
    for (id, count) in &answered {
        let lost = lost.get(id).copied().unwrap_or(0);
        assert_eq!(*count, 1 + lost, "{id}");
    }
    let lost: usize = lost.values().sum();
    let _ = writeln!(
        std::io::stdout(),
        "{KILLS} kills, {INPUTS} inputs, {lost} answers were on their way, and asked for again"
    );
    let text = fs::read_to_string(&path).expect("UTF-8");
    assert!(!text.contains(KEY));
}

/// Another process that wants the journal of this one.
#[test]
fn the_process_that_finds_it_locked() {
    let Ok(path) = std::env::var("FORMWORK_TEST_BULK_LOCKED") else {
        return;
    };
    let error = Journal::open(path).expect_err("it is in use");
    assert!(matches!(error, JournalError::Locked(_)), "{error}");
    std::io::stdout()
        .write_all(b"\nlocked\n")
        .expect("somebody listens");
}

#[test]
fn two_processes_cannot_share_a_journal() {
    let path = folder("shared").join("journal");
    let _journal = Journal::open(&path).expect("a journal");
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--exact",
            "killed::the_process_that_finds_it_locked",
            "--nocapture",
        ])
        .env("FORMWORK_TEST_BULK_LOCKED", &path)
        .output()
        .expect("a process");
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(words.contains("\nlocked\n"), "{words}");
}
