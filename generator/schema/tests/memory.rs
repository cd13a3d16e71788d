//! Files that are not on any disk.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use formwork_schema::source::Loader;

/// A file system that is a map.
#[derive(Default)]
pub(crate) struct Memory(BTreeMap<PathBuf, Vec<u8>>);

impl Memory {
    /// The files given as path and contents.
    pub(crate) fn new<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Self {
        Self(
            files
                .iter()
                .map(|(path, text)| (path.into(), text.as_ref().to_vec()))
                .collect(),
        )
    }
}

impl Loader for Memory {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0
            .get(path)
            .cloned()
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file"))
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        let files = self.0.keys().filter(|path| path.parent() == Some(folder));
        files
            .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
            .collect()
    }
}
