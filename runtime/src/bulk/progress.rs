//! How far a bulk job is.

use std::time::Duration;

use crate::usage::Usage;

/// How far a bulk job is.
///
/// ```
/// use formwork::bulk::Input;
/// # use formwork::{Client, provider::offline::Offline};
/// # let client = Client::offline(Offline::new());
///
/// let bulk = client.bulk::<u8>().on_progress(|progress| {
///     println!("{} done, {} failed, {} tokens", progress.done(), progress.failed, progress.usage.total_tokens);
/// });
/// let mut running = bulk.run(["3", "14"].map(|text| Input::user(text, text)));
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// while running.next().await.is_some() {}
/// assert_eq!((running.progress().total, running.progress().succeeded), (Some(2), 2));
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many inputs there are, where the source of the inputs can tell.
    pub total: Option<usize>,
    /// Those that came to a value, the resumed ones included.
    pub succeeded: usize,
    /// Those that did not, the resumed ones included.
    pub failed: usize,
    /// Those that the journal knew.
    pub resumed: usize,
    /// Those that the journal knew, but whose answers are no longer valid or were to another question: they are
    /// asked again.
    pub outdated: usize,
    /// Those that are being asked.
    pub under_way: usize,
    /// What this run has cost, as far as the provider said.
    pub usage: Usage,
    /// For how long nothing is sent, because the provider takes nothing more for now.
    pub held: Option<Duration>,
}

/// Who is told.
pub(super) type Watcher = Box<dyn FnMut(&Progress) + Send>;

impl Progress {
    /// Those that came to an end.
    #[must_use]
    pub fn done(&self) -> usize {
        self.succeeded.saturating_add(self.failed)
    }
}
