//! What decoding takes in time, by criterion: the same jobs over the same documents as the bench `decode`
//! counts in instructions. A view is taken after each chunk.
//!
//! ```text
//! cargo bench -p formwork-tests --features criterion --bench time
//! cargo bench -p formwork-tests --features criterion,peers --bench time -- 'nested'
//! ```
//!
//! Criterion's own tables compare with its last run; times depend on the machine, the ratios less so.
#![allow(missing_docs)] // The modules are generated; the rest is a program.
#![allow(dead_code)] // Some of what is shared is for counting.

#[path = "shared/documents.rs"]
mod documents;
#[path = "shared/every.rs"]
mod every;
#[path = "shared/jobs.rs"]
mod jobs;
#[cfg(feature = "peers")]
#[path = "shared/rereading.rs"]
mod rereading;
#[path = "shared/subjects.rs"]
mod subjects;
#[cfg(feature = "peers")]
#[path = "shared/typify_like.rs"]
mod typify_like;

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use every::DOCUMENTS;
use jobs::prepare;

/// Who reads everything again at each chunk is not timed over longer documents.
const LONGEST_READ_AGAIN: usize = 10_000;

fn decode(criterion: &mut Criterion) {
    for document in &DOCUMENTS {
        let text = document.text();
        let mut group = criterion.benchmark_group(document.name);
        group.throughput(Throughput::Bytes(text.len() as u64));
        for (name, job) in jobs::all() {
            if job.reads_again() && text.len() > LONGEST_READ_AGAIN {
                continue;
            }
            let mut run = prepare(job, document.kind, &text);
            group.bench_function(name, |bencher| bencher.iter(&mut run));
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800));
    targets = decode
}
criterion_main!(benches);
