//! All paths at full speed for as long as wanted, with faults at random: what each call comes to is compared with the
//! table, and what the server saw with what the client tells.
//!
//! A call bears its fault and its number in the name of its model, so that one server answers all of them, and
//! whatever is asked is asked for by somebody.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use formwork::{Client, ErrorKind, Event, EventKind, Request, Timeouts};

use super::act::told;
use super::answers::Good;
use super::paths::{self, PATHS, Path};
use super::rows::{Case, FAULTS, Limit};
use super::server::{Act, Asked, Server};
use super::{Person, builder, resident};

/// What each call should come to.
const TABLE: &str = include_str!("../../faults/table.md");
/// Asynchronous calls side by side, on each of the threads.
const TASKS: u64 = 24;
/// Threads that are asynchronous, and threads that block.
const THREADS: (u64, u64) = (2, 4);
/// A client is replaced by a new one after so many calls.
const CLIENT_LIFE: u64 = 2000;
/// No call takes longer, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(300);
/// What ends calls that nothing else does: long enough for a busy machine, and less than a slow loris lasts.
const LONG: Duration = Duration::from_secs(12);
/// Calls that were given up are forgotten after so long: what they sent has come by then, or never will.
const FORGOTTEN: Duration = Duration::from_secs(5);

/// What there is to say at the end.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Calls that ended by themselves.
    pub calls: u64,
    /// Calls that were given up.
    pub cancelled: u64,
    /// Of the calls, those that gave a value.
    pub values: u64,
    /// Requests as the clients' hooks tell.
    pub told: u64,
    /// The same as the server saw them.
    pub seen: u64,
    /// Of those that are told, the ones that no server saw: the connection was closed while they were written, the
    /// client told so, and sent them again.
    pub unseen: u64,
    /// Requests of batches, which have no hooks; they are counted by the table.
    pub batched: u64,
    /// Successful answers the server began.
    pub answered: u64,
    /// What came out otherwise than the table says, the first few.
    pub wrong: Vec<String>,
    /// How many there were.
    pub mismatches: u64,
    /// Panics anywhere.
    pub panics: u64,
    /// Requests that nobody had made.
    pub stray: u64,
    /// The program's memory after the warm-up and at the end, in KiB, as a line through all samples has it.
    pub memory: (u64, u64),
}

impl Report {
    /// Whether all is as it should be.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        let (before, after) = self.memory;
        let noise = (before / 20).max(16 << 10);
        self.mismatches == 0
            && self.panics == 0
            && self.stray == 0
            && self.told == self.seen + self.unseen
            && self.calls > 0
            && after <= before + noise
    }

    /// It as a line of JSON.
    #[must_use]
    pub fn json(&self, seconds: u64, seed: u64) -> String {
        let (before, after) = self.memory;
        serde_json::json!({
            "seconds": seconds, "seed": seed, "calls": self.calls, "values": self.values,
            "cancelled": self.cancelled, "requests_told": self.told, "requests_seen": self.seen, "requests_unseen": self.unseen,
            "requests_of_batches": self.batched, "answered": self.answered,
            "mismatches": self.mismatches, "stray": self.stray, "panics": self.panics,
            "memory_warm_kib": before, "memory_end_kib": after, "ok": self.is_ok(),
        })
        .to_string()
    }
}

/// What the server has seen of a call.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    requests: usize,
    answered: usize,
}

/// What everybody shares.
struct Shared {
    counts: Mutex<HashMap<u64, Count>>,
    forgotten: Mutex<VecDeque<(u64, Instant)>>,
    report: Mutex<Report>,
    expected: HashMap<(usize, usize), String>,
    next: AtomicU64,
    is_over: AtomicBool,
}

/// Runs for so long.
///
/// # Panics
/// Where the machine has no port or no thread left.
#[must_use]
pub fn soak(seconds: u64, seed: u64) -> Report {
    let panics = Arc::new(AtomicU64::new(0));
    let count = panics.clone();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // Threads with names are those of tests beside it.
        if std::thread::current().name().is_none() {
            count.fetch_add(1, Ordering::SeqCst);
        }
        before(info);
    }));
    let shared = Arc::new(Shared {
        counts: Mutex::default(),
        forgotten: Mutex::default(),
        report: Mutex::default(),
        expected: expected(),
        next: AtomicU64::new(1),
        is_over: AtomicBool::new(false),
    });
    let at_server = shared.clone();
    let server = Arc::new(Server::start(move |asked| answer(&at_server, asked)));
    let mut threads = Vec::new();
    for number in 0..THREADS.0 + THREADS.1 {
        let (shared, server) = (shared.clone(), server.clone());
        let mut dice = Dice(seed.wrapping_mul(1_000_003).wrapping_add(number));
        threads.push(std::thread::spawn(move || {
            if number < THREADS.0 {
                paths::alone(side_by_side(&shared, &server, &mut dice));
            } else {
                one_by_one(&shared, &server, &mut dice);
            }
        }));
    }
    let memory = watch(Duration::from_secs(seconds));
    shared.is_over.store(true, Ordering::SeqCst);
    for thread in threads {
        // A panic has been counted.
        let _ = thread.join();
    }
    drop(server);
    let mut report = std::mem::take(&mut *lock(&shared.report));
    report.panics = panics.load(Ordering::SeqCst);
    report.memory = memory;
    let given_up: Vec<u64> = lock(&shared.forgotten)
        .iter()
        .map(|given_up| given_up.0)
        .collect();
    let mut counts = lock(&shared.counts);
    for number in given_up {
        counts.remove(&number);
    }
    report.stray = u64::try_from(counts.len()).unwrap_or(u64::MAX);
    report
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The table's cells, by fault and path.
fn expected() -> HashMap<(usize, usize), String> {
    let mut cells = HashMap::new();
    for line in TABLE.lines().filter(|line| line.starts_with("| ")) {
        let mut columns = line.trim_matches('|').split('|').map(str::trim);
        let name = columns.next().unwrap_or_default();
        let Some(row) = FAULTS.iter().position(|fault| fault.name == name) else {
            continue;
        };
        for (column, cell) in columns.enumerate().filter(|(_, cell)| !cell.is_empty()) {
            cells.insert((row, column), cell.to_owned());
        }
    }
    cells
}

/// Looks at the memory while the time goes by; its line after the warm-up and at the end.
fn watch(time: Duration) -> (u64, u64) {
    let began = Instant::now();
    let warm = time / 5;
    let mut samples: Vec<(f64, f64)> = Vec::new();
    while began.elapsed() < time {
        std::thread::sleep(Duration::from_millis(250).min(time));
        if began.elapsed() > warm {
            let kib = u32::try_from(resident() >> 10).unwrap_or(u32::MAX);
            samples.push((began.elapsed().as_secs_f64(), f64::from(kib)));
        }
    }
    let count = f64::from(u32::try_from(samples.len()).unwrap_or(u32::MAX)).max(1.0);
    let mean = |of: fn(&(f64, f64)) -> f64| samples.iter().map(of).sum::<f64>() / count;
    let (time_mean, kib_mean) = (mean(|sample| sample.0), mean(|sample| sample.1));
    let (mut over, mut under) = (0.0, 0.0);
    for (time, kib) in &samples {
        over += (time - time_mean) * (kib - kib_mean);
        under += (time - time_mean) * (time - time_mean);
    }
    let slope = if under > 0.0 { over / under } else { 0.0 };
    let at = |time: f64| {
        let kib = kib_mean + slope * (time - time_mean);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "sizes of memory"
        )]
        let kib = kib.max(0.0) as u64;
        kib
    };
    let first = samples.first().map_or(0.0, |sample| sample.0);
    let last = samples.last().map_or(0.0, |sample| sample.0);
    (at(first), at(last))
}

/// What the server does with a request: its fault, path and number stand in the name of its model.
fn answer(shared: &Shared, asked: &Asked) -> Act {
    let body = String::from_utf8_lossy(&asked.body);
    let text = format!("{}\n{body}", asked.path);
    let model = text.find("soak-").map(|at| {
        let rest = &text[at..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        &rest[..end.unwrap_or(rest.len())]
    });
    let mut numbers = model.unwrap_or_default().split('-').skip(1);
    let mut number = || numbers.next().and_then(|number| number.parse::<u64>().ok());
    let (row, column, call) = (number(), number(), number());
    let fault = row.and_then(|row| FAULTS.get(usize::try_from(row).ok()?));
    let path = column.and_then(|column| PATHS.get(usize::try_from(column).ok()?));
    let (Some(fault), Some(path), Some(call), Some(model)) = (fault, path, call, model) else {
        lock(&shared.counts).insert(0, Count::default());
        return told(400, &[], b"");
    };
    if !path.is_target(&asked.method, &asked.path) {
        let body = if asked.path.ends_with("/files") {
            serde_json::json!({"id": format!("file-{model}")})
        } else {
            let file = format!("out-{model}");
            serde_json::json!({"id": "b", "status": "completed", "output_file_id": file})
        };
        let json = [("content-type", "application/json")];
        return told(200, &json, body.to_string().as_bytes());
    }
    let mut counts = lock(&shared.counts);
    let count = counts.entry(call).or_default();
    count.requests += 1;
    let case = Case {
        path: *path,
        good: Good::of(*path),
        elsewhere: "http://127.0.0.1:9/v1/elsewhere".to_owned(),
    };
    let is_met = count.requests <= fault.times;
    let act = is_met.then(|| (fault.act)(&case)).flatten();
    let act = act.unwrap_or_else(|| case.well());
    count.answered += usize::from(act.is_answer);
    act
}

/// A call that is to be made.
struct Planned {
    row: usize,
    column: usize,
    number: u64,
    told: Arc<AtomicU64>,
    /// How often a connection is told to have broken before there was an answer, and the request is sent again.
    broken: Arc<AtomicU64>,
}

impl Planned {
    /// Draws one. Half of all calls meet no fault, and few of them one that takes long.
    fn draw(shared: &Shared, dice: &mut Dice) -> Self {
        let (row, column) = loop {
            let column = dice.below(PATHS.len());
            let row = if dice.below(2) == 0 {
                0
            } else {
                dice.below(FAULTS.len())
            };
            let fault = &FAULTS[row];
            let is_long = fault.limit != Limit::Usual
                || fault.name.contains("retry-after: 1")
                || fault.name.contains("in a second")
                || (PATHS[column] == Path::Results && row > 0);
            let is_there = shared.expected.contains_key(&(row, column));
            if is_there && !fault.is_huge && (!is_long || dice.below(20) == 0) {
                break (row, column);
            }
        };
        Self {
            row,
            column,
            number: shared.next.fetch_add(1, Ordering::SeqCst),
            told: Arc::default(),
            broken: Arc::default(),
        }
    }

    fn model(&self) -> String {
        format!("soak-{}-{}-{}", self.row, self.column, self.number)
    }

    fn path(&self) -> Path {
        PATHS[self.column]
    }

    fn request(&self, client: &Client) -> Request<Person> {
        let (told, broken) = (self.told.clone(), self.broken.clone());
        let mut timeouts = Timeouts::default();
        timeouts.total = Some(PATIENCE);
        match FAULTS[self.row].limit {
            Limit::Usual => {}
            Limit::Silence => {
                let soon = Some(LONG);
                (timeouts.head, timeouts.idle) = (soon, soon);
            }
            Limit::Total => timeouts.total = Some(LONG),
        }
        let request = client.request().user("Who is it?").model(self.model());
        request
            .timeouts(timeouts)
            .hook(move |event: &Event<'_>| match event.kind {
                EventKind::Request(_) => {
                    told.fetch_add(1, Ordering::SeqCst);
                }
                EventKind::Retry {
                    error: ErrorKind::Transport(_),
                    ..
                } => {
                    broken.fetch_add(1, Ordering::SeqCst);
                }
                _ => {}
            })
    }

    /// Compares what came with the table, and what the client tells with what the server saw.
    fn settle(&self, shared: &Shared, came: &paths::Came) {
        let count = lock(&shared.counts)
            .remove(&self.number)
            .unwrap_or_default();
        let told = self.told.load(Ordering::SeqCst);
        let attempts = if self.path().is_call() {
            came.attempts.to_string()
        } else {
            "-".to_owned()
        };
        let seen = u64::try_from(count.requests).unwrap_or(u64::MAX);
        // The server may close a connection that the next request is being written to. Nobody has seen that one.
        let broken = self.broken.load(Ordering::SeqCst);
        let unseen = told.saturating_sub(seen).min(broken);
        let unseen = if self.path().is_call() { unseen } else { 0 };
        let lost = usize::try_from(unseen).unwrap_or(usize::MAX);
        let outcome = |requests: usize, answered: usize| {
            format!("{} {requests}/{answered}/{attempts}", came.what)
        };
        let Count { requests, answered } = count;
        let mut report = lock(&shared.report);
        report.calls += 1;
        report.values += u64::from(came.what == "value");
        report.answered += u64::try_from(answered).unwrap_or(u64::MAX);
        if self.path().is_call() {
            report.told += told;
            report.seen += seen;
            report.unseen += unseen;
        } else {
            report.batched += seen;
        }
        let expected = shared.expected.get(&(self.row, self.column));
        // Where all attempts were used up, one that nobody saw was one of them.
        let is_expected = [(0, 0), (lost, 0), (lost, lost)]
            .iter()
            .any(|more| expected == Some(&outcome(requests + more.0, answered + more.1)));
        if !is_expected || (self.path().is_call() && told != seen + unseen) {
            report.mismatches += 1;
            if report.wrong.len() < 20 {
                let name = FAULTS[self.row].name;
                report.wrong.push(format!(
                    "{name} / {}: {} ({told} told, {broken} connections broken), expected {expected:?}",
                    self.path().name(),
                    outcome(requests, answered),
                ));
            }
        }
    }

    /// Nobody waits for it any more.
    fn give_up(&self, shared: &Shared) {
        lock(&shared.report).cancelled += 1;
        let mut forgotten = lock(&shared.forgotten);
        forgotten.push_back((self.number, Instant::now()));
        while let Some((number, since)) = forgotten.front().copied() {
            if since.elapsed() < FORGOTTEN {
                break;
            }
            forgotten.pop_front();
            lock(&shared.counts).remove(&number);
        }
    }
}

/// A client whose limits are those of batches, which have none of their own.
fn client(server: &Server, row: usize, model: &str) -> Client {
    let mut timeouts = Timeouts::default();
    match FAULTS[row].limit {
        Limit::Usual => {}
        Limit::Silence => {
            let soon = Some(LONG);
            (timeouts.head, timeouts.idle) = (soon, soon);
        }
        Limit::Total => timeouts.attempt = Some(LONG),
    }
    let builder = builder(server, model).timeouts(timeouts);
    builder.build().expect("a client")
}

/// Calls side by side on one thread.
async fn side_by_side(shared: &Arc<Shared>, server: &Arc<Server>, dice: &mut Dice) {
    let mut tasks = Vec::new();
    for task in 0..TASKS {
        let (shared, server) = (shared.clone(), server.clone());
        let mut dice = Dice(dice.next() ^ task);
        tasks.push(tokio::spawn(async move {
            let mut kept = client(&server, 0, "m");
            let mut age = 0;
            while !shared.is_over.load(Ordering::SeqCst) {
                let planned = Planned::draw(&shared, &mut dice);
                age += 1;
                if age % CLIENT_LIFE == 0 {
                    kept = client(&server, 0, "m");
                }
                let own = (!planned.path().is_call())
                    .then(|| client(&server, planned.row, &planned.model()));
                let client = own.as_ref().unwrap_or(&kept);
                let call = paths::run(planned.path(), client, planned.request(client), false);
                if dice.below(30) == 0 {
                    let patience = Duration::from_micros(dice.next() % 4096);
                    match tokio::time::timeout(patience, call).await {
                        Ok(came) => planned.settle(&shared, &came),
                        Err(_) => planned.give_up(&shared),
                    }
                } else {
                    planned.settle(&shared, &call.await);
                }
            }
        }));
    }
    for task in tasks {
        // A panic has been counted.
        let _ = task.await;
    }
}

/// Blocking calls, one after the other.
fn one_by_one(shared: &Shared, server: &Server, dice: &mut Dice) {
    let mut kept = client(server, 0, "m");
    let mut age = 0;
    while !shared.is_over.load(Ordering::SeqCst) {
        let planned = Planned::draw(shared, dice);
        age += 1;
        if age % CLIENT_LIFE == 0 {
            kept = client(server, 0, "m");
        }
        let own =
            (!planned.path().is_call()).then(|| client(server, planned.row, &planned.model()));
        let client = own.as_ref().unwrap_or(&kept);
        let request = planned.request(client);
        let came = match planned.path() {
            // A stream that is dropped half way.
            Path::Stream if dice.below(30) == 0 => {
                let mut stream = request.stream_blocking();
                for _ in 0..dice.below(4) {
                    let _ = stream.next();
                }
                drop(stream);
                planned.give_up(shared);
                continue;
            }
            path => paths::run_blocking(path, client, request, false),
        };
        planned.settle(shared, &came);
    }
}

/// Numbers at random (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        let most = u64::try_from(most).unwrap_or(1).max(1);
        usize::try_from(self.next() % most).unwrap_or(0)
    }
}
