//! Sources held against the rules of their crate.

use std::path::{Path, PathBuf};

use crate::rules::{CLI, CODEGEN, RUNTIME, Rule, SCHEMA};
use crate::scan::{Source, scan};

/// The arrows that break a rule.
pub(crate) fn broken(sources: &[Source], rules: &[Rule]) -> Vec<String> {
    let mut broken = Vec::new();
    for rule in rules {
        for source in sources {
            let is_in = |modules: &[&str]| modules.iter().any(|m| begins(&source.module, m));
            if !is_in(rule.modules) || is_in(rule.except) {
                continue;
            }
            for path in &source.paths {
                if let Some(never) = rule.never.iter().find(|never| begins(path, never)) {
                    let module = &source.module;
                    broken.push(format!(
                        "`{module}` names `{path}`, of `{never}`: {}",
                        rule.why
                    ));
                }
            }
        }
    }
    broken
}

/// Whether a path is another one, or lies in it. Every path lies in the empty one.
fn begins(path: &str, outer: &str) -> bool {
    outer.is_empty()
        || path
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn crate_sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let src: PathBuf = root.join(folder).join("src");
    let sources = scan(&src);
    assert!(sources.len() > 3, "{folder}: {} files", sources.len());
    sources
}

/// The crate keeps its rules, and each rule is about modules that there are.
fn keeps(folder: &str, rules: &[Rule]) {
    let sources = crate_sources(folder);
    let is_there = |module: &str| sources.iter().any(|source| begins(&source.module, module));
    for rule in rules {
        let own = rule
            .never
            .iter()
            .filter_map(|path| path.strip_prefix("crate::"));
        for module in rule.modules.iter().chain(rule.except).copied().chain(own) {
            assert!(
                is_there(module),
                "{folder} has no module `{module}`: {}",
                rule.why
            );
        }
    }
    let broken = broken(&sources, rules);
    assert!(broken.is_empty(), "{folder}:\n{}", broken.join("\n"));
}

#[test]
fn the_command_line_asks_models_in_one_room() {
    keeps("build-support/cli", CLI);
}

#[test]
fn the_schema_core_flows_one_way() {
    keeps("generator/schema", SCHEMA);
}

#[test]
fn the_generator_flows_one_way() {
    keeps("generator", CODEGEN);
}

#[test]
fn the_runtime_flows_one_way() {
    keeps("runtime", RUNTIME);
}

#[test]
fn exceptions_are_needed() {
    // An exception that nobody uses any more would let the next one in unseen.
    for (folder, rules) in [
        ("generator/schema", SCHEMA),
        ("generator", CODEGEN),
        ("runtime", RUNTIME),
        ("build-support/cli", CLI),
    ] {
        let sources = crate_sources(folder);
        for rule in rules {
            for except in rule.except {
                let used = sources.iter().any(|source| {
                    begins(&source.module, except)
                        && source
                            .paths
                            .iter()
                            .any(|path| rule.never.iter().any(|never| begins(path, never)))
                });
                assert!(
                    used,
                    "{folder}: `{except}` needs no exception: {}",
                    rule.why
                );
            }
        }
    }
}
