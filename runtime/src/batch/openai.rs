//! `OpenAI`'s batches, which Groq has as well: a file of requests, a batch of it, and files of what came of
//! it.
//!
//! The facts are those of the API reference ("Batch", "Files") and the batch guide, state of November 2026.

use std::time::SystemTime;

use super::api::{Handed, Most};
use super::line::{Found, What};
use super::server::{Server, Stored};
use super::status::{Counts, JobState, JobStatus, Output};
use crate::envelope::{Envelope, quoted};
use crate::error::ErrorKind;
use crate::provider::Wire;

/// 50,000 requests, and a file of 200 MB.
pub(super) const MOST: Most = Most {
    requests: 50_000,
    bytes: 200_000_000,
};

/// The path of a batch's requests, as the API names it whatever the server's own address is.
fn endpoint(path: &str) -> String {
    format!("/v1{path}")
}

/// A line of the file.
pub(super) fn line(id: &str, path: &str, body: &str) -> String {
    let (id, url) = (quoted(id), quoted(&endpoint(path)));
    format!(r#"{{"custom_id":{id},"method":"POST","url":{url},"body":{body}}}"#)
}

pub(super) async fn submit(server: &Server<'_>, handed: &Handed<'_>) -> Result<String, ErrorKind> {
    let file = upload(server, handed.jsonl()).await?;
    let body = format!(
        r#"{{"input_file_id":{},"endpoint":{},"completion_window":"24h"}}"#,
        quoted(&file),
        quoted(&endpoint(handed.path))
    );
    let url = format!("{}/batches", server.base());
    server.post(url, body).await?.string("id")
}

/// Puts a file of requests on the server; Mistral takes files in the same way.
pub(super) async fn upload(server: &Server<'_>, file: Vec<u8>) -> Result<String, ErrorKind> {
    let url = format!("{}/files", server.base());
    let stored: Stored = server.post_form(url, &[("purpose", "batch")], file).await?;
    stored.string("id")
}

pub(super) fn status_url(server: &Server<'_>, job: &str) -> String {
    format!("{}/batches/{job}", server.base())
}

pub(super) fn status(text: &str) -> Option<JobStatus> {
    let job = Envelope::open(text)?;
    let word = job.string("status")?;
    let counts = job.object("request_counts").unwrap_or_default();
    let count = |key| counts.number(key).unwrap_or(0);
    let counts = Counts {
        total: count("total"),
        succeeded: count("completed"),
        failed: count("failed"),
    };
    let files = ["output_file_id", "error_file_id"].map(|key| job.string(key));
    let outputs: Vec<Output> = files.into_iter().flatten().map(Output::File).collect();
    let state = match word.as_str() {
        "validating" => JobState::Pending,
        // The word may come before the files do.
        "completed" if outputs.is_empty() && counts.total > 0 => JobState::Running,
        "completed" => JobState::Completed,
        "failed" => JobState::Failed,
        "cancelled" => JobState::Cancelled,
        "expired" => JobState::Expired,
        _ => JobState::Running,
    };
    Some(JobStatus {
        state,
        word,
        counts,
        message: job.object("errors").and_then(|errors| complaints(&errors)),
        outputs,
    })
}

/// What is wrong with the file as a whole.
fn complaints(errors: &Envelope<'_>) -> Option<String> {
    let list = errors.list("data")?;
    let messages = list.into_iter().take(10).filter_map(|error| {
        let error = Envelope::open(error)?;
        let message = error.string("message")?;
        Some(match error.number("line") {
            Some(line) => format!("line {line}: {message}"),
            None => message,
        })
    });
    let messages: Vec<String> = messages.collect();
    (!messages.is_empty()).then(|| messages.join("; "))
}

/// A line of results. Those of failed requests are in a file of their own, and look alike.
pub(super) fn found(wire: Wire, line: &str) -> Option<Found<'_>> {
    let line = Envelope::open(line)?;
    let id = line.string("custom_id");
    let what = if let Some(response) = line.object("response") {
        let status = response.number("status_code").unwrap_or(200);
        let status = u16::try_from(status).unwrap_or(500);
        let body = response.get("body").unwrap_or("null");
        if (200..300).contains(&status) {
            What::Answer(body)
        } else {
            What::Error(wire.error(status, &[], body.as_bytes(), SystemTime::now()))
        }
    } else {
        let error = line.get("error")?;
        let code = Envelope::open(error).and_then(|error| error.string("code"));
        match code.as_deref() {
            Some("batch_expired") => What::Expired,
            Some("batch_cancelled") => What::Cancelled,
            _ => What::Error(wire.error(200, &[], error.as_bytes(), SystemTime::now())),
        }
    };
    Some(Found { id, what })
}
