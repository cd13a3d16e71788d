//! The folder: its manifest, its expectations and its files.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// A folder of provider data.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// The lines of the manifest.
    pub(super) rows: Vec<Row>,
    /// What streams come to, by path.
    pub(super) expected: HashMap<String, Value>,
}

/// A line of the manifest.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) path: String,
    pub(super) kind: String,
    pub(super) provider: String,
    pub(super) api: String,
    /// The whole line.
    pub(super) line: Value,
}

impl Folder {
    /// Opens a folder.
    ///
    /// # Errors
    /// A manifest that is missing or cannot be read.
    pub fn open(path: &Path) -> Result<Self, String> {
        let rows = lines(&path.join("MANIFEST.jsonl"))?;
        let rows = rows.into_iter().map(|line| {
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            Row {
                path: text("path"),
                kind: text("kind"),
                provider: text("provider"),
                api: text("api"),
                line,
            }
        });
        let expected = path.join("expected/streams.jsonl");
        let expected = if expected.exists() {
            lines(&expected)?
        } else {
            Vec::new()
        };
        let expected = expected.into_iter().filter_map(|line| {
            let path = line["path"].as_str()?.to_owned();
            Some((path, line))
        });
        Ok(Self {
            rows: rows.collect(),
            expected: expected.collect(),
            path: path.to_owned(),
        })
    }

    /// The lines of a kind.
    pub(super) fn of_kind<'f>(&'f self, kind: &'f str) -> impl Iterator<Item = &'f Row> {
        self.rows.iter().filter(move |row| row.kind == kind)
    }

    /// The bytes of a file.
    pub(super) fn bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        let path = self.path.join(path);
        fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// A file that holds one JSON text.
    pub(super) fn json(&self, path: &str) -> Result<Value, String> {
        serde_json::from_slice(&self.bytes(path)?).map_err(|error| format!("{path}: {error}"))
    }

    /// Whether there is such a file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.path.join(path).is_file()
    }
}

impl Row {
    /// Provider and API, as groups of checks are called.
    pub(super) fn group(&self) -> String {
        format!("{} {}", self.provider, self.api)
    }

    /// Whether its file's name ends so.
    pub(super) fn is_of(&self, ending: &str) -> bool {
        self.path.as_bytes().ends_with(ending.as_bytes())
    }

    /// Whether a word is among its features.
    pub(super) fn has_feature(&self, word: &str) -> bool {
        let features = self.line["features"].as_array();
        features.is_some_and(|features| features.iter().any(|feature| feature == word))
    }
}

fn lines(path: &Path) -> Result<Vec<Value>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            serde_json::from_str(line).map_err(|error| format!("{}: {error}", path.display()))
        })
        .collect()
}
