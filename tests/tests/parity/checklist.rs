//! `tests/parity/checklist.tsv`: everything that Instructor's users have, and the tests that show it here.
//!
//! A line holds a section of the checklist, a feature, tests as `FILE::FUNCTION`, and what is not there yet. Files count from
//! `tests/tests`, those of other crates from the root; a name in brackets is the folder of `tests/cases` that is meant, and
//! `benches/NAME::main` a bench, for what no test measures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::document::{MISSING, page, root};

/// How many lines each section has.
const SECTIONS: &[(&str, usize)] = &[
    ("7.1", 15),
    ("7.2", 12),
    ("7.3", 12),
    ("7.4", 23),
    ("7.5", 17),
    ("7.6", 4),
    ("7.7", 15),
];

/// How many lines want something yet. It only ever goes down.
const NOT_YET: usize = 0;

/// A line of the checklist.
struct Line {
    section: String,
    feature: String,
    tests: Vec<String>,
    not_yet: Option<String>,
}

fn lines() -> Vec<Line> {
    let path = root().join("tests/parity/checklist.tsv");
    let text = std::fs::read_to_string(path).expect("the checklist is there");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("section\tfeature\ttests\tnot yet"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [section, feature, tests, rest @ ..] = &cells[..] else {
                panic!("`{line}` has three cells or four");
            };
            assert!(rest.len() <= 1, "`{line}` has four cells at most");
            Line {
                section: (*section).to_owned(),
                feature: (*feature).to_owned(),
                tests: tests.split_whitespace().map(str::to_owned).collect(),
                not_yet: rest.first().map(|text| (*text).to_owned()),
            }
        })
        .collect()
}

#[test]
fn every_section_has_all_its_lines_and_each_once() {
    let mut counts = BTreeMap::new();
    let mut known = BTreeSet::new();
    for line in lines() {
        assert!(
            known.insert(line.feature.clone()),
            "`{}` stands twice",
            line.feature
        );
        *counts.entry(line.section).or_insert(0) += 1;
        let tests: BTreeSet<&String> = line.tests.iter().collect();
        assert_eq!(
            tests.len(),
            line.tests.len(),
            "`{}` names a test twice",
            line.feature
        );
    }
    let counts: Vec<(&str, usize)> = counts
        .iter()
        .map(|(name, count)| (name.as_str(), *count))
        .collect();
    assert_eq!(counts, SECTIONS);
}

#[test]
fn what_is_not_there_yet_is_told_and_gets_less() {
    let lines = lines();
    let mut missing = Vec::new();
    for line in &lines {
        assert!(
            !line.tests.is_empty() || line.not_yet.is_some(),
            "`{}` has a test, or says why not",
            line.feature
        );
        missing.extend(line.not_yet.as_deref());
    }
    let page = page();
    let (_, last) = page
        .split_once(&format!("## {MISSING}"))
        .expect("the page has the section");
    let told: Vec<&str> = last
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
        .collect();
    assert_eq!(
        told, missing,
        "the page tells what the checklist lacks, in its order"
    );
    assert_eq!(missing.len(), NOT_YET, "less is better: say so here");
}

#[test]
fn every_test_that_is_named_is_there_and_runs() {
    let mut wrong = Vec::new();
    for line in lines() {
        for test in &line.tests {
            wrong.extend(
                find(test)
                    .err()
                    .map(|why| format!("{}: `{test}` {why}", line.feature)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Looks for a test.
fn find(test: &str) -> Result<(), String> {
    let (name, case) = match test.split_once('(') {
        Some((name, case)) => (name, Some(case.trim_end_matches(')'))),
        None => (test, None),
    };
    let (file, function) = name.split_once("::").ok_or("is no FILE::FUNCTION")?;
    if let Some(case) = case {
        let folder = root().join("tests/cases").join(case);
        if !folder.join("instances.json").is_file() {
            return Err("names a case that there is not".to_owned());
        }
    }
    if let Some(bench) = file.strip_prefix("benches/") {
        let manifest = read(&root().join("tests/Cargo.toml"))?;
        let is_listed = manifest.contains(&format!("[[bench]]\nname = \"{bench}\"\n"));
        let source = read(&root().join(format!("tests/benches/{bench}.rs")))?;
        let has_main = function == "main" && source.contains("\nfn main() {");
        return (is_listed && has_main)
            .then_some(())
            .ok_or_else(|| "is no bench".to_owned());
    }
    let source = read(&path(file))?;
    is_reached(file)?;
    judged(&source, function)
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Whether a file's crate is one of another folder than `tests/tests`.
fn is_elsewhere(file: &str) -> bool {
    ["runtime/", "generator/", "build-support/"]
        .iter()
        .any(|folder| file.starts_with(folder))
}

fn path(file: &str) -> PathBuf {
    let folder = if is_elsewhere(file) {
        ""
    } else {
        "tests/tests/"
    };
    root().join(format!("{folder}{file}.rs"))
}

/// Whether a module of the whole-system tests is declared where its crate begins, or in the folder's own module.
fn is_reached(file: &str) -> Result<(), String> {
    if is_elsewhere(file) {
        return Ok(());
    }
    let (mut above, mut below) = match file.split_once('/') {
        None | Some((_, "main")) => return Ok(()),
        Some((test, below)) => (test.to_owned(), Some(below)),
    };
    while let Some(modules) = below {
        let (module, rest) = match modules.split_once('/') {
            Some((module, rest)) => (module, Some(rest)),
            None => (modules, None),
        };
        let declarations = [
            format!("mod {module};"),
            format!("pub(crate) mod {module};"),
        ];
        let is_declared = ["", "/main", "/mod"].iter().any(|own| {
            let text = read(&path(&format!("{above}{own}"))).unwrap_or_default();
            let mut lines = text.lines().map(str::trim);
            lines.any(|line| declarations.iter().any(|one| one == line))
        });
        if !is_declared {
            return Err("is in a file that is no module".to_owned());
        }
        above.push('/');
        above.push_str(module);
        below = rest;
    }
    Ok(())
}

/// Whether a source has a function of this name that is run as a test.
fn judged(source: &str, function: &str) -> Result<(), String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let head = [format!("fn {function}("), format!("async fn {function}(")];
    let found = lines
        .iter()
        .position(|line| head.iter().any(|head| line.starts_with(head)));
    let Some(place) = found else {
        return Err("is not there".to_owned());
    };
    let before = lines.get(..place).unwrap_or_default().iter().rev();
    let attributes: Vec<&&str> = before.take_while(|line| line.starts_with("#[")).collect();
    if attributes
        .iter()
        .any(|line| line.starts_with("#[ignore") || line.starts_with("#[cfg"))
    {
        return Err("does not run everywhere".to_owned());
    }
    let is_test = attributes
        .iter()
        .any(|line| **line == "#[test]" || line.starts_with("#[tokio::test"));
    is_test.then_some(()).ok_or_else(|| "is no test".to_owned())
}

#[test]
fn what_is_no_test_is_not_taken_for_one() {
    for (test, why) in [
        ("client/reask", "is no FILE::FUNCTION"),
        ("client/reask::nothing_of_the_kind", "is not there"),
        ("client/items::list", "is no test"),
        ("client/nowhere::a", "No such file"),
        (
            "cases::instances_are_judged_as_expected(nowhere)",
            "a case that there is not",
        ),
        ("benches/nowhere::main", "No such file"),
        ("benches/call::other", "is no bench"),
    ] {
        let error = find(test).expect_err(test);
        assert!(error.contains(why), "{test}: {error}");
    }
    for module in ["wires/gemini/request", "wires/bedrock/stream", "wires/main"] {
        is_reached(module).expect(module);
    }
    for module in [
        "wires/gemini/nowhere",
        "wires/nowhere/request",
        "nowhere/a/b",
    ] {
        is_reached(module).expect_err(module);
    }
    let ignored = "#[test]\n#[ignore = \"slow\"]\nfn a() {}\n#[cfg(any())]\n#[test]\nfn b() {}\n// fn c() {}\n";
    assert!(judged(ignored, "a").is_err() && judged(ignored, "b").is_err());
    assert!(judged(ignored, "c").is_err());
    assert!(judged("#[test]\nfn d() {}", "d").is_ok());
}
