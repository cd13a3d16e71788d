//! `async-openai`: the API's requests and answers as types.

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage,
    ChatCompletionRequestUserMessage, CreateChatCompletionRequest, CreateChatCompletionRequestArgs,
    ResponseFormat, ResponseFormatJsonSchema,
};
use futures_util::StreamExt as _;

use crate::by_hand::{self, QUESTION, SYSTEM};
use crate::calls::Call;

pub(super) struct Calls {
    client: Client<OpenAIConfig>,
    format: ResponseFormat,
}

impl Calls {
    pub(super) fn new(server: &str) -> Self {
        let config = OpenAIConfig::new()
            .with_api_key("key-0123456789")
            .with_api_base(server);
        Self {
            client: Client::build(by_hand::http(), config),
            format: ResponseFormat::JsonSchema {
                json_schema: ResponseFormatJsonSchema {
                    description: None,
                    name: "Person".to_owned(),
                    schema: super::schema(),
                    strict: Some(true),
                },
            },
        }
    }

    pub(super) fn whole(&self) -> Call<String> {
        let (client, format) = (self.client.clone(), self.format.clone());
        Box::pin(async move {
            let answer = client
                .chat()
                .create(request(format))
                .await
                .expect("a completion");
            super::name(
                answer.choices[0]
                    .message
                    .content
                    .as_deref()
                    .expect("a text"),
            )
        })
    }

    pub(super) fn streamed(&self) -> Call<String> {
        let (client, format) = (self.client.clone(), self.format.clone());
        Box::pin(async move {
            let stream = client.chat().create_stream(request(format)).await;
            let mut stream = stream.expect("a stream");
            let mut text = String::new();
            while let Some(chunk) = stream.next().await {
                for choice in chunk.expect("a chunk").choices {
                    text.push_str(choice.delta.content.as_deref().unwrap_or_default());
                }
            }
            super::name(&text)
        })
    }
}

fn request(format: ResponseFormat) -> CreateChatCompletionRequest {
    let messages: [ChatCompletionRequestMessage; 2] = [
        ChatCompletionRequestSystemMessage::from(SYSTEM).into(),
        ChatCompletionRequestUserMessage::from(QUESTION).into(),
    ];
    CreateChatCompletionRequestArgs::default()
        .model("gpt-5-mini")
        .messages(messages)
        .response_format(format)
        .build()
        .expect("a request")
}
