//! What a new user does, from an empty folder: each of the three ways of the README, with its own words and no others.

use std::fs;
use std::process::Command;

use crate::command_line;
use crate::nested::{Ran, workspace};
use crate::package::Package;

/// The README's blocks in a language, with the file that the first line names, in order.
fn blocks(page: &str, language: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut rest = page;
    while let Some((_, behind)) = rest.split_once("\n```") {
        let (block, next) = behind.split_once("\n```").expect("every block ends");
        rest = next;
        let (head, text) = block.split_once('\n').expect("a block has lines");
        let first = text.lines().next().unwrap_or_default();
        let file = first.trim_start_matches(['#', '/']).trim();
        if head == language {
            blocks.push((file.to_owned(), format!("{text}\n")));
        }
    }
    blocks
}

/// The block of a file, as the README has it for the so-manieth time.
fn block(page: &str, language: &str, file: &str, index: usize) -> String {
    let mut found = blocks(page, language).into_iter();
    let found = found.by_ref().filter(|(name, _)| name == file).nth(index);
    found.map_or_else(|| panic!("the README has no {file}"), |(_, text)| text)
}

/// A package with the dependencies that the README writes for a way, its schema, and its program.
fn package(page: &str, name: &str, way: usize) -> Package {
    let manifest = block(page, "toml", "Cargo.toml", way);
    assert!(manifest.contains("\"../formwork/"), "{manifest}");
    let package = Package::new(
        name,
        "2024",
        &manifest.replace("\"../formwork/", "\"{root}/"),
    );
    package.write(
        "schemas/invoice.yaml",
        &block(page, "yaml", "schemas/invoice.yaml", 0),
    );
    package.write("src/main.rs", &block(page, "rust", "src/main.rs", 0));
    package
}

/// What it prints is a value that keeps the schema's rules.
#[track_caller]
fn prints_an_invoice(ran: Ran) {
    let shown = ran.good().stdout;
    let total = shown.split_once("total: ").map(|(_, rest)| rest);
    let total = total
        .and_then(|rest| rest.split(',').next())
        .unwrap_or_default();
    let total: f64 = total.parse().unwrap_or_else(|_| panic!("{shown}"));
    assert!(
        shown.starts_with("Invoice { number: \"") && total >= 0.0,
        "{shown}"
    );
}

fn page() -> String {
    fs::read_to_string(workspace().join("README.md")).expect("it is there")
}

#[test]
fn with_a_build_script() {
    let page = page();
    let package = package(&page, "readme-build-script", 0);
    package.write("build.rs", &block(&page, "rust", "build.rs", 0));
    prints_an_invoice(package.cargo(&["run", "--offline", "-q"]));
}

/// The README's example of a stream, with what it takes for granted around it.
#[test]
fn a_stream_compiles() {
    const AROUND: (&str, &str) = (
        "#![deny(warnings)]\nformwork::include_schemas!();\nuse formwork::Step;\nuse invoice::Invoice;\n\
         fn think(_: &str) {}\nfn show(_: &formwork::Partial<invoice::partial::Invoice>) {}\n\
         fn log(_: &[formwork::Violation]) {}\n\
         async fn run(client: &formwork::Client, text: &str) -> Result<Invoice, formwork::Error> {\n",
        "Ok(reply.value)\n}\nfn main() { let _ = run; }\n",
    );
    let page = page();
    let found = blocks(&page, "rust").into_iter().map(|(_, text)| text);
    let found: Vec<String> = found.filter(|text| text.contains(".stream();")).collect();
    let [block] = found.as_slice() else {
        panic!("the README has {} streams", found.len());
    };
    let package = package(&page, "readme-stream", 0);
    package.write("build.rs", &self::block(&page, "rust", "build.rs", 0));
    package.write("src/main.rs", &format!("{}{block}{}", AROUND.0, AROUND.1));
    package.cargo(&["check", "--offline", "-q"]).good();
}

/// The same from the book's first page, whose versions are those of a registry.
#[test]
fn getting_started() {
    let page = workspace().join("docs/getting-started.md");
    let page = fs::read_to_string(page).expect("it is there");
    let manifest = block(&page, "toml", "Cargo.toml", 0)
        .replace(
            "formwork = \"0.1\"",
            "formwork = { path = \"{root}/runtime\" }",
        )
        .replace(
            "formwork-build = \"0.1\"",
            "formwork-build = { path = \"{root}/build-support\" }",
        );
    assert_eq!(manifest.matches("{root}").count(), 2, "{manifest}");
    let package = Package::new("getting-started", "2024", &manifest);
    package.write(
        "schemas/ticket.yaml",
        &block(&page, "yaml", "schemas/ticket.yaml", 0),
    );
    for file in ["build.rs", "src/main.rs"] {
        package.write(file, &block(&page, "rust,ignore", file, 0));
    }
    let shown = package.cargo(&["run", "--offline", "-q"]).good().stdout;
    assert!(shown.starts_with("Ticket { topic: "), "{shown}");
}

#[test]
fn with_the_macro() {
    let page = page();
    let package = package(&page, "readme-macro", 1);
    let instead = block(&page, "rust", "src/main.rs", 1);
    package.edit("src/main.rs", "formwork::include_schemas!();\n", &instead);
    prints_an_invoice(package.cargo(&["run", "--offline", "-q"]));
}

#[test]
fn checked_in() {
    let page = page();
    let package = package(&page, "readme-checked-in", 2);
    let command = blocks(&page, "sh").into_iter().map(|(_, text)| text);
    let command: Vec<String> = command.filter(|text| text.contains("generate")).collect();
    let [command] = command.as_slice() else {
        panic!("the README has {} commands that generate", command.len());
    };
    let words = command
        .trim()
        .strip_prefix("cargo ")
        .expect("a command of cargo");
    let words: Vec<&str> = words.split(' ').collect();
    Ran::of(
        Command::new(command_line::program())
            .args(words)
            .current_dir(package.path("")),
    )
    .good();
    let instead = block(&page, "rust", "src/main.rs", 2);
    package.edit("src/main.rs", "formwork::include_schemas!();\n", &instead);
    prints_an_invoice(package.cargo(&["run", "--offline", "-q"]));
}
