//! Packages that a test writes, as a user would.

use std::fs;
use std::path::{Path, PathBuf};

use crate::nested::{Ran, cargo, workspace};

/// A package in a folder of its own, outside the workspace.
pub(crate) struct Package {
    folder: PathBuf,
}

impl Package {
    /// A package of a name, which must be unique among all tests. `manifest` is what follows the
    /// `[package]` table; in it, `{root}` is the path of the workspace.
    pub(crate) fn new(name: &str, edition: &str, manifest: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("ways")
            .join(name);
        // What an earlier run has left would pass for what this one writes.
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("an old package can be removed");
        }
        let package = Self { folder };
        let root = workspace();
        let manifest = manifest.replace("{root}", &root.display().to_string().replace('\\', "/"));
        package.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n\n\
                 [workspace]\n\n{manifest}"
            ),
        );
        // The versions of the workspace are the ones that are known to be there.
        fs::copy(root.join("Cargo.lock"), package.path("Cargo.lock")).expect("it can be copied");
        package
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// Writes a file.
    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().expect("it is in the package")).expect("a folder");
        fs::write(path, text).expect("it can be written");
    }

    /// Replaces a text that stands in a file.
    pub(crate) fn edit(&self, file: &str, old: &str, new: &str) {
        let text = self.read(file);
        assert!(text.contains(old), "{file} has no {old:?}");
        self.write(file, &text.replace(old, new));
    }

    /// Reads a file.
    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).expect("it can be read")
    }

    /// Cargo in it.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Ran {
        cargo(&self.folder, arguments)
    }
}

/// A schema file that refers to another one, for a package's `schemas` folder.
pub(crate) const ORDER: &str = "\
title: Order
type: object
required: [number, size]
properties:
  number: { type: integer }
  size: { $ref: \"parts/size.yaml#/$defs/size\" }
";

/// The file it refers to.
pub(crate) const SIZE: &str = "\
$defs:
  size:
    title: Size
    enum: [small, large]
";
