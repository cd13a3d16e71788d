//! Anthropic's message batches: requests in the body, results as lines under the batch.
//!
//! The facts are those of the API reference ("Message Batches"), state of November 2026.

use std::time::SystemTime;

use super::api::{Handed, Most};
use super::line::{Found, What};
use super::server::Server;
use super::status::{Counts, JobState, JobStatus, Output};
use crate::envelope::{Envelope, quoted};
use crate::error::ErrorKind;
use crate::provider::Wire;

/// 100,000 requests, and 256 MB.
pub(super) const MOST: Most = Most {
    requests: 100_000,
    bytes: 256_000_000,
};

pub(super) fn line(id: &str, body: &str) -> String {
    format!(r#"{{"custom_id":{},"params":{body}}}"#, quoted(id))
}

fn batches(server: &Server<'_>) -> String {
    format!("{}/v1/messages/batches", server.base())
}

pub(super) async fn submit(server: &Server<'_>, handed: &Handed<'_>) -> Result<String, ErrorKind> {
    let body = format!(r#"{{"requests":[{}]}}"#, handed.lines.join(","));
    let stored = server.post(batches(server), body).await?;
    stored.string("id")
}

pub(super) fn status_url(server: &Server<'_>, job: &str) -> String {
    format!("{}/{job}", batches(server))
}

/// The status names an address for the results. It is not followed: a key goes to nobody but the server
/// that the client is for, and there they lie under the batch.
pub(super) fn results_url(server: &Server<'_>, job: &str) -> String {
    format!("{}/{job}/results", batches(server))
}

pub(super) fn status(text: &str) -> Option<JobStatus> {
    let job = Envelope::open(text)?;
    let word = job.string("processing_status")?;
    let counts = job.object("request_counts").unwrap_or_default();
    let count = |key| counts.number(key).unwrap_or(0);
    let [succeeded, errored] = ["succeeded", "errored"].map(count);
    let [canceled, expired] = ["canceled", "expired"].map(count);
    let failed = errored.saturating_add(canceled).saturating_add(expired);
    let counts = Counts {
        total: succeeded
            .saturating_add(failed)
            .saturating_add(count("processing")),
        succeeded,
        failed,
    };
    let nothing_came = succeeded == 0 && errored == 0;
    let state = match word.as_str() {
        "ended" if nothing_came && expired > 0 => JobState::Expired,
        "ended" if canceled > 0 => JobState::Cancelled,
        "ended" => JobState::Completed,
        _ => JobState::Running,
    };
    let id = job.string("id").filter(|_| state.is_over());
    Some(JobStatus {
        state,
        word,
        counts,
        message: None,
        outputs: id.map(Output::File).into_iter().collect(),
    })
}

pub(super) fn found(wire: Wire, line: &str) -> Option<Found<'_>> {
    let line = Envelope::open(line)?;
    let result = line.object("result")?;
    let what = match result.string("type")?.as_str() {
        "succeeded" => What::Answer(result.get("message")?),
        "errored" => {
            let error = result.get("error").unwrap_or("{}");
            What::Error(wire.error(200, &[], error.as_bytes(), SystemTime::now()))
        }
        "canceled" => What::Cancelled,
        "expired" => What::Expired,
        _ => return None,
    };
    Some(Found {
        id: line.string("custom_id"),
        what,
    })
}
