//! The root has no type that there is.

formwork::generate!("schemas/root.yaml");
use root::{Customer, Kind, Line, Order, partial};

include!("user/order.rs");
