//! Keywords with values of the wrong kind.

formwork::generate!("schemas/keywords.yaml");
use keywords::{Customer, Kind, Line, Order, partial};

include!("user/order.rs");
