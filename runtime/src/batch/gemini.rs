//! Gemini's batches: requests in the body or, where they are many, in a file; results in the job or in a
//! file.
//!
//! The facts are those of the API reference ("Batch Mode", "Files") and the batch guide, state of November
//! 2026. Vertex AI has other batches, over buckets.

use std::time::SystemTime;

use super::api::{Handed, Most};
use super::line::{Found, What};
use super::server::{Server, Stored};
use super::status::{Counts, JobState, JobStatus, Output};
use crate::envelope::{Envelope, items, quoted};
use crate::error::ErrorKind;
use crate::json::write::Writer;
use crate::provider::Wire;

/// A file of 2 GB, of which no more is made here than a body can be; the number of requests has no limit.
pub(super) const MOST: Most = Most {
    requests: usize::MAX,
    bytes: 2_000_000_000,
};

/// Requests beyond 20 MB have to come in a file.
const INLINE: usize = 20_000_000;

const GENERATE: &str = ":generateContent";

pub(super) fn line(id: &str, body: &str) -> String {
    format!(r#"{{"key":{},"request":{body}}}"#, quoted(id))
}

pub(super) async fn submit(server: &Server<'_>, handed: &Handed<'_>) -> Result<String, ErrorKind> {
    let size: usize = handed.lines.iter().map(|line| line.len() + 32).sum();
    let mut w = Writer::with_capacity(size.min(INLINE));
    w.begin_object();
    w.key("batch");
    w.begin_object();
    w.string_member("display_name", "formwork");
    w.key("input_config");
    w.begin_object();
    if size > INLINE {
        let file = upload(server, handed.jsonl()).await?;
        w.string_member("file_name", &file);
    } else {
        w.key("requests");
        w.begin_object();
        w.key("requests");
        w.begin_array();
        for line in handed.lines {
            inline(line, &mut w);
        }
        w.end_array();
        w.end_object();
    }
    w.end_object();
    w.end_object();
    w.end_object();
    let path = handed.path.strip_suffix(GENERATE).unwrap_or(handed.path);
    let url = format!("{}{path}:batchGenerateContent", server.base());
    server.post(url, w.into_text()).await?.string("name")
}

/// A line of the file as it stands in a body.
fn inline(line: &str, w: &mut Writer) {
    let line = Envelope::open(line).unwrap_or_default();
    w.begin_object();
    w.key("request");
    w.raw(line.get("request").unwrap_or("{}"));
    w.key("metadata");
    w.begin_object();
    w.key("key");
    w.raw(line.get("key").unwrap_or("null"));
    w.end_object();
    w.end_object();
}

/// Puts a file on the server, in the two steps that its uploads have: one tells where, one sends.
async fn upload(server: &Server<'_>, file: Vec<u8>) -> Result<String, ErrorKind> {
    let (origin, version) = server.origin();
    let start = [
        ("x-goog-upload-protocol", "resumable".to_owned()),
        ("x-goog-upload-command", "start".to_owned()),
        (
            "x-goog-upload-header-content-length",
            file.len().to_string(),
        ),
        (
            "x-goog-upload-header-content-type",
            "application/jsonl".to_owned(),
        ),
    ];
    let body = r#"{"file":{"display_name":"formwork"}}"#.to_owned();
    let url = format!("{origin}/upload{version}/files");
    let told = server.send(url, start.into(), body.into()).await?;
    let place = told.header("x-goog-upload-url").unwrap_or_default();
    // The key goes to nobody but the server that the client is for.
    if !place.starts_with(&format!("{origin}/")) {
        return Err(told.unlike());
    }
    let send = [
        ("x-goog-upload-offset", "0".to_owned()),
        ("x-goog-upload-command", "upload, finalize".to_owned()),
        ("content-type", "application/jsonl".to_owned()),
    ];
    let stored: Stored = server
        .send(place.to_owned(), send.into(), file.into())
        .await?;
    let name =
        Envelope::open(&stored.text).and_then(|stored| stored.object("file")?.string("name"));
    name.ok_or_else(|| stored.unlike())
}

pub(super) fn status_url(server: &Server<'_>, job: &str) -> String {
    format!("{}/{job}", server.base())
}

pub(super) fn file_url(server: &Server<'_>, file: &str) -> String {
    let (origin, version) = server.origin();
    format!("{origin}/download{version}/{file}:download?alt=media")
}

pub(super) fn status(text: &str) -> Option<JobStatus> {
    let job = Envelope::open(text)?;
    // A long-running operation; the batch itself is its metadata.
    let batch = job.object("metadata")?;
    let word = batch.string("state")?;
    let failure = job.object("error");
    let state = match word.rsplit_once("STATE_").map(|(_, state)| state) {
        Some("PENDING") => JobState::Pending,
        Some("SUCCEEDED") => JobState::Completed,
        Some("FAILED") => JobState::Failed,
        Some("CANCELLED") => JobState::Cancelled,
        Some("EXPIRED") => JobState::Expired,
        _ => JobState::Running,
    };
    let counted = batch.object("batchStats").unwrap_or_default();
    let count = |key| counted.number(key).unwrap_or(0);
    let output = job.object("response").or_else(|| batch.object("output"));
    Some(JobStatus {
        state,
        word,
        counts: Counts {
            total: count("requestCount"),
            succeeded: count("successfulRequestCount"),
            failed: count("failedRequestCount"),
        },
        message: failure.and_then(|failure| failure.string("message")),
        outputs: output.iter().filter_map(outputs).collect(),
    })
}

fn outputs(output: &Envelope<'_>) -> Option<Output> {
    if let Some(file) = output.string("responsesFile") {
        return Some(Output::File(file));
    }
    let inlined = output.get("inlinedResponses")?;
    let list = match Envelope::open(inlined) {
        Some(inner) => inner.list("inlinedResponses")?,
        None => items(inlined)?,
    };
    Some(Output::Here(list.into_iter().map(str::to_owned).collect()))
}

/// A line of a file (`key` beside `response`), or an item of the job (`key` in `metadata`).
pub(super) fn found(wire: Wire, line: &str) -> Option<Found<'_>> {
    let line = Envelope::open(line)?;
    let metadata = line.object("metadata").unwrap_or_default();
    let id = line.string("key").or_else(|| metadata.string("key"));
    let error = line.get("error").or_else(|| line.get("status"));
    let what = match (line.get("response"), error) {
        (Some(response), _) => What::Answer(response),
        (None, Some(error)) => {
            // Google's code is a status of HTTP, or one of its own below them.
            let code = Envelope::open(error).and_then(|error| error.number("code"));
            let code = code.and_then(|code| u16::try_from(code).ok());
            let status = code.filter(|code| (400..600).contains(code));
            let (status, error) = (status.unwrap_or(200), error.as_bytes());
            What::Error(wire.error(status, &[], error, SystemTime::now()))
        }
        (None, None) => return None,
    };
    Some(Found { id, what })
}
