//! Which provider has which kind of batch, and what a kind of batch has to say about itself.
//!
//! The facts stand in the files named after the vendors; everybody else comes to them through here.

use super::line::Found;
use super::server::{Server, Stored};
use super::status::JobStatus;
use super::{anthropic, gemini, mistral, openai};
use crate::client::Inner;
use crate::error::ErrorKind;
use crate::provider::{RequestError, Wire};

/// A kind of batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Api {
    Openai,
    Anthropic,
    Gemini,
    Mistral,
}

/// The providers that have batches, and of which kind. Groq's are those of `OpenAI`.
const HAVING: &[(&str, Api)] = &[
    ("anthropic", Api::Anthropic),
    ("gemini", Api::Gemini),
    ("groq", Api::Openai),
    ("mistral", Api::Mistral),
    ("openai", Api::Openai),
];

/// How much a batch may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Most {
    pub(super) requests: usize,
    pub(super) bytes: usize,
}

/// What is handed over.
pub(super) struct Handed<'b> {
    /// The lines, without line ends.
    pub(super) lines: &'b [String],
    /// Where a single request would go, under the base URL.
    pub(super) path: &'b str,
    /// The model; empty where the request does not say.
    pub(super) model: &'b str,
}

impl Handed<'_> {
    /// The lines as a file.
    pub(super) fn jsonl(&self) -> Vec<u8> {
        jsonl(self.lines)
    }
}

/// Lines as a file.
pub(super) fn jsonl(lines: &[String]) -> Vec<u8> {
    let size = lines.iter().map(|line| line.len() + 1).sum();
    let mut file = Vec::with_capacity(size);
    for line in lines {
        file.extend_from_slice(line.as_bytes());
        file.push(b'\n');
    }
    file
}

impl Api {
    /// The kind of batch that a client's provider has.
    pub(super) fn of(client: &Inner) -> Result<Self, RequestError> {
        let provider = client.provider.name;
        let found = HAVING.iter().find(|having| having.0 == provider);
        found.map(|having| having.1).ok_or_else(|| {
            let names: Vec<String> = HAVING.iter().map(|(name, _)| format!("`{name}`")).collect();
            RequestError::Unsupported {
                provider,
                what: format!("batches; those that do are {}", names.join(", ")),
            }
        })
    }

    pub(super) fn most(self) -> Most {
        match self {
            Self::Openai => openai::MOST,
            Self::Anthropic => anthropic::MOST,
            Self::Gemini => gemini::MOST,
            Self::Mistral => mistral::MOST,
        }
    }

    /// A line: a request with its name.
    pub(super) fn line(self, id: &str, path: &str, body: &str) -> String {
        match self {
            Self::Openai => openai::line(id, path, body),
            Self::Anthropic => anthropic::line(id, body),
            Self::Gemini => gemini::line(id, body),
            Self::Mistral => mistral::line(id, body),
        }
    }

    /// Hands a batch over. Gives the provider's name for it.
    pub(super) async fn submit(
        self,
        server: &Server<'_>,
        handed: &Handed<'_>,
    ) -> Result<String, ErrorKind> {
        match self {
            Self::Openai => openai::submit(server, handed).await,
            Self::Anthropic => anthropic::submit(server, handed).await,
            Self::Gemini => gemini::submit(server, handed).await,
            Self::Mistral => mistral::submit(server, handed).await,
        }
    }

    /// Where a batch is asked after.
    pub(super) fn status_url(self, server: &Server<'_>, job: &str) -> Result<String, ErrorKind> {
        let job = Stored::name(job)?;
        Ok(match self {
            Self::Openai => openai::status_url(server, job),
            Self::Anthropic => anthropic::status_url(server, job),
            Self::Gemini => gemini::status_url(server, job),
            Self::Mistral => mistral::status_url(server, job),
        })
    }

    /// Where it is called off.
    pub(super) fn cancel_url(self, server: &Server<'_>, job: &str) -> Result<String, ErrorKind> {
        let status = self.status_url(server, job)?;
        Ok(match self {
            Self::Gemini => format!("{status}:cancel"),
            Self::Openai | Self::Anthropic | Self::Mistral => format!("{status}/cancel"),
        })
    }

    /// Reads how far a batch is. `None` where the text does not say.
    pub(super) fn status(self, text: &str) -> Option<JobStatus> {
        match self {
            Self::Openai => openai::status(text),
            Self::Anthropic => anthropic::status(text),
            Self::Gemini => gemini::status(text),
            Self::Mistral => mistral::status(text),
        }
    }

    /// Where a file of results is.
    pub(super) fn file_url(self, server: &Server<'_>, file: &str) -> Result<String, ErrorKind> {
        let file = Stored::name(file)?;
        Ok(match self {
            Self::Openai | Self::Mistral => format!("{}/files/{file}/content", server.base()),
            Self::Anthropic => anthropic::results_url(server, file),
            Self::Gemini => gemini::file_url(server, file),
        })
    }

    /// Reads a line of results. `None` where it is none.
    pub(super) fn found(self, wire: Wire, line: &str) -> Option<Found<'_>> {
        match self {
            Self::Openai | Self::Mistral => openai::found(wire, line),
            Self::Anthropic => anthropic::found(wire, line),
            Self::Gemini => gemini::found(wire, line),
        }
    }
}
