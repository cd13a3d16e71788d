//! Two tasks claim one name.

formwork::generate!("schemas/tasks/twice.yaml", schema_dir = "schemas");
use twice as tasks;
use tasks::count;

include!("user/tasks.rs");
