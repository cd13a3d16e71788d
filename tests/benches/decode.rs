//! What decoding costs, whole and streamed, beside `serde_json` reading the same text once into the
//! same struct without any check, and beside others who do either.
//!
//! ```text
//! cargo bench -p formwork-tests --bench decode
//! cargo bench -p formwork-tests --features peers --bench decode
//! ```
//!
//! Where `valgrind` is installed, the figures are instructions as callgrind counts them, which do not
//! depend on the machine's load; times stand beside them. A view is taken after each chunk. The cost is
//! linear when a column does not change with the size. The last table is what a stream asks of the
//! allocator.
#![allow(clippy::print_stdout)] // It is what this program is for.
#![allow(missing_docs)] // The modules are generated; the rest is a program.

#[path = "shared/counting.rs"]
mod counting;
#[path = "shared/documents.rs"]
mod documents;
#[path = "shared/every.rs"]
mod every;
#[path = "shared/jobs.rs"]
mod jobs;
#[path = "shared/measure.rs"]
mod measure;
#[cfg(feature = "peers")]
#[path = "shared/rereading.rs"]
mod rereading;
#[path = "shared/steady.rs"]
mod steady;
#[path = "shared/subjects.rs"]
mod subjects;
#[cfg(feature = "peers")]
#[path = "shared/typify_like.rs"]
mod typify_like;

use documents::Document;
use every::DOCUMENTS;
use jobs::{Job, prepare};
use measure::{Wanted, instructions, nanoseconds, rounds};

/// Who reads everything again at each chunk is not counted over more bytes than this, since that takes
/// minutes.
const MOST_COUNTED: usize = 4_000_000;

/// Nor is it timed over more than this.
const MOST_TIMED: usize = 30_000_000;

fn main() {
    match Wanted::read() {
        Wanted::Run {
            job,
            document,
            rounds,
        } => {
            let jobs = jobs::all();
            let job = jobs.iter().find(|(name, _)| *name == job);
            let document = DOCUMENTS.iter().find(|known| known.name == document);
            let text = document.expect("the document is known").text();
            let kind = document.expect("the document is known").kind;
            let mut run = prepare(job.expect("the job is known").1, kind, &text);
            for _ in 0..rounds {
                run();
            }
        }
        Wanted::Test => {
            for document in &DOCUMENTS[..5] {
                // Short ones show as much.
                let text = Document {
                    bytes: document.bytes.min(1_000),
                    ..*document
                }
                .text();
                for (_, job) in jobs::all() {
                    prepare(job, document.kind, &text)();
                }
            }
            println!("every job runs");
        }
        Wanted::Report => report(),
    }
}

fn report() {
    let jobs = jobs::all();
    let is_stream = |job: &Job| job.chunk().is_some();
    let (streams, whole): (Vec<_>, Vec<_>) = jobs.iter().partition(|(_, job)| is_stream(job));
    // `serde_json` itself is the measure of both.
    println!("whole answers: cost of a round, as a ratio to serde_json once\n");
    table(&whole[1..]);
    println!("\nstreams, with a view after each chunk: the same ratio\n");
    table(&streams);
    for size in [4, 16] {
        println!("\nblocks asked of the allocator, streamed in {size}-byte chunks, second half\n");
        println!(
            "{:<18} {:>8} {:>10} {:>12} {:>10} {:>16}",
            "inside a", "chunks", "of values", "growths", "engine's", "engine's/chunk"
        );
        for row in steady::rows(size) {
            #[expect(clippy::cast_precision_loss, reason = "counts are small")]
            let each = row.engine as f64 / row.chunks as f64;
            println!(
                "{:<18} {:>8} {:>10} {:>12} {:>10} {each:>16.4}",
                row.name, row.chunks, row.values, row.growths, row.engine
            );
        }
    }
}

/// A row for each document, with each job's ratios: in instructions, and in time.
fn table(jobs: &[&(String, Job)]) {
    let once = ("serde_json".to_owned(), Job::SerdeJson);
    print!("{:<17} {:>8} {:>12}", "", "bytes", "serde_json");
    for (name, _) in jobs {
        print!(" {name:>17}");
    }
    println!();
    for document in &DOCUMENTS {
        let text = document.text();
        let cost = |(name, job): &(String, Job)| {
            let chunks = job.chunk().map_or(1, |size| text.len().div_ceil(size));
            let read = if job.reads_again() {
                text.len() / 2 * chunks
            } else {
                0
            };
            let counted = (read <= MOST_COUNTED)
                .then(|| instructions(name, document.name, rounds(text.len())));
            let time =
                (read <= MOST_TIMED).then(|| nanoseconds(prepare(*job, document.kind, &text)));
            (counted.flatten(), time)
        };
        let ratio = |cost: Option<f64>, once: Option<f64>| match (cost, once) {
            (Some(cost), Some(once)) => format!("{:.2}", cost / once),
            _ => "-".to_owned(),
        };
        let (counted, time) = cost(&once);
        let shown = counted.map_or("-".to_owned(), |counted| format!("{counted:.0}"));
        print!("{:<17} {:>8} {shown:>12}", document.name, text.len());
        for job in jobs {
            let (job_counted, job_time) = cost(job);
            let ratios = format!(
                "{} ({})",
                ratio(job_counted, counted),
                ratio(job_time, time)
            );
            print!(" {ratios:>17}");
        }
        println!();
    }
    println!("\nin instructions (in time); -: it would take minutes");
}
