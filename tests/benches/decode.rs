//! What decoding costs, whole and streamed, beside `serde_json` reading the same text once into the
//! same struct without any check.
//!
//! `cargo bench -p formwork-tests --bench decode`
//!
//! Where `valgrind` is installed, the figures are instructions as callgrind counts them, which do not
//! depend on the machine's load; else they are nanoseconds, and only their ratios mean anything. A
//! view is taken after each chunk. The cost is linear when a column does not change with the size.
#![allow(clippy::print_stdout)] // It is what this program is for.
#![allow(missing_docs)] // The module is generated; the rest is a program.

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use formwork::Decoder;

formwork::generate!("benches/catalogue.yaml");
use catalogue::Catalogue;

/// The same struct, as serde derives it.
mod plain {
    use serde::Deserialize;

    #[derive(Deserialize)]
    pub(super) struct Catalogue {
        pub(super) shop: String,
        pub(super) products: Vec<Product>,
    }

    #[derive(Deserialize)]
    pub(super) struct Product {
        pub(super) id: u64,
        pub(super) name: String,
        pub(super) description: Option<String>,
        pub(super) price: f64,
        pub(super) category: Category,
        pub(super) active: bool,
        pub(super) tags: Vec<String>,
        pub(super) size: Size,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(super) enum Category {
        Tools,
        Garden,
        Kitchen,
        Toys,
        Books,
    }

    #[derive(Deserialize)]
    pub(super) struct Size {
        pub(super) width: f64,
        pub(super) height: f64,
        pub(super) unit: Option<String>,
    }
}

/// A document of about so many bytes.
fn document(bytes: usize) -> String {
    let mut text = r#"{"shop":"Nordwind","products":["#.to_owned();
    let mut id = 0;
    while text.len() + 2 < bytes || id == 0 {
        id += 1;
        if id > 1 {
            text.push(',');
        }
        text.push_str(&format!(
            concat!(
                r#"{{"id":{},"name":"Cordless drill {}","description":"Two speeds, \"quiet\" mode, and a case. "#,
                r#"Für Holz & Stahl.","price":{}.5,"category":"tools","active":true,"#,
                r#""tags":["drill","18 V","new"],"size":{{"width":20.25,"height":{},"unit":"cm"}}}}"#
            ),
            id,
            id,
            100 + id % 900,
            10 + id % 30
        ));
    }
    text.push_str("]}");
    text
}

/// One thing to measure.
#[derive(Clone, Copy)]
enum Job {
    /// Building the document, which every other job does as well.
    Nothing,
    SerdeJson,
    Whole,
    Streamed(usize),
}

const JOBS: [(&str, Job); 6] = [
    ("nothing", Job::Nothing),
    ("serde_json", Job::SerdeJson),
    ("whole", Job::Whole),
    ("stream/256", Job::Streamed(256)),
    ("stream/16", Job::Streamed(16)),
    ("stream/4", Job::Streamed(4)),
];

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

fn run(job: Job, text: &str) {
    match job {
        Job::Nothing => {}
        Job::SerdeJson => {
            let value: plain::Catalogue =
                serde_json::from_slice(text.as_bytes()).expect("it is valid");
            black_box(&value);
            read(&value);
        }
        Job::Whole => {
            let value = formwork::decode::<Catalogue>(text).expect("it is valid");
            black_box(&value);
        }
        Job::Streamed(size) => {
            let mut decoder = Decoder::<Catalogue>::new();
            for chunk in text.as_bytes().chunks(size) {
                decoder.push(chunk);
                black_box(decoder.view());
            }
            black_box(&decoder.finish().expect("it is valid"));
        }
    }
}

/// Uses every field, so that none is thought dead.
fn read(value: &plain::Catalogue) {
    black_box(&value.shop);
    for product in &value.products {
        black_box((
            product.id,
            &product.name,
            &product.description,
            product.price,
            &product.category,
        ));
        black_box((
            product.active,
            &product.tags,
            product.size.width,
            product.size.height,
            &product.size.unit,
        ));
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, job, size] = arguments.as_slice()
        && flag == "--run"
    {
        let job = JOBS
            .iter()
            .find(|(name, _)| name == job)
            .expect("the job is known")
            .1;
        let text = document(size.parse().expect("the size is a number"));
        run(job, black_box(&text));
        return;
    }
    // `cargo test` runs benches too, to see that they work.
    if arguments.iter().any(|argument| argument == "--test")
        || !arguments.iter().any(|a| a == "--bench")
    {
        for (_, job) in JOBS {
            run(job, &document(1_000));
        }
        println!("every job runs");
        return;
    }
    report();
}

fn report() {
    let counted = instructions("nothing", 1_000).is_some();
    println!(
        "decoding, in {}",
        if counted {
            "instructions (callgrind)"
        } else {
            "nanoseconds"
        }
    );
    println!(
        "{:>10} {:>12} | ratio to serde_json once",
        "bytes", "serde_json"
    );
    print!("{:>10} {:>12} |", "", "");
    JOBS[2..].iter().for_each(|(name, _)| print!(" {name:>11}"));
    println!();
    for size in SIZES {
        let bytes = document(size).len();
        let cost = |name: &str, job: Job| {
            if counted {
                let base = instructions("nothing", size).unwrap_or(0.0);
                instructions(name, size).unwrap_or(f64::NAN) - base
            } else {
                nanoseconds(job, size)
            }
        };
        let once = cost("serde_json", Job::SerdeJson);
        print!("{bytes:>10} {once:>12.0} |");
        for (name, job) in &JOBS[2..] {
            print!(" {:>11.2}", cost(name, *job) / once);
        }
        println!();
    }
}

/// What callgrind counts for one job in a process of its own.
fn instructions(job: &str, size: usize) -> Option<f64> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["--run", job, &size.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let count = text
        .lines()
        .find_map(|line| line.split_once("Collected :"))?
        .1;
    count.trim().parse().ok()
}

/// The best of several runs.
fn nanoseconds(job: Job, size: usize) -> f64 {
    let text = document(size);
    let mut best = f64::INFINITY;
    for _ in 0..20 {
        let start = Instant::now();
        run(job, black_box(&text));
        best = best.min(start.elapsed().as_secs_f64() * 1e9);
    }
    best
}
