//! The manifest of a new package, and which Formwork it takes.

use std::fs;
use std::path::{Path, PathBuf};

use super::Template;

/// Where a package takes Formwork from.
pub(super) enum Whence {
    /// The registry, in this program's version.
    Released,
    /// A checkout, by its absolute path.
    Checkout(PathBuf),
}

/// Where this program was built: `build-support/cli` of a checkout, or a folder of Cargo's own.
const BUILT_IN: &str = env!("CARGO_MANIFEST_DIR");

impl Whence {
    /// The checkout that this program was built from, as long as it is there and of the same version.
    pub(super) fn own() -> Self {
        let root = Path::new(BUILT_IN).ancestors().nth(2);
        let found = root.and_then(|root| Self::checkout(root).ok());
        found
            .filter(|_| BUILT_IN.replace('\\', "/").ends_with("build-support/cli"))
            .unwrap_or(Self::Released)
    }

    /// A checkout in this folder.
    pub(super) fn checkout(folder: &Path) -> Result<Self, String> {
        let is_here = ["runtime", "build-support"].iter().all(|part| {
            let manifest = fs::read_to_string(folder.join(part).join("Cargo.toml"));
            manifest.is_ok_and(|text| text.contains("name = \"formwork"))
        });
        if !is_here {
            return Err(format!(
                "`{}` is no checkout of Formwork: it has no `runtime` and no `build-support`",
                folder.display()
            ));
        }
        let folder = std::path::absolute(folder).map_err(|error| error.to_string())?;
        // Without `..` in it, where that can be found out.
        Ok(Self::Checkout(plain(
            fs::canonicalize(&folder).unwrap_or(folder),
        )))
    }

    /// In a few words.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Released => format!("formwork {}", env!("CARGO_PKG_VERSION")),
            Self::Checkout(folder) => format!("the formwork in {}", folder.display()),
        }
    }

    /// The dependency on one of the crates.
    fn dependency(&self, part: &str, features: &[&str]) -> String {
        let mut parts = vec![format!("version = \"{}\"", env!("CARGO_PKG_VERSION"))];
        if let Self::Checkout(folder) = self {
            let path = folder.join(part).display().to_string();
            parts.push(format!("path = {}", toml_string(&path)));
        }
        if !features.is_empty() {
            let features: Vec<String> = features.iter().map(|one| format!("\"{one}\"")).collect();
            parts.push(format!("features = [{}]", features.join(", ")));
        }
        match parts.as_slice() {
            [version] => version.trim_start_matches("version = ").to_owned(),
            _ => format!("{{ {} }}", parts.join(", ")),
        }
    }
}

/// A path as other programs write it: Windows has a longer way.
fn plain(path: PathBuf) -> PathBuf {
    let text = path.to_str().and_then(|text| text.strip_prefix(r"\\?\"));
    text.filter(|text| !text.starts_with("UNC"))
        .map(PathBuf::from)
        .unwrap_or(path)
}

/// A string of TOML: literal, where it can be.
fn toml_string(text: &str) -> String {
    if text.contains('\'') || text.chars().any(char::is_control) {
        let text = text.replace('\\', "\\\\").replace('"', "\\\"");
        let escaped = text.chars().map(|one| {
            if one.is_control() {
                format!("\\u{:04X}", u32::from(one))
            } else {
                one.to_string()
            }
        });
        format!("\"{}\"", escaped.collect::<String>())
    } else if text.contains('\\') || text.contains('"') {
        format!("'{text}'")
    } else {
        format!("\"{text}\"")
    }
}

/// Whether a folder around this one is a package, or several, of which the new one is no part.
pub(super) fn is_inside_another(folder: &Path) -> bool {
    let mut around = folder.ancestors().skip(1);
    around.any(|folder| folder.join("Cargo.toml").is_file())
}

/// The text of the manifest.
pub(super) fn manifest(name: &str, template: Template, from: &Whence, is_inside: bool) -> String {
    let features: &[&str] = match template {
        Template::Macro => &["macros"],
        Template::BuildScript | Template::CheckedIn => &[],
    };
    let mut text = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nformwork = {}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n",
        from.dependency("runtime", features)
    );
    if template == Template::BuildScript {
        let build = from.dependency("build-support", &[]);
        text.extend(["\n[build-dependencies]\nformwork-build = ", &build, "\n"]);
    }
    if is_inside {
        text.push_str("\n# It stands by itself. To make it a member of the workspace around it, take this away.\n[workspace]\n");
    }
    text
}
