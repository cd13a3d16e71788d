//! What is wanted of a bulk job.

use futures_core::Stream;
use futures_util::stream;

use super::ask::Asker;
use super::input::Input;
use super::journal::Journal;
use super::pace::Pace;
use super::progress::{Progress, Watcher};
use super::run::Running;
use crate::call::{Many, Request};
use crate::client::Client;
use crate::extract::Extract;

/// Many requests that are like one request, but for what is said last.
///
/// ```no_run
/// use formwork::bulk::{Input, Journal};
///
/// # async fn f<T: formwork::Extract + Sync + std::fmt::Debug>(client: formwork::Client, texts: Vec<String>)
/// # -> Result<(), Box<dyn std::error::Error>> {
/// let inputs = texts.iter().enumerate();
/// let inputs: Vec<Input> = inputs.map(|(n, text)| Input::user(n.to_string(), text)).collect();
/// let bulk = client.request::<T>().system("Who is it?").bulk();
/// let mut running = bulk.concurrency(16).journal(Journal::open("people.journal")?).run(inputs);
/// while let Some(done) = running.next().await {
///     match done.result {
///         Ok(reply) => println!("{}: {:?}", done.id, reply.value),
///         Err(error) => println!("{}: {error}", done.id),
///     }
/// }
/// # Ok(()) }
/// ```
#[must_use = "a bulk job does nothing until it is run"]
pub struct Bulk<T> {
    request: Request<T>,
    concurrency: usize,
    journal: Option<Journal>,
    on_progress: Option<Watcher>,
}

impl Client {
    /// Starts a bulk job of requests for a `T` with the default settings; see [`Request::bulk`].
    pub fn bulk<T: Extract + Sync>(&self) -> Bulk<T> {
        self.request().bulk()
    }
}

impl<T: Many> Request<T> {
    /// Starts a bulk job of requests like this one: each adds the messages of its input, and has the limits of
    /// this one (retries, reasks, deadlines). A call's deadline begins when its turn has come.
    ///
    /// A request for words, or for a value of a schema that is known at run time, can be sent as often as one for a type:
    ///
    /// ```
    /// use formwork::bulk::Input;
    /// use formwork::{Client, provider::offline::Offline};
    ///
    /// let client = Client::offline(Offline::new());
    /// let bulk = client.request_text().system("Be brief.").bulk();
    /// let mut running = bulk.run([Input::user("sky", "Why is it blue?"), Input::user("sea", "And the sea?")]);
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// while let Some(done) = running.next().await {
    ///     let words: String = done.result?.value.into();
    ///     assert!(!words.is_empty());
    /// }
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// ```
    pub fn bulk(self) -> Bulk<T> {
        Bulk {
            request: self,
            concurrency: 8,
            journal: None,
            on_progress: None,
        }
    }
}

impl<T: Many> Bulk<T> {
    /// How many inputs are asked about at a time, at most; 8 without it. What the provider's headers say
    /// slows the job down as far as need be, so that this may be generous.
    pub fn concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency.max(1);
        self
    }

    /// Keeps a journal: every answer is in it before it is handed out. What it knows already, by the name of the
    /// input and by what is asked, is not asked again but judged anew and handed out as it is; so are answers
    /// that broke the schema to the last, refusals and their like, which were paid for as well. What failed
    /// without an answer is asked again. Rules of one's own that answer at once are asked anew; those that have
    /// to wait for something ([`Request::check_async`]) are taken at their word.
    ///
    /// It holds names and answers, and no key. What was asked is in it as a checksum.
    pub fn journal(mut self, journal: Journal) -> Self {
        self.journal = Some(journal);
        self
    }

    /// Calls a function whenever something has come to an end.
    pub fn on_progress(mut self, on_progress: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(on_progress));
        self
    }

    /// Runs the job over inputs, which are taken from the iterator as there is room for them.
    pub fn run<I>(self, inputs: I) -> Running<T>
    where
        I: IntoIterator<Item = Input>,
        I::IntoIter: Send + 'static,
    {
        self.run_stream(stream::iter(inputs))
    }

    /// Runs the job over inputs that come as a stream.
    pub fn run_stream(self, inputs: impl Stream<Item = Input> + Send + 'static) -> Running<T> {
        let asker = Asker::new(self.request, Pace::default);
        Running::new(
            asker,
            self.concurrency,
            self.journal,
            self.on_progress,
            Box::pin(inputs),
        )
    }
}
