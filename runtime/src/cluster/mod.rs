//! A bulk job shared by many processes, over a queue in Redis.
//!
//! The queue is [apalis](https://docs.rs/apalis)'s. A process puts inputs into it ([`Cluster::push`]), any number
//! of processes take them out ([`Cluster::worker`]), and what came of each is in Redis before the queue hears that
//! it is done, from where anybody reads it, typed ([`Cluster::results`]).
//!
//! ```text
//!  push ──> queue (apalis) ──> worker.rs ──> bulk: one input, at the pace that all know
//!                                  │              pace.rs: a limit that one process has met holds all of them
//!                                  └──> store.rs: the journal, in Redis ──> results.rs
//! ```
//!
//! # What a crash can cost
//!
//! A worker that dies has its inputs taken over by the others once it has missed its heartbeats
//! ([`Cluster::heartbeat`]); what it had written down is not asked again. Only what was under way and not
//! written when it died is: at most [`Worker::concurrency`] inputs. The same goes for a worker that lives on but
//! cannot reach Redis for so long. What Redis itself forgets when it dies, the job forgets: it should sync what it
//! is told (`appendonly yes`, `appendfsync always`).
//!
//! There is no key in Redis. Inputs and answers are.

mod error;
mod pace;
mod queue;
mod results;
mod store;
mod worker;

pub use self::error::ClusterError;
pub use self::queue::{Cluster, ClusterProgress};
pub use self::results::Results;
pub use self::worker::Worker;
