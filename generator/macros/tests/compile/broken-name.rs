//! Two schemas claim one name.

formwork::generate!("schemas/clash.yaml");
use clash::{Customer, Kind, Line, Order, partial};

include!("user/order.rs");
