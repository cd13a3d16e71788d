//! An option that there is not.

formwork::generate!("schemas/order.yaml", schema_dri = "schemas");

fn main() {}
