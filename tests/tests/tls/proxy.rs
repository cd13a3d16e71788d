//! Two proxies on loopback: one that opens tunnels, and one that passes requests on in its own words.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A proxy, and every byte that came to it.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Proxy {
    /// Opens tunnels to `server`, whatever host it is asked for; or answers with this status line.
    pub(crate) fn tunnel(server: SocketAddr, refusal: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let heard: Arc<Mutex<Vec<u8>>> = Arc::default();
        let all = heard.clone();
        std::thread::spawn(move || {
            for socket in listener.incoming() {
                let Ok(socket) = socket else { continue };
                let heard = heard.clone();
                std::thread::spawn(move || open(socket, server, refusal, &heard));
            }
        });
        Self {
            address,
            heard: all,
        }
    }

    /// All that it has heard, as text.
    pub(crate) fn heard(&self) -> String {
        let heard = self.heard.lock().expect("nobody panicked");
        String::from_utf8_lossy(&heard).into_owned()
    }
}

fn open(
    mut socket: TcpStream,
    server: SocketAddr,
    refusal: Option<&str>,
    heard: &Arc<Mutex<Vec<u8>>>,
) -> Option<()> {
    let mut asked = Vec::new();
    let mut byte = [0];
    while !asked.ends_with(b"\r\n\r\n") {
        socket.read_exact(&mut byte).ok()?;
        asked.extend_from_slice(&byte);
    }
    heard.lock().ok()?.extend_from_slice(&asked);
    if let Some(status) = refusal {
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
        socket.write_all(answer.as_bytes()).ok()?;
        return socket.shutdown(Shutdown::Write).ok();
    }
    let far = TcpStream::connect(server).ok()?;
    socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
    let (mut from_server, to_client) = (far.try_clone().ok()?, socket.try_clone().ok()?);
    std::thread::spawn(move || {
        let mut to_client = to_client;
        let _ = std::io::copy(&mut from_server, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Both);
    });
    let mut far = far;
    let mut buffer = [0; 4096];
    loop {
        let length = socket.read(&mut buffer).ok().filter(|length| *length > 0);
        let Some(length) = length else {
            return far.shutdown(Shutdown::Both).ok();
        };
        heard.lock().ok()?.extend_from_slice(&buffer[..length]);
        far.write_all(&buffer[..length]).ok()?;
    }
}
