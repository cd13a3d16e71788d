//! Formwork's call, beside the one by hand.

use formwork::Client;
use formwork::provider::Mode;

use crate::by_hand::{self, QUESTION, SYSTEM};
use crate::calls::Call;
use crate::objects::Person;

/// Both clients.
pub(crate) struct Ours {
    url: String,
    by_hand: reqwest::Client,
    formwork: Client,
}

impl Ours {
    /// Clients of the server at an address.
    pub(crate) fn new(server: &str) -> Self {
        Self {
            url: format!("{server}/chat/completions"),
            by_hand: by_hand::http(),
            formwork: Client::builder("openai/gpt-5-mini")
                .api_key("key-0123456789")
                .base_url(server)
                .mode(Mode::JsonSchema)
                .build()
                .expect("a client"),
        }
    }

    /// The call of a job. `None` where the job is another's.
    pub(crate) fn call(&self, job: &str) -> Option<Call<Person>> {
        let (client, url) = (self.by_hand.clone(), self.url.clone());
        let request = || {
            let request = self.formwork.request::<Person>();
            request.system(SYSTEM).user(QUESTION)
        };
        Some(match job {
            "by hand" => Box::pin(async move { by_hand::whole(&client, &url).await }),
            "by hand, streamed" => Box::pin(async move { by_hand::streamed(&client, &url).await }),
            "formwork" => {
                let request = request();
                Box::pin(async move { request.send().await.expect("a person").value })
            }
            "formwork, streamed" => {
                let request = request();
                Box::pin(async move { request.stream().finish().await.expect("a person").value })
            }
            _ => return None,
        })
    }
}
