//! How the answers of a batch are read: by a type's statics, by a schema that is known at run time, or as words.

use std::fmt;
use std::sync::Arc;

use crate::call::{Reading, Target, Text, Typed, Unjudged, Words};
use crate::client::Inner;
use crate::error::Error;
use crate::extract::Extract;

/// Reads the body of an answer.
type Body<T> = dyn Fn(Reading, &Inner, &[u8]) -> Result<Unjudged<T>, Error> + Send + Sync;

/// How answers are read.
pub(super) struct Way<T> {
    /// Of which wire they are, and in which mode they were asked for.
    pub(super) reading: Reading,
    body: Arc<Body<T>>,
}

impl<T> Way<T> {
    fn by<G: Target<Value = T> + Sync>(reading: Reading, target: G) -> Self {
        let body = move |reading: Reading, client: &Inner, body: &[u8]| {
            let read = reading.body(target.clone(), client, body);
            read.map(|(reply, later)| Unjudged { reply, later })
        };
        Self {
            reading,
            body: Arc::new(body),
        }
    }

    /// Reads the body of an answer.
    pub(super) fn body(&self, client: &Inner, body: &[u8]) -> Result<Unjudged<T>, Error> {
        (self.body)(self.reading, client, body)
    }
}

impl<T: Extract> Way<T> {
    /// By the type.
    pub(super) fn typed(reading: Reading) -> Self {
        Self::by(reading, Typed::default())
    }
}

impl Way<Text> {
    /// As they are.
    pub(super) fn words(reading: Reading) -> Self {
        Self::by(reading, Words)
    }
}

#[cfg(feature = "dynamic")]
impl Way<crate::dynamic::Value> {
    /// By a schema.
    pub(super) fn described(reading: Reading, schema: &crate::dynamic::Schema) -> Self {
        Self::by(reading, schema.clone())
    }
}

impl<T> Clone for Way<T> {
    fn clone(&self) -> Self {
        Self {
            reading: self.reading,
            body: self.body.clone(),
        }
    }
}

impl<T> fmt::Debug for Way<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Way")
            .field("reading", &self.reading)
            .finish_non_exhaustive()
    }
}
