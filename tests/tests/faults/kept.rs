//! Faults, and what is kept of a job or a call that meets them: a bulk job with its journal, a client with its cache.
//! Both are run again on a server that is well: nothing that was answered is paid for twice, and nothing that was not
//! is missing. What is expected stands in `faults/kept.md`.

use std::fmt::Write as _;
use std::path::{Path as FilePath, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use formwork::bulk::{Input, Journal};
use formwork::cache::{Cache, CacheError, Caching, Key};
use formwork::transport::BoxFuture;
use formwork::{Client, Error};
use formwork_tests::faults::{
    Case, Cell, FAULTS, Fault, Good, KEY, Path, Person, Server, Way, builder, word,
};
use formwork_tests::golden;

/// The faults that are tried here: those that differ in what they leave behind.
const ROWS: [&str; 23] = [
    "none",
    "401, a wrong key",
    "404, an unknown model",
    "429, out of credit",
    "429 once",
    "429 once, retry-after: 1",
    "500 once",
    "500 for ever",
    "500, falling silent in its body",
    "502 for ever, a page of a proxy",
    "reset before the head, once",
    "reset before the head, for ever",
    "reset in the body",
    "closed in the body",
    "reset behind the body, before the end of its frame",
    "silence before the head, for ever",
    "silence in the body",
    "the body is cut, and says so of its length",
    "bytes that are no UTF-8, between values",
    "bytes that are no UTF-8, in a string",
    "200 with a page",
    "200 with other JSON",
    "an answer without an end",
];

/// What nothing may take.
const BOUND: Duration = Duration::from_secs(60);

/// A server that meets a fault, until it is told to be well.
struct Ill {
    server: Server,
    asked: Arc<AtomicUsize>,
    is_well: Arc<AtomicUsize>,
}

impl Ill {
    fn with(fault: &'static Fault) -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let is_well = Arc::new(AtomicUsize::new(0));
        let case = Case {
            path: Path::Whole,
            good: Good::of(Path::Whole),
            elsewhere: String::new(),
        };
        let (count, well) = (asked.clone(), is_well.clone());
        let server = Server::start(move |_| {
            let is_met = count.fetch_add(1, Ordering::SeqCst) < fault.times;
            let is_met = is_met && well.load(Ordering::SeqCst) == 0;
            let act = is_met.then(|| (fault.act)(&case)).flatten();
            act.unwrap_or_else(|| case.well())
        });
        Self {
            server,
            asked,
            is_well,
        }
    }

    /// From now on it is well. Gives how many requests it saw before.
    fn mended(&self) -> usize {
        self.is_well.store(1, Ordering::SeqCst);
        self.asked.swap(0, Ordering::SeqCst)
    }

    fn client(&self, fault: &'static Fault, cache: Option<Caching>) -> Client {
        let cell = Cell {
            fault,
            path: Path::Whole,
            way: Way::Async,
        };
        let client = builder(&self.server, "m").timeouts(cell.timeouts());
        let client = match cache {
            Some(caching) => client.cache(caching),
            None => client,
        };
        client.build().expect("a client")
    }
}

/// A store that can be looked into.
#[derive(Clone, Default)]
struct Open(Arc<Mutex<Entries>>);

type Entries = Vec<(Key, Vec<u8>)>;

impl Cache for Open {
    fn get<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Vec<u8>>, CacheError>> {
        let entries = self.0.lock().expect("no panic");
        let found = entries.iter().find(|(known, _)| known == key);
        let found = found.map(|(_, entry)| entry.clone());
        Box::pin(async move { Ok(found) })
    }

    fn set<'a>(
        &'a self,
        key: &'a Key,
        entry: Vec<u8>,
        _: Option<Duration>,
    ) -> BoxFuture<'a, Result<(), CacheError>> {
        self.0.lock().expect("no panic").push((*key, entry));
        Box::pin(async { Ok(()) })
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// What came of something, with how it is shown.
fn told(result: &Result<impl std::fmt::Debug, Error>, shown: &mut Vec<String>) -> String {
    match result {
        Ok(value) => {
            shown.push(format!("{value:?}"));
            "value".to_owned()
        }
        Err(error) => {
            shown.push(format!("{error} {error:?} {:?}", error.request()));
            word(error.kind())
        }
    }
}

/// A job of two inputs: what came of each, and what is asked when it is taken up again.
fn bulk(fault: &'static Fault, journal: &FilePath, shown: &mut Vec<String>) -> String {
    let ill = Ill::with(fault);
    let client = ill.client(fault, None);
    let once = |shown: &mut Vec<String>| {
        let journal = Journal::open(journal).expect("a journal");
        run(async {
            let job = client.request::<Person>().bulk().concurrency(1);
            let inputs = ["a", "b"].map(|id| Input::user(id, format!("Who is {id}?")));
            let mut running = job.journal(journal).run(inputs);
            let mut all = Vec::new();
            while let Some(done) = running.next().await {
                assert!(done.unwritten.is_none(), "{}", fault.name);
                let resumed = if done.resumed { " (kept)" } else { "" };
                all.push(format!("{}{resumed}", told(&done.result, shown)));
            }
            all.sort();
            all.join(", ")
        })
    };
    let first = once(shown);
    let requests = ill.mended();
    let again = once(shown);
    let more = ill.mended();
    let file = std::fs::read(journal).expect("a journal");
    shown.push(String::from_utf8_lossy(&file).into_owned());
    format!("{first}: {requests} | {again}: {more}")
}

/// A call whose answer is kept, made twice.
fn cached(fault: &'static Fault, shown: &mut Vec<String>) -> String {
    let ill = Ill::with(fault);
    let store = Open::default();
    let client = ill.client(fault, Some(Caching::new(store.clone())));
    let mut once = || {
        let result = run(client.request::<Person>().user("Who is it?").send());
        let from = matches!(&result, Ok(reply) if reply.from_cache());
        let kept = if from { " (kept)" } else { "" };
        format!("{}{kept}", told(&result, shown))
    };
    let first = once();
    let requests = ill.mended();
    let again = once();
    let more = ill.mended();
    for (key, entry) in &*store.0.lock().expect("no panic") {
        let entry = String::from_utf8_lossy(entry);
        shown.push(format!("{key} {key:?} {entry}"));
        let bytes = String::from_utf8_lossy(key.as_bytes()).into_owned();
        shown.push(bytes);
    }
    format!("{first}: {requests} | {again}: {more}")
}

const LEGEND: &str = "\
# Faults, and what is kept

Written by the test `faults` (`BLESS=1`), and compared by it. A bulk job of two inputs with a journal, and a call with a \
cache, each made twice: while the server has the fault, and, behind the bar, when it is well again. What came, and how \
many requests the server saw. What was kept is not asked for again.

| fault | bulk, with a journal | bulk, again | a call, with a cache | the call, again |
| --- | --- | --- | --- | --- |
";

#[test]
fn what_is_kept_is_not_paid_for_again_and_holds_no_key() {
    let folder = std::env::temp_dir().join(format!("formwork-kept-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let rows: Mutex<Vec<(usize, String)>> = Mutex::default();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while let Some(name) = ROWS.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let row = row(name, &folder.join(name.replace([' ', ',', ':'], "-")));
                    let at = ROWS.iter().position(|known| known == name);
                    let at = at.expect("it is one of them");
                    rows.lock().expect("no panic").push((at, row));
                }
            });
        }
    });
    std::fs::remove_dir_all(&folder).expect("the folder");
    let mut rows = rows.into_inner().expect("no panic");
    rows.sort();
    let rows: String = rows.into_iter().map(|(_, row)| row).collect();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("faults/kept.md");
    if let Err(difference) = golden(&path, &format!("{LEGEND}{rows}")) {
        panic!("{difference}");
    }
}

fn row(name: &str, journal: &FilePath) -> String {
    let fault = FAULTS.iter().find(|fault| fault.name == name);
    let fault = fault.expect("there is such a fault");
    let mut shown = Vec::new();
    let mut row = String::new();
    let began = Instant::now();
    let bulk = bulk(fault, journal, &mut shown);
    let cached = cached(fault, &mut shown);
    assert!(began.elapsed() < BOUND, "{name}: {:?}", began.elapsed());
    let _ = writeln!(row, "| {name} | {bulk} | {cached} |");
    for text in &shown {
        let at = text.find(&KEY[..12]);
        assert_eq!(at, None, "{name}: the key is in {text}");
    }
    row
}

#[test]
fn the_lines_of_a_batch_hold_no_key() {
    let fault = FAULTS.iter().find(|fault| fault.name == "none");
    let fault = fault.expect("there is such a fault");
    let client = Ill::with(fault).client(fault, None);
    let mut batch = client.batch::<Person>().expect("it has batches");
    for id in ["a", "b"] {
        batch.user(id, "Who is it?").expect("a name");
    }
    let lines = String::from_utf8(batch.jsonl()).expect("UTF-8");
    assert_eq!(lines.lines().count(), 2);
    assert!(!lines.contains(&KEY[..12]), "{lines}");
}
