//! Runs calls on a loopback server that answers at once, and prints what each costs its client.

use std::future::Future;

use crate::measure::{Wanted, instructions, nanoseconds, rounds};
use crate::{counting, loopback};

/// Clients that keep their connections from call to call.
pub(crate) trait Calls {
    /// Clients of the server at an address.
    fn new(server: &str) -> Self;

    /// Makes one call, by the name of its job, and takes its answer.
    fn make(&mut self, job: &str);
}

/// Takes the program's arguments. Each table of jobs is measured by its first.
pub(crate) fn main<C: Calls>(tables: &[&[&str]]) {
    match Wanted::read() {
        Wanted::Run {
            job,
            document,
            rounds,
        } => run::<C>(&job, &document, rounds),
        Wanted::Test => {
            let server = loopback::serve();
            for job in tables.concat() {
                run::<C>(job, &server, 2);
            }
        }
        Wanted::Report => report::<C>(tables),
    }
}

/// A runtime on this thread alone.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

/// A call that has not been made yet.
pub(crate) type Call<T> = std::pin::Pin<Box<dyn Future<Output = T>>>;

fn run<C: Calls>(job: &str, server: &str, rounds: usize) {
    let mut calls = C::new(server);
    for _ in 0..rounds {
        calls.make(job);
    }
}

fn report<C: Calls>(tables: &[&[&str]]) {
    let server = loopback::serve();
    let rounds = rounds(1);
    println!("One call, from the question to the value ({rounds} calls over one connection):\n");
    println!(
        "{:<22} {:>14} {:>7} {:>12} {:>9} {:>7} {:>10}",
        "", "instructions", "ratio", "allocations", "growths", "ratio", "time"
    );
    for table in tables {
        let mut first = None;
        for job in *table {
            let counted = instructions(job, &server, rounds);
            let (blocks, growths) = allocations::<C>(job, &server, rounds);
            let mut calls = C::new(&server);
            let time = nanoseconds(|| calls.make(job)) / 1000.0;
            let (by_hand, blocks_by_hand) = *first.get_or_insert((counted, blocks));
            let ratio = counted.zip(by_hand).map(|(own, other)| own / other);
            println!(
                "{job:<22} {:>14} {:>7} {blocks:>12.1} {growths:>9.1} {:>7.2} {time:>7.1} us",
                counted.map_or_else(|| "-".to_owned(), |count| format!("{count:.0}")),
                ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")),
                blocks / blocks_by_hand,
            );
        }
    }
}

/// What one call asks of the allocator, once the connection is there.
#[expect(clippy::cast_precision_loss, reason = "counts are short of 2^52")]
fn allocations<C: Calls>(job: &str, server: &str, rounds: usize) -> (f64, f64) {
    let mut calls = C::new(server);
    calls.make(job);
    let ((), count) = counting::counted(|| {
        for _ in 0..rounds {
            calls.make(job);
        }
    });
    let per_call = |count: u64| count as f64 / rounds as f64;
    (per_call(count.blocks), per_call(count.growths))
}
