//! The task file is not YAML.

formwork::generate!("schemas/tasks/text.yaml", schema_dir = "schemas");
use text as tasks;
use tasks::count;

include!("user/tasks.rs");
