//! A Redis server of a test's own: on a free port of this machine, in a folder of its own, gone with the test.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::model::folder;

pub(crate) struct Redis {
    process: Child,
    port: u16,
    folder: PathBuf,
}

impl Redis {
    /// Starts a server; `None`, and a line that says so, where there is none to be started.
    pub(crate) fn start(test: &str) -> Option<Self> {
        let folder = folder(&format!("redis-{test}"));
        for _ in 0..5 {
            // The port is free again when the listener is gone; should somebody else take it, there are others.
            let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
            let port = listener.local_addr().expect("an address").port();
            drop(listener);
            let started = Command::new("redis-server")
                .args([
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    &port.to_string(),
                    "--save",
                    "",
                ])
                .args(["--appendonly", "no", "--rdbcompression", "no", "--dir"])
                .arg(&folder)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn();
            let Ok(process) = started else {
                let required =
                    std::env::var("FORMWORK_REQUIRE_LIVE").is_ok_and(|value| value == "1");
                assert!(!required, "there is no `redis-server` on the path");
                let line = format!("skipped: {test}: there is no `redis-server` on the path\n");
                let _ = std::io::stderr().write_all(line.as_bytes());
                return None;
            };
            let mut redis = Self {
                process,
                port,
                folder: folder.clone(),
            };
            if redis.answers() {
                return Some(redis);
            }
        }
        panic!("no server comes up");
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// Waits until the server is there; false where it has ended.
    fn answers(&mut self) -> bool {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(10) {
            if self.process.try_wait().expect("a process").is_some() {
                return false;
            }
            if self
                .say("PING")
                .is_some_and(|answer| answer.starts_with("+PONG"))
            {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    /// Says a command in Redis's plain form.
    fn say(&self, command: &str) -> Option<String> {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        socket.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        socket.write_all(format!("{command}\r\n").as_bytes()).ok()?;
        let mut answer = [0; 256];
        let length = socket.read(&mut answer).ok()?;
        Some(String::from_utf8_lossy(&answer[..length]).into_owned())
    }

    /// Everything that the server holds, as it writes it to disk.
    pub(crate) fn everything(&self) -> Vec<u8> {
        assert_eq!(self.say("SAVE").as_deref(), Some("+OK\r\n"));
        std::fs::read(self.folder.join("dump.rdb")).expect("what was saved")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
