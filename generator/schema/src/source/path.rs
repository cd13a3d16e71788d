//! Paths as names of documents: normalised without asking the file system.

use std::path::{Component, Path, PathBuf};

/// The path without `.`, and without `..` wherever the part before it is known. It is spelling: no file system is asked.
///
/// ```
/// use std::path::Path;
///
/// use formwork_schema::source::normalise;
///
/// assert_eq!(normalise(Path::new("/w/app/../shared/./a.yaml")), Path::new("/w/shared/a.yaml"));
/// assert_eq!(normalise(Path::new("../a.yaml")), Path::new("../a.yaml"));
/// ```
#[must_use]
pub fn normalise(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => match out.components().next_back() {
                Some(Component::Normal(_)) => {
                    out.pop();
                }
                // There is nothing above the root of the file system.
                Some(Component::RootDir | Component::Prefix(_)) => {}
                _ => out.push(".."),
            },
            other => out.push(other),
        }
    }
    out
}

/// Whether a normalised path lies in a normalised directory.
pub(crate) fn is_inside(path: &Path, directory: &Path) -> bool {
    match path.strip_prefix(directory) {
        // An empty directory is a prefix of everything, also of absolute paths and of `../x`.
        Ok(rest) => {
            !rest.is_absolute()
                && rest
                    .components()
                    .all(|part| matches!(part, Component::Normal(_)))
        }
        Err(_) => false,
    }
}

/// The name of a file for people: relative to `root` where it lies inside, with `/` between parts.
pub(crate) fn display_name(path: &Path, root: &Path) -> String {
    let shown = if is_inside(path, root) {
        path.strip_prefix(root).unwrap_or(path)
    } else {
        path
    };
    let text = shown.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_go_where_they_can() {
        for (given, wanted) in [
            ("a/./b", "a/b"),
            ("a/b/../c", "a/c"),
            ("../a", "../a"),
            ("a/../../b", "../b"),
            ("/../a", "/a"),
            ("", ""),
        ] {
            assert_eq!(normalise(Path::new(given)), Path::new(wanted), "{given}");
        }
    }

    #[test]
    fn inside_is_decided_on_whole_parts() {
        for (path, directory, wanted) in [
            ("/s/a.json", "/s", true),
            ("/s2/a.json", "/s", false),
            ("a.json", "", true),
            ("../a.json", "", false),
            ("/etc/passwd", "", false),
            ("../s/a.json", "../s", true),
        ] {
            assert_eq!(
                is_inside(Path::new(path), Path::new(directory)),
                wanted,
                "{path} in {directory}"
            );
        }
    }
}
