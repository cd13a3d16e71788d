//! Behaviour of the crate through its public interface.

mod analyse;
mod cases;
mod corpus;
mod cpu;
mod diag;
mod dialect;
mod evaluate;
mod memory;
mod pretty;
mod resolve;
mod served;
mod source;
mod suite;
mod text;
