//! A batch of modules as one package: generated, compiled, run.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use formwork_codegen::{Loader, Options, generate as formwork, short};

use crate::judge::{same, verdicts};
use crate::read::Schema;
use crate::report::Report;

/// One generated module.
pub(crate) struct Module<'a> {
    schema: &'a Schema,
    text: String,
    root: String,
}

struct Memory<'a>(&'a str);

impl Loader for Memory<'_> {
    fn load(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        if path.ends_with("schema.json") {
            return Ok(self.0.as_bytes().to_vec());
        }
        Err(std::io::ErrorKind::NotFound.into())
    }
}

/// Generates one module; the first error where there is one.
pub(crate) fn generate(schema: &Schema) -> Result<Module<'_>, String> {
    let options = Options::new("corpus").schema("corpus/schema.json");
    let output = formwork(&options, &Memory(&schema.text));
    if output.has_errors() {
        let errors: Vec<_> = output
            .findings
            .iter()
            .filter(|f| f.is_error())
            .cloned()
            .collect();
        return Err(short(&errors, &output.sources)
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned());
    }
    let Some(module) = output.modules.first() else {
        return Err("no module".to_owned());
    };
    let root = module
        .ir
        .types
        .get(module.ir.root.0)
        .map(|one| one.name.clone())
        .unwrap_or_default();
    Ok(Module {
        schema,
        text: module.to_file_text(),
        root,
    })
}

pub(crate) fn compile_and_run(
    number: usize,
    modules: &[Module<'_>],
    report: &mut Report,
) -> Result<(), String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = workspace
        .join("target/corpus")
        .join(format!("batch{number}"));
    let mut left: Vec<usize> = (0..modules.len()).collect();
    let write = |path: &Path, text: &str| {
        fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
    };
    fs::create_dir_all(folder.join("src"))
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    write(&folder.join("Cargo.toml"), &manifest(number, &workspace))?;
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))
        .map_err(|error| error.to_string())?;
    for (index, module) in modules.iter().enumerate() {
        write(&folder.join(format!("src/m{index}.rs")), &module.text)?;
    }
    // A module that does not compile is taken out, and the others are tried again.
    loop {
        write(&folder.join("src/main.rs"), &program(&left, modules))?;
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--quiet"])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", workspace.join("target/corpus/target"))
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            for (index, first) in blamed(&text, "warning") {
                report.warnings += 1;
                report.fail("warning", &modules[index].schema.id, &first);
            }
            break;
        }
        let broken = blamed(&text, "error");
        if broken.is_empty() {
            return Err(format!(
                "batch {number} fails for no module's fault:\n{text}"
            ));
        }
        for (index, first) in broken {
            report.fail("not compiled", &modules[index].schema.id, &first);
            left.retain(|other| *other != index);
        }
    }
    report.compiled += left.len();
    run(number, &left, modules, &folder, &workspace, report)
}

fn run(
    number: usize,
    left: &[usize],
    modules: &[Module<'_>],
    folder: &Path,
    workspace: &Path,
    report: &mut Report,
) -> Result<(), String> {
    let mut input = String::new();
    for index in left {
        for instance in &modules[*index].schema.instances {
            let _ = writeln!(input, "{index} {instance}");
        }
    }
    let file = folder.join("instances.txt");
    fs::write(&file, input).map_err(|error| error.to_string())?;
    let program: PathBuf = workspace.join(format!("target/corpus/target/debug/batch{number}"));
    let output = Command::new(program)
        .arg(&file)
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines = text.lines();
    for index in left {
        let schema = modules[*index].schema;
        let expected = verdicts(&schema.text, &schema.instances);
        if expected.is_none() {
            report.fail("no reference", &schema.id, "jsonschema does not compile it");
        }
        for (at, instance) in schema.instances.iter().enumerate() {
            let Some(line) = lines.next() else {
                return Err(format!(
                    "batch {number} ends early:\n{}",
                    String::from_utf8_lossy(&output.stderr)
                ));
            };
            report.instances += 1;
            let written = line.strip_prefix("fits ");
            let Some(valid) = expected.as_ref().map(|expected| expected[at]) else {
                continue;
            };
            if valid == written.is_some() {
                report.agree += 1;
            } else {
                let class = if valid {
                    "valid refused"
                } else {
                    "invalid accepted"
                };
                report.fail(class, &schema.id, line);
            }
            if valid {
                report.valid += 1;
                let back = written.and_then(|text| serde_json::from_str(text).ok());
                if back.is_some_and(|back| same(instance, &back)) {
                    report.round_trip += 1;
                } else if written.is_some() {
                    report.fail("changed", &schema.id, "");
                }
            }
        }
    }
    Ok(())
}

/// The modules that the compiler's text names, each with the first line of what it says.
fn blamed(text: &str, level: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut said = "";
    for line in text.lines() {
        if line.starts_with("error") || line.starts_with("warning") {
            said = line;
        }
        let place = line.trim_start().strip_prefix("--> src/m");
        let index = place
            .and_then(|place| place.split_once(".rs"))
            .and_then(|(index, _)| index.parse().ok());
        if let Some(index) = index.filter(|_| said.starts_with(level))
            && !found.iter().any(|(known, _)| *known == index)
        {
            found.push((index, said.to_owned()));
        }
    }
    found
}

fn manifest(number: usize, workspace: &Path) -> String {
    format!(
        "[package]\nname = \"batch{number}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nformwork = {{ path = '{}', default-features = false }}\nserde_json = \"1\"\n\n\
         [profile.dev]\ndebug = false\n",
        workspace.join("runtime").display()
    )
}

fn program(left: &[usize], modules: &[Module<'_>]) -> String {
    let mut text = "#![warn(missing_docs)]\n//! A batch.\n".to_owned();
    let mut arms = String::new();
    for index in left {
        let _ = writeln!(text, "mod m{index};");
        let _ = writeln!(
            arms,
            "        \"{index}\" => run::<m{index}::r#{}>(text),",
            modules[*index].root
        );
    }
    text.push_str(
        "fn run<T: formwork::Decode + formwork::__private::v1::Serialize>(text: &str) {\n\
         \x20   match formwork::decode::<T>(text) {\n\
         \x20       Ok(value) => println!(\"fits {}\", serde_json::to_string(&value).unwrap()),\n\
         \x20       Err(violations) => println!(\"{}\", violations[0].to_string().replace('\\n', \" \")),\n\
         \x20   }\n}\n\
         fn main() {\n\
         \x20   let path = std::env::args().nth(1).unwrap();\n\
         \x20   for line in std::fs::read_to_string(path).unwrap().lines() {\n\
         \x20       let (index, text) = line.split_once(' ').unwrap();\n\
         \x20       match index {\n",
    );
    text.push_str(&arms);
    text.push_str("        _ => unreachable!(),\n        }\n    }\n}\n");
    text
}
