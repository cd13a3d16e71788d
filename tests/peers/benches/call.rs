//! What a call costs the clients of several crates: the same question, the same server, the same answer, the same type.
//!
//! ```text
//! cargo bench --manifest-path tests/peers/Cargo.toml --bench call
//! ```
//!
//! The server, the call by hand and Formwork's are those of the workspace's bench `call`. Each crate is asked as its own
//! documents ask it; what can be made once is made once: clients, schemas as `Value`s.
#![allow(clippy::print_stdout)] // It is what this program is for.

#[path = "../../benches/shared/by_hand.rs"]
mod by_hand;
#[path = "../../benches/shared/calls.rs"]
mod calls;
#[path = "../../benches/shared/counting.rs"]
mod counting;
#[path = "../../benches/shared/loopback.rs"]
mod loopback;
#[path = "../../benches/shared/measure.rs"]
mod measure;
#[path = "../../cases/objects/generated.rs"]
mod objects;
#[path = "../../benches/shared/ours.rs"]
mod ours;
mod theirs;

use std::hint::black_box;

use calls::Calls;
use ours::Ours;
use theirs::Theirs;

fn main() {
    calls::main::<Clients>(&[
        &[
            "by hand",
            "formwork",
            "async-openai",
            "genai",
            "rig",
            "rstructor",
        ],
        &[
            "by hand, streamed",
            "formwork, streamed",
            "async-openai, streamed",
            "genai, streamed",
            "rig, streamed",
            "rstructor, streamed",
        ],
    ]);
}

struct Clients {
    runtime: tokio::runtime::Runtime,
    ours: Ours,
    theirs: Theirs,
}

impl Calls for Clients {
    fn new(server: &str) -> Self {
        Self {
            runtime: calls::runtime(),
            ours: Ours::new(server),
            theirs: Theirs::new(server),
        }
    }

    fn make(&mut self, job: &str) {
        if let Some(call) = self.ours.call(job) {
            assert_eq!(black_box(self.runtime.block_on(call)).name, "Ada");
        } else {
            let call = self.theirs.call(job).expect("a job of this bench");
            assert_eq!(black_box(self.runtime.block_on(call)), "Ada");
        }
    }
}
