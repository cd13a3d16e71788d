//! What a user's package may be like: the runtime under another name, no prelude, every lint denied,
//! another edition; and `formwork` as its only dependency at run time.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::nested::workspace;
use crate::package::Package;

const MANIFEST: &str = "\
[dependencies]
fw = { package = \"formwork\", path = \"{root}/runtime\", default-features = false, features = [\"macros\"] }

[build-dependencies]
formwork-build = { path = \"{root}/build-support\" }
";

const SCRIPT: &str = r#"
fn main() {
    let mut schemas: Vec<_> = std::fs::read_dir("schemas")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    schemas.sort();
    formwork_build::configure().schemas(schemas).runtime("::fw").run();
}
"#;

/// Every schema that has a case, under its case's name.
fn schemas() -> Vec<(String, PathBuf)> {
    let cases = workspace().join("tests/cases");
    let mut schemas: Vec<(String, PathBuf)> = fs::read_dir(cases)
        .expect("there are cases")
        .map(|entry| entry.expect("it can be listed").path())
        .filter_map(|folder| {
            let name = folder.file_name()?.to_string_lossy().into_owned();
            Some((name, folder.join("schema.yaml")))
        })
        .filter(|(_, path)| path.is_file())
        // Some name functions and types of the crate that they stand in.
        .filter(|(_, path)| {
            let text = fs::read_to_string(path).expect("it can be read");
            !text.contains("crate::")
        })
        .collect();
    schemas.sort();
    assert!(schemas.len() > 10, "only {} schemas", schemas.len());
    schemas
}

fn copy(package: &Package, from: &Path, to: &str) {
    let text = fs::read_to_string(from).expect("a schema");
    package.write(to, &text);
}

fn library(macros: &str) -> String {
    format!(
        "//! A package that is strict with itself.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unused_qualifications, unreachable_pub, unnameable_types)]

/// Out of the build script.
pub mod built {{
    ::fw::include_schemas!();
}}

/// Out of the macro.
pub mod expanded {{
    {macros}
}}

/// The types are the user's own, and the same in every way.
pub fn invoice(client: &::fw::Client) -> ::fw::Request<expanded::invoice::Invoice> {{
    client.request::<expanded::invoice::Invoice>()
}}
"
    )
}

fn builds_in(name: &str, edition: &str) {
    let package = Package::new(name, edition, MANIFEST);
    let mut macros = String::new();
    for (name, path) in schemas() {
        copy(&package, &path, &format!("schemas/{name}.yaml"));
        // One of them in full suffices for the macro: it makes the same tokens.
        if name == "untagged" || name == "maps" {
            write!(
                macros,
                "::fw::generate!(\"schemas/{name}.yaml\", crate = fw);"
            )
            .expect("text");
        }
    }
    // What the case `refs` refers to.
    for name in ["people.json", "money.yaml"] {
        let part = workspace().join("tests/cases/refs/parts").join(name);
        copy(&package, &part, &format!("schemas/parts/{name}"));
    }
    for name in ["invoice.yaml", "common.yaml"] {
        let schema = workspace().join("schemas").join(name);
        copy(&package, &schema, &format!("schemas/shared/{name}"));
    }
    macros.push_str("::fw::generate!(crate = ::fw, \"schemas/shared/invoice.yaml\");");
    package.write("build.rs", SCRIPT);
    package.write("src/lib.rs", &library(&macros));
    // Quiet, so that the schemas' own warnings are not shown; those of the code would be.
    let ran = package.cargo(&["build", "--offline", "-q"]).good();
    assert_eq!(ran.stderr, "");

    let tree = [
        "tree",
        "--offline",
        "-e",
        "normal",
        "--depth",
        "1",
        "--prefix",
        "none",
    ];
    let tree = package.cargo(&tree).good().stdout;
    let direct: Vec<&str> = tree
        .lines()
        .skip(1)
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(direct, ["formwork"]);
}

#[test]
fn a_strict_package_of_edition_2021_builds() {
    builds_in("ways-strict-2021", "2021");
}

#[test]
fn a_strict_package_of_edition_2024_builds() {
    builds_in("ways-strict-2024", "2024");
}
