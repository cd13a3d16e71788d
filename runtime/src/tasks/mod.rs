//! Tasks: what a task file says, as a function that asks a model.
//!
//! A task is plain data, which generated code writes down: messages, which are templates, and the defaults of
//! a call. With an input, it becomes a [`Request`], which everything else that a request can do stands open to.
//! It knows nothing of files, and nothing of wires.

mod block;
mod difference;
mod trial;

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::Serialize;

use crate::call::Request;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::extract::Extract;
use crate::message::{Message, Role};
use crate::provider::Mode;

pub use trial::{Failure, Trial};

/// A task of a task file: it takes an `I` and asks a model for an `O`.
///
/// Generated code has one for each task, as a static, beside the function that is mostly called. What the file
/// says of model, mode and limits are defaults: whatever the request is told afterwards goes before them.
///
/// ```
/// use formwork::provider::offline::Offline;
/// use formwork::{Client, Role, Task};
///
/// // What is generated for a task.
/// static GREET: Task<(), String> = Task::new("greet", &[(Role::User, "Say hello.")])
///     .model("openai/gpt-5-mini")
///     .max_tokens(50);
///
/// assert_eq!(GREET.default_model(), Some("openai/gpt-5-mini"));
/// let client = Client::offline(Offline::new());
/// let request = GREET.request(&client, &()).max_tokens(20);
/// # let _ = request.build(false)?;
/// # Ok::<(), formwork::Error>(())
/// ```
pub struct Task<I, O> {
    name: &'static str,
    messages: &'static [(Role, &'static str)],
    settings: Settings,
    types: PhantomData<fn(&I) -> O>,
}

/// The defaults of a task's calls.
#[derive(Clone, Copy, Debug, Default)]
struct Settings {
    model: Option<&'static str>,
    mode: Option<Mode>,
    temperature: Option<f64>,
    max_tokens: Option<u32>,
    max_reasks: Option<u32>,
    max_retries: Option<u32>,
    deadline: Option<Duration>,
    token_budget: Option<u64>,
    notation: bool,
    stop_early: bool,
}

impl<I, O> Task<I, O> {
    /// A task by its name and its messages, each a template for what the input says.
    #[must_use]
    pub const fn new(name: &'static str, messages: &'static [(Role, &'static str)]) -> Self {
        Self {
            name,
            messages,
            settings: Settings {
                model: None,
                mode: None,
                temperature: None,
                max_tokens: None,
                max_reasks: None,
                max_retries: None,
                deadline: None,
                token_budget: None,
                notation: false,
                stop_early: false,
            },
            types: PhantomData,
        }
    }

    /// The model that [`Task::client`] asks: `provider/model`.
    #[must_use]
    pub const fn model(mut self, model: &'static str) -> Self {
        self.settings.model = Some(model);
        self
    }

    /// As [`Request::mode`].
    #[must_use]
    pub const fn mode(mut self, mode: Mode) -> Self {
        self.settings.mode = Some(mode);
        self
    }

    /// As [`Request::temperature`].
    #[must_use]
    pub const fn temperature(mut self, temperature: f64) -> Self {
        self.settings.temperature = Some(temperature);
        self
    }

    /// As [`Request::max_tokens`].
    #[must_use]
    pub const fn max_tokens(mut self, tokens: u32) -> Self {
        self.settings.max_tokens = Some(tokens);
        self
    }

    /// As [`Request::max_reasks`].
    #[must_use]
    pub const fn max_reasks(mut self, reasks: u32) -> Self {
        self.settings.max_reasks = Some(reasks);
        self
    }

    /// As [`Request::max_retries`].
    #[must_use]
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.settings.max_retries = Some(retries);
        self
    }

    /// As [`Request::deadline`], in milliseconds.
    #[must_use]
    pub const fn deadline_in_ms(mut self, total: u64) -> Self {
        self.settings.deadline = Some(Duration::from_millis(total));
        self
    }

    /// As [`Request::token_budget`].
    #[must_use]
    pub const fn token_budget(mut self, tokens: u64) -> Self {
        self.settings.token_budget = Some(tokens);
        self
    }

    /// As [`Request::notation`].
    #[must_use]
    pub const fn notation(mut self) -> Self {
        self.settings.notation = true;
        self
    }

    /// As [`Request::stop_early`].
    #[must_use]
    pub const fn stop_early(mut self) -> Self {
        self.settings.stop_early = true;
        self
    }

    /// Its name, as the file has it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The model that the file names, where it names one: `provider/model`.
    #[must_use]
    pub const fn default_model(&self) -> Option<&'static str> {
        self.settings.model
    }

    /// A client for the model that the file names, with its key from the environment; see
    /// [`Client::from_env`]. Make it once, and give it to every call.
    ///
    /// # Errors
    /// As there, and where the file names no model.
    pub fn client(&self) -> Result<Client, Error> {
        match self.settings.model {
            Some(model) => Client::from_env(model),
            None => Err(Error::configuration(format!(
                "the task `{}` names no model: write `model` into its file, or make a client",
                self.name
            ))),
        }
    }
}

impl<I: Serialize, O> Task<I, O> {
    /// What is said to the model about an input.
    ///
    /// # Errors
    /// Where a template cannot be rendered.
    pub fn messages(&self, input: &I) -> Result<Vec<Message>, Error> {
        let said = self.rendered(input);
        said.map_err(|kind| Error::new(kind, Vec::new()))
    }

    #[cfg(feature = "templates")]
    fn rendered(&self, input: &I) -> Result<Vec<Message>, ErrorKind> {
        use crate::templates::{Context, render_task};

        let context = Context::new(input);
        let messages = self.messages.iter().zip(1_usize..);
        let messages = messages.map(|((role, text), number)| {
            let name = || format!("task `{}`, message {number} ({})", self.name, role.as_str());
            Ok(message(*role, render_task(name, text, &context)?))
        });
        messages.collect()
    }

    /// Generated code that has templates does not compile without the feature.
    #[cfg(not(feature = "templates"))]
    #[expect(clippy::unnecessary_wraps, reason = "with the feature, it may fail")]
    fn rendered(&self, _: &I) -> Result<Vec<Message>, ErrorKind> {
        let messages = self.messages.iter();
        let messages = messages.map(|(role, text)| message(*role, (*text).to_owned()));
        Ok(messages.collect())
    }
}

impl<I: Serialize, O: Extract> Task<I, O> {
    /// The request for an input, with the file's defaults, for whatever model the client asks. Templates are
    /// rendered here: what is said to the request afterwards is text as it is.
    ///
    /// A template that cannot be rendered fails the request when it is sent.
    pub fn request(&self, client: &Client, input: &I) -> Request<O> {
        let Settings {
            model: _,
            mode,
            temperature,
            max_tokens,
            max_reasks,
            max_retries,
            deadline,
            token_budget,
            notation,
            stop_early,
        } = self.settings;
        let mut request = client.request::<O>();
        if let Some(mode) = mode {
            request = request.mode(mode);
        }
        if let Some(temperature) = temperature {
            request = request.temperature(temperature);
        }
        if let Some(tokens) = max_tokens {
            request = request.max_tokens(tokens);
        }
        if let Some(reasks) = max_reasks {
            request = request.max_reasks(reasks);
        }
        if let Some(retries) = max_retries {
            request = request.max_retries(retries);
        }
        if let Some(total) = deadline {
            request = request.deadline(total);
        }
        if let Some(tokens) = token_budget {
            request = request.token_budget(tokens);
        }
        if notation {
            request = request.notation();
        }
        if stop_early {
            request = request.stop_early();
        }
        match self.rendered(input) {
            Ok(messages) => request.messages(messages),
            #[cfg(feature = "templates")]
            Err(ErrorKind::Template(error)) => request.unworded(error),
            // Nothing else goes wrong there.
            Err(_) => request,
        }
    }
}

impl<I, O> fmt::Debug for Task<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("name", &self.name)
            .field("messages", &self.messages)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

fn message(role: Role, text: String) -> Message {
    match role {
        Role::System => Message::system(text),
        Role::Developer => Message::developer(text),
        Role::Assistant => Message::assistant(text),
        Role::User | Role::Tool => Message::user(text),
    }
}

/// Says, where a task has templates and nothing to render them with, what is missing.
#[cfg(feature = "templates")]
#[doc(hidden)]
#[macro_export]
macro_rules! __templates {
    () => {};
}

/// Says, where a task has templates and nothing to render them with, what is missing.
#[cfg(not(feature = "templates"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __templates {
    () => {
        ::core::compile_error!(
            "the tasks of this file have templates, which need the feature `templates` of formwork: \
             write `formwork = { version = \"...\", features = [\"templates\"] }` into Cargo.toml"
        );
    };
}
