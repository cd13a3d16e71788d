//! Answers in bytes: heads, lengths, chunks, and what is wrong with them.

use std::time::{Duration, SystemTime};

use super::paths::KEY;
use super::server::{Act, End, Step};

/// The head of an answer. The server repeats the key wherever it can.
pub(super) fn head(status: u16, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut head =
        format!("HTTP/1.1 {status} X\r\nx-echo: Bearer {KEY}\r\nx-request-id: req-{KEY}\r\n");
    for (name, value) in headers {
        head.extend([*name, ": ", *value, "\r\n"]);
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// A piece of a chunked body.
pub(super) fn chunk(bytes: &[u8]) -> Vec<u8> {
    let mut framed = format!("{:x}\r\n", bytes.len()).into_bytes();
    framed.extend_from_slice(bytes);
    framed.extend_from_slice(b"\r\n");
    framed
}

/// What ends a chunked body.
pub(super) const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// An answer that is well framed; nobody pays for it.
pub(super) fn told(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Act {
    let length = body.len().to_string();
    let mut headers = headers.to_vec();
    headers.push(("content-length", &length));
    let mut bytes = head(status, &headers);
    bytes.extend_from_slice(body);
    act(vec![Step::Write(bytes)], End::Keep)
}

/// Steps that nobody pays for.
pub(super) fn act(steps: Vec<Step>, end: End) -> Act {
    Act {
        steps,
        end,
        is_answer: false,
    }
}

/// Steps of an answer that costs money.
pub(super) fn paid(mut act: Act) -> Act {
    act.is_answer = true;
    act
}

/// An error as `OpenAI` words it.
pub(super) fn error(status: u16, kind: &str, code: &str, headers: &[(&str, &str)]) -> Act {
    let body = format!(
        r#"{{"error":{{"message":"no: {KEY}","type":"{kind}","param":null,"code":"{code}"}}}}"#
    );
    let mut all = vec![("content-type", "application/json")];
    all.extend(headers);
    told(status, &all, body.as_bytes())
}

/// A page of a proxy.
pub(super) const PAGE: &str = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad \
     Gateway</h1></body></html>";

/// A time from now on as an HTTP date (RFC 9110 section 5.6.7); the day of the week is not looked at.
pub(super) fn date(from_now: i64) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap_or_default().as_secs()).unwrap_or(0) + from_now;
    let (mut days, of_day) = (now / 86_400, now % 86_400);
    let is_leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let mut year = 1970;
    while days >= 365 + i64::from(is_leap(year)) {
        days -= 365 + i64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + i64::from(is_leap(year));
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let names = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut month = 0;
    while days >= months[month] {
        days -= months[month];
        month += 1;
    }
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!(
        "Mon, {:02} {} {year} {hour:02}:{minute:02}:{second:02} GMT",
        days + 1,
        names[month]
    )
}

/// Bytes packed as gzip without being made smaller (RFC 1952, RFC 1951 section 3.2.4).
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    let bytes = &bytes[..usize::from(length)];
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    packed.extend(length.to_le_bytes());
    packed.extend((!length).to_le_bytes());
    packed.extend_from_slice(bytes);
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
        }
    }
    packed.extend((!sum).to_le_bytes());
    packed.extend(u32::from(length).to_le_bytes());
    packed
}

/// A short while.
pub(super) const SOON: Duration = Duration::from_millis(30);
