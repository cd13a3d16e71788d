//! The server as a child process: started, waited for, and ended whatever happens.

use std::io::{BufRead, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// How long the server may take to listen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server. Dropping it ends the process.
pub(crate) struct Server {
    child: Child,
    /// Such as `127.0.0.1:12345`.
    pub(crate) address: String,
}

impl Server {
    /// Starts a server of its own for a test. `None`, with one clear line, where Python or its
    /// packages are missing; then the test is to pass, unless `FORMWORK_REQUIRE_LIVE` is `1`.
    pub(crate) fn start() -> Option<Self> {
        match Self::try_start() {
            Ok(server) => Some(server),
            Err(reason) => {
                let required = std::env::var_os("FORMWORK_REQUIRE_LIVE").is_some_and(|v| v == "1");
                assert!(!required, "the live server is required: {reason}");
                // Past the test harness, which swallows what a passing test prints.
                let line =
                    format!("skipped: {reason}; tests/live/setup.sh installs what is missing\n");
                let _ = std::io::stderr().write_all(line.as_bytes());
                None
            }
        }
    }

    /// An error is what is missing on this machine. What goes wrong although everything is there
    /// panics.
    fn try_start() -> Result<Self, String> {
        static STARTED: AtomicU32 = AtomicU32::new(0);

        let python = interpreter();
        let imports = Command::new(&python)
            .args(["-c", "import gguf, numpy, xllamacpp"])
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("{} does not run ({error})", python.display()))?;
        if !imports.status.success() {
            let words = String::from_utf8_lossy(&imports.stderr);
            let last = words
                .lines()
                .last()
                .unwrap_or("its packages are missing")
                .to_owned();
            return Err(format!("{} says {last}", python.display()));
        }
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("live-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder under target");
        let mut child = Command::new(&python)
            .arg(root().join("tests/live/serve.py"))
            .arg(&folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            // Held open by this process: when it goes, so does the server.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the interpreter ran a moment ago");
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
            // The model has been read; nothing else is kept there.
            let _ = std::fs::remove_dir_all(folder);
            return Ok(server);
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

/// The interpreter that has the packages: of `$FORMWORK_LIVE_VENV`, of `target/live-venv`, or the
/// system's.
fn interpreter() -> PathBuf {
    let venv = std::env::var_os("FORMWORK_LIVE_VENV")
        .map_or_else(|| root().join("target/live-venv"), PathBuf::from);
    let python = venv.join("bin/python");
    if python.exists() {
        python
    } else {
        PathBuf::from("python3")
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
