//! A bar that shows how far a bulk job is.

use indicatif::{ProgressBar, ProgressStyle};

use super::progress::Progress;

/// What to give to [`Bulk::on_progress`](super::Bulk::on_progress) to see a bar on standard error, where that is a
/// terminal.
///
/// ```
/// use formwork::bulk::{Input, bar};
/// # use formwork::{Client, provider::offline::Offline};
/// # let client = Client::offline(Offline::new());
///
/// let inputs = ["3", "14"].map(|text| Input::user(text, text));
/// let mut running = client.bulk::<u8>().on_progress(bar()).run(inputs);
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// while let Some(done) = running.next().await {
///     assert!(done.result.is_ok());
/// }
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
pub fn bar() -> impl FnMut(&Progress) + Send + 'static {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {elapsed} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    move |progress| {
        if let Some(total) = progress.total {
            bar.set_length(u64::try_from(total).unwrap_or(u64::MAX));
        }
        bar.set_position(u64::try_from(progress.done()).unwrap_or(u64::MAX));
        let held = progress.held.map_or_else(String::new, |held| {
            format!(", waits {} s for the provider", held.as_secs())
        });
        let (failed, under_way) = (progress.failed, progress.under_way);
        bar.set_message(format!("{under_way} under way, {failed} failed{held}"));
        if progress.total == Some(progress.done()) {
            bar.abandon();
        }
    }
}
