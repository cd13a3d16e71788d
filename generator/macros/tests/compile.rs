//! What the compiler says to a user of `generate!`: each file under `compile` is a program, and the
//! `.stderr` beside it is all that is said of it.
//!
//! Every program uses what its schema should have become: the types, their fields, their twins, a
//! request. Nothing of that may be an error, so each finding is told about exactly once.
//! `TRYBUILD=overwrite` writes what is said anew.

use std::fs;
use std::path::Path;

/// Copies a folder and all in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("it can be listed").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("it can be copied");
        }
    }
}

#[test]
fn each_finding_is_one_error() {
    // Schema paths count from the manifest, and `trybuild` writes one of its own, here.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    let package = target
        .expect("it is in a target folder")
        .join("tests/trybuild")
        .join(env!("CARGO_PKG_NAME"));
    let schemas = package.join("schemas");
    if schemas.exists() {
        fs::remove_dir_all(&schemas).expect("an old copy can be removed");
    }
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas"),
        &schemas,
    );
    let cases = trybuild::TestCases::new();
    cases.pass("tests/compile/sound*.rs");
    cases.compile_fail("tests/compile/broken-*.rs");
    cases.compile_fail("tests/compile/wrong-*.rs");
}
