//! An address that somebody else wrote, to the bytes behind it: guarded, because whoever writes the
//! address chooses where this machine connects to.
//!
//! `https` only, to public addresses only: each host is looked up here, each address it has must be
//! public, and the connection goes to one that was looked at; redirects go through the same gate. The
//! size and the time are bounded. No proxy is used, since behind one nobody can tell where it leads.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ::reqwest::dns::{Addrs, Name, Resolve, Resolving};
use ::reqwest::{Client, Url, redirect};

use crate::message::{Media, MediaError};
use crate::transport::reqwest::tls;

/// How a medium is fetched.
///
/// ```no_run
/// use formwork::{Client, Fetch, Message, Part};
///
/// # async fn f(client: Client, address: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let mut fetch = Fetch::default();
/// fetch.most_bytes = 4 << 20;
/// let photo = fetch.media(address).await?; // public addresses only
/// let message = Message::parts([Part::Text("What is it?".to_owned()), Part::Media(photo)]);
/// let what = client.request::<String>().message(message).send().await?.value;
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fetch {
    /// The most bytes it may have; 20 MiB without it.
    pub most_bytes: usize,
    /// How long it may take in all; 30 seconds without it.
    pub time: Duration,
    /// How many redirects are followed; 3 without it.
    pub redirects: usize,
    /// Whether plain `http` and addresses that are not public are allowed too: for servers of one's
    /// own, and only where nobody else chooses the address.
    pub private: bool,
}

impl Default for Fetch {
    fn default() -> Self {
        Self {
            most_bytes: 20 << 20,
            time: Duration::from_secs(30),
            redirects: 3,
            private: false,
        }
    }
}

impl Fetch {
    /// Fetches a medium, and tells by its beginning what it is, or by the server's word where that
    /// says nothing. Needs to run within tokio.
    ///
    /// # Errors
    /// An address that may not be fetched, a server that does not answer with status 200 in time, a
    /// medium that is too large or of no known format.
    pub async fn media(&self, url: &str) -> Result<Media, MediaError> {
        let failed = |_| MediaError::Fetch(format!("`{url}` took longer than {:?}", self.time));
        let (bytes, said) = tokio::time::timeout(self.time, self.bytes(url))
            .await
            .map_err(failed)??;
        Media::from_bytes(&bytes).or_else(|error| match said {
            Some(media_type) => Media::from_typed_bytes(&media_type, &bytes),
            None => Err(error),
        })
    }

    async fn bytes(&self, url: &str) -> Result<(Vec<u8>, Option<String>), MediaError> {
        let client = self.client()?;
        let mut url = Url::parse(url).map_err(|error| refused(url, &error.to_string()))?;
        for _ in 0..=self.redirects {
            self.check(&url)?;
            let sent = client.get(url.clone()).send().await;
            let mut response = sent.map_err(|error| failed(&url, &error))?;
            if response.status().is_redirection() {
                let to = response.headers().get("location");
                let to = to.and_then(|value| value.to_str().ok()).unwrap_or_default();
                url = url
                    .join(to)
                    .map_err(|error| refused(to, &error.to_string()))?;
                continue;
            }
            if response.status() != 200 {
                return Err(refused(
                    url.as_str(),
                    &format!("status {}", response.status()),
                ));
            }
            let said = response.headers().get("content-type");
            let said = said
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned);
            let mut bytes = Vec::new();
            while let Some(chunk) = response
                .chunk()
                .await
                .map_err(|error| failed(&url, &error))?
            {
                if chunk.len() > self.most_bytes.saturating_sub(bytes.len()) {
                    let why = format!("more than {} bytes", self.most_bytes);
                    return Err(refused(url.as_str(), &why));
                }
                bytes.extend_from_slice(&chunk);
            }
            return Ok((bytes, said));
        }
        Err(refused(url.as_str(), "too many redirects"))
    }

    fn client(&self) -> Result<Client, MediaError> {
        let (tls, _) = tls::configure(tls::Trust::default())
            .map_err(|error| MediaError::Fetch(error.to_string()))?;
        let builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .user_agent(concat!("formwork/", env!("CARGO_PKG_VERSION")));
        let builder = if self.private {
            builder
        } else {
            builder.dns_resolver(Arc::new(PublicOnly))
        };
        builder
            .build()
            .map_err(|error| MediaError::Fetch(error.to_string()))
    }

    /// Refuses what the lookup does not see: the scheme, and a host that is an address itself.
    fn check(&self, url: &Url) -> Result<(), MediaError> {
        if self.private {
            return match url.scheme() {
                "http" | "https" => Ok(()),
                _ => Err(refused(url.as_str(), "only http and https are fetched")),
            };
        }
        if url.scheme() != "https" {
            return Err(refused(url.as_str(), "only https is fetched"));
        }
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare.parse::<IpAddr>() {
            Ok(address) if !is_public(address) => {
                Err(refused(url.as_str(), "its address is not a public one"))
            }
            _ if host.is_empty() => Err(refused(url.as_str(), "it names no host")),
            _ => Ok(()),
        }
    }
}

fn refused(url: &str, why: &str) -> MediaError {
    MediaError::Fetch(format!("`{url}` is not fetched: {why}"))
}

fn failed(url: &Url, error: &::reqwest::Error) -> MediaError {
    let mut why = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        why = inner.to_string();
        source = inner.source();
    }
    refused(url.as_str(), &why)
}

/// Looks hosts up, and gives none that has an address which is not public.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<SocketAddr> = found.collect();
            if !addresses.iter().all(|address| is_public(address.ip())) {
                return Err("its address is not a public one".into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public Internet, by the special-purpose registries of IANA (RFC
/// 6890 and its successors). An address that carries another one is as public as that.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(matches!(a, 0 | 10 | 127 | 224..=255)
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 168)
        || (a == 192 && b == 0 && matches!(c, 0 | 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && matches!(b, 18 | 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let carried = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        // Mapped, and translated.
        [0, 0, 0, 0, 0, 0xFFFF, high, low] | [0x64, 0xFF9B, 0, 0, 0, 0, high, low] => {
            carried(high, low)
        }
        [0x2002, high, low, ..] => carried(high, low),
        // Teredo and other protocols' own, documentation.
        [0x2001, 0..0x200 | 0xDB8, ..] | [0x3FFF, 0..0x1000, ..] => false,
        // Everything that is public lies in 2000::/3.
        [first, ..] => first & 0xE000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn only_public_addresses_pass() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "::7f00:1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "1.1.1.1",
            "93.184.216.34",
            "172.32.0.1",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn schemes_and_hosts_are_looked_at() {
        let fetch = Fetch::default();
        for url in [
            "http://example.com/a.png",
            "https://127.0.0.1/a.png",
            "https://[::1]/a.png",
            "https://2130706433/a.png",
            "https://0x7f.1/a.png",
            "ftp://example.com/a.png",
        ] {
            let url = Url::parse(url).unwrap();
            assert!(fetch.check(&url).is_err(), "{url}");
        }
        assert!(
            fetch
                .check(&Url::parse("https://example.com/a.png").unwrap())
                .is_ok()
        );
    }

    fn run<T>(future: impl Future<Output = T>) -> T {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap().block_on(future)
    }

    /// A server that answers so many requests, one connection each.
    fn server(answers: Vec<Vec<u8>>) -> (String, std::thread::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let thread = std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                let _ = stream.write_all(&answer);
            }
        });
        (url, thread)
    }

    fn answer(head: &str, body: &[u8]) -> Vec<u8> {
        let length = body.len();
        let end = format!("content-length: {length}\r\nconnection: close\r\n\r\n");
        [format!("HTTP/1.1 {head}\r\n{end}").as_bytes(), body].concat()
    }

    #[test]
    fn a_name_for_this_machine_is_refused() {
        let error = run(Fetch::default().media("https://localhost/a.png")).unwrap_err();
        assert!(error.to_string().contains("not a public one"), "{error}");
    }

    #[test]
    fn a_server_of_ones_own_is_fetched_from_within_the_limits() {
        let fetch = Fetch {
            private: true,
            most_bytes: 32,
            redirects: 1,
            ..Fetch::default()
        };
        let png = b"\x89PNG\r\n\x1a\nrest";
        let (url, thread) = server(vec![
            answer("302 Found\r\nlocation: /b", b""),
            answer("200 OK", png),
            answer("200 OK\r\ncontent-type: text/csv; charset=utf-8", b"a,b"),
            answer("200 OK", &[0; 64]),
            answer("404 Not Found", b""),
            answer("302 Found\r\nlocation: /b", b""),
            answer("302 Found\r\nlocation: /c", b""),
            answer("302 Found\r\nlocation: file:///etc/passwd", b""),
        ]);
        let get = || run(fetch.media(&format!("{url}/a")));
        assert_eq!(get().unwrap().media_type, "image/png");
        assert_eq!(get().unwrap().media_type, "text/csv");
        for words in [
            "more than 32 bytes",
            "status 404",
            "too many redirects",
            "only http",
        ] {
            let error = get().unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        thread.join().unwrap();
    }

    #[test]
    fn a_server_that_says_nothing_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/a", listener.local_addr().unwrap());
        let fetch = Fetch {
            private: true,
            time: Duration::from_millis(50),
            ..Fetch::default()
        };
        let error = run(fetch.media(&url)).unwrap_err().to_string();
        assert!(error.contains("took longer"), "{error}");
    }
}
