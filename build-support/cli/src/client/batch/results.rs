//! `cargo formwork batch results`: what came of each request, a line of JSON each.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueHint};
use formwork::batch::{BatchLine, LineError};
use formwork::dynamic::Value;
use formwork::{Error, Usage};
use serde_json::json;

use super::job_file::{JobFile, Opened};
use crate::client::{fault, usage};
use crate::exit;
use crate::tell::Tell;

/// Fetches what came of a batch that is over, a line of JSON each
///
/// A line has the request's `id`, and either its `value` or an `error` with the `violations`; and `provider`, `model` and
/// `usage`, as far as they are known.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Results {
    /// The file that `create` has written
    #[arg(value_name = "JOB", value_hint = ValueHint::FilePath)]
    job: PathBuf,
    /// The file to write to [default: standard output]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
}

const HELP: &str = "\
Exit codes:
  0  every request has a value
  1  one has none
  2  wrong use
  3  it could not be done: a file, the network or a key is not there, or the batch is not over";

impl Results {
    pub(super) fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let Opened { client, file } = match JobFile::open(tell, &self.job)? {
            Ok(opened) => opened,
            Err(code) => return Ok(code),
        };
        let schema = match file.schema() {
            Ok(schema) => schema,
            Err(why) => {
                tell.error(&why);
                return Ok(exit::no());
            }
        };
        let opened = client.block_on(file.job.results_for(&client, &schema));
        let mut results = match opened.and_then(|opened| opened) {
            Ok(results) => results,
            Err(error) => return Ok(fault::failed(tell, &error)),
        };
        let mut out: Box<dyn Write> = match &self.out {
            Some(path) => Box::new(BufWriter::new(File::create(path).map_err(|error| {
                io::Error::new(error.kind(), format!("{}: {error}", path.display()))
            })?)),
            None => Box::new(BufWriter::new(io::stdout())),
        };
        let (mut values, mut others) = (0_usize, 0_usize);
        while let Some(line) = results.next_blocking() {
            match line {
                Ok(line) => {
                    if line.result.is_ok() {
                        values += 1;
                    } else {
                        others += 1;
                    }
                    writeln!(out, "{}", written(&line))?;
                }
                Err(error) => {
                    out.flush()?;
                    return Ok(fault::failed(tell, &error));
                }
            }
        }
        out.flush()?;
        let name = if values == 1 { "value" } else { "values" };
        let words = match others {
            0 => format!("{values} {name}\n"),
            others => format!("{values} {name}, {others} without\n"),
        };
        tell.note(&words, &json!({ "values": values, "without": others }));
        Ok(exit::fine_if(others == 0))
    }
}

/// A line: the value as the model wrote its numbers.
fn written(line: &BatchLine<Value>) -> String {
    let id = json!(line.id);
    match &line.result {
        Ok(reply) => {
            let about = reply.attempts.last();
            let about = about.map(|last| (last.provider, last.model.as_str()));
            let tail = tail(about, &reply.usage());
            format!("{{\"id\":{id},\"value\":{}{tail}}}", reply.value)
        }
        Err(error) => {
            let failed = match error {
                LineError::Failed(error) => Some(error),
                _ => None,
            };
            let attempt = failed.and_then(|error| error.attempts().last());
            let about = attempt.map(|last| (last.provider, last.model.as_str()));
            let usage = failed.map(Error::usage).unwrap_or_default();
            let violations = attempt.into_iter().flat_map(|last| &last.violations);
            let violations: Vec<String> = violations.map(ToString::to_string).collect();
            let message = match failed {
                Some(failed) => failed.kind().to_string(),
                None => error.to_string(),
            };
            let (message, violations) = (json!(message), json!(violations));
            let tail = tail(about, &usage);
            format!("{{\"id\":{id},\"error\":{message},\"violations\":{violations}{tail}}}")
        }
    }
}

/// Who answered, and what it cost.
fn tail(about: Option<(&str, &str)>, spent: &Usage) -> String {
    let Some((provider, model)) = about else {
        return String::new();
    };
    let (provider, model) = (json!(provider), json!(model));
    format!(
        ",\"provider\":{provider},\"model\":{model},\"usage\":{}",
        usage::told(spent)
    )
}
