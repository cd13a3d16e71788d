//! Shared jobs over a real Redis server, with workers in processes of their own, of which one is killed.
//!
//! The tests want `redis-server` on the path, and start one for themselves. Without it they are skipped, in one line,
//! unless `FORMWORK_REQUIRE_LIVE` is 1.

#[path = "cluster/job.rs"]
mod job;
#[path = "cluster/killed.rs"]
mod killed;
#[path = "loopback/mod.rs"]
mod loopback;
#[path = "bulk/model.rs"]
mod model;
#[path = "cluster/redis.rs"]
mod redis;

#[path = "../cases/objects/generated.rs"]
mod objects;
