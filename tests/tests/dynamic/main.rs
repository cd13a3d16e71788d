//! Schemas that are known at run time only: what they accept, what they show on the way, and what becomes of
//! them.

mod attacks;
mod calls;
mod circles;
mod corpus;
mod dice;
mod errors;
mod lasting;
mod program;
mod random;
mod reading;
mod streams;
mod suite;
