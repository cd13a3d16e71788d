//! One definition, three languages: what the types of one accept and write, those of the others do.
//!
//! Rust by Formwork, Python by datamodel-code-generator and pydantic, TypeScript by json-schema-to-typescript and ajv; ten of the
//! schemas are exported by pydantic and zod. `tests/live/setup.sh` installs what the other languages need; without it
//! there is one line in place of the test, unless `FORMWORK_REQUIRE_LIVE` is set.
#![allow(clippy::print_stderr)] // It says when it is skipped.
#![allow(clippy::doc_markdown)] // Programs are called what they are called.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

/// Where the other languages' packages are, if they are.
fn installed() -> Option<PathBuf> {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/languages");
    let folder = std::env::var_os("FORMWORK_LANGUAGES").map_or_else(usual, PathBuf::from);
    let is_there = folder.join("node").exists() && folder.join("venv/bin/python").exists();
    assert!(
        is_there || std::env::var_os("FORMWORK_REQUIRE_LIVE").is_none(),
        "tests/live/setup.sh installs what is needed"
    );
    if !is_there {
        eprintln!(
            "skipped: what Python and TypeScript need is not installed (tests/live/setup.sh)"
        );
    }
    is_there.then_some(folder)
}

fn example() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/three-languages");
    folder.canonicalize().expect("the example is there")
}

/// Runs a program to its end: what it writes, line by line.
fn run(command: &mut Command, input: &str) -> Vec<Value> {
    let child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = child.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("its input");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    let _ = writer.join();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    let lines = String::from_utf8(output.stdout).expect("it writes text");
    lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect()
}

/// The three programs.
struct Languages {
    installed: PathBuf,
    schemas: PathBuf,
    rust: PathBuf,
}

const NAMES: [&str; 3] = ["Rust", "Python", "TypeScript"];

impl Languages {
    fn new(installed: PathBuf) -> Self {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([
            "build",
            "--quiet",
            "--package",
            "three-languages",
            "--message-format=json",
        ]);
        let built = run(cargo.arg("--manifest-path").arg(manifest), "");
        let rust = built
            .iter()
            .find_map(|line| line.get("executable")?.as_str());
        // Node finds packages beside the file that asks for them.
        for file in ["run.mjs", "models.mjs"] {
            let from = example().join("typescript").join(file);
            fs::copy(from, installed.join(file)).expect("it can be copied");
        }
        Self {
            rust: rust.expect("a program").into(),
            schemas: example().join("schemas"),
            installed,
        }
    }

    fn node(&self) -> Command {
        let mut command = Command::new(self.installed.join("node"));
        command.arg(self.installed.join("run.mjs"));
        command
    }

    fn python(&self) -> Command {
        let mut command = Command::new(self.installed.join("venv/bin/python"));
        command
            .args(["-W", "ignore"])
            .arg(example().join("python/run.py"));
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    /// What a language makes of instances: what it writes of each, where it accepts it.
    fn read(&self, language: &str, asked: &[(String, Value)]) -> Vec<Option<Value>> {
        let mut lines = String::new();
        for (schema, instance) in asked {
            lines += &json!({"schema": schema, "instance": instance}).to_string();
            lines.push('\n');
        }
        let answers = match language {
            "Rust" => run(&mut Command::new(&self.rust), &lines),
            "Python" => run(self.python().arg("read").arg(&self.schemas), &lines),
            _ => run(self.node().arg("read").arg(&self.schemas), &lines),
        };
        assert_eq!(answers.len(), asked.len(), "{language} answers each line");
        let written = answers.into_iter();
        written
            .map(|answer| answer.get("written").cloned())
            .collect()
    }
}

/// The programs, made ready once.
fn languages() -> Option<&'static Languages> {
    static READY: OnceLock<Option<Languages>> = OnceLock::new();
    let ready = READY.get_or_init(|| installed().map(Languages::new));
    ready.as_ref()
}

/// A value in which a number is what it is worth: `1.0` is `1`.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(members) => {
            let members = members.iter();
            members
                .map(|(name, value)| (name.clone(), plain(value)))
                .collect()
        }
        other => other.clone(),
    }
}

#[test]
fn what_one_language_accepts_and_writes_the_others_do() {
    let Some(languages) = languages() else { return };
    let text = fs::read_to_string(example().join("instances.json")).expect("instances");
    let instances: BTreeMap<String, Value> = serde_json::from_str(&text).expect("JSON");
    assert!(instances.len() >= 25, "{}", instances.len());

    let (mut asked, mut expected) = (Vec::new(), Vec::new());
    for (schema, instances) in &instances {
        for (kind, is_valid) in [("valid", true), ("invalid", false)] {
            for instance in instances[kind].as_array().expect("a list") {
                asked.push((schema.clone(), instance.clone()));
                expected.push(is_valid);
            }
        }
    }
    for language in NAMES {
        let written = languages.read(language, &asked);
        let accepted: Vec<(&(String, Value), bool)> = asked
            .iter()
            .zip(written.iter().map(Option::is_some))
            .collect();
        let right: Vec<(&(String, Value), bool)> = asked.iter().zip(expected.clone()).collect();
        assert_eq!(
            accepted, right,
            "{language} accepts what is valid, and nothing else"
        );
        let passed_on: Vec<(String, Value)> = asked
            .iter()
            .zip(written)
            .filter_map(|((schema, _), written)| Some((schema.clone(), written?)))
            .collect();
        for other in NAMES.iter().filter(|other| **other != language) {
            let again = languages.read(other, &passed_on);
            for ((schema, written), again) in passed_on.iter().zip(again) {
                let again = again.as_ref().map(plain);
                let told = format!("{schema}: from {language} to {other}");
                assert_eq!(again, Some(plain(written)), "{told}");
            }
        }
    }
}

#[test]
fn schemas_of_pydantic_and_zod_come_in_without_a_touch() {
    let Some(languages) = languages() else { return };
    let mut exported = run(languages.python().arg("export"), "");
    exported.extend(run(languages.node().arg("export"), ""));
    assert_eq!(exported.len(), 10);
    for schema in exported {
        let (name, text) = (schema["name"].as_str(), schema["text"].as_str());
        let file = languages
            .schemas
            .join(format!("{}.json", name.expect("a name")));
        let kept = fs::read_to_string(&file).expect("it is kept");
        assert_eq!(Some(kept.as_str()), text, "{}", file.display());
    }
}

#[test]
fn valid_instances_have_the_types_of_typescript() {
    let Some(languages) = languages() else { return };
    let folder = languages
        .installed
        .join(format!("types-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let mut types = languages.node();
    let instances = example().join("instances.json");
    run(
        types
            .arg("types")
            .arg(&languages.schemas)
            .arg(instances)
            .arg(&folder),
        "",
    );
    let mut check = Command::new(languages.installed.join("node"));
    check.arg(languages.installed.join("node_modules/typescript/bin/tsc"));
    check.args([
        "--noEmit",
        "--strict",
        "--module",
        "esnext",
        "--moduleResolution",
        "bundler",
    ]);
    let checked = check.arg(folder.join("uses.ts")).output().expect("it runs");
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    let _ = fs::remove_dir_all(&folder);
    assert!(checked.status.success(), "{said}");
}
