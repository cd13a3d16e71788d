//! `cargo formwork batch`: many requests handed over at once, which a provider answers within a day.
//!
//! ```text
//!  create ──> a job's file ──> status, cancel ──> results
//!  create.rs  job_file.rs      mod.rs             results.rs
//! ```

mod create;
mod inputs;
mod job_file;
mod list;
mod results;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand, ValueHint};
use formwork::batch::{JobState, JobStatus, Poll};
use serde_json::{Value, json};

use self::job_file::{JobFile, Opened};
use super::fault;
use crate::exit;
use crate::progress::Progress;
use crate::tell::Tell;

/// Hands over many requests at once, for about half the price, and fetches what came of them
///
/// The providers with batches are `openai`, `groq`, `anthropic`, `gemini` and `mistral`. What is handed over is kept in a
/// file, by which it is asked after; there is no key in it.
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(crate) struct Batch {
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, Subcommand)]
enum Step {
    Create(Box<create::Create>),
    Status(Status),
    List(list::List),
    Results(results::Results),
    Cancel(Cancel),
}

impl Batch {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        let ran = match self.step {
            Step::Create(step) => step.try_run(tell),
            Step::Status(step) => step.try_run(tell),
            Step::List(step) => step.try_run(tell),
            Step::Results(step) => step.try_run(tell.beside()),
            Step::Cancel(step) => step.try_run(tell),
        };
        ran.unwrap_or_else(|error| exit::failed(tell, &error))
    }
}

/// Says how far a batch is
#[derive(Debug, Args)]
#[command(after_help = HELP)]
struct Status {
    /// The file that `create` has written
    #[arg(value_name = "JOB", value_hint = ValueHint::FilePath)]
    job: PathBuf,
    /// Wait until it is over
    #[arg(long)]
    wait: bool,
    /// How often it is asked after while waiting, in seconds [default: 5, and ever more rarely]
    #[arg(long, value_name = "SECONDS", requires = "wait")]
    every: Option<u64>,
}

const HELP: &str = "\
Exit codes:
  0  it is under way, or completed
  1  it failed, was called off, or its time ran out
  2  wrong use
  3  it could not be found out";

impl Status {
    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let Opened { client, file } = match JobFile::open(tell, &self.job)? {
            Ok(opened) => opened,
            Err(code) => return Ok(code),
        };
        let name = self.job.display().to_string();
        let asked = if self.wait {
            let poll = self.every.map_or_else(Poll::default, |seconds| {
                Poll::every(Duration::from_secs(seconds))
            });
            let progress = Progress::begin(tell, "waiting");
            let waiting = file.job.wait(&client, poll, |status| {
                progress.now(format!("waiting: {}", counted(status)));
            });
            let asked = client.block_on(waiting);
            drop(progress);
            asked
        } else {
            client.block_on(file.job.status(&client))
        };
        Ok(match asked.and_then(|asked| asked) {
            Ok(status) => {
                tell.note(
                    &format!("{name}: {}\n", in_words(&status)),
                    &told(&name, &file, &status),
                );
                exit::fine_if(is_fine(&status))
            }
            Err(error) => fault::failed(tell, &error),
        })
    }
}

/// Calls a batch off; what has been answered by then has results
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
struct Cancel {
    /// The file that `create` has written
    #[arg(value_name = "JOB", value_hint = ValueHint::FilePath)]
    job: PathBuf,
}

impl Cancel {
    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let Opened { client, file } = match JobFile::open(tell, &self.job)? {
            Ok(opened) => opened,
            Err(code) => return Ok(code),
        };
        let cancelled = client.block_on(file.job.cancel(&client));
        Ok(match cancelled.and_then(|cancelled| cancelled) {
            Ok(()) => {
                let name = self.job.display().to_string();
                tell.note(
                    &format!("{name}: called off\n"),
                    &json!({ "job": name, "id": file.job.id(), "state": "cancelling" }),
                );
                ExitCode::SUCCESS
            }
            Err(error) => fault::failed(tell, &error),
        })
    }
}

/// Whether it is as it should be.
fn is_fine(status: &JobStatus) -> bool {
    !matches!(
        status.state,
        JobState::Failed | JobState::Cancelled | JobState::Expired
    )
}

/// How many requests have come how far.
fn counted(status: &JobStatus) -> String {
    let counts = &status.counts;
    let failed = match counts.failed {
        0 => String::new(),
        failed => format!(", {failed} failed"),
    };
    format!("{} of {} answered{failed}", counts.succeeded, counts.total)
}

/// How far it is.
fn in_words(status: &JobStatus) -> String {
    let message = status.message.as_ref();
    let message = message.map_or(String::new(), |message| format!("\n  {message}"));
    format!("{}, {}{message}", status.state, counted(status))
}

/// The same for programs.
fn told(name: &str, file: &JobFile, status: &JobStatus) -> Value {
    json!({
        "job": name,
        "provider": file.job.provider(),
        "id": file.job.id(),
        "state": status.state.as_str(),
        "word": status.word,
        "counts": {
            "total": status.counts.total,
            "succeeded": status.counts.succeeded,
            "failed": status.counts.failed,
        },
        "message": status.message,
    })
}
