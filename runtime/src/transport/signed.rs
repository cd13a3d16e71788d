//! Requests that bear AWS's signature (Signature Version 4) in place of a key.
//!
//! A signature holds for one request and some minutes, so that each sending makes its own. What is signed
//! and how is the vendor's own crate's knowledge; where credentials come from is the caller's.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use secrecy::{ExposeSecret as _, SecretString};

use super::{BoxFuture, Request, Response, Transport, TransportError, TransportErrorKind};

/// The credentials of an AWS account: what a signature is made with.
///
/// ```
/// use formwork::Client;
/// use formwork::transport::AwsCredentials;
///
/// let credentials = AwsCredentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI").session_token("...");
/// let client = Client::builder("bedrock/us.amazon.nova-micro-v1:0").setting("region", "eu-west-1");
/// let client = client.aws_credentials(credentials).build()?;
/// # assert!(!format!("{client:?}").contains("wJalrXUtnFEMI"));
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone)]
pub struct AwsCredentials {
    key_id: String,
    secret: SecretString,
    token: Option<SecretString>,
}

impl AwsCredentials {
    /// Long-lived credentials: the id of an access key, and its secret.
    #[must_use]
    pub fn new(key_id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            key_id: key_id.into(),
            secret: SecretString::from(secret.into()),
            token: None,
        }
    }

    /// The token that temporary credentials come with.
    #[must_use]
    pub fn session_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(SecretString::from(token.into()));
        self
    }

    /// Those of the environment: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, and `AWS_SESSION_TOKEN`
    /// where they are temporary. `None` where the first two are not both set.
    #[must_use]
    pub fn from_env() -> Option<Self> {
        let variable = |name| {
            let value = std::env::var(name).ok()?;
            let value = value.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        let credentials = Self::new(
            variable("AWS_ACCESS_KEY_ID")?,
            variable("AWS_SECRET_ACCESS_KEY")?,
        );
        Some(match variable("AWS_SESSION_TOKEN") {
            Some(token) => credentials.session_token(token),
            None => credentials,
        })
    }
}

impl fmt::Debug for AwsCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsCredentials")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

/// Signs every request, and passes it on.
pub(crate) struct Signed {
    pub(crate) inner: Arc<dyn Transport>,
    pub(crate) credentials: AwsCredentials,
    pub(crate) region: String,
    pub(crate) service: &'static str,
}

impl Transport for Signed {
    fn send(&self, mut request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let added = self.added(&request, SystemTime::now());
        Box::pin(async move {
            request.headers.extend(added?);
            self.inner.send(request).await
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }
}

impl Signed {
    /// The headers that a request gets.
    fn added(
        &self,
        request: &Request,
        now: SystemTime,
    ) -> Result<Vec<(&'static str, String)>, TransportError> {
        let AwsCredentials {
            key_id,
            secret,
            token,
        } = &self.credentials;
        let token = token.as_ref().map(|token| token.expose_secret().to_owned());
        let identity = Credentials::new(key_id, secret.expose_secret(), token, None, "formwork");
        let identity = identity.into();
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(self.service)
            .time(now)
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| failed(&error))?
            .into();
        let headers = request.headers.iter();
        let signable = SignableRequest::new(
            "POST",
            request.url.as_str(),
            headers.map(|(name, value)| (*name, value.as_str())),
            SignableBody::Bytes(&request.body),
        );
        let signable = signable.map_err(|error| failed(&error))?;
        let signed = sign(signable, &parameters).map_err(|error| failed(&error))?;
        let (instructions, _) = signed.into_parts();
        let (headers, _) = instructions.into_parts();
        let headers = headers.iter();
        Ok(headers
            .map(|header| (header.name(), header.value().to_owned()))
            .collect())
    }
}

/// None of these errors holds a secret: they tell of addresses and header names.
fn failed(error: &dyn fmt::Display) -> TransportError {
    let message = format!("the request could not be signed: {error}");
    TransportError::new(TransportErrorKind::Request, message)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, SystemTime};

    use super::{AwsCredentials, Signed};
    use crate::transport::{Bytes, Replay, Request};

    fn added(credentials: AwsCredentials) -> Vec<(&'static str, String)> {
        let signed = Signed {
            inner: Arc::new(Replay::new()),
            credentials,
            region: "us-east-1".to_owned(),
            service: "bedrock",
        };
        let request = Request {
            url: "https://bedrock-runtime.us-east-1.amazonaws.com/model/us.amazon.nova-micro-v1%3A0/converse".to_owned(),
            headers: vec![("content-type", "application/json".to_owned())],
            body: Bytes::from_static(b"{}"),
        };
        // 2026-11-21T12:00:00Z
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_262_400);
        let mut added = signed.added(&request, now).unwrap();
        added.sort_unstable();
        added
    }

    /// The expected signatures were made with another implementation of the algorithm.
    #[test]
    fn signatures_are_those_of_the_specification() {
        let credentials =
            AwsCredentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        let scope = "Credential=AKIDEXAMPLE/20261121/us-east-1/bedrock/aws4_request";
        assert_eq!(
            added(credentials.clone()),
            [
                (
                    "authorization",
                    format!(
                        "AWS4-HMAC-SHA256 {scope}, SignedHeaders=content-type;host;x-amz-date, \
                         Signature=ac4c89b13340f91d3c7846ccdb60a497a323a0b99bbaf5f45b9fecb0751659f5"
                    )
                ),
                ("x-amz-date", "20261121T120000Z".to_owned()),
            ]
        );
        assert_eq!(
            added(credentials.session_token("session/token")),
            [
                (
                    "authorization",
                    format!(
                        "AWS4-HMAC-SHA256 {scope}, \
                         SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, \
                         Signature=092555af6750dbdf299ee7ce5169d26322e5c1dd4d183d2784cc56e11af50542"
                    )
                ),
                ("x-amz-date", "20261121T120000Z".to_owned()),
                ("x-amz-security-token", "session/token".to_owned()),
            ]
        );
    }

    #[test]
    fn secrets_are_not_shown() {
        let credentials = AwsCredentials::new("AKID", "hidden").session_token("hidden");
        assert!(!format!("{credentials:?}").contains("hidden"));
    }
}
