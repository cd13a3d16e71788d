//! `rig-core`: models behind one request type.

use rig_core::completion::CompletionRequest;
use rig_core::driver::Model;
use rig_core::providers::openai::OpenAIConfig;
use rig_core::providers::openai::wire::Chat;
use rig_core::schemars::Schema;

use crate::by_hand::{QUESTION, SYSTEM};
use crate::calls::Call;

pub(super) struct Calls {
    model: Model<Chat>,
    schema: Schema,
}

impl Calls {
    pub(super) fn new(server: &str) -> Self {
        let config = OpenAIConfig::new("key-0123456789").with_base_url(server);
        Self {
            model: config.client().chat("gpt-5-mini"),
            schema: super::schema().try_into().expect("a schema"),
        }
    }

    fn request(&self) -> CompletionRequest {
        CompletionRequest::new(QUESTION)
            .preamble(SYSTEM)
            .output_schema(self.schema.clone())
    }

    pub(super) fn whole(&self) -> Call<String> {
        let (model, request) = (self.model.clone(), self.request());
        Box::pin(async move {
            let answer = model.call(request).await.expect("an answer");
            super::name(&answer.text())
        })
    }

    pub(super) fn streamed(&self) -> Call<String> {
        let (model, request) = (self.model.clone(), self.request());
        Box::pin(async move {
            let stream = model.stream(request).expect("a stream");
            let answer = stream.finish().await.expect("an answer");
            super::name(&answer.text())
        })
    }
}
