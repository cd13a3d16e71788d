//! Between crates: front ends name the generator, the generator its core, generated code the runtime.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// A dependency on a crate of the workspace.
#[derive(Debug)]
struct Arrow {
    to: String,
    optional: bool,
}

fn cargo(arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(root)
        .output()
        .expect("Cargo can be run");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Every package of the workspace.
fn packages() -> Vec<Value> {
    let text = cargo(&["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&text).expect("Cargo writes JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

fn named<'a>(packages: &'a [Value], name: &str) -> &'a Value {
    let found = packages.iter().find(|package| package["name"] == name);
    found.unwrap_or_else(|| panic!("no package {name}"))
}

/// What a package depends on in a build of it, tests aside.
fn arrows(package: &Value) -> Vec<Arrow> {
    let dependencies = package["dependencies"].as_array().expect("dependencies");
    dependencies
        .iter()
        .filter(|one| one["kind"] != "dev")
        .map(|one| Arrow {
            to: one["name"].as_str().expect("a name").to_owned(),
            optional: one["optional"] == true,
        })
        .collect()
}

#[test]
fn crates_point_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("formwork-schema", &[][..]),
        ("formwork-codegen", &["formwork-schema"]),
        ("formwork-macros", &["formwork-codegen"]),
        ("formwork-build", &["formwork-codegen"]),
        // Some of its commands are about schemas, not about Rust; others ask a model, by a feature, which a test sees to.
        (
            "formwork-cli",
            &["formwork-codegen", "formwork-schema", "formwork"],
        ),
        // By their features alone, which the next test sees to.
        ("formwork", &["formwork-macros", "formwork-schema"]),
    ]);
    let packages = packages();
    let ours: BTreeSet<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    for (name, allowed) in allowed {
        for arrow in arrows(named(&packages, name)) {
            assert!(
                !ours.contains(arrow.to.as_str()) || allowed.contains(&arrow.to.as_str()),
                "{name} depends on {}",
                arrow.to
            );
        }
    }
}

#[test]
fn the_runtime_names_the_generator_by_a_feature_alone() {
    let packages = packages();
    let runtime = named(&packages, "formwork");
    let features = runtime["features"].as_object().expect("features");
    for (dependency, feature) in [
        ("formwork-macros", "macros"),
        ("formwork-schema", "dynamic"),
    ] {
        let arrows = arrows(runtime);
        let Some(arrow) = arrows.iter().find(|arrow| arrow.to == dependency) else {
            continue;
        };
        assert!(arrow.optional, "{dependency} is not optional");
        let named = format!("dep:{dependency}");
        for (name, enables) in features {
            let enables = enables.as_array().expect("a list");
            let does = enables.iter().any(|one| *one == named.as_str());
            assert!(!does || name == feature, "{name} enables {dependency}");
        }
        let default = features["default"].as_array().expect("a list");
        assert!(
            !default.iter().any(|one| *one == feature),
            "{feature} is a default"
        );
    }
    assert!(features.contains_key("macros"));
}

#[test]
fn the_command_line_names_the_runtime_by_a_feature_alone() {
    let packages = packages();
    let cli = named(&packages, "formwork-cli");
    let arrows = arrows(cli);
    let arrow = arrows.iter().find(|arrow| arrow.to == "formwork");
    assert!(arrow.expect("it asks models").optional);
    let features = cli["features"].as_object().expect("features");
    let enabling = features.iter().filter(|(_, enables)| {
        let enables = enables.as_array().expect("a list");
        enables.iter().any(|one| *one == "dep:formwork")
    });
    let enabling: Vec<&String> = enabling.map(|(name, _)| name).collect();
    assert_eq!(enabling, ["client"]);
}

#[test]
fn users_of_the_examples_need_two_crates_of_ours() {
    let packages = packages();
    for example in ["quickstart", "macro-example", "checked-in"] {
        for arrow in arrows(named(&packages, example)) {
            let is_ours = arrow.to.starts_with("formwork");
            assert!(
                !is_ours || ["formwork", "formwork-build"].contains(&arrow.to.as_str()),
                "{example} depends on {}",
                arrow.to
            );
        }
    }
}

/// The crates that a build of the runtime takes, each with the ones that it stands under.
fn tree(more: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let tree = [
        "tree",
        "-p",
        "formwork",
        "-e",
        "normal,build",
        "--prefix",
        "depth",
        "-f",
        " {p}",
    ];
    let text = cargo(&[&tree[..], more].concat());
    let mut above: Vec<String> = Vec::new();
    let mut crates: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let (Some(depth), Some(name)) = (words.next(), words.next()) else {
            continue;
        };
        above.truncate(depth.parse().expect("a depth"));
        let parents = crates.entry(name.to_owned()).or_default();
        parents.extend(above.last().cloned());
        above.push(name.to_owned());
    }
    crates
}

#[test]
fn the_default_build_compiles_no_c_but_that_of_ring() {
    let crates = tree(&[]);
    assert!(crates.contains_key("reqwest"), "{crates:?}");
    for builder in ["cc", "cmake", "bindgen", "pkg-config", "vcpkg", "autotools"] {
        let parents = crates.get(builder).cloned().unwrap_or_default();
        let others: Vec<&String> = parents.iter().filter(|parent| *parent != "ring").collect();
        assert!(others.is_empty(), "{builder} is needed by {others:?}");
    }
    for name in crates.keys() {
        assert!(
            !name.ends_with("-sys") || name == "windows-sys" || name == "linux-raw-sys",
            "{name} binds a library"
        );
    }
}

#[test]
fn the_runtime_stays_thin() {
    let (default, bare) = (tree(&[]), tree(&["--no-default-features"]));
    for heavy in ["jsonschema", "formwork-codegen", "formwork-schema", "clap"] {
        assert!(
            !default.contains_key(heavy),
            "{heavy} is in the default build"
        );
    }
    // The HTTP client's URLs bring procedural macros of their own; nothing else does.
    for heavy in ["syn", "quote", "proc-macro2", "tokio"] {
        assert!(!bare.contains_key(heavy), "{heavy} is in the bare build");
    }
    // For whoever reads the log: numbers that should not grow unseen.
    let (all, few) = (default.len(), bare.len());
    let _ = writeln!(
        std::io::stdout(),
        "formwork and what it builds on: {all} crates, {few} without default features"
    );
    assert!(
        default.len() < 100,
        "{} crates: {:?}",
        default.len(),
        default.keys()
    );
    assert!(bare.len() < 25, "{} crates: {:?}", bare.len(), bare.keys());
}
