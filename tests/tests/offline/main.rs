//! The `offline` provider, seen from a client's side: requests go in over [`Transport`], and what
//! comes back is judged by `jsonschema` and by the provider's own published schemas.
//!
//! [`Transport`]: formwork::transport::Transport

#![allow(clippy::print_stdout, reason = "figures are reported")]

mod corpus;
mod exchange;
mod faults;
mod reask;
mod samples;
mod settings;
mod told;
mod wire;
