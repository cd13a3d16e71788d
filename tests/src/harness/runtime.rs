//! The libraries that generated code links: built by Cargo, linked by the compiler alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::compile::Module;
use super::program::{DECODE, Part, program};

/// What generated code links, compiled, and how a program asks it.
#[derive(Clone, Debug)]
pub struct Runtime {
    pub(super) compiler: PathBuf,
    libraries: Vec<(String, PathBuf)>,
    /// The text of `fn decode<T>(text: &str) -> String`, and what it needs.
    pub(super) decode: &'static str,
}

impl Runtime {
    /// Compiles the runtime of Formwork in a target folder.
    ///
    /// # Errors
    /// What Cargo says.
    pub fn build(target: &Path) -> Result<Self, String> {
        let package = ["--package", "formwork", "--no-default-features"];
        Self::of(target, &package, &["formwork", "serde_json"], DECODE)
    }

    /// Compiles a package of this workspace in a target folder, for the sake of some of the libraries that
    /// come of it.
    ///
    /// # Errors
    /// What Cargo says.
    pub fn of(
        target: &Path,
        package: &[&str],
        libraries: &[&str],
        decode: &'static str,
    ) -> Result<Self, String> {
        let cargo = Path::new(env!("CARGO"));
        let output = Command::new(cargo)
            .arg("build")
            .args(package)
            .args(["--message-format", "json", "--quiet"])
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("RUSTC_WORKSPACE_WRAPPER")
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let library = |name: &&str| {
            let found = library(&text, name);
            let found = found.ok_or_else(|| format!("cargo has built no `{name}`"))?;
            Ok((name.to_string(), found))
        };
        let compiler = cargo.with_file_name("rustc");
        Ok(Self {
            compiler: if compiler.is_file() {
                compiler
            } else {
                "rustc".into()
            },
            libraries: libraries
                .iter()
                .map(library)
                .collect::<Result<_, String>>()?,
            decode,
        })
    }

    /// What links the libraries.
    pub(super) fn link(&self) -> Vec<String> {
        let mut arguments = Vec::new();
        for (name, file) in &self.libraries {
            arguments.extend(["--extern".to_owned(), format!("{name}={}", file.display())]);
            if let Some(folder) = file.parent() {
                let folder = match folder.file_name() {
                    Some(name) if name == "deps" => folder.to_owned(),
                    _ => folder.join("deps"),
                };
                arguments.extend(["-L".to_owned(), format!("dependency={}", folder.display())]);
            }
        }
        arguments
    }

    /// The seconds of processor time that the compiler takes to check modules, without making code of them,
    /// where the system's shell tells.
    #[must_use]
    pub fn check(&self, modules: &[Module<'_>], folder: &Path) -> Option<f64> {
        let parts = modules
            .iter()
            .enumerate()
            .map(|(index, Module { file, made })| Part {
                index,
                file,
                root: &made.root,
            });
        let main = folder.join("check.rs");
        fs::write(&main, program(parts, self.decode)).ok()?;
        let output = Command::new("sh")
            .args(["-c", "\"$0\" \"$@\" 2> /dev/null && times"])
            .arg(&self.compiler)
            .args([
                "--edition",
                "2024",
                "--crate-type",
                "bin",
                "--emit",
                "metadata",
                "-o",
            ])
            .arg(folder.join("check.rmeta"))
            .arg(&main)
            .args(self.link())
            .output()
            .ok()?;
        // The second line is that of what the shell has run, in minutes and seconds, user and system.
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let seconds = text.lines().nth(1)?.split_whitespace().map(|time| {
            let (minutes, seconds) = time.trim_end_matches('s').split_once('m')?;
            Some(60.0 * minutes.parse::<f64>().ok()? + seconds.parse::<f64>().ok()?)
        });
        seconds.sum()
    }
}

/// The file of a library that Cargo tells of.
fn library(messages: &str, name: &str) -> Option<PathBuf> {
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut files = messages
        .filter(|message| message["target"]["name"] == name)
        .filter_map(|message| {
            let files = message["filenames"].as_array()?;
            let mut files = files.iter().filter_map(Value::as_str).map(PathBuf::from);
            files.find(|file| file.extension().is_some_and(|it| it == "rlib"))
        });
    files.next_back()
}
