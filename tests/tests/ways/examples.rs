//! The examples of the repository: built, run, and held to what they promise to show.

use std::path::Path;

use crate::nested::{Ran, cargo, workspace};

fn run(package: &str) -> Ran {
    cargo(&workspace(), &["run", "--offline", "-q", "-p", package]).good()
}

/// The place of a text behind another place.
#[track_caller]
fn find(text: &str, part: &str, from: usize) -> usize {
    let found = text[from..].find(part);
    from + found.unwrap_or_else(|| panic!("no {part:?} in\n{}", &text[from..]))
}

#[test]
fn quickstart_shows_the_main_job_offline() {
    let shown = run("quickstart").stdout;
    assert!(shown.starts_with("OFFLINE: "), "{shown}");
    // Fields as they come in, in schema order.
    let mut at = find(&shown, "as it comes in", 0);
    for field in ["number", "issued", "seller", "currency", "line", "total"] {
        at = find(&shown, &format!("✓ {field} "), at);
    }
    // One answer is asked for again, and the reason is shown: a rule of the schema, at its place.
    assert_eq!(shown.matches("so the model is asked again").count(), 1);
    at = find(&shown, "Answer 1 breaks the schema", at);
    at = find(&shown, "\n  ! /", at);
    let violation = shown[at..].trim_start().lines().next().unwrap_or_default();
    assert!(violation.ends_with("got -1"), "{violation}");
    at = find(&shown, "✓ total ", at);
    // The value, and what it took.
    at = find(&shown, "The typed value:\n\nInvoice {\n    number: \"", at);
    at = find(&shown, "\n2 attempts, ", at);
    let usage = shown[at..].trim();
    let numbers: Vec<u64> = usage
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect();
    assert!(
        matches!(numbers[..], [2, sent, received] if sent > 0 && received > 0),
        "{usage}"
    );
}

#[test]
fn quickstart_says_so_when_a_provider_is_not_known() {
    let mut command = std::process::Command::new(env!("CARGO"));
    command
        .args(["run", "--offline", "-q", "-p", "quickstart"])
        .current_dir(workspace())
        .env("CARGO_TARGET_DIR", crate::nested::target());
    crate::nested::without_settings(&mut command);
    let ran = Ran::of(command.env("FORMWORK_PROVIDER", "nobody/nothing"));
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stdout.contains("No invoice: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("nobody"), "{}", ran.stdout);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
}

#[test]
fn macro_example_answers() {
    let shown = run("macro-example").stdout;
    // A seller, a buyer, an amount and a currency, all made up from the schema.
    let words: Vec<&str> = shown.split_whitespace().collect();
    assert!(words.contains(&"asks"), "{shown}");
    let currency = words.last().copied().unwrap_or_default();
    assert!(["EUR", "USD", "GBP", "CHF"].contains(&currency), "{shown}");
}

#[test]
fn checked_in_example_judges() {
    let arguments = [
        "run",
        "--offline",
        "-q",
        "-p",
        "checked-in",
        "--example",
        "judge",
    ];
    assert_eq!(
        cargo(&workspace(), &arguments).good().stdout,
        "RE-1 14.4 EUR\n/total: must be at least 0 [minimum], got -1\n"
    );
}

#[test]
fn checked_in_files_are_what_their_schemas_say() {
    let ran = cargo(
        &workspace(),
        &[
            "run",
            "--offline",
            "-q",
            "-p",
            "formwork-cli",
            "--",
            "formwork",
            "generate",
            "schemas/invoice.yaml",
            "--out",
            "examples/checked-in/src/generated",
            "--check",
        ],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let index = Path::new("examples/checked-in/src/generated/mod.rs");
    assert!(workspace().join(index).is_file());
}

/// Whether a folder, and all in it, may be written to.
#[cfg(unix)]
fn set_writable(path: &Path, is_writable: bool) {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    if path.is_dir() {
        if is_writable {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode");
        }
        for entry in fs::read_dir(path).expect("a folder") {
            set_writable(&entry.expect("it can be listed").path(), is_writable);
        }
    }
    let mode = match (path.is_dir(), is_writable) {
        (true, true) => 0o755,
        (true, false) => 0o555,
        (false, true) => 0o644,
        (false, false) => 0o444,
    };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

/// As documentation is built for a published crate: no network, and nothing may be written beside the sources.
#[cfg(unix)]
#[test]
fn checked_in_sources_are_documented_from_what_is_published() {
    use std::fs;

    use crate::package::Package;

    let old = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ways/published");
    if old.exists() {
        set_writable(&old, true);
    }
    let manifest = "[dependencies]\nformwork = { path = \"{root}/runtime\" }\n";
    let package = Package::new("published", "2024", manifest);
    let source = workspace().join("examples/checked-in");
    for file in [
        "README.md",
        "src/lib.rs",
        "src/generated/mod.rs",
        "src/generated/invoice.rs",
    ] {
        package.write(
            file,
            &fs::read_to_string(source.join(file)).expect("it is there"),
        );
    }
    package.cargo(&["generate-lockfile", "--offline"]).good();
    let folder = package.path("");
    set_writable(&folder, false);
    let ran = package.cargo(&["doc", "--offline", "--locked", "--no-deps"]);
    set_writable(&folder, true);
    let ran = ran.good();
    assert!(!ran.stderr.contains("warning"), "{}", ran.stderr);
    let page = crate::nested::target().join("doc/published/struct.Invoice.html");
    let page = fs::read_to_string(page).expect("the type has a page");
    assert!(
        page.contains("An invoice as a supplier sends it."),
        "{page}"
    );
}
