//! A template names what is no input, a key and a type are misspelt.

formwork::generate!("schemas/tasks/orders.yaml", schema_dir = "schemas");
use orders as tasks;
use tasks::count;

include!("user/tasks.rs");
