//! A model that answers each input by its name, and counts what it was asked.

use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use formwork::Client;
use serde_json::{Value, json};

use crate::loopback::{Told, serve};

pub(crate) const KEY: &str = "sk-bulk-0123456789abcdef";

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// A folder for a test's files, empty.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("bulk")
        .join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// So many inputs: `n-0`, `n-1` and so on, and what each asks.
pub(crate) fn questions(count: usize) -> impl Iterator<Item = (String, String)> {
    (0..count).map(|n| (format!("n-{n}"), format!("Who is n-{n}?")))
}

/// The body of an answer that says this.
pub(crate) fn said(text: &str) -> String {
    let message = json!({"role": "assistant", "content": text});
    let choice = json!({"index": 0, "message": message, "finish_reason": "stop"});
    let usage = json!({"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15});
    json!({"id": "c", "object": "chat.completion", "choices": [choice], "usage": usage}).to_string()
}

/// An answer that fits `Person`, who bears this name.
pub(crate) fn person(name: &str) -> String {
    json!({"name": name, "nickname": null}).to_string()
}

/// What the model does with a request: the input's name, and how often that has been asked before.
pub(crate) type Behaviour = dyn Fn(&str, usize) -> Told + Send + Sync;

/// The model, which ends with the program.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) address: SocketAddr,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    /// How often each input was answered with status 200.
    answered: Mutex<BTreeMap<String, usize>>,
    asked: Mutex<BTreeMap<String, usize>>,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Model {
    pub(crate) fn start(behave: impl Fn(&str, usize) -> Told + Send + Sync + 'static) -> Self {
        let counts = Arc::new(Counts::default());
        let own = counts.clone();
        let behave: Box<Behaviour> = Box::new(behave);
        let address = serve(move |asked| {
            assert_eq!(asked.line, "POST /v1/chat/completions");
            assert_eq!(asked.header("authorization"), format!("Bearer {KEY}"));
            let body: Value = serde_json::from_slice(&asked.body).expect("a body is JSON");
            let messages = body["messages"].as_array().expect("messages");
            let turns = messages
                .iter()
                .filter_map(|message| message["content"].as_str());
            let mut question = turns.filter_map(|turn| turn.strip_prefix("Who is "));
            let name = question
                .next_back()
                .expect("a question")
                .trim_end_matches('?')
                .to_owned();
            let now = own.now.fetch_add(1, Ordering::SeqCst) + 1;
            own.most.fetch_max(now, Ordering::SeqCst);
            let before = {
                let mut asked = own.asked.lock().expect("the model is well");
                let count = asked.entry(name.clone()).or_default();
                *count += 1;
                *count - 1
            };
            let mut told = behave(&name, before);
            std::thread::sleep(std::mem::take(&mut told.pause));
            if told.status == 200 {
                let mut answered = own.answered.lock().expect("the model is well");
                *answered.entry(name).or_default() += 1;
            }
            own.now.fetch_sub(1, Ordering::SeqCst);
            told
        });
        Self { address, counts }
    }

    /// A model that answers after a while.
    pub(crate) fn thinking(pause: Duration) -> Self {
        Self::start(move |name, _| {
            let mut told = Told::json(200, said(&person(name)));
            told.pause = pause;
            told
        })
    }

    pub(crate) fn client(&self) -> Client {
        client(self.address)
    }

    /// How often each input was answered.
    pub(crate) fn answered(&self) -> BTreeMap<String, usize> {
        self.counts
            .answered
            .lock()
            .expect("the model is well")
            .clone()
    }

    /// How many requests came, whatever they were answered with.
    pub(crate) fn asked(&self) -> usize {
        self.counts
            .asked
            .lock()
            .expect("the model is well")
            .values()
            .sum()
    }

    /// Waits until nothing is under way, for long enough that nothing can still be on its way here.
    pub(crate) fn settle(&self) {
        let mut quiet = 0;
        while quiet < 10 {
            std::thread::sleep(Duration::from_millis(10));
            let is_quiet = self.counts.now.load(Ordering::SeqCst) == 0;
            quiet = if is_quiet { quiet + 1 } else { 0 };
        }
    }

    /// The most requests that were there at a time.
    pub(crate) fn most(&self) -> usize {
        self.counts.most.load(Ordering::SeqCst)
    }
}

pub(crate) fn client(address: SocketAddr) -> Client {
    Client::builder("openai/gpt-5-mini")
        .base_url(format!("http://{address}/v1"))
        .api_key(KEY)
        .build()
        .expect("a client")
}
