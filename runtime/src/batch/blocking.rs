//! Batches from programs that are not asynchronous: the same steps, waited for.

use super::collect::Batch;
use super::job::Job;
use super::line::BatchLine;
use super::poll::Poll;
use super::results::Results;
use super::status::JobStatus;
use crate::blocking::block;
use crate::client::Client;
use crate::error::Error;
use crate::extract::Extract;

impl<T> Batch<T> {
    /// [`Batch::submit`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn submit_blocking(&self) -> Result<Job, Error> {
        block(&self.client().inner, self.submit())?
    }
}

impl Job {
    /// [`Job::status`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn status_blocking(&self, client: &Client) -> Result<JobStatus, Error> {
        block(&client.inner, self.status(client))?
    }

    /// [`Job::wait`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn wait_blocking(
        &self,
        client: &Client,
        poll: Poll,
        on_progress: impl FnMut(&JobStatus),
    ) -> Result<JobStatus, Error> {
        block(&client.inner, self.wait(client, poll, on_progress))?
    }

    /// [`Job::cancel`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn cancel_blocking(&self, client: &Client) -> Result<(), Error> {
        block(&client.inner, self.cancel(client))?
    }

    /// [`Job::results`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn results_blocking<T: Extract>(&self, client: &Client) -> Result<Results<T>, Error> {
        block(&client.inner, self.results(client))?
    }
}

impl<T> Results<T> {
    /// [`Results::next`], waited for.
    pub fn next_blocking(&mut self) -> Option<Result<BatchLine<T>, Error>> {
        let client = self.client().clone();
        match block(&client.inner, self.next()) {
            Ok(line) => line,
            Err(error) => Some(Err(error)),
        }
    }
}
