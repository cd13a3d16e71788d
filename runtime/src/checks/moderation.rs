//! Text that a provider's moderation flags.

use serde_json::{Value, json};

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::provider::{ProtocolError, ProtocolErrorKind};
use crate::transport::Request;
use crate::violation::Violation;

/// The keyword of what moderation flags.
const KEYWORD: &str = "moderation";

/// The largest verdict that is read.
const MOST: usize = 4 << 20;

/// Asks a moderation endpoint (`POST /moderations`, OpenAI's API and those that follow it) about text.
///
/// ```no_run
/// # async fn f(client: formwork::Client) -> Result<String, formwork::Error> {
/// use formwork::Moderation;
///
/// let moderation = Moderation::new(client.clone());
/// let request = client.request::<String>().user("Write a limerick.");
/// let request = request.moderate(moderation, |limerick| limerick.clone());
/// # Ok(request.send().await?.value) }
/// ```
#[derive(Clone, Debug)]
pub struct Moderation {
    client: Client,
    model: Option<String>,
}

impl Moderation {
    /// Asks the provider of this client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            model: None,
        }
    }

    /// Asks this model, such as `omni-moderation-latest`; without it, the provider's own choice.
    #[must_use]
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// The categories for which a text is flagged, in alphabetical order; none where it is fine.
    ///
    /// # Errors
    /// Where the endpoint gives no verdict.
    pub async fn flagged(&self, text: &str) -> Result<Vec<String>, Error> {
        let inner = &self.client.inner;
        let mut body = json!({"input": text});
        if let Some(model) = &self.model {
            body["model"] = Value::from(model.as_str());
        }
        let request = Request {
            url: format!("{}/moderations", inner.base_url.trim_end_matches('/')),
            headers: inner.headers(false),
            body: body.to_string().into(),
        };
        let body = inner.whole(request, MOST).await?;
        read(&body).ok_or_else(|| {
            let excerpt = String::from_utf8_lossy(body.get(..200).unwrap_or(&body)).into_owned();
            let error = ProtocolError::new(ProtocolErrorKind::NotJson, &excerpt);
            Error::new(ErrorKind::Protocol(error), Vec::new())
        })
    }

    pub(crate) async fn of_text(&self, text: &str) -> Result<Vec<Violation>, Error> {
        let flagged = self.flagged(text).await?;
        if flagged.is_empty() {
            return Ok(Vec::new());
        }
        let message = format!("is flagged for {}", flagged.join(", "));
        Ok(vec![Violation::new("", KEYWORD, message)])
    }
}

/// The categories that a verdict flags.
fn read(body: &[u8]) -> Option<Vec<String>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let mut flagged = Vec::new();
    for result in body.get("results")?.as_array()? {
        let is_flagged = result.get("flagged")?.as_bool()?;
        let categories = result.get("categories").and_then(Value::as_object);
        let named = categories.into_iter().flatten();
        let named = named.filter(|(_, value)| value.as_bool() == Some(true));
        let mut named: Vec<String> = named.map(|(name, _)| name.clone()).collect();
        if is_flagged && named.is_empty() {
            named.push("a category it does not name".to_owned());
        }
        if is_flagged {
            flagged.append(&mut named);
        }
    }
    flagged.sort_unstable();
    flagged.dedup();
    Some(flagged)
}
