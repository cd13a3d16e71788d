//! Calls whose answers are kept: what is a hit, what is a miss, and what goes wrong without harm.

mod flights;
mod harm;
mod kept;
mod missed;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use formwork::cache::{Cache, CacheError, Caching, Key};
use formwork::provider::Mode;
use formwork::transport::{BoxFuture, Replay};
use formwork::{Client, ClientBuilder, Request};

use crate::script::{KEY, answer};
use crate::tricky::Tricky;

const RIGHT: &str = r#"{"shape":"round","size":3}"#;

const MODE: Mode = Mode::JsonSchema;

/// A store that can be looked into, and that fails on request.
#[derive(Clone, Default)]
struct Open(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    entries: HashMap<Key, Vec<u8>>,
    times: Vec<Option<Duration>>,
    reads: usize,
    fails: bool,
    hangs: bool,
}

impl Open {
    fn inside<R>(&self, look: impl FnOnce(&mut Inside) -> R) -> R {
        look(&mut self.0.lock().unwrap())
    }

    fn len(&self) -> usize {
        self.inside(|inside| inside.entries.len())
    }

    /// Replaces every entry.
    fn poison(&self, change: impl Fn(&str) -> String) {
        self.inside(|inside| {
            for entry in inside.entries.values_mut() {
                *entry = change(&String::from_utf8(entry.clone()).unwrap()).into_bytes();
            }
        });
    }
}

impl Cache for Open {
    fn get<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Vec<u8>>, CacheError>> {
        let (found, fails, hangs) = self.inside(|inside| {
            inside.reads += 1;
            let found = inside.entries.get(key).cloned();
            (found, inside.fails, inside.hangs)
        });
        Box::pin(async move {
            match (fails, hangs) {
                (_, true) => std::future::pending().await,
                (true, _) => Err(CacheError::new("out of order")),
                _ => Ok(found),
            }
        })
    }

    fn set<'a>(
        &'a self,
        key: &'a Key,
        entry: Vec<u8>,
        time_to_live: Option<Duration>,
    ) -> BoxFuture<'a, Result<(), CacheError>> {
        let (fails, hangs) = self.inside(|inside| {
            if !inside.fails && !inside.hangs {
                inside.entries.insert(*key, entry);
                inside.times.push(time_to_live);
            }
            (inside.fails, inside.hangs)
        });
        Box::pin(async move {
            match (fails, hangs) {
                (_, true) => std::future::pending().await,
                (true, _) => Err(CacheError::new("out of order")),
                _ => Ok(()),
            }
        })
    }
}

fn builder(server: &Replay) -> ClientBuilder {
    let builder = Client::builder("openai/gpt-5-mini").api_key(KEY);
    builder.mode(MODE).transport(server.clone())
}

fn client(server: &Replay, store: &Open) -> Client {
    let caching = Caching::new(store.clone());
    builder(server).cache(caching).build().unwrap()
}

/// A server that gives the same answer so many times.
fn says(text: &str, times: usize, streamed: bool) -> Replay {
    (0..times).fold(Replay::new(), |server, _| {
        answer(server, MODE, "Tricky", text, streamed)
    })
}

fn ask(client: &Client) -> Request<Tricky> {
    client.request().user("What is it?")
}

/// Waits a little for others.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(40)).await;
}
