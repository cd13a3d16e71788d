//! Cargo inside a test.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a child process has done.
pub(crate) struct Ran {
    /// Its exit code; `None` where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Runs a command to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().expect("the command can be run");
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// The same, where it must have gone well.
    #[track_caller]
    pub(crate) fn good(self) -> Self {
        let Self {
            code,
            stdout,
            stderr,
        } = &self;
        assert_eq!(*code, Some(0), "--- stdout\n{stdout}\n--- stderr\n{stderr}");
        self
    }
}

/// The folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().expect("the workspace is there")
}

/// The target folder of every child, beside the outer build's folders, so that the two do not wait for
/// each other's lock.
pub(crate) fn target() -> PathBuf {
    let outer = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    outer.expect("it is in a target folder").join("nested")
}

/// Cargo in a folder, offline, with the shared target folder, and without a user's settings.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_TERM_PROGRESS_WHEN", "never");
    without_settings(&mut command);
    Ran::of(&mut command)
}

/// Takes away what would make a program ask a real provider, or say something else than here.
pub(crate) fn without_settings(command: &mut Command) {
    for name in [
        "OPENAI_API_KEY",
        "FORMWORK_PROVIDER",
        "FORMWORK_OFFLINE",
        "CARGO_MANIFEST_DIR",
        "OUT_DIR",
    ] {
        command.env_remove(name);
    }
}
