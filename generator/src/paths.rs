//! Paths as front ends give them to paths as people know them.
//!
//! The folder that people look from is the package's, or the nearest one around it that holds every
//! schema. All of it is spelling: no file system is asked.

use std::io;
use std::path::{Component, Path, PathBuf};

use formwork_schema::source::{Loader, normalise};

/// The folder that paths are shown relative to, and counted from.
#[derive(Clone, Debug)]
pub(crate) struct Viewpoint {
    base: PathBuf,
    folder: PathBuf,
}

impl Viewpoint {
    /// The nearest folder at or above `base` that holds all `paths`. Where that would be the whole file
    /// system, or where there is no base, there is none, and paths stay as they are.
    pub(crate) fn new<'a>(base: &Path, paths: impl IntoIterator<Item = &'a Path>) -> Self {
        let mut folder = normalise(base);
        for path in paths {
            let path = normalise(&base.join(path));
            while !path.starts_with(&folder) && folder.pop() {}
        }
        let is_whole = !folder
            .components()
            .any(|part| matches!(part, Component::Normal(_)));
        Self {
            base: base.to_owned(),
            folder: if is_whole { PathBuf::new() } else { folder },
        }
    }

    /// Whether paths are shown relative to it.
    pub(crate) fn is_chosen(&self) -> bool {
        !self.folder.as_os_str().is_empty()
    }

    /// A path that counts from the base, as seen from here.
    pub(crate) fn see(&self, path: &Path) -> PathBuf {
        if !self.is_chosen() {
            return self.base.join(path);
        }
        let path = normalise(&self.base.join(path));
        match path.strip_prefix(&self.folder) {
            Ok(seen) => seen.to_owned(),
            Err(_) => path,
        }
    }

    /// The path of what is seen.
    pub(crate) fn path(&self, seen: &Path) -> PathBuf {
        self.folder.join(seen)
    }
}

/// The innermost folder that holds every file; `base` where there are none.
pub(crate) fn common_folder<'a>(base: &Path, files: impl IntoIterator<Item = &'a Path>) -> PathBuf {
    let mut common: Option<PathBuf> = None;
    for file in files {
        let path = normalise(&base.join(file));
        let folder = path.parent().unwrap_or(&path);
        let common = common.get_or_insert_with(|| folder.to_owned());
        while !folder.starts_with(&*common) && common.pop() {}
    }
    common.unwrap_or_else(|| base.to_owned())
}

/// A loader of files by their seen paths.
pub(crate) struct Seen<'a> {
    pub(crate) from: &'a Viewpoint,
    pub(crate) loader: &'a dyn Loader,
}

impl Loader for Seen<'_> {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.loader.load(&self.from.path(path))
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        self.loader.names(&self.from.path(folder))
    }

    fn by_uri(&self, uri: &str) -> Option<Vec<u8>> {
        self.loader.by_uri(uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(base: &str, paths: &[&str]) -> Vec<String> {
        let from = Viewpoint::new(Path::new(base), paths.iter().map(Path::new));
        paths
            .iter()
            .map(|path| {
                let seen = from.see(Path::new(path));
                let back = from.path(&seen);
                assert_eq!(normalise(&back), normalise(&Path::new(base).join(path)));
                seen.display().to_string()
            })
            .collect()
    }

    #[test]
    fn paths_are_seen_from_the_package_or_from_around_it() {
        assert_eq!(seen("/w/app", &["schemas/a.yaml"]), ["schemas/a.yaml"]);
        assert_eq!(seen("/w/app", &["/w/app/x/../a.yaml"]), ["a.yaml"]);
        assert_eq!(
            seen("/w/app", &["b/c.yaml", "../shared/a.yaml"]),
            ["app/b/c.yaml", "shared/a.yaml"]
        );
        assert_eq!(seen("/w/app", &["/etc/a.yaml"]), ["/etc/a.yaml"]);
        assert_eq!(seen("", &["a.yaml", "/b.yaml"]), ["a.yaml", "/b.yaml"]);
        assert_eq!(seen("/w/app", &[""]), [""]);
    }

    #[test]
    fn the_folder_of_several_files_is_the_innermost_that_holds_them() {
        for (files, wanted) in [
            (&["schemas/a.yaml"][..], "/w/app/schemas"),
            (&["schemas/a.yaml", "schemas/b/c.yaml"], "/w/app/schemas"),
            (&["schemas/a.yaml", "../b.yaml"], "/w"),
            (&["a.yaml", "/x/y.yaml"], "/"),
            (&[], "/w/app"),
        ] {
            let files = files.iter().map(Path::new);
            let folder = common_folder(Path::new("/w/app"), files);
            assert_eq!(folder, Path::new(wanted));
        }
    }
}
