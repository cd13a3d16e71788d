//! A real HTTP server on loopback: each request goes to a function, which says what is answered. It keeps
//! connections open, serves many at once, and can break an answer off.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The method, and the path with what follows a `?`.
    pub(crate) line: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    /// The value of a header, whose name is in lower case.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut headers = self.headers.iter();
        headers
            .find(|(own, _)| own == name)
            .map_or("", |(_, value)| value)
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// The connection breaks after so many bytes of the body.
    pub(crate) cut: Option<usize>,
    /// How long the model thinks.
    pub(crate) pause: Duration,
}

impl Told {
    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.into(),
            cut: None,
            pause: Duration::ZERO,
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Starts a server. It ends with the program.
pub(crate) fn serve(answer: impl Fn(Asked) -> Told + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let Ok(socket) = socket else { continue };
            let _ = socket.set_nodelay(true);
            let answer = answer.clone();
            std::thread::spawn(move || converse(socket, &*answer));
        }
    });
    address
}

/// Answers what comes over one connection, until one side closes it.
pub(crate) fn converse(stream: impl Read + Write, answer: &dyn Fn(Asked) -> Told) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let asked = read(&mut reader)?;
        let told = answer(asked);
        let socket = reader.get_mut();
        std::thread::sleep(told.pause);
        let mut head = format!("HTTP/1.1 {} X\r\n", told.status);
        for (name, value) in &told.headers {
            head.extend([*name, ": ", value, "\r\n"]);
        }
        let length = told.body.len().to_string();
        head.extend(["content-length: ", &length, "\r\n\r\n"]);
        socket.write_all(head.as_bytes()).ok()?;
        if let Some(cut) = told.cut {
            socket.write_all(&told.body[..cut]).ok()?;
            socket.flush().ok()?;
            return None;
        }
        socket.write_all(&told.body).ok()?;
        socket.flush().ok()?;
    }
}

fn read(reader: &mut impl BufRead) -> Option<Asked> {
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut words = first.split_whitespace();
    let line = [words.next()?, words.next()?].join(" ");
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut asked = Asked {
        line,
        headers,
        body: Vec::new(),
    };
    let length = asked.header("content-length").parse().unwrap_or(0);
    asked.body = vec![0; length];
    reader.read_exact(&mut asked.body).ok()?;
    Some(asked)
}
