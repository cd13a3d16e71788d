//! A reference leads nowhere, another one to a file that is not there.

formwork::generate!("schemas/unknown-ref.yaml");
use unknown_ref::{Customer, Kind, Line, Order, partial};

include!("user/order.rs");
