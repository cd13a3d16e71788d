//! What a call costs its client, beside a call written by hand over the same HTTP client: from the
//! question to the typed value, on a loopback server that answers at once.
//!
//! ```text
//! cargo bench -p formwork-tests --bench call
//! cargo bench --manifest-path tests/peers/Cargo.toml --bench call     # beside other crates
//! ```
//!
//! Instructions are those of the client's process, as callgrind counts them where `valgrind` is installed;
//! the server runs in another process. What the operating system does for both is in neither.
#![allow(clippy::print_stdout)] // It is what this program is for.

#[path = "shared/by_hand.rs"]
mod by_hand;
#[path = "shared/calls.rs"]
mod calls;
#[path = "shared/counting.rs"]
mod counting;
#[path = "shared/loopback.rs"]
mod loopback;
#[path = "shared/measure.rs"]
mod measure;
#[path = "../cases/objects/generated.rs"]
mod objects;
#[path = "shared/ours.rs"]
mod ours;

use std::hint::black_box;

use calls::Calls;
use ours::Ours;

fn main() {
    calls::main::<Clients>(&[
        &["by hand", "formwork"],
        &["by hand, streamed", "formwork, streamed"],
    ]);
}

struct Clients {
    runtime: tokio::runtime::Runtime,
    ours: Ours,
}

impl Calls for Clients {
    fn new(server: &str) -> Self {
        Self {
            runtime: calls::runtime(),
            ours: Ours::new(server),
        }
    }

    fn make(&mut self, job: &str) {
        let call = self.ours.call(job).expect("a job of this bench");
        assert_eq!(black_box(self.runtime.block_on(call)).name, "Ada");
    }
}
