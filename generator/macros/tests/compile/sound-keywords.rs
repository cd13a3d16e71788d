//! Keywords that no type expresses.

formwork::generate!("schemas/unsupported.yaml");
use unsupported::{Customer, Kind, Line, Order, partial};

include!("user/order.rs");
