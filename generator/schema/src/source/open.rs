//! A path to a [`Source`]: loads the bytes, checks the encoding, and picks the reader by extension.

use std::io;
use std::path::{Path, PathBuf};

use super::{Loader, Node, Source, SourceId, Sources, Span, json, limit, path, uri, yaml};
use crate::{Code, Finding, Place, suggest};

/// Reads files from the file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Loader for Disk {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .take(limit::MAX_NAMES)
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    }
}

/// Why there is no [`Source`] for a path at all.
#[derive(Clone, Debug)]
pub(crate) struct Unreadable {
    /// The code that fits where the path was given as an input, not by a reference.
    pub(crate) code: Code,
    /// One sentence that names the path, no full stop.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

enum Format {
    Json,
    Yaml,
}

impl Sources {
    /// Opens the document at `path`, or finds it where it is open already.
    ///
    /// The extension decides how it is read: `.json`, or `.yaml` and `.yml`. `root` is the
    /// directory that names for people are relative to. A document with a syntax error is kept,
    /// without a tree, so that the error can be drawn and a change to the file be noticed; a file
    /// that could not be loaded is not. What is wrong is added to `findings` on the first call.
    pub fn open(
        &mut self,
        path: &Path,
        root: &Path,
        loader: &dyn Loader,
        findings: &mut Vec<Finding>,
    ) -> Option<SourceId> {
        match self.fetch(path, root, loader, findings) {
            Ok(id) => Some(id),
            Err(unreadable) => {
                let mut finding = Finding::error(unreadable.code, None, unreadable.message);
                finding.help.extend(unreadable.help);
                findings.push(finding);
                None
            }
        }
    }

    /// [`Sources::open`], leaving it to the caller to say that a file cannot be loaded.
    pub(crate) fn fetch(
        &mut self,
        path: &Path,
        root: &Path,
        loader: &dyn Loader,
        findings: &mut Vec<Finding>,
    ) -> Result<SourceId, Unreadable> {
        let path = path::normalise(path);
        if let Some(id) = self.find(&path) {
            return Ok(id);
        }
        let format = format_of(&path)?;
        let bytes = loader
            .load(&path)
            .map_err(|error| self.unreadable(&path, &error, loader))?;
        let name = path::display_name(&path, &path::normalise(root));
        let about = About {
            path,
            uri: None,
            name,
        };
        Ok(self.add(about, bytes, &format, findings))
    }

    /// Reads a document that was found under a URI, or finds it where it is open already.
    pub(crate) fn serve(
        &mut self,
        uri: &str,
        bytes: Vec<u8>,
        findings: &mut Vec<Finding>,
    ) -> SourceId {
        let path = PathBuf::from(uri);
        if let Some(id) = self.find(&path) {
            return id;
        }
        // A URI need not have an extension.
        let format = format_of(Path::new(uri::path(uri))).unwrap_or(Format::Json);
        let about = About {
            path,
            uri: Some(uri.to_owned()),
            name: uri.to_owned(),
        };
        self.add(about, bytes, &format, findings)
    }

    /// Names the files anew, relative to another directory.
    pub(crate) fn name_from(&mut self, root: &Path) {
        for file in self.files.iter_mut().filter(|file| file.uri.is_none()) {
            file.name = path::display_name(&file.path, root);
        }
    }

    /// Keeps a file that was read and is no document, so that a change to it is noticed.
    pub(crate) fn attach(&mut self, path: &Path, root: &Path, text: String) {
        if self.files.iter().any(|file| file.path == path) {
            return;
        }
        self.files.push(Source {
            path: path.to_owned(),
            uri: None,
            name: path::display_name(path, &path::normalise(root)),
            text,
            root: None,
        });
    }

    fn add(
        &mut self,
        about: About,
        bytes: Vec<u8>,
        format: &Format,
        findings: &mut Vec<Finding>,
    ) -> SourceId {
        // A 32-bit id never runs out: a million files would not fit in memory with their trees.
        let id = SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.by_path.insert(about.path.clone(), id);
        let (text, root) = read(id, bytes, format, findings);
        let About { path, uri, name } = about;
        self.files.push(Source {
            path,
            uri,
            name,
            text,
            root,
        });
        id
    }

    /// What to say of a file that cannot be loaded: where it does not exist, which ones do.
    fn unreadable(&mut self, path: &Path, error: &io::Error, loader: &dyn Loader) -> Unreadable {
        let shown = path.display();
        if error.kind() != io::ErrorKind::NotFound {
            return Unreadable {
                code: Code::UNREADABLE,
                message: format!("cannot read `{shown}`: {error}"),
                help: None,
            };
        }
        // The names of a folder are asked for anew each time.
        self.missing += 1;
        if self.missing > limit::MAX_MISSING {
            return Unreadable {
                code: Code::UNREADABLE,
                message: format!("there is no file `{shown}`"),
                help: None,
            };
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let name = path.file_name().map(|name| name.to_string_lossy());
        let name = name.unwrap_or_default();
        let mut there = loader.names(folder);
        let is_empty = there.is_empty();
        there.retain(|name| format_of(Path::new(name)).is_ok());
        there.sort_unstable();
        let place = match folder.to_string_lossy() {
            here if here.is_empty() => "this folder".to_owned(),
            folder => format!("`{folder}`"),
        };
        let help = if let Some(meant) = suggest::nearest(&name, there.iter().map(String::as_str)) {
            format!("did you mean `{}`?", folder.join(meant).display())
        } else if let Some(meant) = in_near_folder(folder, &name, loader).filter(|_| is_empty) {
            format!("did you mean `{}`?", meant.display())
        } else if there.is_empty() {
            format!("there is no schema file in {place}")
        } else {
            format!("{place} has {}", suggest::listed(&there))
        };
        Unreadable {
            code: Code::UNREADABLE,
            message: format!("there is no file `{shown}`"),
            help: Some(help),
        }
    }

    /// The open document of a normalised path.
    pub(crate) fn find(&self, path: &Path) -> Option<SourceId> {
        self.by_path.get(path).copied()
    }

    /// The document that was opened as the `n`th, counted from 0.
    pub(crate) fn nth(&self, n: usize) -> Option<SourceId> {
        let id = SourceId(u32::try_from(n).ok()?);
        self.get(id).map(|_| id)
    }

    /// Every open document with its id, in the order they were opened.
    pub fn ids(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.files)
    }

    /// The document of an id; `None` where the id is not from here.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    /// Line and column of a byte offset, both counted from 1, the column in characters.
    ///
    /// An offset past the end means the end.
    #[must_use]
    pub fn line_column(&self, id: SourceId, offset: usize) -> (usize, usize) {
        let text = self.get(id).map_or("", |source| source.text.as_str());
        let before = &text[..floor_boundary(text, offset)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}

fn format_of(path: &Path) -> Result<Format, Unreadable> {
    let extension = path
        .extension()
        .map(|e| e.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("json") => Ok(Format::Json),
        Some("yaml" | "yml") => Ok(Format::Yaml),
        _ => Err(Unreadable {
            code: Code::FORMAT,
            message: format!("`{}` is neither a JSON nor a YAML file", path.display()),
            help: Some("name it `.json`, `.yaml` or `.yml`".to_owned()),
        }),
    }
}

/// The file of a name in a folder whose own name is near that of `folder`.
fn in_near_folder(folder: &Path, name: &str, loader: &dyn Loader) -> Option<PathBuf> {
    let wanted = folder.file_name()?.to_string_lossy();
    let around = folder.parent()?;
    let mut folders = loader.names(around);
    folders.sort_unstable();
    let meant = suggest::nearest(&wanted, folders.iter().map(String::as_str))?;
    let meant = around.join(meant);
    let is_there = loader.names(&meant).iter().any(|there| there == name);
    is_there.then(|| meant.join(name))
}

/// What a document is called.
struct About {
    path: PathBuf,
    uri: Option<String>,
    name: String,
}

/// The text and the tree of a document, as far as there are.
fn read(
    id: SourceId,
    bytes: Vec<u8>,
    format: &Format,
    findings: &mut Vec<Finding>,
) -> (String, Option<Node>) {
    let place = |span: Span| Place {
        source: id,
        pointer: "".into(),
        span,
    };

    if bytes.len() > limit::MAX_BYTES {
        findings.push(
            Finding::error(
                Code::TOO_LARGE,
                place(0..0),
                format!("the file is larger than {} MiB", limit::MAX_BYTES >> 20),
            )
            .help("split it, and refer from one file to the other"),
        );
        return (String::new(), None);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let utf16 = matches!(bytes.get(..2), Some([0xFF, 0xFE] | [0xFE, 0xFF]));
            // The part before the fault is kept to draw the place from.
            let text =
                String::from_utf8(bytes.into_iter().take(valid).collect()).unwrap_or_default();
            findings.push(
                Finding::error(
                    Code::NOT_UTF8,
                    place(text.len()..text.len()),
                    "the file is not UTF-8",
                )
                .label(if utf16 {
                    "a byte-order mark of UTF-16"
                } else {
                    "not UTF-8 from here on"
                })
                .help("save it as UTF-8"),
            );
            return (text, None);
        }
    };
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if text.trim().is_empty() {
        findings.push(
            Finding::error(Code::SYNTAX, place(0..0), "the file is empty")
                .help("a schema that accepts everything is `{}`"),
        );
        return (text, None);
    }
    let root = match format {
        Format::Json => json::read(&text, id, findings),
        Format::Yaml => yaml::read(&text, id, findings),
    };
    (text, root)
}

impl Source {
    /// The URI that references in it are relative to, unless it names itself.
    pub(crate) fn base_uri(&self) -> String {
        match &self.uri {
            Some(uri) => uri.clone(),
            None => uri::of_file(&self.path),
        }
    }
}

/// The nearest character boundary at or before an offset.
pub(crate) fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A span brought inside the text and onto character boundaries.
pub(super) fn clip(text: &str, start: usize, end: usize) -> Span {
    let start = floor_boundary(text, start);
    start..floor_boundary(text, end.max(start))
}
