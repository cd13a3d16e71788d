//! Lines of results to typed values: from a server piece by piece, or from bytes that came by another way.

use std::collections::{HashMap, VecDeque};
use std::time::Instant;

use super::api::Api;
use super::line::{BatchLine, LineError, What};
use super::lines::{LONGEST, Lines};
use super::server::Server;
use super::status::Output;
use super::way::Way;
use crate::call::{Request, Rules, Unjudged, redact};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
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
    way: Way<T>,
    /// The requests of the batch in order, and whether there was a line for each.
    ids: Vec<String>,
    places: HashMap<String, (usize, bool)>,
    number: usize,
    rules: Rules<T>,
}

/// A line that has been read.
enum Read<T> {
    Line(BatchLine<T>),
    /// Its value fits its schema, and rules have a say in it.
    Unjudged(Option<String>, usize, Unjudged<T>),
}

impl<T> Reader<T> {
    fn new(client: &Client, api: Api, way: &Way<T>, ids: &[String], rules: Rules<T>) -> Self {
        let places = ids.iter().enumerate();
        Self {
            client: client.clone(),
            api,
            way: way.clone(),
            ids: ids.to_vec(),
            places: places.map(|(at, id)| (id.clone(), (at, false))).collect(),
            number: 0,
            rules,
        }
    }

    /// Reads a line; `None` is one that was too long. Gives nothing for an empty one.
    fn line(&mut self, line: Option<&[u8]>) -> Option<Read<T>> {
        self.number += 1;
        let Some(line) = line else {
            return Some(self.gave(None, LineError::TooLong));
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
        let found = text.and_then(|text| self.api.found(self.way.reading.wire, text));
        let Some(found) = found else {
            let text = String::from_utf8_lossy(line);
            let mut excerpt = ProtocolError::new(ProtocolErrorKind::NotJson, &text).excerpt;
            redact(&mut excerpt, self.client.inner.key().unwrap_or_default());
            return Some(self.gave(None, LineError::Malformed(excerpt)));
        };
        if let Some(error) = found.id.as_deref().and_then(|id| self.place(id)) {
            return Some(self.gave(found.id, error));
        }
        let inner = &self.client.inner;
        let error = match found.what {
            What::Answer(body) => match self.way.body(inner, body.as_bytes()) {
                Ok(value) => return Some(Read::Unjudged(found.id, self.number, value)),
                Err(error) => error,
            },
            What::Error(error) => {
                let mut kind = ErrorKind::from(error);
                inner.redact_failure(&mut kind);
                Error::new(kind, Vec::new())
            }
            What::Expired => return Some(self.gave(found.id, LineError::Expired)),
            What::Cancelled => return Some(self.gave(found.id, LineError::Cancelled)),
        };
        Some(self.gave(found.id, LineError::Failed(error)))
    }

    /// A line whose value may have to be judged, without waiting for anybody.
    fn judged_now(&self, read: Read<T>) -> BatchLine<T> {
        let (id, number, value) = match read {
            Read::Line(line) => return line,
            Read::Unjudged(id, number, value) => (id, number, value),
        };
        let result = match self.rules.ask_now(&value) {
            Some(found) => {
                let settled = value.settled(&self.client.inner, Ok(found));
                settled.map_err(LineError::Failed)
            }
            None => Err(LineError::Unjudged),
        };
        BatchLine {
            id,
            number: Some(number),
            result,
        }
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

    fn gave(&self, id: Option<String>, error: LineError) -> Read<T> {
        Read::Line(BatchLine {
            id,
            number: Some(self.number),
            result: Err(error),
        })
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

/// Reads results that are all there. Rules that take a wait are not asked.
pub(super) fn parse<T>(
    client: &Client,
    api: Api,
    way: &Way<T>,
    ids: &[String],
    rules: Rules<T>,
    jsonl: &[u8],
) -> Vec<BatchLine<T>> {
    let mut reader = Reader::new(client, api, way, ids, rules);
    let mut read = Vec::new();
    let mut lines = Lines::new(LONGEST);
    lines.push(jsonl, &mut |line| read.extend(reader.line(line)));
    lines.end(&mut |line| read.extend(reader.line(line)));
    let read = read.into_iter().map(|read| reader.judged_now(read));
    let mut all: Vec<BatchLine<T>> = read.collect();
    all.extend(reader.missing());
    all
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
    /// A line that has been read, and whose rules are asked.
    pending: Option<(Option<String>, usize, Unjudged<T>)>,
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

impl<T> Results<T> {
    pub(super) fn new(
        client: &Client,
        api: Api,
        way: &Way<T>,
        ids: &[String],
        outputs: Vec<Output>,
    ) -> Self {
        Self {
            reader: Reader::new(client, api, way, ids, Rules::of_type(client)),
            outputs: outputs.into(),
            open: None,
            waiting: VecDeque::new(),
            pending: None,
            missing: None,
            failed: false,
        }
    }

    /// The results that are all there, to be read line by line.
    pub(super) fn given(
        client: &Client,
        api: Api,
        way: &Way<T>,
        ids: &[String],
        jsonl: &[u8],
    ) -> Self {
        let mut waiting = VecDeque::new();
        let mut lines = Lines::new(LONGEST);
        let mut take = |line: Option<&[u8]>| waiting.push_back(line.map(<[u8]>::to_vec));
        lines.push(jsonl, &mut take);
        lines.end(&mut take);
        Self {
            waiting,
            ..Self::new(client, api, way, ids, Vec::new())
        }
    }

    /// Judges each value by the rules of a request too: its functions ([`Request::check`] and the like), with
    /// what it gives those of the schema to know, and whom it puts questions in words to. A job outlives the
    /// program that handed it over, so it does not know them by itself; those of the schema (`x-check`,
    /// `x-llm-check`) are asked in any case.
    ///
    /// ```no_run
    /// # async fn f<T: formwork::Extract>(
    /// #     client: formwork::Client,
    /// #     job: formwork::batch::Job,
    /// #     fits: fn(&T) -> Result<(), String>,
    /// # ) -> Result<(), formwork::Error> {
    /// let request = client.request::<T>().check(fits);
    /// let mut results = job.results::<T>(&client).await?.rules_of(&request);
    /// # results.next().await;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn rules_of(mut self, request: &Request<T>) -> Self {
        self.reader.rules = Rules::of(request);
        self
    }

    #[cfg(feature = "blocking")]
    pub(super) fn client(&self) -> &Client {
        &self.reader.client
    }

    /// Waits for the next line; `None` at the end. An error is one of the connection, ends the results, and leaves
    /// what came before it as it is: opened again, they begin anew.
    ///
    /// Rules that take a wait are asked about the line when it is taken. Dropping the future while it waits loses
    /// nothing.
    pub async fn next(&mut self) -> Option<Result<BatchLine<T>, Error>> {
        loop {
            if self.failed {
                return None;
            }
            if let Some((_, _, value)) = &self.pending {
                let found = self.reader.rules.ask(value).await;
                let (id, number, value) = self.pending.take()?;
                let settled = value.settled(&self.reader.client.inner, found);
                return Some(Ok(BatchLine {
                    id,
                    number: Some(number),
                    result: settled.map_err(LineError::Failed),
                }));
            }
            if let Some(line) = self.waiting.pop_front() {
                match self.reader.line(line.as_deref()) {
                    Some(Read::Line(line)) => return Some(Ok(line)),
                    Some(Read::Unjudged(id, number, value)) => {
                        self.pending = Some((id, number, value));
                    }
                    None => {}
                }
                continue;
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
