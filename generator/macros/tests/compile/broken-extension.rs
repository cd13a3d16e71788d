//! Extensions that mean nothing.

formwork::generate!("schemas/extensions.yaml");
use extensions::{Customer, Kind, Line, Order, partial};

include!("user/order.rs");
