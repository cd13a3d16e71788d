//! Task files, as a user takes them: by the command, and in a package whose runtime cannot render templates.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::command_line::{folder, run};
use crate::package::{ORDER, Package, SIZE};

const TASKS: &str = "\
tasks:
  read:
    description: Reads an order.
    input: { required: [text], properties: { text: { type: string } } }
    output: { $ref: ../schemas/order.yaml }
    prompt: \"{{ text }}\"
    tests:
      - name: large
        input: { text: a large one }
        answer: { number: 1, size: large }
        expect: { size: large }
  price:
    output: { type: number }
    prompt: How much?
";

fn package_folder(name: &str) -> PathBuf {
    let folder = folder(name);
    fs::create_dir_all(folder.join("tasks")).expect("a folder");
    fs::write(folder.join("tasks/orders.yaml"), TASKS).expect("a file");
    folder
}

#[test]
fn the_command_takes_task_files_as_it_takes_schemas() {
    let folder = package_folder("cli-tasks");
    let generate = ["generate", "tasks/orders.yaml", "--out", "src/generated"];
    run(&folder, &generate).good();
    let check = [&generate[..], &["--check"]].concat();
    run(&folder, &check).good();
    let module = folder.join("src/generated/orders.rs");
    let text = fs::read_to_string(module).expect("it was written");
    for part in [
        "//! Tasks of `tasks/orders.yaml`.",
        "pub fn read(client: &::formwork::Client, input: &ReadInput) -> ::formwork::Request<Order> {",
        "pub fn price(client: &::formwork::Client) -> ::formwork::Request<PriceOutput> {",
        "fn large() -> f::Result<(), f::Failure> {",
    ] {
        assert!(text.contains(part), "no {part}:\n{text}");
    }
    // A schema that a task refers to is part of what was generated.
    let size = folder.join("schemas/parts/size.yaml");
    fs::write(&size, SIZE.replace("large", "big")).expect("a file");
    let ran = run(&folder, &["lint", "tasks/orders.yaml"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    let said = [ran.stdout, ran.stderr].concat();
    assert!(
        said.contains("[P013]") && said.contains("tasks/orders.yaml:11:25"),
        "{said}"
    );
    fs::write(&size, SIZE).expect("a file");

    run(
        &folder,
        &["lint", "tasks/orders.yaml", "--deny", "warnings"],
    )
    .good();
    let ran = run(&folder, &["explain", "P006"]).good();
    assert!(
        ran.stdout.contains("no input of its task"),
        "{}",
        ran.stdout
    );
    let ran = run(&folder, &["dump", "tasks/orders.yaml", "--stage", "rust"]).good();
    assert!(ran.stdout.contains("pub static READ: "), "{}", ran.stdout);
    let arguments = ["export", "tasks/orders.yaml", "--dialect", "anthropic"];
    let ran = run(&folder, &arguments).good();
    let exported: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    let schemas = exported["schemas"].as_array().expect("a list");
    let names: Vec<&str> = schemas
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(names, ["Order", "PriceOutput"]);
}

#[test]
fn schemas_of_tasks_are_compared_by_their_places() {
    let folder = package_folder("cli-tasks-breaking");
    let newer = TASKS.replace("{ type: number }", "{ type: integer }");
    fs::write(folder.join("tasks/newer.yaml"), newer).expect("a file");
    let ran = run(
        &folder,
        &["breaking", "tasks/orders.yaml", "tasks/newer.yaml"],
    );
    assert!(
        ran.stderr.contains("name one by its place"),
        "{}",
        ran.stderr
    );
    let place = "#/tasks/price/output";
    let (old, new) = (
        format!("tasks/orders.yaml{place}"),
        format!("tasks/newer.yaml{place}"),
    );
    let ran = run(&folder, &["breaking", &old, &new]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn without_the_feature_the_error_says_which() {
    let manifest = "\
[dependencies]
formwork = { path = \"{root}/runtime\", default-features = false }

[build-dependencies]
formwork-build = { path = \"{root}/build-support\" }
";
    let package = Package::new("tasks-without-templates", "2024", manifest);
    let script = "fn main() { formwork_build::configure().schema(\"tasks/orders.yaml\").run(); }\n";
    package.write("build.rs", script);
    package.write("src/lib.rs", "formwork::include_schemas!();\n");
    package.write("tasks/orders.yaml", TASKS);
    package.write("schemas/order.yaml", ORDER);
    package.write("schemas/parts/size.yaml", SIZE);
    let ran = package.cargo(&["check", "--offline"]);
    assert_eq!(ran.code, Some(101), "{}", ran.stderr);
    let errors = ran.stderr.lines().filter(|line| line.starts_with("error"));
    let errors: Vec<&str> = errors.collect();
    assert!(
        matches!(errors.as_slice(), [first, _] if first.contains("the feature `templates` of formwork")),
        "{}",
        ran.stderr
    );
    // Without anything to be filled in, there is nothing to render.
    let plain = TASKS.replace("{{ text }}", "Read it.");
    package.write("tasks/orders.yaml", &plain);
    package.cargo(&["check", "--offline"]).good();
}
