//! The servers that the tests run, and what each needs on this machine.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub(crate) use crate::process::Server;

use crate::process::Folder;

/// What a client of the proxy has to know.
pub(crate) const PROXY_KEY: &str = "sk-7d1f0b52c9e84a36b0f2a4d8e6c35917";

impl Server {
    /// Starts llama.cpp's server. `None`, with one clear line, where Python or its packages are
    /// missing; then the test is to pass, unless `FORMWORK_REQUIRE_LIVE` is `1`.
    pub(crate) fn start() -> Option<Self> {
        let python = interpreter("FORMWORK_LIVE_VENV", "live-venv");
        there(runs(&python, "import gguf, numpy, xllamacpp"))?;
        let folder = Folder::new();
        let mut command = Command::new(python);
        command
            .arg(root().join("tests/live/serve.py"))
            .arg(folder.path());
        // The model has been read by then, and the folder goes.
        Some(Self::launch(&mut command))
    }

    /// Starts `LiteLLM`'s proxy in front of another server; `None` as [`Server::start`].
    pub(crate) fn proxy(upstream: &Self) -> Option<Self> {
        let python = interpreter("FORMWORK_PROXY_VENV", "proxy-venv");
        // To import it takes long; to look for it does not.
        there(runs(
            &python,
            "import importlib.metadata as m; m.version('litellm')",
        ))?;
        let folder = Folder::new();
        let mut command = Command::new(python);
        command
            .arg(root().join("tests/live/proxy/serve.py"))
            .arg(folder.path())
            .arg(format!("http://{}", upstream.address))
            .env("LITELLM_MASTER_KEY", PROXY_KEY);
        Some(Self::launch(&mut command))
    }

    /// Starts Prism with an `OpenAPI` document. `None` as [`Server::start`], and, whatever is required,
    /// on a machine for which there is no node.
    pub(crate) fn mock(document: &Path) -> Option<Self> {
        let installed = below_target("FORMWORK_LIVE_PRISM", "live-prism");
        let node = installed.join("node");
        let node_runs = Command::new(&node)
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success());
        if !node_runs {
            skip("there is no node");
            return None;
        }
        let cli = installed.join("node_modules/@stoplight/prism-cli");
        there(if cli.exists() {
            Ok(())
        } else {
            Err("Prism is not installed".to_owned())
        })?;
        let mut command = Command::new(node);
        command
            .arg(root().join("tests/live/prism/serve.cjs"))
            .args([&installed, document]);
        Some(Self::launch(&mut command))
    }
}

/// What is there; else `None`, and an error says what is missing.
fn there<T>(found: Result<T, String>) -> Option<T> {
    match found {
        Ok(found) => Some(found),
        Err(reason) => {
            let required = std::env::var_os("FORMWORK_REQUIRE_LIVE").is_some_and(|v| v == "1");
            assert!(!required, "the live server is required: {reason}");
            skip(&reason);
            None
        }
    }
}

/// Past the test harness, which swallows what a passing test prints.
fn skip(reason: &str) {
    let line = format!("skipped: {reason}; tests/live/setup.sh installs what is missing\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// The interpreter of a virtual environment; the system's, where there is no such environment.
fn interpreter(variable: &str, name: &str) -> PathBuf {
    let python = below_target(variable, name).join("bin/python");
    if python.exists() {
        python
    } else {
        PathBuf::from("python3")
    }
}

/// Whether an interpreter runs a line; why not.
fn runs(python: &Path, line: &str) -> Result<(), String> {
    let output = Command::new(python)
        .args(["-c", line])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{} does not run ({error})", python.display()))?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let last = words.lines().last().unwrap_or("its packages are missing");
    Err(format!("{} says {last}", python.display()))
}

/// The folder that an environment variable names, else one below `target`.
fn below_target(variable: &str, name: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| root().join("target").join(name), PathBuf::from)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
