//! The page `docs/instructor.md`: its sections, and its blocks as code.
//!
//! A block of Rust is the body of a function, one marked `rules` is a module of functions that schemas name, and a block of YAML
//! whose first line is the name of a file is that file. `BLESS=1` writes them.

use std::fmt::Write as _;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use formwork::Client;
use formwork::provider::offline::Offline;
use formwork_tests::{blessing, golden};

use crate::blocks::blocks;
use crate::script::run;

/// Instructor's concept pages, in the order of its index.
const PAGES: &[&str] = &[
    "Models",
    "Patching",
    "from_provider",
    "Types",
    "Validation",
    "Prompting",
    "Multimodal",
    "Fields",
    "Lists",
    "TypedDicts",
    "Unions",
    "Enums",
    "Missing",
    "Alias",
    "Citation",
    "Stream Partial",
    "Stream Iterable",
    "Raw Response",
    "Retrying",
    "Validators",
    "Hooks",
    "Caching",
    "Prompt Caching",
    "Usage",
    "Parallel Tools",
    "Dictionary Operations",
    "FastAPI",
    "TypeAdapter",
    "Templating",
    "Distillation",
    "Batch",
    "CLI",
];

/// The last section: what Formwork lacks.
pub(crate) const MISSING: &str = "What is not there yet";

/// What a block of the page gives when it is run.
pub(crate) type Run<'a> =
    Pin<Box<dyn Future<Output = Result<(), Box<dyn std::error::Error>>> + 'a>>;

/// A block of the page that runs, and where it stands.
pub(crate) type Block = (&'static str, fn(Client, String) -> Run<'static>);

/// A block of code, as the page has it.
struct Fenced<'a> {
    section: &'a str,
    info: &'a str,
    code: String,
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub(crate) fn page() -> String {
    let path = root().join("docs/instructor.md");
    std::fs::read_to_string(path).expect("the page is there")
}

/// The headings of sections, and the blocks.
fn read(page: &str) -> (Vec<&str>, Vec<Fenced<'_>>) {
    let (mut sections, mut blocks) = (Vec::new(), Vec::<Fenced>::new());
    let mut is_open = false;
    for line in page.lines() {
        if let Some(info) = line.strip_prefix("```") {
            if !is_open {
                let section = sections.last().copied().unwrap_or_default();
                let code = String::new();
                blocks.push(Fenced {
                    section,
                    info,
                    code,
                });
            }
            is_open = !is_open;
        } else if is_open {
            let block = blocks.last_mut().expect("it was opened");
            let _ = writeln!(block.code, "{line}");
        } else if let Some(heading) = line.strip_prefix("## ") {
            sections.push(heading);
        }
    }
    assert!(!is_open, "the last block is closed");
    (sections, blocks)
}

/// The blocks of Rust, as a module.
fn module(blocks: &[Fenced<'_>]) -> String {
    let mut code = concat!(
        "//! The blocks of docs/instructor.md. Written by the test `the_code_of_the_page_is_what_compiles`.\n\n",
        "use std::time::Duration;\n\n",
        "use formwork::batch::{Job, Poll};\n",
        "use formwork::cache::{Caching, DiskCache};\n",
        "use formwork::citation::{Citation, OnMiss, Quotes};\n",
        "use formwork::provider::Mode;\n",
        "use formwork::*;\n\n",
        "use crate::answer::Answer;\n",
        "use crate::booking::Booking;\n",
        "use crate::document::{Block, Run};\n",
        "use crate::invoice::Invoice;\n",
        "use crate::ticket::{self, Ticket};\n",
        "use crate::tools::Action;\n",
    )
    .to_owned();
    let mut run = String::new();
    for (number, block) in (1..).zip(blocks) {
        let section = block.section;
        match block.info {
            "rust,rules" => {
                let _ = write!(
                    code,
                    "\n// {section}\npub(crate) mod rules {{\nuse super::*;\n\n"
                );
                let _ = writeln!(code, "{}}}", block.code);
            }
            "rust" | "rust,no_run" => {
                let _ = write!(
                    code,
                    "\n// {section}\nfn block_{number}(client: Client, text: String) -> Run<'static> {{ \
                     Box::pin(async move {{\n{}Ok(()) }}) }}\n",
                    block.code
                );
                if block.info == "rust" {
                    let _ = writeln!(run, "    ({section:?}, block_{number}),");
                }
            }
            "yaml" | "sh" => {}
            other => panic!("{section}: a block of `{other}`"),
        }
    }
    let _ = write!(
        code,
        "\npub(crate) fn blocks() -> Vec<Block> {{ vec![\n{run}] }}\n"
    );
    code
}

#[test]
fn every_concept_page_has_its_section_in_order() {
    let page = page();
    let (sections, blocks) = read(&page);
    let (last, sections) = sections.split_last().expect("there are sections");
    assert_eq!(sections, PAGES);
    assert_eq!(*last, MISSING);
    for section in sections {
        let compiles = |block: &Fenced| block.section == *section && block.info.starts_with("rust");
        assert!(blocks.iter().any(compiles), "{section} has code");
    }
}

#[test]
fn the_code_of_the_page_is_what_compiles() {
    let page = page();
    let (_, blocks) = read(&page);
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut differences = Vec::new();
    let path = tests.join("tests/parity/blocks.rs");
    differences.extend(golden(&path, &module(&blocks)).err());
    let mut schemas = Vec::new();
    for block in blocks.iter().filter(|block| block.info == "yaml") {
        let first = block
            .code
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# "));
        let name = first.expect("a schema of the page begins with the name of its file");
        schemas.push(name.to_owned());
        let path = tests.join("parity/schemas").join(name);
        differences.extend(golden(&path, &block.code).err());
    }
    let folder = std::fs::read_dir(tests.join("parity/schemas")).expect("it is there");
    let mut files: Vec<String> = folder
        .map(|file| {
            file.expect("it can be listed")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    files.sort();
    schemas.sort();
    assert_eq!(files, schemas, "no file without a block");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_code_of_the_page_runs() {
    if blessing() {
        return; // What was compiled is not what has been written.
    }
    let text = "Invoice RE-2026-0117 of Nordwind Werkzeuge, 120.00 EUR, as the text has it.";
    for (section, block) in blocks() {
        let client = Client::offline(Offline::new().seed(11));
        if let Err(error) = run(block(client, text.to_owned())) {
            panic!("{section}: {error}");
        }
    }
}
