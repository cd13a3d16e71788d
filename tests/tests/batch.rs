//! Batches over a real loopback server that speaks the four APIs from a scripted state, and results that
//! came by another way.

#[path = "batch/connection.rs"]
mod connection;
#[path = "batch/jsonl.rs"]
mod jsonl;
#[path = "batch/judged.rs"]
mod judged;
pub(crate) use judged::rules;
#[path = "batch/lines.rs"]
mod lines;
#[path = "loopback/mod.rs"]
mod loopback;
#[path = "batch/refused.rs"]
mod refused;
#[path = "batch/vendor.rs"]
mod vendor;
#[path = "batch/whole.rs"]
mod whole;

#[path = "../cases/later/generated.rs"]
mod booking;
#[path = "../cases/objects/generated.rs"]
mod objects;
