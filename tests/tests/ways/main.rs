//! The ways in, as a user takes them: packages with a manifest of their own, built by Cargo.
//!
//! Each test runs Cargo as a child process, in a target folder beside the outer one, which all of them
//! share. Nothing is fetched, and no key is set.

mod build_script;
mod command_batch;
mod command_breaking;
mod command_findings;
mod command_line;
mod command_look;
mod command_new;
mod command_said;
mod command_try;
mod command_watch;
mod consumers;
mod examples;
mod macros;
mod nested;
mod package;
mod readme;
mod task_files;

#[path = "../loopback/mod.rs"]
mod loopback;
/// The vendors that hand out batches; other tests break their connections.
#[allow(dead_code)]
#[path = "../batch/vendor.rs"]
mod vendor;
