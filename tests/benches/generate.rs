//! What generation costs: schemas of several shapes and sizes, from text in memory to formatted source.
//!
//! `cargo bench -p formwork-tests --bench generate`
//!
//! A row is a shape at a size. `load` is the text to a model whose references are resolved, `decide` looks for
//! what is wrong with it and makes it decided types and the texts of the dialects, `write` makes source of
//! those. Milliseconds are the best of several runs; where `valgrind` is installed, instructions stand beside
//! them, for each byte of schema: a column that grows with the size is not linear. `after load` is the sum of
//! the last two.
#![allow(clippy::print_stdout)] // It is what this program is for.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use formwork_codegen::{Loader, Options, Output, generate};
use formwork_schema::resolve::{Input, Request};

/// A folder with one file.
struct One(String);

impl Loader for One {
    fn load(&self, _: &Path) -> io::Result<Vec<u8>> {
        Ok(self.0.as_bytes().to_vec())
    }
}

/// Makes a schema of about so many bytes.
type Shape = fn(usize) -> String;

const SHAPES: [(&str, Shape); 6] = [
    ("definitions", definitions),
    ("wide", wide),
    ("deep", deep),
    ("branches", branches),
    ("clashes", clashes),
    ("chain", chain),
];

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// Members until the text is long enough, between a beginning and an end.
fn fill(begin: &str, end: &str, bytes: usize, mut member: impl FnMut(usize) -> String) -> String {
    let mut text = begin.to_owned();
    let mut number = 0;
    while number == 0 || text.len() + end.len() < bytes {
        if number > 0 {
            text.push(',');
        }
        text.push_str(&member(number));
        number += 1;
    }
    text + end
}

/// Many definitions of some properties, each referring to another.
fn definitions(bytes: usize) -> String {
    let begin = r##"{"type":"object","properties":{"first":{"$ref":"#/$defs/Thing0"}},"$defs":{"##;
    let mut names = Vec::new();
    let text = fill(begin, "}}", bytes, |number| {
        names.push(number);
        format!(
            concat!(
                r##""Thing{}":{{"type":"object","description":"A thing, one of many.","required":["id","size"],"##,
                r##""properties":{{"id":{{"type":"integer","minimum":1}},"name":{{"type":"string","maxLength":80,"pattern":"^[a-z]+$"}},"##,
                r##""size":{{"enum":["small","medium","large"]}},"tags":{{"type":"array","items":{{"type":"string"}},"uniqueItems":true}},"##,
                r##""next":{{"$ref":"#/$defs/Thing{}"}}}}}}"##
            ),
            number,
            number + 1
        )
    });
    // The last one refers to the first.
    text.replace(
        &format!("#/$defs/Thing{}\"", names.len()),
        "#/$defs/Thing0\"",
    )
}

/// One object of many scalars.
fn wide(bytes: usize) -> String {
    let begin = r#"{"type":"object","properties":{"#;
    fill(begin, "}}", bytes, |number| {
        format!(
            r#""property_{number}":{{"type":"string","description":"The property {number}.","minLength":1}}"#
        )
    })
}

/// Objects in objects, twenty deep, again and again.
fn deep(bytes: usize) -> String {
    let begin = r#"{"type":"object","properties":{"#;
    fill(begin, "}}", bytes, |number| {
        let mut text = String::new();
        let _ = write!(text, r#""top{number}":"#);
        for level in 0..20 {
            let _ = write!(
                text,
                r#"{{"type":"object","properties":{{"leaf":{{"type":"boolean"}},"level{level}_{number}":"#
            );
        }
        text + r#"{"type":"number"}"# + &"}}".repeat(20)
    })
}

/// A union of many objects told apart by a tag.
fn branches(bytes: usize) -> String {
    fill(r#"{"oneOf":["#, "]}", bytes, |number| {
        format!(
            r#"{{"type":"object","required":["kind"],"properties":{{"kind":{{"const":"kind{number}"}},"value":{{"type":"integer"}}}}}}"#
        )
    })
}

/// Many types that want the same name.
fn clashes(bytes: usize) -> String {
    let begin = r#"{"type":"object","properties":{"#;
    fill(begin, "}}", bytes, |number| {
        format!(
            r#""p{number}":{{"title":"Item","type":"object","properties":{{"a":{{"type":"integer"}}}}}}"#
        )
    })
}

/// A chain of references that ends where it begins.
fn chain(bytes: usize) -> String {
    let begin = r##"{"$ref":"#/$defs/n0","$defs":{"##;
    let mut count = 0;
    let text = fill(begin, "}}", bytes, |number| {
        count = number + 1;
        format!(
            r##""n{number}":{{"type":"object","properties":{{"next":{{"$ref":"#/$defs/n{}"}}}}}}"##,
            number + 1
        )
    });
    text.replace(&format!("#/$defs/n{count}\""), "#/$defs/n0\"")
}

/// How far to go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Nothing,
    Load,
    Decide,
    Write,
}

const STAGES: [(&str, Stage); 4] = [
    ("nothing", Stage::Nothing),
    ("load", Stage::Load),
    ("decide", Stage::Decide),
    ("write", Stage::Write),
];

/// In the default mode, or with `EXACT=1` in the environment to the letter of the specification.
fn generated(text: &str) -> Output {
    let exact = std::env::var_os("EXACT").is_some_and(|value| value == "1");
    let options = Options::new("s").schema("s/schema.json").exact(exact);
    generate(&options, &One(text.to_owned()))
}

fn run(stage: Stage, text: &str) {
    match stage {
        Stage::Nothing => {}
        Stage::Load => {
            let request = Request::new("s").inputs([Input::parse(Path::new("s/schema.json"))]);
            black_box(request.load(&One(text.to_owned())));
        }
        Stage::Decide => {
            black_box(generated(text));
        }
        Stage::Write => {
            for module in &black_box(generated(text)).modules {
                black_box(module.to_file_text());
            }
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, stage, shape, size] = arguments.as_slice()
        && flag == "--run"
    {
        let found = STAGES.iter().find(|(name, _)| name == stage);
        let text = schema(shape, size.parse().expect("the size is a number"));
        run(found.expect("the stage is known").1, black_box(&text));
        return;
    }
    let sizes: &[usize] = if arguments.iter().any(|argument| argument == "--bench") {
        &SIZES
    } else {
        // `cargo test` runs benches too, to see that they work.
        &[3_000]
    };
    for (name, _) in SHAPES {
        for size in sizes {
            let text = schema(name, *size);
            let output = generated(&text);
            let lines = formwork_codegen::short(&output.findings, &output.sources);
            let first = lines.lines().next().unwrap_or_default();
            assert!(!output.has_errors(), "{name}: {first}");
        }
    }
    if sizes.len() == 1 {
        for (_, shape) in SHAPES {
            run(Stage::Write, &shape(3_000));
        }
        println!("every shape is generated");
        return;
    }
    report();
}

fn schema(shape: &str, bytes: usize) -> String {
    let found = SHAPES.iter().find(|(name, _)| *name == shape);
    found.expect("the shape is known").1(bytes)
}

fn report() {
    println!(
        "{:<12} {:>9} {:>9} | {:>8} {:>8} {:>8} ms | {:>6} {:>6} {:>6} {:>10} instructions/byte",
        "shape",
        "schema",
        "source",
        "load",
        "decide",
        "write",
        "load",
        "decide",
        "write",
        "after load"
    );
    for (name, shape) in SHAPES {
        for size in SIZES {
            let text = shape(size);
            let output = generated(&text);
            let source = output
                .modules
                .first()
                .map_or(0, |one| one.to_file_text().len());
            let [load, decide, write] =
                [Stage::Load, Stage::Decide, Stage::Write].map(|stage| milliseconds(stage, &text));
            print!(
                "{name:<12} {:>9} {source:>9} | {load:>8.2} {:>8.2} {:>8.2}    |",
                text.len(),
                decide - load,
                write - decide
            );
            // Callgrind is slow, and what is not linear shows before.
            let counted = |stage| instructions(stage, name, size);
            if size <= 100_000
                && let (Some(nothing), Some(load), Some(decide), Some(write)) = (
                    counted("nothing"),
                    counted("load"),
                    counted("decide"),
                    counted("write"),
                )
            {
                let each = |count: f64| count / length(&text);
                print!(
                    " {:>6.0} {:>6.0} {:>6.0} {:>10.0}",
                    each(load - nothing),
                    each(decide - load),
                    each(write - decide),
                    each(write - load)
                );
            }
            println!();
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "texts are short of 2^52 bytes")]
fn length(text: &str) -> f64 {
    text.len() as f64
}

/// What callgrind counts for one run in a process of its own.
fn instructions(stage: &str, shape: &str, size: usize) -> Option<f64> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["--run", stage, shape, &size.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let count = text
        .lines()
        .find_map(|line| line.split_once("Collected :"))?
        .1;
    count.trim().parse().ok()
}

/// The best of several runs, for about a second.
fn milliseconds(stage: Stage, text: &str) -> f64 {
    let mut best = f64::INFINITY;
    let begin = Instant::now();
    for round in 0..200 {
        let start = Instant::now();
        run(stage, black_box(text));
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
        if round >= 2 && begin.elapsed().as_secs_f64() > 1.0 {
            break;
        }
    }
    best
}
