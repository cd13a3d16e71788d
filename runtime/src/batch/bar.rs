//! A bar that shows how far a batch is.

use indicatif::{ProgressBar, ProgressStyle};

use super::status::JobStatus;

/// What to give to [`Job::wait`](super::Job::wait) to see a bar on standard error, where that is a terminal.
///
/// ```no_run
/// use formwork::batch::{Poll, bar};
///
/// # async fn f(client: formwork::Client, job: formwork::batch::Job) -> Result<(), formwork::Error> {
/// let status = job.wait(&client, Poll::default(), bar()).await?;
/// println!("{}", status.state);
/// # Ok(()) }
/// ```
pub fn bar() -> impl FnMut(&JobStatus) {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{msg:>9} {wide_bar} {pos}/{len} {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    move |status| {
        let counts = status.counts;
        bar.set_length(counts.total);
        bar.set_position(counts.total.saturating_sub(counts.pending()));
        bar.set_message(status.state.as_str());
        if status.state.is_over() {
            bar.abandon();
        }
    }
}
