//! The calls of other crates. Those that have no types of their own are asked for the text of the answer, which
//! `serde_json` reads as in the call by hand.

mod async_openai;
mod genai;
mod rig;
mod rstructor;

use serde_json::Value;

use crate::by_hand::FORMAT;
use crate::calls::Call;

/// Their clients.
pub(crate) struct Theirs {
    async_openai: async_openai::Calls,
    genai: genai::Calls,
    rig: rig::Calls,
    rstructor: rstructor::Calls,
}

impl Theirs {
    /// Clients of the server at an address.
    pub(crate) fn new(server: &str) -> Self {
        Self {
            async_openai: async_openai::Calls::new(server),
            genai: genai::Calls::new(server),
            rig: rig::Calls::new(server),
            rstructor: rstructor::Calls::new(server),
        }
    }

    /// The call of a job, down to the name of the person. `None` where there is no such job.
    pub(crate) fn call(&self, job: &str) -> Option<Call<String>> {
        Some(match job {
            "async-openai" => self.async_openai.whole(),
            "async-openai, streamed" => self.async_openai.streamed(),
            "genai" => self.genai.whole(),
            "genai, streamed" => self.genai.streamed(),
            "rig" => self.rig.whole(),
            "rig, streamed" => self.rig.streamed(),
            "rstructor" => self.rstructor.whole(),
            "rstructor, streamed" => self.rstructor.streamed(),
            _ => return None,
        })
    }
}

/// The schema of the person.
fn schema() -> Value {
    let mut format: Value = serde_json::from_str(FORMAT).expect("JSON");
    format["json_schema"]["schema"].take()
}

/// The name of the person whose text this is.
fn name(text: &str) -> String {
    let person: crate::objects::Person = serde_json::from_str(text).expect("a person");
    person.name
}
