//! How much a provider still takes, out of the headers of its answers.
//!
//! `x-ratelimit-remaining-requests` and its like (`OpenAI`, Groq, Azure, Mistral, Cerebras and others; the words
//! behind `remaining-` differ), `anthropic-ratelimit-requests-remaining` and its like, and `ratelimit-remaining`
//! (draft-ietf-httpapi-ratelimit-headers). When a limit is full again stands in a header of its own: as a
//! duration (`6m0s`, `120ms`), as seconds, or as a time (RFC 3339, or seconds or milliseconds since 1970).

use std::time::{Duration, SystemTime};

use super::retry_after::days_before;

/// What is left of one limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// The limit, in the provider's words: `requests`, `tokens`, `input-tokens`, `req-minute`.
    pub(crate) what: String,
    /// Whether it counts tokens; requests otherwise.
    pub(crate) counts_tokens: bool,
    pub(crate) remaining: u64,
    /// When it is full again, where the provider says.
    pub(crate) resets: Option<Duration>,
}

/// More limits than this no provider has.
const MOST: usize = 16;

/// What the headers of an answer tell. Header names are in lower case; `now` is the reader's clock.
pub(crate) fn rate_limits(headers: &[(String, String)], now: SystemTime) -> Vec<Left> {
    let lefts = headers.iter().filter_map(|(name, value)| {
        let (what, reset) = limit(name)?;
        let remaining: f64 = value.trim().parse().ok()?;
        let reset = headers.iter().find(|(name, _)| *name == reset);
        Some(Left {
            what: what.to_owned(),
            counts_tokens: what.contains("tok"),
            remaining: whole(remaining),
            resets: reset.and_then(|(_, value)| until(value.trim(), now)),
        })
    });
    lefts.take(MOST).collect()
}

/// Which limit a header tells the rest of, and which header tells when it is full again.
fn limit(name: &str) -> Option<(&str, String)> {
    if let Some(what) = name.strip_prefix("x-ratelimit-remaining-") {
        return Some((what, format!("x-ratelimit-reset-{what}")));
    }
    if let Some(rest) = name.strip_prefix("anthropic-ratelimit-") {
        let what = rest.strip_suffix("-remaining")?;
        return Some((what, format!("anthropic-ratelimit-{what}-reset")));
    }
    let plain = name.strip_suffix("ratelimit-remaining")?;
    matches!(plain, "" | "x-").then(|| ("requests", format!("{plain}ratelimit-reset")))
}

/// A number from a header, without what is behind the point.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float stops at the ends, and what is no number is 0"
)]
fn whole(number: f64) -> u64 {
    number as u64
}

/// How long it is until then.
fn until(value: &str, now: SystemTime) -> Option<Duration> {
    /// Seconds from here on are a time, not a duration: 2001.
    const TIME: f64 = 1e9;
    let since_epoch = |time: Duration| {
        let time = SystemTime::UNIX_EPOCH.checked_add(time)?;
        Some(time.duration_since(now).unwrap_or_default())
    };
    if let Ok(number) = value.parse::<f64>() {
        return match number {
            _ if number >= TIME * 1000.0 => {
                since_epoch(Duration::try_from_secs_f64(number / 1000.0).ok()?)
            }
            _ if number >= TIME => since_epoch(Duration::try_from_secs_f64(number).ok()?),
            _ => Duration::try_from_secs_f64(number).ok(),
        };
    }
    duration(value).or_else(|| since_epoch(rfc3339(value)?))
}

/// A duration as `6m0s`, `1h2m3.5s` or `120ms`.
fn duration(value: &str) -> Option<Duration> {
    let mut rest = value;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, behind) = rest.split_at(end);
        let number: f64 = number.parse().ok()?;
        let unit_end = behind.find(|c: char| c.is_ascii_digit());
        let (unit, next) = behind.split_at(unit_end.unwrap_or(behind.len()));
        seconds += number
            * match unit {
                "d" => 86_400.0,
                "h" => 3600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 1e-3,
                "us" | "µs" => 1e-6,
                "ns" => 1e-9,
                _ => return None,
            };
        rest = next;
    }
    (!value.is_empty()).then(|| Duration::try_from_secs_f64(seconds).ok())?
}

/// A time as RFC 3339 writes it, since 1970.
fn rfc3339(value: &str) -> Option<Duration> {
    let number = |from: usize, to: usize| -> Option<u64> {
        let digits = value.get(from..to)?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse().ok())?
    };
    let is = |at: usize, marks: &str| value.get(at..=at).is_some_and(|mark| marks.contains(mark));
    if !(is(4, "-") && is(7, "-") && is(10, "Tt ") && is(13, ":") && is(16, ":")) {
        return None;
    }
    let (month, day) = (number(5, 7)?, number(8, 10)?);
    if !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let days = days_before(number(0, 4)?, month)?.checked_add(day - 1)?;
    let of_day = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let seconds = days.checked_mul(86_400)?.checked_add(of_day)?;
    // Fractions of a second do not matter here; the zone does.
    let zone = value
        .get(19..)?
        .trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    if matches!(zone, "Z" | "z") {
        return Some(Duration::from_secs(seconds));
    }
    let (sign, zone) = zone.split_at_checked(1)?;
    let (hours, minutes) = zone.split_once(':')?;
    let ahead = hours.parse::<u64>().ok()? * 3600 + minutes.parse::<u64>().ok()? * 60;
    Some(Duration::from_secs(match sign {
        "+" => seconds.checked_sub(ahead)?,
        "-" => seconds.checked_add(ahead)?,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1994-11-06T08:49:37Z.
    const NOW: u64 = 784_111_777;

    fn read(headers: &[(&str, &str)]) -> Vec<(String, bool, u64, Option<u128>)> {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
        rate_limits(&headers, now)
            .into_iter()
            .map(|left| {
                let resets = left.resets.map(|resets| resets.as_millis());
                (left.what, left.counts_tokens, left.remaining, resets)
            })
            .collect()
    }

    #[test]
    fn each_family_of_headers_is_read() {
        assert_eq!(
            read(&[
                ("x-ratelimit-remaining-requests", "0"),
                ("x-ratelimit-reset-requests", "6m0s"),
                ("x-ratelimit-remaining-tokens", "149984"),
                ("x-ratelimit-reset-tokens", "7.66s"),
                ("x-ratelimit-limit-tokens", "150000"),
            ]),
            [
                ("requests".to_owned(), false, 0, Some(360_000)),
                ("tokens".to_owned(), true, 149_984, Some(7660)),
            ]
        );
        assert_eq!(
            read(&[
                ("anthropic-ratelimit-requests-remaining", "49"),
                ("anthropic-ratelimit-requests-reset", "1994-11-06T08:50:07Z"),
                ("anthropic-ratelimit-input-tokens-remaining", "1e4"),
                (
                    "anthropic-ratelimit-input-tokens-reset",
                    "1994-11-06T09:49:38.25+01:00"
                ),
            ]),
            [
                ("requests".to_owned(), false, 49, Some(30_000)),
                ("input-tokens".to_owned(), true, 10_000, Some(1000)),
            ]
        );
        assert_eq!(
            read(&[
                ("x-ratelimit-remaining-req-minute", "3"),
                ("x-ratelimit-remaining-tokens-minute", "x"),
                ("ratelimit-remaining", "7"),
                ("ratelimit-reset", "12"),
                ("retry-after", "1"),
            ]),
            [
                ("req-minute".to_owned(), false, 3, None),
                ("requests".to_owned(), false, 7, Some(12_000)),
            ]
        );
    }

    #[test]
    fn resets_are_durations_or_times() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
        let now_2001 = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let ms = |value| until(value, now).map(|wait| wait.as_millis());
        for (value, expected) in [
            ("120ms", 120),
            ("1h2m3.5s", 3_723_500),
            ("0s", 0),
            ("59.7", 59_700),
            ("1994-11-06T08:49:37Z", 0),
            ("1994-11-06 03:49:40-05:00", 3000),
            ("1993-11-06T08:49:37Z", 0),
        ] {
            assert_eq!(ms(value), Some(expected), "{value}");
        }
        let epoch = |value| until(value, now_2001).map(|wait| wait.as_secs());
        assert_eq!(epoch("1000000009"), Some(9));
        assert_eq!(epoch("1000000009000"), Some(9));
        for wrong in [
            "",
            "soon",
            "5x",
            "s",
            "1994-13-06T08:49:37Z",
            "1994-11-06T08:49:37",
            "-1",
            "NaN",
        ] {
            assert_eq!(ms(wrong), None, "{wrong}");
        }
    }
}
