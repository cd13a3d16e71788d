//! `rstructor`: types that describe themselves, views of what has come.

use futures_util::StreamExt as _;
use rstructor::{Instructor, OpenAIClient, RequestExt as _, StreamedObject};
use serde::{Deserialize, Serialize};

use crate::by_hand::{QUESTION, SYSTEM};
use crate::calls::Call;

/// The person, as this crate's users write types.
#[derive(Instructor, Serialize, Deserialize)]
struct Person {
    name: String,
    nickname: Option<String>,
    age: Option<i64>,
    address: Address,
}

#[derive(Instructor, Serialize, Deserialize)]
struct Address {
    city: String,
    zip: Option<String>,
}

pub(super) struct Calls {
    client: OpenAIClient,
}

impl Calls {
    pub(super) fn new(server: &str) -> Self {
        let client = OpenAIClient::new("key-0123456789").expect("a client");
        Self {
            client: client.base_url(server).model("gpt-5-mini"),
        }
    }

    pub(super) fn whole(&self) -> Call<String> {
        let client = self.client.clone();
        Box::pin(async move {
            let person: Person = client
                .with_system(SYSTEM)
                .materialize(QUESTION)
                .await
                .expect("a person");
            person.name
        })
    }

    pub(super) fn streamed(&self) -> Call<String> {
        let client = self.client.clone();
        Box::pin(async move {
            let mut stream = client
                .with_system(SYSTEM)
                .materialize_stream::<Person>(QUESTION);
            let mut last = None;
            while let Some(view) = stream.next().await {
                last = Some(view.expect("a view"));
            }
            let person = last.and_then(StreamedObject::complete);
            person.expect("a person").name
        })
    }
}
