//! `cargo formwork batch list`: the batches whose files are there, and how far each is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueHint};
use serde_json::json;

use super::job_file::JobFile;
use super::{in_words, told};
use crate::client::text;
use crate::exit;
use crate::tell::{Tell, print, say};

/// Lists the batches whose files are in a folder, and how far each of them is
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(super) struct List {
    /// Files that `create` has written, or folders of them
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath, default_value = ".")]
    paths: Vec<PathBuf>,
    /// Ask no provider
    #[arg(long)]
    quick: bool,
}

impl List {
    pub(super) fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let (mut is_known, mut is_empty) = (true, true);
        for path in &self.paths {
            for (path, file) in files(path)? {
                is_empty = false;
                let shown = path.display().to_string();
                let (provider, id) = (file.job.provider(), file.job.id());
                let count = file.job.ids().len();
                let asked = if self.quick {
                    None
                } else {
                    let client = file.client();
                    Some(client.and_then(|client| client.block_on(file.job.status(&client))?))
                };
                let (state, line) = match &asked {
                    None => (
                        format!("{count} requests"),
                        json!({ "job": shown, "provider": provider, "id": id, "requests": count }),
                    ),
                    Some(Ok(status)) => (in_words(status), told(&shown, &file, status)),
                    Some(Err(error)) => {
                        is_known = false;
                        let message = error.to_string();
                        let line = json!({
                            "job": shown, "provider": provider, "id": id, "error": message
                        });
                        (format!("unknown: {message}"), line)
                    }
                };
                if tell.is_json() {
                    tell.json(&line);
                } else {
                    print(&format!("{shown}  {provider}  {id}  {state}\n"));
                }
            }
        }
        if is_empty && tell.is_human() {
            say("there is no file of a batch\n");
        }
        Ok(if is_known {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(exit::FAILED)
        })
    }
}

/// A file of a batch, or those in a folder, by their names.
fn files(path: &Path) -> io::Result<Vec<(PathBuf, JobFile)>> {
    let at =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    if !fs::metadata(path).map_err(at)?.is_dir() {
        let file = JobFile::from_text(&text::read(path)?);
        return match file {
            Some(file) => Ok(vec![(path.to_owned(), file)]),
            None => Err(at(io::Error::new(
                io::ErrorKind::InvalidData,
                "this is no file of a batch",
            ))),
        };
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(path).map_err(at)? {
        let found = entry.map_err(at)?.path();
        if found
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            paths.push(found);
        }
    }
    paths.sort();
    let files = paths.into_iter().filter_map(|path| {
        let file = JobFile::from_text(&text::read(&path).ok()?)?;
        Some((
            path.strip_prefix(".").map(Path::to_owned).unwrap_or(path),
            file,
        ))
    });
    Ok(files.collect())
}
