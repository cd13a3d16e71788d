//! How far a batch is, in the same words for every provider.

/// How far a batch is.
///
/// ```no_run
/// # async fn f(client: formwork::Client, job: formwork::batch::Job) -> Result<(), formwork::Error> {
/// let status = job.status(&client).await?;
/// println!("{} ({}): {} pending", status.state, status.word, status.counts.pending());
/// if let Some(message) = &status.message {
///     println!("{message}");
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobStatus {
    /// The state.
    pub state: JobState,
    /// The provider's own word for it.
    pub word: String,
    /// How many requests have come how far, as far as the provider tells before the end.
    pub counts: Counts,
    /// What is wrong with the batch as a whole, where something is.
    pub message: Option<String>,
    /// Where its results are.
    pub(super) outputs: Vec<Output>,
}

/// The state of a batch.
///
/// ```
/// use formwork::batch::JobState;
///
/// assert!(JobState::Expired.is_over());
/// assert_eq!(JobState::Running.to_string(), "running");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JobState {
    /// Nothing has been answered: it is checked, or waits its turn.
    Pending,
    /// Requests are being answered, or the results put together, or those under way called off.
    Running,
    /// It is over. Single requests may have failed all the same.
    Completed,
    /// The provider could not take it at all.
    Failed,
    /// It was called off. What was answered before has results.
    Cancelled,
    /// The provider's time for it ran out. What was answered before has results.
    Expired,
}

impl JobState {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// Whether nothing more will happen.
    #[must_use]
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Pending | Self::Running)
    }
}

impl std::fmt::Display for JobState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How many requests of a batch have come how far.
///
/// ```
/// use formwork::batch::Counts;
///
/// let mut counts = Counts::default();
/// (counts.total, counts.succeeded, counts.failed) = (10, 6, 1);
/// assert_eq!(counts.pending(), 3);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Counts {
    /// All of them.
    pub total: u64,
    /// Those that were answered.
    pub succeeded: u64,
    /// Those that were not, and will not be: failed, expired or called off.
    pub failed: u64,
}

impl Counts {
    /// Those that are still to be answered.
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.total
            .saturating_sub(self.succeeded)
            .saturating_sub(self.failed)
    }
}

/// Where results are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// In a file on the server, a line each, under this path.
    File(String),
    /// Here, the text of each.
    Here(Vec<String>),
}
