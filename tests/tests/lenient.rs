//! Malformed answers, read leniently: what is made of them, whichever way they are cut, and at what cost.

#[path = "lenient/linear.rs"]
mod linear;
#[path = "lenient/same.rs"]
mod same;
#[path = "lenient/table.rs"]
mod table;
