//! Faults of servers and connections on every path, against a real server on loopback that misbehaves on the level of
//! bytes. What is expected stands in `faults/table.md`, and what it means in `docs/faults.md`.

#[path = "faults/cancel.rs"]
mod cancel;
#[path = "faults/clock.rs"]
mod clock;
#[path = "faults/kept.rs"]
mod kept;
#[path = "faults/refused.rs"]
mod refused;
#[path = "faults/soak.rs"]
mod soak;
#[path = "faults/table.rs"]
mod table;
