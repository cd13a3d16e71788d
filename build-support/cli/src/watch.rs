//! `cargo formwork watch`: generates again whenever a schema changes, or what it refers to.
//!
//! Files are looked at several times a second, all that were read the last time. That needs no help of the system, and
//! is the same on a network's disk and in a container.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::Args;
use formwork_codegen::{Options, Output};
use formwork_schema::resolve;
use serde_json::json;

use crate::exit;
use crate::folder;
use crate::generate::{Target, files};
use crate::input;
use crate::tell::{ERROR, FAINT, FINE, Tell, painted};

/// Generates again whenever a schema changes, or what it refers to
///
/// It goes on after errors, and ends by ctrl-c.
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(crate) struct Watch {
    #[command(flatten)]
    target: Target,
    /// How often files are looked at, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    every: u64,
}

/// No more folders are looked at than this.
const MOST_FOLDERS: usize = 256;

/// What a file looks like from outside; `None` where there is none.
type Look = Option<(SystemTime, u64)>;

impl Watch {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        self.try_run(tell)
            .unwrap_or_else(|error| exit::failed(tell, &error))
    }

    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let command = self.target.command()?;
        let Target {
            input,
            out,
            runtime,
        } = self.target;
        let options = input.options()?.runtime(runtime);
        let pace = Duration::from_millis(self.every);
        let mut paths = named(&options);
        loop {
            // What changes from now on is seen, also what changes before it is read.
            let began = SystemTime::now();
            let mut seen = look(&paths);
            let output = input::generated(tell, &options);
            tell.findings(&output);
            if !output.has_errors() {
                // What was read may be gone by now, or the folder full: that ends nothing.
                let files = files(&output, &command, &options.base.join(&out));
                let written = files.and_then(|files| folder::write(tell, &out, &files));
                if let Err(error) = written {
                    tell.error(&error.to_string());
                }
            }
            paths = watched(&options, &output);
            for (path, now) in look(&paths) {
                let is_newer = now.is_some_and(|(modified, _)| modified > began);
                seen.entry(path).or_insert(now.filter(|_| !is_newer));
            }
            // Whoever reads this may change something at once, sooner than a file's clock ticks.
            told(tell, &output);
            let changed = settle(&seen, pace);
            let shown = changed.strip_prefix(&options.base).unwrap_or(&changed);
            let shown = shown.display().to_string();
            let told = json!({ "file": shown, "state": "changed" });
            tell.note(&format!("\n{shown} changed\n"), &told);
        }
    }
}

/// Says how it went.
fn told(tell: Tell, output: &Output) {
    let errors = output.findings.iter().filter(|one| one.is_error()).count();
    let count = output.files().count();
    let files = match count {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    };
    let words = match errors {
        0 => painted(FINE, "up to date"),
        1 => painted(ERROR, "1 error"),
        errors => painted(ERROR, &format!("{errors} errors")),
    };
    let rest = painted(FAINT, &format!("watching {files}; ctrl-c ends it"));
    tell.note(
        &format!("{words}, {rest}\n"),
        &json!({ "watching": count, "errors": errors }),
    );
}

/// The files that were named, places in them left aside.
fn named(options: &Options) -> Vec<PathBuf> {
    let schemas = options.schemas.iter();
    let paths = schemas.map(|path| options.base.join(resolve::Input::parse(path).path));
    paths.collect()
}

/// What to look at: every file that was named or read, and where something is wrong, also the folders, in which
/// a file may be missing.
fn watched(options: &Options, output: &Output) -> Vec<PathBuf> {
    let mut paths = named(options);
    paths.extend(output.files().map(|path| options.base.join(path)));
    if output.has_errors() {
        let folders = paths.iter().filter_map(|path| path.parent());
        let folders: Vec<PathBuf> = folders.map(Path::to_owned).collect();
        paths.extend(folders);
        paths.extend(folders_below(options.base.join(&options.schema_dir)));
    }
    paths
}

/// A folder and those in it, the nearest ones first, hidden ones left aside.
fn folders_below(root: PathBuf) -> Vec<PathBuf> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(folder) = found.get(next).cloned() {
        next += 1;
        let mut inner: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !is_hidden && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                inner.push(entry.path());
            }
        }
        inner.sort();
        found.extend(inner);
        if found.len() >= MOST_FOLDERS {
            break;
        }
    }
    found.truncate(MOST_FOLDERS);
    found
}

/// Waits until something looks different, and then until nothing changes any more: an editor writes in several
/// steps. Gives what changed first.
fn settle(seen: &BTreeMap<PathBuf, Look>, pace: Duration) -> PathBuf {
    let paths: Vec<PathBuf> = seen.keys().cloned().collect();
    let (mut last, changed) = loop {
        let now = look(&paths);
        if let Some((path, _)) = now
            .iter()
            .find(|(path, look)| seen.get(*path) != Some(look))
        {
            let path = path.clone();
            break (now, path);
        }
        std::thread::sleep(pace);
    };
    loop {
        std::thread::sleep(pace);
        let next = look(&paths);
        if next == last {
            return changed;
        }
        last = next;
    }
}

fn look(paths: &[PathBuf]) -> BTreeMap<PathBuf, Look> {
    let looks = paths.iter().map(|path| (path.clone(), look_at(path)));
    looks.collect()
}

fn look_at(path: &Path) -> Look {
    let about = fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}
