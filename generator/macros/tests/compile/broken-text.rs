//! The file is not YAML.

formwork::generate!("schemas/yaml.yaml");
use yaml::{Customer, Kind, Line, Order, partial};

include!("user/order.rs");
