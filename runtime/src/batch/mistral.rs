//! Mistral's batch jobs: a file of requests, a job for one model and path, files of what came of it.
//!
//! The facts are those of the API reference ("Batch", "Files") and the batch guide, state of November 2026.
//! Lines of results are those of `OpenAI`.

use super::api::{Handed, Most};
use super::openai;
use super::server::Server;
use super::status::{Counts, JobState, JobStatus, Output};
use crate::envelope::{Envelope, quoted};
use crate::error::ErrorKind;
use crate::json::write::Writer;

/// A million requests, and a file of 512 MB.
pub(super) const MOST: Most = Most {
    requests: 1_000_000,
    bytes: 512_000_000,
};

/// A line of the file. The model is the job's.
pub(super) fn line(id: &str, body: &str) -> String {
    let mut w = Writer::with_capacity(body.len() + id.len() + 32);
    w.begin_object();
    w.string_member("custom_id", id);
    w.key("body");
    match Envelope::open(body) {
        Some(members) => {
            w.begin_object();
            for (key, value) in members.members().filter(|member| member.0 != "model") {
                w.key(key);
                w.raw(value);
            }
            w.end_object();
        }
        None => w.raw(body),
    }
    w.end_object();
    w.into_text()
}

pub(super) async fn submit(server: &Server<'_>, handed: &Handed<'_>) -> Result<String, ErrorKind> {
    let file = openai::upload(server, handed.jsonl()).await?;
    let body = format!(
        r#"{{"input_files":[{}],"endpoint":{},"model":{}}}"#,
        quoted(&file),
        quoted(&format!("/v1{}", handed.path)),
        quoted(handed.model)
    );
    let url = format!("{}/batch/jobs", server.base());
    server.post(url, body).await?.string("id")
}

pub(super) fn status_url(server: &Server<'_>, job: &str) -> String {
    format!("{}/batch/jobs/{job}", server.base())
}

pub(super) fn status(text: &str) -> Option<JobStatus> {
    let job = Envelope::open(text)?;
    let word = job.string("status")?;
    let state = match word.as_str() {
        "QUEUED" => JobState::Pending,
        "SUCCESS" => JobState::Completed,
        "FAILED" => JobState::Failed,
        "TIMEOUT_EXCEEDED" => JobState::Expired,
        "CANCELLED" => JobState::Cancelled,
        _ => JobState::Running,
    };
    let count = |key| job.number(key).unwrap_or(0);
    let messages = job.list("errors").unwrap_or_default();
    let messages = messages.into_iter().take(10);
    let messages: Vec<String> = messages
        .filter_map(|error| Envelope::open(error)?.string("message"))
        .collect();
    let files = ["output_file", "error_file"].map(|key| job.string(key));
    Some(JobStatus {
        state,
        word,
        counts: Counts {
            total: count("total_requests"),
            succeeded: count("succeeded_requests"),
            failed: count("failed_requests"),
        },
        message: (!messages.is_empty()).then(|| messages.join("; ")),
        outputs: files.into_iter().flatten().map(Output::File).collect(),
    })
}
