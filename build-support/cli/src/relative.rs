//! A path and a folder to the path as it is written in that folder.

use std::path::{Component, Path, PathBuf};

use formwork_schema::source::normalise;

/// A path as it is written in `folder`, both absolute; what they do not share is spelled with `..`. On another drive
/// there is no such path, so it stays.
pub(crate) fn relative(path: &Path, folder: &Path) -> String {
    let (path, folder) = (normalise(path), normalise(folder));
    let shared = path
        .components()
        .zip(folder.components())
        .take_while(|(one, other)| one == other)
        .count();
    if shared == 0 {
        return slashed(&path);
    }
    let ups = folder
        .components()
        .skip(shared)
        .map(|_| Component::ParentDir);
    let relative: PathBuf = ups.chain(path.components().skip(shared)).collect();
    if relative.as_os_str().is_empty() {
        ".".to_owned()
    } else {
        slashed(&relative)
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::relative;

    #[test]
    fn paths_count_from_the_folder() {
        for (path, folder, wanted) in [
            (
                "/w/schemas/a.yaml",
                "/w/src/generated",
                "../../schemas/a.yaml",
            ),
            ("/w/src/./x/../a.yaml", "/w/src", "a.yaml"),
            ("/w", "/w", "."),
            ("/a.yaml", "/w/src", "../../a.yaml"),
        ] {
            let relative = relative(Path::new(path), Path::new(folder));
            assert_eq!(relative, wanted, "{path} in {folder}");
        }
    }
}
