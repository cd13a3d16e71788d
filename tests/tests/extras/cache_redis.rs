//! A real Redis server keeps answers; it is started here, and ended.

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use formwork::cache::{Cache as _, RedisCache};

use crate::cache_stores::{get, is_shared, keeps, key, set};
use crate::script::run;

const PASSWORD: &str = "open-sesame-0123456789";

/// A server on a port of its own, that ends with the test.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    /// Starts one; `None` where there is no program for it, which is told in a line.
    fn start(port: Option<u16>) -> Option<Self> {
        let port = port.unwrap_or_else(|| {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            free.local_addr().unwrap().port()
        });
        let started = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args([
                "--save",
                "",
                "--appendonly",
                "no",
                "--requirepass",
                PASSWORD,
            ])
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(process) = started else {
            assert!(
                std::env::var_os("FORMWORK_REQUIRE_LIVE").is_none(),
                "there is no `redis-server`"
            );
            // The harness swallows what a passing test prints; a skipped test should be seen.
            let line = "skipped: a test of the Redis store: there is no `redis-server`\n";
            let _ = std::io::stderr().write_all(line.as_bytes());
            return None;
        };
        let server = Self { process, port };
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "it does not start"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(server)
    }

    fn store(&self) -> RedisCache {
        let port = self.port;
        RedisCache::new(&format!("redis://:{PASSWORD}@127.0.0.1:{port}/2")).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_server_keeps() {
    let Some(server) = Server::start(None) else {
        return;
    };
    run(keeps(&server.store()));
    // Connections end with the runtime that made them.
    let store = server.store();
    run(keeps_again(&store, true));
    run(keeps_again(&store, false));
    is_shared(&store);
}

async fn keeps_again(store: &RedisCache, first: bool) {
    if first {
        set(store, 10, b"ten", None).await;
    }
    assert_eq!(get(store, 10).await.as_deref(), Some(&b"ten"[..]));
}

#[test]
fn a_server_that_goes_and_comes() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let (store, port) = (server.store(), server.port);
    run(async {
        set(&store, 1, b"one", None).await;
        drop(server);
        let begun = Instant::now();
        for _ in 0..3 {
            let error = store.get(&key(1)).await.unwrap_err().to_string();
            assert!(!error.contains(PASSWORD), "{error}");
        }
        assert!(begun.elapsed() < Duration::from_secs(10));
        let server = Server::start(Some(port)).unwrap();
        assert_eq!(get(&store, 1).await, None, "it has forgotten");
        set(&store, 1, b"one", None).await;
        assert!(get(&store, 1).await.is_some());
        drop(server);
    });
}

#[test]
fn addresses_and_passwords_are_not_shown() {
    let wrong = RedisCache::new(&format!("reddis://:{PASSWORD}@nowhere")).unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "the cache: this is no address of a Redis server"
    );
    let right = RedisCache::new(&format!("redis://:{PASSWORD}@127.0.0.1:1/0")).unwrap();
    assert_eq!(format!("{right:?}"), "RedisCache { .. }");
    let refused = run(right.get(&key(1))).unwrap_err().to_string();
    assert!(!refused.contains(PASSWORD), "{refused}");
    let Some(server) = Server::start(None) else {
        return;
    };
    let port = server.port;
    let stranger = RedisCache::new(&format!("redis://:{PASSWORD}-not@127.0.0.1:{port}/0")).unwrap();
    let refused = run(stranger.get(&key(1))).unwrap_err().to_string();
    assert!(!refused.contains(PASSWORD), "{refused}");
}
