//! `cargo formwork batch create`: lines of a file to a batch that is handed over.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueHint};
use formwork::batch::{Batch, Job};
use formwork::dynamic::Value;
use serde_json::json;

use super::inputs::{self, Input};
use super::job_file::JobFile;
use crate::client::wanted::{self, Wanted};
use crate::client::whom::Whom;
use crate::client::{fault, text};
use crate::exit;
use crate::progress::Progress;
use crate::tell::{Tell, print};

/// Hands a batch over: a request for each line of a file
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(super) struct Create {
    #[command(flatten)]
    wanted: Wanted,
    /// Whom to hand it to: a provider with batches and its model, such as `openai/gpt-5-mini`, whose key is in the
    /// environment (`OPENAI_API_KEY`)
    #[arg(long, value_name = "PROVIDER/MODEL")]
    model: String,
    #[command(flatten)]
    whom: Whom,
    /// The texts, a line of JSON each: a string, or an object with `text` and perhaps `id`; `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    input: PathBuf,
    /// The file to write, by which the batch is asked after
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "dry_run")]
    job: Option<PathBuf>,
    /// Hand nothing over; write the requests to standard output, as the provider would have them
    #[arg(long, conflicts_with = "job")]
    dry_run: bool,
}

impl Create {
    pub(super) fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let texts = text::read(&self.input)?;
        let texts = match inputs::inputs(&texts) {
            Ok(texts) => texts,
            Err(why) => {
                let message = format!("{}: {why}", self.input.display());
                return Ok(exit::misused(tell, &message));
            }
        };
        let schema = match self.wanted.text(tell)? {
            Ok(schema) => schema,
            Err(code) => return Ok(code),
        };
        let batch = match self.gathered(tell, &schema, texts) {
            Ok(batch) => batch,
            Err(code) => return Ok(code),
        };
        let Some(path) = self.job else {
            print(&String::from_utf8_lossy(&batch.jsonl()));
            return Ok(ExitCode::SUCCESS);
        };
        // It is there before anything costs money: what was handed over has to be written down.
        let shown = path.display().to_string();
        let mut file = match File::create_new(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let message = format!("`{shown}` is there already");
                return Ok(exit::misused(tell, &message));
            }
            Err(error) => return Err(io::Error::new(error.kind(), format!("{shown}: {error}"))),
        };
        let progress = Progress::begin(tell, "handing over");
        let job = match batch.submit_blocking() {
            Ok(job) => job,
            Err(error) => {
                drop(progress);
                drop(file);
                let _ = fs::remove_file(&path);
                return Ok(fault::failed(tell, &error));
            }
        };
        drop(progress);
        let count = job.ids().len();
        let kept = JobFile {
            model: self.model,
            base_url: self.whom.base_url,
            schema,
            assert_formats: self.wanted.assert_formats,
            job,
        };
        let written = file.write_all(kept.to_text().as_bytes());
        if let Err(error) = written.and_then(|()| file.sync_all()) {
            let message = format!(
                "{shown}: {error}; this is what should be in it: {}",
                kept.to_text()
            );
            return Err(io::Error::new(error.kind(), message));
        }
        told(tell, &shown, &kept.job, count);
        Ok(ExitCode::SUCCESS)
    }

    /// The requests, worded. Where they cannot be, that has been said.
    fn gathered(
        &self,
        tell: Tell,
        schema: &str,
        texts: Vec<Input>,
    ) -> Result<Batch<Value>, ExitCode> {
        let schema = wanted::schema(schema, self.wanted.assert_formats).map_err(|why| {
            tell.error(&why);
            exit::no()
        })?;
        let client = self.whom.client(&self.model);
        let client = client.map_err(|error| fault::failed(tell, &error))?;
        let mut request = client.request_for(&schema);
        if let Some(words) = &self.whom.system {
            request = request.system(words);
        }
        if let Some(mode) = self.whom.mode {
            request = request.mode(mode);
        }
        if let Some(tokens) = self.whom.max_tokens {
            request = request.max_tokens(tokens);
        }
        let gathered = request.batch().and_then(|mut batch| {
            for Input { id, text } in texts {
                match id {
                    Some(id) => batch.user(id, text)?,
                    None => batch.push([formwork::Message::user(text)]).map(drop)?,
                }
            }
            Ok(batch)
        });
        // Names that cannot be, or too many of them: nothing has been asked.
        gathered.map_err(|error| exit::misused(tell, &error.to_string()))
    }
}

fn told(tell: Tell, shown: &str, job: &Job, count: usize) {
    let requests = if count == 1 { "request" } else { "requests" };
    tell.note(
        &format!(
            "handed over {count} {requests} as `{}`; `cargo formwork batch status {shown}` says how far it is\n",
            job.id()
        ),
        &json!({ "job": shown, "provider": job.provider(), "id": job.id(), "requests": count }),
    );
}
