//! The file of a batch that was handed over: the job, and what its results are judged by. There is no key in it.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use formwork::Client;
use formwork::batch::Job;
use formwork::dynamic::Schema;
use serde_json::{Value, json};

use crate::client::{fault, text, wanted, whom};
use crate::exit;
use crate::tell::Tell;

/// What makes such a file known, and the number of its form.
const MARK: &str = "formwork_batch";

/// What is kept.
pub(super) struct JobFile {
    /// Whom to ask.
    pub(super) model: String,
    /// At which address, where that is not the usual one.
    pub(super) base_url: Option<String>,
    /// The schema as one text.
    pub(super) schema: String,
    /// Whether `format` is checked.
    pub(super) assert_formats: bool,
    /// What the provider has.
    pub(super) job: Job,
}

/// A file with the client to ask.
pub(super) struct Opened {
    pub(super) client: Client,
    pub(super) file: JobFile,
}

impl JobFile {
    /// The text of the file.
    pub(super) fn to_text(&self) -> String {
        let value = json!({
            MARK: 1,
            "model": self.model,
            "base_url": self.base_url,
            "schema": self.schema,
            "assert_formats": self.assert_formats,
            "job": self.job,
        });
        format!("{value:#}\n")
    }

    /// Reads a text; `None` where it is none of such a file.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let string = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        if value.get(MARK).and_then(Value::as_u64) != Some(1) {
            return None;
        }
        Some(Self {
            model: string("model")?,
            base_url: string("base_url"),
            schema: string("schema")?,
            assert_formats: value.get("assert_formats")?.as_bool()?,
            job: serde_json::from_value(value.get("job")?.clone()).ok()?,
        })
    }

    /// The client to ask, by the key of the environment.
    pub(super) fn client(&self) -> Result<Client, formwork::Error> {
        whom::client(&self.model, self.base_url.as_deref())
    }

    /// What results are judged by.
    pub(super) fn schema(&self) -> Result<Schema, String> {
        wanted::schema(&self.schema, self.assert_formats)
    }

    /// Opens a file. Where that cannot be done, it has been said.
    pub(super) fn open(tell: Tell, path: &Path) -> io::Result<Result<Opened, ExitCode>> {
        let Some(file) = Self::from_text(&text::read(path)?) else {
            let message = format!("`{}` is no file of a batch", path.display());
            return Ok(Err(exit::misused(tell, &message)));
        };
        Ok(match file.client() {
            Ok(client) => Ok(Opened { client, file }),
            Err(error) => Err(fault::failed(tell, &error)),
        })
    }
}
