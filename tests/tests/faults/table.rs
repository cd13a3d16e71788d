//! The table of faults and paths. With `FORMWORK_FAULT=WORDS`, only the rows whose names hold the words are run, and told.
#![allow(clippy::print_stderr)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path as FilePath;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use formwork_tests::faults::{Cell, FAULTS, PATHS, Watch, Way};
use formwork_tests::golden;

/// How many cells wait side by side.
const SIDE_BY_SIDE: usize = 24;
/// What an answer that is far too large may take: what is kept of an answer, some times over.
const MOST: u64 = 768 << 20;

/// What came of each cell, by fault and path.
type Outcomes = BTreeMap<(usize, usize), String>;

#[test]
fn every_fault_on_every_path_ends_as_the_table_says() {
    let only = std::env::var("FORMWORK_FAULT").ok();
    let is_wanted = |name: &str| only.as_deref().is_none_or(|only| name.contains(only));
    let mut cells = Vec::new();
    for (row, fault) in FAULTS
        .iter()
        .enumerate()
        .filter(|row| is_wanted(row.1.name))
    {
        for (column, path) in PATHS.into_iter().enumerate() {
            for way in [Way::Async, Way::Blocking] {
                let cell = Cell { fault, path, way };
                if cell.exists() {
                    cells.push((row, column, cell));
                }
            }
        }
    }
    let (huge, usual): (Vec<_>, Vec<_>) = cells.iter().partition(|(.., cell)| cell.fault.is_huge);
    let (outcomes, wrong) = (Mutex::new(Outcomes::new()), Mutex::new(Vec::new()));
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some(cell) = usual.get(next.fetch_add(1, Ordering::SeqCst)) {
                    enter(cell, &outcomes, &wrong);
                }
            });
        }
    });
    for cell in &huge {
        let watch = Watch::start();
        let began = Instant::now();
        enter(cell, &outcomes, &wrong);
        let grown = watch.grown();
        if only.is_some() {
            eprintln!("{} MiB, {:?}", grown >> 20, began.elapsed());
        }
        if grown > MOST {
            let (_, _, Cell { fault, path, way }) = cell;
            let mib = grown >> 20;
            wrong.lock().expect("no panic").push(format!(
                "{} / {} / {way:?}: {mib} MiB",
                fault.name,
                path.name()
            ));
        }
    }
    let wrong = wrong.into_inner().expect("no panic");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if only.is_some() {
        return;
    }
    let outcomes = outcomes.into_inner().expect("no panic");
    let root = FilePath::new(env!("CARGO_MANIFEST_DIR"));
    let table = golden(&root.join("faults/table.md"), &table(&outcomes));
    let page = golden(&root.join("../docs/faults.md"), &page(&outcomes));
    for compared in [table, page] {
        if let Err(difference) = compared {
            panic!("{difference}");
        }
    }
}

/// Runs a cell and notes what came of it.
fn enter(
    (row, column, cell): &(usize, usize, Cell),
    outcomes: &Mutex<Outcomes>,
    wrong: &Mutex<Vec<String>>,
) {
    let began = Instant::now();
    let came = cell.run();
    let took = began.elapsed();
    let attempts = if cell.path.is_call() {
        came.attempts.to_string()
    } else {
        "-".to_owned()
    };
    let outcome = format!(
        "{} {}/{}/{attempts}",
        came.what, came.requests, came.answered
    );
    let name = format!(
        "{} / {} / {:?}",
        cell.fault.name,
        cell.path.name(),
        cell.way
    );
    if std::env::var_os("FORMWORK_FAULT").is_some() {
        eprintln!("{name}: {outcome}, {took:?}");
    }
    let mut wrong = wrong.lock().expect("no panic");
    wrong.extend(
        came.wrong
            .iter()
            .take(2)
            .map(|what| format!("{name}: {what}")),
    );
    let mut outcomes = outcomes.lock().expect("no panic");
    let known = outcomes.entry((*row, *column)).or_insert(outcome.clone());
    if *known != outcome {
        wrong.push(format!("{name}: {outcome}, and the other way {known}"));
    }
}

const LEGEND: &str = "\
# Faults

Written by the test `faults` (`BLESS=1`), and compared by it. Each cell was run twice, by an asynchronous program and by one \
that blocks, with the same outcome: what came, then requests the server saw / answers it began that cost \
money / attempts the caller is told of. A batch tells of no attempts.

";

fn table(outcomes: &Outcomes) -> String {
    let mut text = LEGEND.to_owned();
    text.push_str("| fault |");
    for path in PATHS {
        let _ = write!(text, " {} |", path.name());
    }
    text.push_str("\n| --- |");
    text.push_str(&" --- |".repeat(PATHS.len()));
    text.push('\n');
    for (row, fault) in FAULTS.iter().enumerate() {
        let _ = write!(text, "| {} |", fault.name);
        for column in 0..PATHS.len() {
            let outcome = outcomes.get(&(row, column)).map_or("", String::as_str);
            let _ = write!(text, " {outcome} |");
        }
        text.push('\n');
    }
    text
}

const PAGE: &str = "\
# What happens when things go wrong

Servers fail, connections break, and gateways answer in ways that no document mentions. Each line below is tried in the \
tests on every way to make a call (whole, streamed, item by item, several tool calls, those streamed, a batch handed \
over, its results read), by an asynchronous program and by one that blocks, against a real server on loopback. The \
exact outcomes, with how many requests the server saw and how many answers it began, are in \
[the table](../tests/faults/table.md).

What holds for all of them:

- Nothing panics, nothing outlasts its deadline, and no answer fills the memory: one of more than 64 MiB is refused.
- A request is repeated where no answer had begun: no connection, 408, 409, 429 (unless the account is out of credit), \
5xx, and whatever `x-should-retry` says. An answer that has begun and breaks off is not: it may have been paid for. \
One that is empty is asked for again, and told as an attempt.
- A connection that breaks before the first byte is repeated although the server may have been at work; nobody can \
tell. `Retry::when` says otherwise, and a hook sees each repeat.
- Where an answer is all there and only the end of its frame is missing, it is taken.
- Handing a batch over is never repeated. Reading its results is, from where they broke off.
- An error is told by its status, with its body as far as that comes: one that falls silent is not waited for.
- A journal and a cache keep what was answered, and nothing else: made again, a job or a call asks for what is missing \
([what is kept](../tests/faults/kept.md)).
- The key is in no error, attempt, event, job, line, journal or cache, also where the server repeats it.
- A call that is dropped closes its connection, and so does one whose time is over.

| what happens | a call comes to | a batch handed over | its results |
| --- | --- | --- | --- |
";

/// The page for users: what calls come to, in one column where they all come to the same.
fn page(outcomes: &Outcomes) -> String {
    let mut text = PAGE.to_owned();
    for (row, fault) in FAULTS.iter().enumerate() {
        let of = |column: usize| {
            let outcome = outcomes.get(&(row, column))?;
            let (what, counts) = outcome.rsplit_once(' ')?;
            let requests = counts.split('/').next()?;
            let times = if requests == "1" {
                String::new()
            } else {
                format!(" after {requests} requests")
            };
            Some(format!("{what}{times}"))
        };
        let calls = PATHS
            .into_iter()
            .enumerate()
            .filter(|(_, path)| path.is_call());
        let mut kinds: Vec<(String, Vec<&str>)> = Vec::new();
        for (column, path) in calls {
            let Some(what) = of(column) else { continue };
            match kinds.iter_mut().find(|(known, _)| *known == what) {
                Some((_, paths)) => paths.push(path.name()),
                None => kinds.push((what, vec![path.name()])),
            }
        }
        let calls: Vec<String> = match kinds.as_slice() {
            [(what, _)] => vec![what.clone()],
            kinds => {
                let told = kinds.iter();
                told.map(|(what, paths)| format!("{}: {what}", paths.join(", ")))
                    .collect()
            }
        };
        let batch: Vec<String> = PATHS
            .into_iter()
            .enumerate()
            .filter(|(_, path)| !path.is_call())
            .map(|(column, _)| of(column).unwrap_or_default())
            .collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            fault.name,
            calls.join("; "),
            batch.join(" | ")
        );
    }
    text
}
