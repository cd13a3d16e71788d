//! What a kind of batch has to say about itself. Who has which is a column of the table of providers.
//!
//! The facts stand in the files named after the vendors; everybody else comes to them through here.

use super::line::Found;
use super::server::{Server, Stored};
use super::status::JobStatus;
use super::{anthropic, gemini, mistral, openai};
use crate::client::Inner;
use crate::error::ErrorKind;
use crate::provider::{BatchApi, PROVIDERS, RequestError, Wire};

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

/// The batches of a provider that has some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Api(BatchApi);

impl Api {
    /// The kind of batch that a client's provider has.
    pub(super) fn of(client: &Inner) -> Result<Self, RequestError> {
        let provider = client.provider;
        provider.batches.map(Self).ok_or_else(|| {
            let having = PROVIDERS.iter().filter(|row| row.batches.is_some());
            let names: Vec<String> = having.map(|row| format!("`{}`", row.name)).collect();
            RequestError::Unsupported {
                provider: provider.name,
                what: format!("batches; those that do are {}", names.join(", ")),
            }
        })
    }

    pub(super) fn most(self) -> Most {
        match self.0 {
            BatchApi::Openai => openai::MOST,
            BatchApi::Anthropic => anthropic::MOST,
            BatchApi::Gemini => gemini::MOST,
            BatchApi::Mistral => mistral::MOST,
        }
    }

    /// A line: a request with its name.
    pub(super) fn line(self, id: &str, path: &str, body: &str) -> String {
        match self.0 {
            BatchApi::Openai => openai::line(id, path, body),
            BatchApi::Anthropic => anthropic::line(id, body),
            BatchApi::Gemini => gemini::line(id, body),
            BatchApi::Mistral => mistral::line(id, body),
        }
    }

    /// Hands a batch over. Gives the provider's name for it.
    pub(super) async fn submit(
        self,
        server: &Server<'_>,
        handed: &Handed<'_>,
    ) -> Result<String, ErrorKind> {
        match self.0 {
            BatchApi::Openai => openai::submit(server, handed).await,
            BatchApi::Anthropic => anthropic::submit(server, handed).await,
            BatchApi::Gemini => gemini::submit(server, handed).await,
            BatchApi::Mistral => mistral::submit(server, handed).await,
        }
    }

    /// Where a batch is asked after.
    pub(super) fn status_url(self, server: &Server<'_>, job: &str) -> Result<String, ErrorKind> {
        let job = Stored::name(job)?;
        Ok(match self.0 {
            BatchApi::Openai => openai::status_url(server, job),
            BatchApi::Anthropic => anthropic::status_url(server, job),
            BatchApi::Gemini => gemini::status_url(server, job),
            BatchApi::Mistral => mistral::status_url(server, job),
        })
    }

    /// Where it is called off.
    pub(super) fn cancel_url(self, server: &Server<'_>, job: &str) -> Result<String, ErrorKind> {
        let status = self.status_url(server, job)?;
        Ok(match self.0 {
            BatchApi::Gemini => format!("{status}:cancel"),
            BatchApi::Openai | BatchApi::Anthropic | BatchApi::Mistral => {
                format!("{status}/cancel")
            }
        })
    }

    /// Reads how far a batch is. `None` where the text does not say.
    pub(super) fn status(self, text: &str) -> Option<JobStatus> {
        match self.0 {
            BatchApi::Openai => openai::status(text),
            BatchApi::Anthropic => anthropic::status(text),
            BatchApi::Gemini => gemini::status(text),
            BatchApi::Mistral => mistral::status(text),
        }
    }

    /// Where a file of results is.
    pub(super) fn file_url(self, server: &Server<'_>, file: &str) -> Result<String, ErrorKind> {
        let file = Stored::name(file)?;
        Ok(match self.0 {
            BatchApi::Openai | BatchApi::Mistral => {
                format!("{}/files/{file}/content", server.base())
            }
            BatchApi::Anthropic => anthropic::results_url(server, file),
            BatchApi::Gemini => gemini::file_url(server, file),
        })
    }

    /// Reads a line of results. `None` where it is none.
    pub(super) fn found(self, wire: Wire, line: &str) -> Option<Found<'_>> {
        match self.0 {
            BatchApi::Openai | BatchApi::Mistral => openai::found(wire, line),
            BatchApi::Anthropic => anthropic::found(wire, line),
            BatchApi::Gemini => gemini::found(wire, line),
        }
    }
}
