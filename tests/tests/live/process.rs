//! A server as a child process: started, waited for, and ended whatever happens.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// How long a server may take to listen: the largest of them reads some thousand files first.
const PATIENCE: Duration = Duration::from_secs(300);

/// A running server. Dropping it ends the process.
pub(crate) struct Server {
    child: Child,
    /// Such as `127.0.0.1:12345`.
    pub(crate) address: String,
}

impl Server {
    /// Runs a command until it prints `listening http://ADDRESS`.
    ///
    /// # Panics
    /// Where it does not do so in time.
    pub(crate) fn launch(command: &mut Command) -> Self {
        let mut child = command
            .env("PYTHONDONTWRITEBYTECODE", "1")
            // Held open by this process: when it goes, so does the server.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a program that is there");
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let mut server = Self {
            child,
            address: String::new(),
        };
        let (tell, told) = mpsc::channel();
        // Both pipes are read to their end, so that the server never waits for a reader.
        std::thread::spawn(move || {
            for line in BufReader::new(stdout.expect("piped"))
                .lines()
                .map_while(Result::ok)
            {
                if let Some(address) = line.strip_prefix("listening http://") {
                    let _ = tell.send(address.to_owned());
                }
            }
        });
        let log = std::thread::spawn(move || {
            let mut log = Vec::new();
            let _ = stderr.expect("piped").read_to_end(&mut log);
            log
        });
        if let Ok(address) = told.recv_timeout(PATIENCE) {
            server.address = address;
            return server;
        }
        drop(server);
        let log = log.join().unwrap_or_default();
        panic!(
            "the server did not listen within {PATIENCE:?}:\n{}",
            String::from_utf8_lossy(&log)
        );
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails only where the process is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder of its own for what a server reads when it starts. Dropping it removes it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);

        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("live-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder under target");
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
