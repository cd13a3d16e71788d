//! `cargo formwork new`: what is made runs, and nothing that is there is harmed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command_line::{folder, run};
use crate::nested::{cargo, workspace};

/// A folder outside any package, where what is made is a package by itself.
fn elsewhere(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("formwork-{name}-{}", std::process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old folder can be removed");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Runs a package that was made.
fn runs(package: &Path) {
    // The versions of the workspace are the ones that are known to be there.
    fs::copy(workspace().join("Cargo.lock"), package.join("Cargo.lock")).expect("it can be copied");
    let ran = cargo(package, &["run", "--offline", "-q"]).good();
    assert!(
        ran.stdout.starts_with("Note {\n    title: \""),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("    urgent: "), "{}", ran.stdout);
    assert_eq!(ran.stderr, "", "the compiler has something to say");
}

#[test]
fn a_new_package_runs_offline_in_each_of_the_three_ways() {
    let folder = elsewhere("new");
    let root = workspace().display().to_string();
    for template in ["build-script", "macro", "checked-in"] {
        let name = format!("new-{template}");
        let ran = run(
            &folder,
            &["new", &name, "--template", template, "--path", &root],
        )
        .good();
        assert_eq!(ran.stdout, "");
        let how = format!("    cd {name}\n    cargo run\n");
        assert!(ran.stderr.contains(&how), "{}", ran.stderr);
        let package = folder.join(&name);
        let manifest = fs::read_to_string(package.join("Cargo.toml")).expect("it was written");
        assert!(!manifest.contains("[workspace]"), "{manifest}");
        runs(&package);
    }
    // What is checked in is what the command would write again.
    let generate = [
        "generate",
        "schemas/note.yaml",
        "--out",
        "src/generated",
        "--check",
    ];
    run(&folder.join("new-checked-in"), &generate).good();
    fs::remove_dir_all(folder).expect("it can be removed");
}

#[test]
fn within_another_package_it_stands_by_itself() {
    // The tests' own folders are inside a checkout, as those of one who has just cloned it.
    let folder = folder("cli-new-inside");
    fs::write(folder.join("Cargo.toml"), "[workspace]\n").expect("a file");
    // Without a word, the checkout is that which the program was built from.
    run(&folder, &["new", "inside"]).good();
    let package = folder.join("inside");
    let manifest = fs::read_to_string(package.join("Cargo.toml")).expect("it was written");
    assert!(manifest.ends_with("\n[workspace]\n"), "{manifest}");
    let runtime = format!("path = \"{}\"", workspace().join("runtime").display());
    assert!(manifest.contains(&runtime), "{manifest}");
    runs(&package);
}

#[test]
fn the_released_version_is_named_by_its_number() {
    let folder = folder("cli-new-released");
    let ran = run(
        &folder,
        &[
            "new",
            "notes",
            "--released",
            "--template",
            "macro",
            "--model",
            "openai/gpt-5-mini",
            "--message-format",
            "json",
        ],
    )
    .good();
    let told: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a line is JSON");
    assert_eq!(told["made"], "notes");
    assert_eq!(told["template"], "macro");
    let manifest = fs::read_to_string(folder.join("notes/Cargo.toml")).expect("it was written");
    let version = env!("CARGO_PKG_VERSION");
    let line = format!("\nformwork = {{ version = \"{version}\", features = [\"macros\"] }}\n");
    assert!(manifest.contains(&line), "{manifest}");
    assert!(!manifest.contains("path"), "{manifest}");
    assert!(!manifest.contains("build-dependencies"), "{manifest}");
    let main = fs::read_to_string(folder.join("notes/src/main.rs")).expect("it was written");
    assert!(main.contains("\"openai/gpt-5-mini\".to_owned()"), "{main}");
}

#[test]
fn what_is_there_stays_and_what_is_no_name_is_refused() {
    let folder = folder("cli-new-refused");
    fs::create_dir(folder.join("there")).expect("a folder");
    fs::write(folder.join("file"), "mine").expect("a file");
    let before = fs::read_dir(&folder).expect("a folder").count();
    for (arguments, said) in [
        (&["new", "there"][..], "error: `there` is there already\n"),
        (&["new", "file"], "error: `file` is there already\n"),
        (
            &["new", "1st"],
            "error: `1st` is no name for a package: it has to begin with a letter\n  did you mean `n1st`?\n",
        ),
        (
            &["new", "formwork"],
            "error: `formwork` is no name for a package: it is the name of something that the package uses\n  \
             did you mean `my-formwork`?\n",
        ),
        (
            &["new", "notes", "--path", "schemas"],
            "error: `schemas` is no checkout of Formwork: it has no `runtime` and no `build-support`\n",
        ),
    ] {
        let ran = run(&folder, arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stderr, said);
    }
    let ran = run(&folder, &["new", "notes", "--template", "marco"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("similar value exists: 'macro'"),
        "{}",
        ran.stderr
    );
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), before);
    assert_eq!(
        fs::read_to_string(folder.join("file")).expect("it is there"),
        "mine"
    );
    // Where nothing can be made, that is said.
    let ran = run(&folder, &["new", "file/notes"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
}
