//! `genai`: one chat for many providers.

use futures_util::StreamExt as _;
use genai::adapter::AdapterKind;
use genai::chat::{ChatMessage, ChatOptions, ChatRequest, ChatStreamEvent, JsonSpec};
use genai::resolver::{AuthData, Endpoint};
use genai::{Client, ModelIden, ServiceTarget};

use crate::by_hand::{self, QUESTION, SYSTEM};
use crate::calls::Call;

pub(super) struct Calls {
    client: Client,
    options: ChatOptions,
}

impl Calls {
    pub(super) fn new(server: &str) -> Self {
        let endpoint = Endpoint::from_owned(format!("{server}/"));
        let target = move |target: ServiceTarget| -> genai::resolver::Result<ServiceTarget> {
            Ok(ServiceTarget {
                endpoint: endpoint.clone(),
                auth: AuthData::from_single("key-0123456789"),
                model: ModelIden::new(AdapterKind::OpenAI, target.model.model_name),
            })
        };
        let client = Client::builder()
            .with_reqwest(by_hand::http())
            .with_service_target_resolver_fn(target)
            .build()
            .expect("a client");
        let spec = JsonSpec::new("Person", super::schema());
        Self {
            client,
            options: ChatOptions::default().with_response_format(spec),
        }
    }

    pub(super) fn whole(&self) -> Call<String> {
        let (client, options) = (self.client.clone(), self.options.clone());
        Box::pin(async move {
            let answer = client
                .exec_chat("gpt-5-mini", request(), Some(&options))
                .await;
            super::name(answer.expect("an answer").first_text().expect("a text"))
        })
    }

    pub(super) fn streamed(&self) -> Call<String> {
        let (client, options) = (self.client.clone(), self.options.clone());
        Box::pin(async move {
            let answer = client
                .exec_chat_stream("gpt-5-mini", request(), Some(&options))
                .await;
            let mut stream = answer.expect("a stream").stream;
            let mut text = String::new();
            while let Some(event) = stream.next().await {
                if let ChatStreamEvent::Chunk(chunk) = event.expect("an event") {
                    text.push_str(&chunk.content);
                }
            }
            super::name(&text)
        })
    }
}

fn request() -> ChatRequest {
    ChatRequest::new(vec![
        ChatMessage::system(SYSTEM),
        ChatMessage::user(QUESTION),
    ])
}
