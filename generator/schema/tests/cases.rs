//! One folder for each case: `cases/<stage>/<name>/` holds schema files and `expected.txt`.
//!
//! The roots are the files named `schema.*`, or every file where there is none of that name. `dialects.txt` names
//! the dialects to show.
//! `BLESS=1` writes what comes out as what is expected; CI does not set it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use formwork_schema::diag::{Style, render};
use formwork_schema::dialect::{Dialect, OPENAI_STRICT, PLAIN, Undo, document, lower};
use formwork_schema::model::{Model, SchemaId};
use formwork_schema::resolve::load;
use formwork_schema::{CODES, Finding};

use crate::memory::Memory;
use crate::pretty::pretty;

/// The folders of a stage's cases.
pub(crate) fn folders(stage: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(stage);
    let mut folders: Vec<PathBuf> = fs::read_dir(&root)
        .expect("the stage has cases")
        .map(|entry| entry.expect("readable").path())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "no cases in {}", root.display());
    folders
}

fn roots(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a case is a folder")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.is_file() && !path.ends_with("expected.txt"))
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    if names.iter().any(|name| name.starts_with("schema.")) {
        names.retain(|name| name.starts_with("schema."));
    }
    names
        .iter()
        .map(|name| Path::new(PRETENDED).join(name))
        .collect()
}

/// Where the files of a case are said to be, so that no message depends on the machine.
const PRETENDED: &str = "/schemas";

/// Every file of a case, in its place below [`PRETENDED`].
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a case is a folder") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let relative = path.strip_prefix(folder).expect("it is in the case");
            let name = format!("{PRETENDED}/{}", relative.display());
            files.push((name, fs::read(&path).expect("readable")));
        }
    }
    files
}

/// The model of a case.
pub(crate) fn read(folder: &Path) -> (Model, Vec<Finding>) {
    let files = files(folder);
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_slice()))
        .collect();
    load(&roots(folder), Path::new(PRETENDED), &Memory::new(&files))
}

/// The findings of reading a case, and in each dialect what its schemas become.
fn report(folder: &Path, dialects: &[&Dialect]) -> String {
    let (model, findings) = read(folder);
    let mut out = render(&findings, &model.sources, Style::Plain);
    if !findings.iter().any(Finding::is_error) {
        for root in model.roots.iter().flatten() {
            for dialect in dialects {
                describe(&mut out, &model, *root, dialect);
            }
        }
        // What OpenAPI documents offer has no root around it.
        if model.roots.iter().all(Option::is_none) {
            for offer in &model.offers {
                let separator = if out.is_empty() { "" } else { "\n" };
                writeln!(out, "{separator}=== {}", offer.name).expect("a string takes all");
                for dialect in dialects {
                    describe(&mut out, &model, offer.schema, dialect);
                }
            }
        }
    }
    out
}

fn describe(out: &mut String, model: &Model, root: SchemaId, dialect: &Dialect) {
    let separator = if out.is_empty() { "" } else { "\n" };
    write!(out, "{separator}--- {}\n\n", dialect.name).expect("a string takes all");
    match lower(model, root, dialect) {
        Ok(lowered) => {
            out.push_str(&pretty(&lowered.root));
            out.push('\n');
            if !lowered.defs.is_empty() {
                let defs = document("{}", &lowered.defs);
                let defs = defs.trim_start_matches("{\"$defs\":");
                writeln!(out, "\n$defs {}", pretty(&defs[..defs.len() - 1])).expect("a string");
            }
            for dropped in &lowered.dropped {
                let pointer = if dropped.pointer.is_empty() {
                    "(root)"
                } else {
                    &dropped.pointer
                };
                writeln!(out, "\n{pointer} {}: {:?}", dropped.keyword, dropped.fate)
                    .expect("a string");
            }
            if lowered.undo != Undo::default() {
                writeln!(out, "\n{:?}", lowered.undo).expect("a string");
            }
        }
        Err(findings) => out.push_str(&render(&findings, &model.sources, Style::Plain)),
    }
}

fn check(stage: &str, dialects: &[&Dialect]) {
    let mut differing = Vec::new();
    for folder in folders(stage) {
        let named = fs::read_to_string(folder.join("dialects.txt")).unwrap_or_default();
        let named = named.split_whitespace();
        let mut named: Vec<&Dialect> = named
            .map(|name| Dialect::find(name).expect("the dialect is there"))
            .collect();
        if named.is_empty() {
            named.extend_from_slice(dialects);
        }
        let actual = report(&folder, &named);
        let path = folder.join("expected.txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &actual).expect("the case can be blessed");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if actual != expected {
            differing.push(format!(
                "{}\n--- expected\n{expected}\n--- actual\n{actual}",
                folder.display()
            ));
        }
    }
    assert!(
        differing.is_empty(),
        "BLESS=1 to accept\n\n{}",
        differing.join("\n\n")
    );
}

#[test]
fn source() {
    check("source", &[&PLAIN]);
}

#[test]
fn model() {
    check("model", &[&PLAIN]);
}

#[test]
fn resolve() {
    check("resolve", &[&PLAIN]);
}

#[test]
fn dialect() {
    check("dialect", &[&PLAIN, &OPENAI_STRICT]);
}

#[test]
fn every_code_of_these_stages_has_a_case() {
    let mut all = String::new();
    for stage in ["source", "model", "resolve", "dialect"] {
        for folder in folders(stage) {
            all.push_str(&fs::read_to_string(folder.join("expected.txt")).unwrap_or_default());
        }
    }
    // Files that cannot be read at all are tested by a loader that fails; patterns that cannot be
    // translated, and what has no types, where there are patterns and types.
    let elsewhere = ["S001", "M004", "M006"];
    for info in CODES
        .iter()
        .filter(|info| info.code.0.starts_with(['S', 'M', 'R', 'D']))
    {
        let code = info.code.0;
        assert!(
            elsewhere.contains(&code) || all.contains(&format!("[{code}]")),
            "no case shows {code}"
        );
    }
}
