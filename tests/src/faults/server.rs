//! A server on loopback that can misbehave on the level of bytes: what it answers is a list of things to write, to wait
//! for and to leave undone.
//!
//! It reads all of a request but its last byte before it decides, so that it can break a connection off as a
//! crashed peer does: closing a socket with something unread resets it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// No connection is kept longer than this without a word. Clients keep theirs for less, so that no request meets a
/// connection that is just being closed.
const IDLE: Duration = Duration::from_secs(600);
/// Nothing is sent for longer than this.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request as it came, but for the last byte of its body.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `POST` or `GET`.
    pub method: String,
    /// The path, with what follows a `?`.
    pub path: String,
    /// The body.
    pub body: Vec<u8>,
}

/// What the server does with a request.
#[derive(Clone, Debug)]
pub struct Act {
    /// One after the other.
    pub steps: Vec<Step>,
    /// How it ends.
    pub end: End,
    /// A successful answer has begun, of the sort that costs money.
    pub is_answer: bool,
}

/// A thing to do.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends bytes.
    Write(Vec<u8>),
    /// Does nothing for a while.
    Wait(Duration),
    /// Sends the same bytes with pauses, until the client has gone.
    Forever(Vec<u8>, Duration),
    /// Says nothing until the client has gone.
    Silence,
}

/// What becomes of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It stays open for the next request.
    Keep,
    /// It is closed in order.
    Close,
    /// It is reset.
    Reset,
}

/// What the server has seen.
#[derive(Debug, Default)]
pub struct Seen {
    /// Connections that were opened.
    pub opened: AtomicUsize,
    /// Connections that are over, whoever ended them.
    pub closed: AtomicUsize,
    /// Answers that have begun and cost money.
    pub answered: AtomicUsize,
    /// How often it has fallen silent.
    pub silent: AtomicUsize,
    /// Clients that went while there was something to say.
    pub left: AtomicUsize,
}

impl Seen {
    fn count(counter: &AtomicUsize) {
        counter.fetch_add(1, Ordering::SeqCst);
    }
}

/// A server, which ends when it is dropped.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it has seen.
    pub seen: Arc<Seen>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server that does with each request what a function says.
    ///
    /// # Panics
    /// Without a free port.
    #[must_use]
    pub fn start(script: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Seen::default());
        let is_over = Arc::new(AtomicBool::new(false));
        let (counts, flag, script) = (seen.clone(), is_over.clone(), Arc::new(script));
        let thread = std::thread::spawn(move || {
            for socket in listener.incoming() {
                if flag.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(socket) = socket else { continue };
                Seen::count(&counts.opened);
                let (counts, script) = (counts.clone(), script.clone());
                std::thread::spawn(move || {
                    converse(socket, &counts, &*script);
                    Seen::count(&counts.closed);
                });
            }
        });
        Self {
            address,
            seen,
            is_over,
            thread: Some(thread),
        }
    }

    /// Waits until every connection is over; answers whether that was so in time.
    #[must_use]
    pub fn is_left_within(&self, limit: Duration) -> bool {
        let began = Instant::now();
        loop {
            let opened = self.seen.opened.load(Ordering::SeqCst);
            if opened == self.seen.closed.load(Ordering::SeqCst) {
                return true;
            }
            if began.elapsed() > limit {
                return false;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // It waits for a connection, and gets one.
        if TcpStream::connect(self.address).is_ok()
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
        }
    }
}

/// Serves a connection, until one side ends it.
fn converse(mut socket: TcpStream, seen: &Seen, script: &dyn Fn(&Asked) -> Act) -> Option<()> {
    socket.set_nodelay(true).ok()?;
    socket.set_read_timeout(Some(IDLE)).ok()?;
    socket.set_write_timeout(Some(PATIENCE)).ok()?;
    loop {
        let asked = read(&mut socket)?;
        let act = script(&asked);
        if act.is_answer {
            Seen::count(&seen.answered);
        }
        if act.end != End::Reset {
            socket.read_exact(&mut [0]).ok()?;
        }
        for step in &act.steps {
            if matches!(step, Step::Silence) {
                Seen::count(&seen.silent);
            }
            if perform(&mut socket, step).is_none() {
                Seen::count(&seen.left);
                return None;
            }
        }
        match act.end {
            End::Keep => {}
            End::Close => return None,
            End::Reset => {
                // What was written is to arrive before the reset does.
                std::thread::sleep(Duration::from_millis(20));
                return None;
            }
        }
    }
}

/// Does a thing; nothing where the client has gone.
fn perform(socket: &mut TcpStream, step: &Step) -> Option<()> {
    match step {
        Step::Write(bytes) => socket.write_all(bytes).ok(),
        Step::Wait(pause) => {
            std::thread::sleep(*pause);
            Some(())
        }
        Step::Forever(bytes, pause) => {
            let began = Instant::now();
            while began.elapsed() < PATIENCE {
                socket.write_all(bytes).ok()?;
                std::thread::sleep(*pause);
            }
            Some(())
        }
        Step::Silence => {
            let mut buffer = [0; 1024];
            while socket.read(&mut buffer).is_ok_and(|length| length > 0) {}
            None
        }
    }
}

/// Reads a request but for its last byte.
fn read(socket: &mut TcpStream) -> Option<Asked> {
    let mut buffer = vec![0; 64 << 10];
    let end = loop {
        let length = socket.peek(&mut buffer).ok().filter(|length| *length > 0)?;
        let found = buffer[..length]
            .windows(4)
            .position(|window| window == b"\r\n\r\n");
        if let Some(end) = found {
            break end + 4;
        }
        if length == buffer.len() {
            return None;
        }
        std::thread::yield_now();
    };
    let head = String::from_utf8_lossy(&buffer[..end]).to_ascii_lowercase();
    let line = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let length = head.lines().find_map(|line| {
        let value = line.strip_prefix("content-length:")?;
        value.trim().parse::<usize>().ok()
    });
    let length = length.unwrap_or(0);
    let mut taken = vec![0; end + length - 1];
    socket.read_exact(&mut taken).ok()?;
    Some(Asked {
        method,
        path,
        body: taken.split_off(end.min(taken.len())),
    })
}
