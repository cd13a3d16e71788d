//! A folder of generated files: brought up to date, or compared with what it should hold.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::change::change;
use crate::head::{self, MARK};
use crate::tell::{FAINT, FINE, GONE, Tell, painted, say};

/// How many lines of a difference are shown.
const LINES_SHOWN: usize = 40;

/// How much of a line is shown, in characters. Schemas are single lines of generated code.
const WIDTH_SHOWN: usize = 120;

/// A generated file.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What has become of a file, or would.
#[derive(Clone, Copy)]
enum State {
    Written,
    Differs,
    Missing,
    LeftOver,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Differs => "differs",
            Self::Missing => "missing",
            Self::LeftOver => "left over",
        }
    }
}

/// Tells of one file: people in these words, programs by its state.
fn tell_of(tell: Tell, path: &Path, state: State, words: &str) {
    let file = path.display().to_string();
    let told = json!({ "file": file, "state": state.as_str() });
    tell.note(words, &told);
}

/// Writes the files that are missing or differ, and names what is left over.
pub(crate) fn write(tell: Tell, folder: &Path, files: &[File]) -> io::Result<()> {
    fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
    for file in files {
        let path = folder.join(&file.name);
        if read(&path)?.is_some_and(|old| is_text(&old, &file.text)) {
            continue;
        }
        fs::write(&path, &file.text).map_err(|error| at(&path, &error))?;
        let words = format!("wrote {}\n", path.display());
        tell_of(tell, &path, State::Written, &words);
    }
    for path in left_over(folder, files)? {
        let words = format!(
            "{} comes from none of these schemas; delete it, or name its schema too\n",
            path.display()
        );
        tell_of(tell, &path, State::LeftOver, &words);
    }
    Ok(())
}

/// Whether the folder holds the files as they are. What differs is shown, with the command that mends it.
pub(crate) fn check(tell: Tell, folder: &Path, files: &[File], mend: &str) -> io::Result<bool> {
    let is_same = compare(tell, folder, files)?;
    if !is_same {
        let words = format!("mend it by this command, and commit the result:\n  {mend}\n");
        tell.note(&words, &json!({ "mend": mend }));
    }
    Ok(is_same)
}

/// Shows what writing the files would change.
pub(crate) fn preview(tell: Tell, folder: &Path, files: &[File]) -> io::Result<()> {
    if compare(tell, folder, files)? && !tell.is_json() {
        say("nothing would change\n");
    }
    Ok(())
}

/// Whether the folder holds the files as they are. What differs is shown.
fn compare(tell: Tell, folder: &Path, files: &[File]) -> io::Result<bool> {
    let mut is_same = true;
    let new_index = files.iter().find(|file| file.name == head::INDEX);
    let new_index = new_index.map_or("", |file| file.text.as_str());
    let index = read(&folder.join(head::INDEX))?;
    let index = index.map(|index| String::from_utf8_lossy(&index).into_owned());
    for file in files {
        let path = folder.join(&file.name);
        let shown = path.display();
        match read(&path)? {
            Some(old) if is_text(&old, &file.text) => continue,
            Some(old) => {
                let old = String::from_utf8_lossy(&old);
                let why = change(&old, &file.text, index.as_deref(), new_index).says();
                let mut words = format!("{shown} {why}\n");
                if tell.is_human() {
                    words.push_str(&difference(&old, &file.text));
                }
                let told = json!({
                    "file": shown.to_string(), "state": State::Differs.as_str(), "why": why
                });
                tell.note(&words, &told);
            }
            None => {
                let words = format!("{shown} is missing\n");
                tell_of(tell, &path, State::Missing, &words);
            }
        }
        is_same = false;
    }
    for path in left_over(folder, files)? {
        is_same = false;
        let words = format!("{} comes from none of these schemas\n", path.display());
        tell_of(tell, &path, State::LeftOver, &words);
    }
    Ok(is_same)
}

/// Whether a file holds the text, whatever line ends a checkout gave it.
fn is_text(file: &[u8], text: &str) -> bool {
    file == text.as_bytes() || String::from_utf8_lossy(file).replace("\r\n", "\n") == text
}

/// A file's bytes, where it is there.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path, &error)),
    }
}

/// Generated files that are not among those that should be there.
fn left_over(folder: &Path, files: &[File]) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(at(folder, &error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| at(folder, &error))?.path();
        let is_expected = files.iter().any(|file| {
            path.file_name()
                .is_some_and(|name| name == file.name.as_str())
        });
        if is_expected || path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        if read(&path)?.is_some_and(|bytes| bytes.starts_with(MARK.as_bytes())) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The lines that differ, as far as a person will read.
fn difference(old: &str, new: &str) -> String {
    let difference = similar::TextDiff::from_lines(old, new);
    let difference = difference
        .unified_diff()
        .context_radius(1)
        .header("checked in", "generated")
        .to_string();
    let mut shown = String::new();
    for line in difference.lines().take(LINES_SHOWN) {
        let mut part: String = line.chars().take(WIDTH_SHOWN).collect();
        if line.chars().nth(WIDTH_SHOWN).is_some() {
            part.push_str("...");
        }
        shown.push_str(&match line.chars().next() {
            Some('+') => painted(FINE, &part),
            Some('-') => painted(GONE, &part),
            Some('@') => painted(FAINT, &part),
            _ => part,
        });
        shown.push('\n');
    }
    let more = difference.lines().count().saturating_sub(LINES_SHOWN);
    if more > 0 {
        shown.push_str(&painted(FAINT, &format!("... and {more} lines more")));
        shown.push('\n');
    }
    shown
}

/// The error with the path it is about.
fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
