//! Nothing is wrong.

formwork::generate!("schemas/order.yaml");
use order::{Customer, Kind, Line, Order, partial};

include!("user/order.rs");
