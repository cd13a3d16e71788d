//! The same program compiles where nothing is broken.

formwork::generate!("schemas/tasks/sound.yaml", schema_dir = "schemas");
use sound as tasks;
use tasks::count;

include!("user/tasks.rs");
