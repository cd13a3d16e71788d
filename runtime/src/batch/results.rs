//! Lines of results to typed values: from a server piece by piece, or from bytes that came by another way.

use std::collections::{HashMap, VecDeque};
use std::marker::PhantomData;
use std::time::Instant;

use super::api::Api;
use super::line::{BatchLine, LineError, What};
use super::lines::{LONGEST, Lines};
use super::server::Server;
use super::status::{JobStatus, Output};
use crate::call::{Reading, redact};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::extract::Extract;
use crate::provider::ProtocolError;
use crate::provider::ProtocolErrorKind;
use crate::transport::Body;

/// A line of which so much was read past has no end.
const ENDLESS: usize = 256 << 20;
/// So many lines beside those of the batch's requests may be there. More of them are no results.
const BESIDE: usize = 1 << 16;

/// How often a file that breaks off is opened anew.
const REOPENINGS: u32 = 3;

/// Reads lines of results, and remembers which requests they are for.
struct Reader<T> {
    client: Client,
    api: Api,
    reading: Reading,
    /// The requests of the batch in order, and whether there was a line for each.
    ids: Vec<String>,
    places: HashMap<String, (usize, bool)>,
    number: usize,
    value: PhantomData<fn() -> T>,
}

impl<T: Extract> Reader<T> {
    fn new(client: &Client, api: Api, reading: Reading, ids: &[String]) -> Self {
        let places = ids.iter().enumerate();
        Self {
            client: client.clone(),
            api,
            reading,
            ids: ids.to_vec(),
            places: places.map(|(at, id)| (id.clone(), (at, false))).collect(),
            number: 0,
            value: PhantomData,
        }
    }

    /// Reads a line; `None` is one that was too long. Gives nothing for an empty one.
    fn line(&mut self, line: Option<&[u8]>) -> Option<BatchLine<T>> {
        self.number += 1;
        let Some(line) = line else {
            return Some(self.gave(None, Err(LineError::TooLong)));
        };
        let line = if self.number == 1 {
            line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line)
        } else {
            line
        };
        if line.trim_ascii().is_empty() {
            return None;
        }
        let text = std::str::from_utf8(line).ok();
        let found = text.and_then(|text| self.api.found(self.reading.wire, text));
        let Some(found) = found else {
            let text = String::from_utf8_lossy(line);
            let mut excerpt = ProtocolError::new(ProtocolErrorKind::NotJson, &text).excerpt;
            redact(&mut excerpt, self.client.inner.key().unwrap_or_default());
            return Some(self.gave(None, Err(LineError::Malformed(excerpt))));
        };
        if let Some(error) = found.id.as_deref().and_then(|id| self.place(id)) {
            return Some(self.gave(found.id, Err(error)));
        }
        let inner = &self.client.inner;
        let result = match found.what {
            What::Answer(body) => self.reading.body::<T>(inner, body.as_bytes()),
            What::Error(error) => {
                let mut kind = ErrorKind::from(error);
                inner.redact_failure(&mut kind);
                Err(Error::new(kind, Vec::new()))
            }
            What::Expired => return Some(self.gave(found.id, Err(LineError::Expired))),
            What::Cancelled => return Some(self.gave(found.id, Err(LineError::Cancelled))),
        };
        Some(self.gave(found.id, result.map_err(LineError::Failed)))
    }

    /// Notes that there is a line for a request; tells why it does not count, where it does not.
    fn place(&mut self, id: &str) -> Option<LineError> {
        if self.ids.is_empty() {
            let before = self.places.insert(id.to_owned(), (0, true));
            return before.map(|_| LineError::Repeated);
        }
        match self.places.get_mut(id) {
            None => Some(LineError::Unknown),
            Some((_, true)) => Some(LineError::Repeated),
            Some((_, seen)) => {
                *seen = true;
                None
            }
        }
    }

    /// Whether there was a line for each request.
    fn is_complete(&self) -> bool {
        !self.ids.is_empty() && self.places.values().all(|place| place.1)
    }

    /// Whether far more lines have come than there are requests.
    fn is_flooded(&self) -> bool {
        !self.ids.is_empty() && self.number > self.ids.len().saturating_add(BESIDE)
    }

    fn gave(
        &self,
        id: Option<String>,
        result: Result<crate::call::Reply<T>, LineError>,
    ) -> BatchLine<T> {
        BatchLine {
            id,
            number: Some(self.number),
            result,
        }
    }

    /// The requests that no line answered, in order.
    fn missing(&self) -> impl Iterator<Item = BatchLine<T>> + use<'_, T> {
        let seen = |id: &str| self.places.get(id).is_some_and(|place| place.1);
        let missing = self.ids.iter().filter(move |id| !seen(id));
        missing.map(|id| BatchLine {
            id: Some(id.clone()),
            number: None,
            result: Err(LineError::Missing),
        })
    }
}

/// Reads results that are all there.
pub(super) fn parse<T: Extract>(
    client: &Client,
    api: Api,
    reading: Reading,
    ids: &[String],
    jsonl: &[u8],
) -> Vec<BatchLine<T>> {
    let mut reader = Reader::<T>::new(client, api, reading, ids);
    let mut read = Vec::new();
    let mut lines = Lines::new(LONGEST);
    lines.push(jsonl, &mut |line| read.extend(reader.line(line)));
    lines.end(&mut |line| read.extend(reader.line(line)));
    read.extend(reader.missing());
    read
}

/// The results of a batch, read from the server line by line: first a line for each that the server has, in
/// its order, then one for each request that it has none for.
///
/// ```no_run
/// # async fn f<T: formwork::Extract + std::fmt::Debug>(client: formwork::Client, job: formwork::batch::Job)
/// # -> Result<(), formwork::Error> {
/// let mut results = job.results::<T>(&client).await?;
/// while let Some(line) = results.next().await {
///     let line = line?;
///     match line.result {
///         Ok(reply) => println!("{:?}: {:?}", line.id, reply.value),
///         Err(error) => println!("{:?}: {error}", line.id),
///     }
/// }
/// # Ok(()) }
/// ```
pub struct Results<T> {
    reader: Reader<T>,
    outputs: VecDeque<Output>,
    open: Option<Open>,
    /// Lines that have come and are to be read.
    waiting: VecDeque<Option<Vec<u8>>>,
    missing: Option<VecDeque<BatchLine<T>>>,
    failed: bool,
}

/// A file that is being read.
struct Open {
    url: String,
    /// Its body, and when it was opened.
    body: Option<(Box<dyn Body>, Instant)>,
    lines: Lines,
    /// How many of its lines have come, and how many of those were there before it was opened anew.
    come: usize,
    before: usize,
    reopenings: u32,
}

impl<T: Extract> Results<T> {
    pub(super) fn new(
        client: &Client,
        api: Api,
        reading: Reading,
        ids: &[String],
        status: JobStatus,
    ) -> Self {
        Self {
            reader: Reader::new(client, api, reading, ids),
            outputs: status.outputs.into(),
            open: None,
            waiting: VecDeque::new(),
            missing: None,
            failed: false,
        }
    }

    #[cfg(feature = "blocking")]
    pub(super) fn client(&self) -> &Client {
        &self.reader.client
    }

    /// Waits for the next line; `None` at the end. An error is one of the connection, ends the results, and leaves
    /// what came before it as it is: opened again, they begin anew.
    pub async fn next(&mut self) -> Option<Result<BatchLine<T>, Error>> {
        loop {
            if self.failed {
                return None;
            }
            while let Some(line) = self.waiting.pop_front() {
                if let Some(line) = self.reader.line(line.as_deref()) {
                    return Some(Ok(line));
                }
            }
            match self.more().await {
                Ok(true) => {}
                Ok(false) => {
                    let reader = &self.reader;
                    let missing = self
                        .missing
                        .get_or_insert_with(|| reader.missing().collect());
                    return missing.pop_front().map(Ok);
                }
                Err(kind) => {
                    self.failed = true;
                    return Some(Err(Error::new(kind, Vec::new())));
                }
            }
        }
    }

    /// Reads all lines there are.
    ///
    /// # Errors
    /// As [`Results::next`].
    pub async fn collect(mut self) -> Result<Vec<BatchLine<T>>, Error> {
        let mut all = Vec::new();
        while let Some(line) = self.next().await {
            all.push(line?);
        }
        Ok(all)
    }

    /// Fetches more lines; answers whether there may be any.
    async fn more(&mut self) -> Result<bool, ErrorKind> {
        let client = self.reader.client.clone();
        let server = Server::of(&client.inner);
        let Some(open) = &mut self.open else {
            match self.outputs.pop_front() {
                None => return Ok(false),
                Some(Output::Here(items)) => {
                    let items = items.into_iter();
                    self.waiting
                        .extend(items.map(|item| Some(item.into_bytes())));
                }
                Some(Output::File(file)) => {
                    self.open = Some(Open {
                        url: self.reader.api.file_url(&server, &file)?,
                        body: None,
                        lines: Lines::new(LONGEST),
                        come: 0,
                        before: 0,
                        reopenings: 0,
                    });
                }
            }
            return Ok(true);
        };
        let Some((body, opened)) = &mut open.body else {
            open.body = Some((server.open(&open.url).await?, Instant::now()));
            return Ok(true);
        };
        let waiting = &mut self.waiting;
        let (come, before) = (&mut open.come, open.before);
        let mut take = |line: Option<&[u8]>| {
            *come += 1;
            if *come > before {
                waiting.push_back(line.map(<[u8]>::to_vec));
            }
        };
        match server.piece(&mut **body, *opened).await {
            Ok(Some(chunk)) => {
                open.lines.push(&chunk, &mut take);
                if open.lines.skipped() > ENDLESS || self.reader.is_flooded() {
                    let start = String::from_utf8_lossy(&chunk);
                    let error = ProtocolError::new(ProtocolErrorKind::TooLarge, &start);
                    return Err(server.clean(error.into()));
                }
            }
            Ok(None) => {
                open.lines.end(&mut take);
                self.open = None;
            }
            // It has broken off behind its last line.
            Err(ErrorKind::Transport(_)) if self.reader.is_complete() => self.open = None,
            // What has come is not read twice, and the file is the same each time.
            Err(ErrorKind::Transport(_)) if open.reopenings < REOPENINGS => {
                open.reopenings += 1;
                open.before = open.before.max(open.come);
                open.come = 0;
                open.lines = Lines::new(LONGEST);
                open.body = None;
            }
            Err(error) => return Err(error),
        }
        Ok(true)
    }
}
