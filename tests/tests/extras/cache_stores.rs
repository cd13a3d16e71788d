//! What every store does, and what memory and disk do by themselves.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use formwork::Client;
use formwork::cache::{Cache, Caching, DiskCache, Key, MemoryCache};
use formwork::provider::Mode;
use formwork::transport::Replay;

use crate::script::{KEY, answer, run};
use crate::tricky::Tricky;

pub(crate) fn key(number: u64) -> Key {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Key::new(bytes)
}

/// What a store gives back; the store must not fail.
pub(crate) async fn get(store: &dyn Cache, number: u64) -> Option<Vec<u8>> {
    store.get(&key(number)).await.expect("it can be read")
}

pub(crate) async fn set(store: &dyn Cache, number: u64, entry: &[u8], live: Option<Duration>) {
    let set = store.set(&key(number), entry.to_vec(), live).await;
    set.expect("it can be written");
}

/// What a store promises.
pub(crate) async fn keeps(store: &dyn Cache) {
    let (long, short) = (Duration::from_secs(3600), Duration::from_millis(60));
    assert_eq!(get(store, 1).await, None);
    set(store, 1, b"one", None).await;
    set(store, 2, &[0, 255, 10], Some(long)).await;
    set(store, 3, b"", Some(long)).await;
    assert_eq!(get(store, 1).await.as_deref(), Some(&b"one"[..]));
    assert_eq!(get(store, 2).await.as_deref(), Some(&[0, 255, 10][..]));
    assert_eq!(get(store, 3).await.as_deref(), Some(&b""[..]));
    let large = vec![b'x'; 3 << 20];
    set(store, 1, &large, None).await;
    assert_eq!(get(store, 1).await, Some(large), "the newer one");
    set(store, 4, b"soon", Some(short)).await;
    set(store, 5, b"never", Some(Duration::ZERO)).await;
    assert_eq!(get(store, 4).await.as_deref(), Some(&b"soon"[..]));
    assert_eq!(get(store, 5).await, None);
    tokio::time::sleep(short * 2).await;
    assert_eq!(get(store, 4).await, None, "it is too old");
    set(store, 2, b"fresh", Some(short)).await;
    set(store, 2, b"fresh", None).await;
    tokio::time::sleep(short * 2).await;
    assert_eq!(
        get(store, 2).await.as_deref(),
        Some(&b"fresh"[..]),
        "the newer time counts"
    );
}

/// Two clients of one namespace meet in the store.
pub(crate) fn is_shared(store: &(impl Cache + Clone + 'static)) {
    let mode = Mode::JsonSchema;
    let text = r#"{"shape":"round","size":3}"#;
    let server = answer(Replay::new(), mode, "Tricky", text, false);
    for from_cache in [false, true] {
        let caching = Caching::new(store.clone()).namespace("team");
        let builder = Client::builder("openai/gpt-5-mini").api_key(KEY).mode(mode);
        let client = builder
            .cache(caching)
            .transport(server.clone())
            .build()
            .unwrap();
        let reply = run(client.request::<Tricky>().user("What is it?").send()).unwrap();
        assert_eq!((reply.from_cache(), reply.value.size), (from_cache, 3));
    }
}

/// A file that goes away when the test ends.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let name = format!("formwork-{name}-{}.redb", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn memory_keeps() {
    let store = MemoryCache::new(16 << 20);
    run(keeps(&store));
    is_shared(&store);
}

#[test]
fn memory_lets_go_of_what_was_not_used() {
    let store = MemoryCache::new(64 << 10);
    run(async {
        for number in 0..1_000 {
            set(&store, number, &[0; 1_000], None).await;
            assert!(get(&store, 0).await.is_some(), "it is used all the time");
        }
        let mut left = 0;
        for number in 0..1_000 {
            left += usize::from(get(&store, number).await.is_some());
        }
        assert!((2..=64).contains(&left), "{left}");
        assert!(get(&store, 500).await.is_none());
        set(&store, 2_000, &vec![0; 1 << 20], None).await;
        assert_eq!(
            get(&store, 2_000).await,
            None,
            "it is larger than the store"
        );
    });
}

#[test]
fn a_file_keeps() {
    let file = File::new("keeps");
    let store = DiskCache::open(&file.0).unwrap();
    run(keeps(&store));
    is_shared(&store);
    let error = DiskCache::open(&file.0).unwrap_err().to_string();
    assert!(error.starts_with("the cache: "), "{error}");
    drop(store);
    std::fs::write(&file.0, "something else").unwrap();
    assert!(DiskCache::open(&file.0).is_err());
}

#[test]
fn a_file_lets_go_of_the_oldest() {
    let file = File::new("room");
    let store = DiskCache::with_capacity(&file.0, 10).unwrap();
    run(async {
        for number in 0..20 {
            set(&store, number, b"x", None).await;
            // What is written again is new again.
            set(&store, 0, b"x", None).await;
        }
        let mut left = Vec::new();
        for number in 0..20 {
            left.extend(get(&store, number).await.map(|_| number));
        }
        assert_eq!(left, [0, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    });
}

#[test]
fn a_file_needs_no_runtime() {
    let file = File::new("plain");
    let store = DiskCache::open(&file.0).unwrap();
    ready(store.set(&key(1), b"one".to_vec(), None)).unwrap();
    drop(store);
    let store = DiskCache::open(&file.0).unwrap();
    assert_eq!(
        ready(store.get(&key(1))).unwrap().as_deref(),
        Some(&b"one"[..])
    );
}

/// What comes of a future that does not wait.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("it waits"),
    }
}

const FILE: &str = "FORMWORK_TEST_CACHE";

/// Not a test, but what the next one starts, and kills.
#[test]
#[ignore = "it runs until it is killed"]
fn a_process_that_writes() {
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    let store = DiskCache::open(path).unwrap();
    run(async {
        for number in 0.. {
            set(&store, number, &number.to_be_bytes().repeat(100), None).await;
            #[expect(clippy::print_stdout, reason = "the other process reads it")]
            {
                println!("\nkept {number}");
            }
        }
    });
}

#[test]
fn what_a_file_has_outlives_a_kill() {
    let file = File::new("kill");
    for round in 1..=3_usize {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "cache_stores::a_process_that_writes",
                "--exact",
                "--ignored",
                "--nocapture",
            ])
            .env(FILE, &file.0)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut last = None;
        // It writes on while this is read.
        while let Some(Ok(line)) = lines.next() {
            last = line
                .strip_prefix("kept ")
                .map_or(last, |number| number.parse::<u64>().ok());
            if last >= Some(20 * round as u64) {
                child.kill().unwrap();
                break;
            }
        }
        child.wait().unwrap();
        let kept = last.expect("it has written");
        let store = DiskCache::open(&file.0).unwrap();
        run(async {
            for number in 0..=kept {
                let entry = get(&store, number).await;
                assert_eq!(
                    entry,
                    Some(number.to_be_bytes().repeat(100)),
                    "{number} of {kept}"
                );
            }
        });
    }
}
