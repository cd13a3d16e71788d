//! How long a provider asks to wait, out of its headers.

use std::time::{Duration, SystemTime};

/// The wait that the headers of a failed call ask for: `retry-after-ms` (milliseconds), else
/// `retry-after` as seconds or as an HTTP date (RFC 9110 section 10.2.3).
///
/// `now` is the reader's clock, which dates are compared with; a date in the past is no wait.
/// Header names are in lower case. Values that are neither are no answer.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use formwork::provider::retry_after;
///
/// let headers = [("retry-after".to_owned(), "Thu, 01 Jan 1970 00:01:00 GMT".to_owned())];
/// let now = SystemTime::UNIX_EPOCH + Duration::from_secs(40);
/// assert_eq!(retry_after(&headers, now), Some(Duration::from_secs(20)));
/// ```
#[must_use]
pub fn retry_after(headers: &[(String, String)], now: SystemTime) -> Option<Duration> {
    let header = |wanted: &str| {
        headers
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.trim())
    };
    if let Some(wait) = header("retry-after-ms").and_then(|value| seconds(value, 1000.0)) {
        return Some(wait);
    }
    let value = header("retry-after")?;
    seconds(value, 1.0).or_else(|| {
        let date = http_date(value)?;
        Some(date.duration_since(now).unwrap_or_default())
    })
}

/// A number of `1 / per_second` seconds, where it is one that a duration can hold.
fn seconds(value: &str, per_second: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(value.parse::<f64>().ok()? / per_second).ok()
}

/// The time an IMF-fixdate (RFC 9110 section 5.6.7) names, such as
/// `Sun, 06 Nov 1994 08:49:37 GMT`. The two obsolete forms of HTTP dates are not read.
fn http_date(value: &str) -> Option<SystemTime> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut words = value.split_once(", ")?.1.split(' ');
    let day = number(words.next()?, 2, 31)?;
    let name = words.next()?;
    let month = (1..)
        .zip(MONTHS)
        .find_map(|(month, known)| (known == name).then_some(month))?;
    let year = number(words.next()?, 4, 9999)?;
    let mut time = words.next()?.split(':');
    let hour = number(time.next()?, 2, 23)?;
    let minute = number(time.next()?, 2, 59)?;
    let second = number(time.next()?, 2, 60)?;
    if words.next() != Some("GMT") || words.next().is_some() || time.next().is_some() || day == 0 {
        return None;
    }
    let of_day = hour * 3600 + minute * 60 + second;
    let since_epoch = days_before(year, month)?.checked_add(day - 1)? * 86_400 + of_day;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(since_epoch))
}

/// Exactly `digits` digits, up to `most`.
fn number(text: &str, digits: usize, most: u64) -> Option<u64> {
    let is_number = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|number| is_number && *number <= most)
}

/// The days between 1 January 1970 and the first day of a month; `None` before 1970.
pub(super) fn days_before(year: u64, month: u64) -> Option<u64> {
    // Counting years from March puts the leap day at the end of one, and makes the months a line
    // with the slope 153/5.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year.checked_sub(1)?, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5;
    days.checked_sub(719_468)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{http_date, retry_after};

    fn wait(headers: &[(&str, &str)]) -> Option<Duration> {
        // 1994-11-06T08:49:37Z, the date RFC 9110 uses.
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        retry_after(&headers, now)
    }

    #[test]
    fn headers_say_how_long_to_wait() {
        let ms = |ms| Some(Duration::from_millis(ms));
        assert_eq!(wait(&[]), None);
        assert_eq!(wait(&[("retry-after", "2")]), ms(2000));
        assert_eq!(wait(&[("retry-after", " 0.5 ")]), ms(500));
        assert_eq!(
            wait(&[("retry-after", "9"), ("retry-after-ms", "120")]),
            ms(120)
        );
        assert_eq!(
            wait(&[("retry-after", "9"), ("retry-after-ms", "soon")]),
            ms(9000)
        );
        assert_eq!(
            wait(&[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")]),
            ms(30_000)
        );
        assert_eq!(
            wait(&[("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT")]),
            ms(0),
            "in the past"
        );
        for value in [
            "",
            "-1",
            "NaN",
            "1e300",
            "later",
            "Sun, 06 Nov 1994 08:50:07 CET",
        ] {
            assert_eq!(wait(&[("retry-after", value)]), None, "{value:?}");
        }
    }

    #[test]
    fn dates_are_counted_with_leap_years() {
        let since_epoch = |date| {
            http_date(date)?
                .duration_since(SystemTime::UNIX_EPOCH)
                .ok()
                .map(|age| age.as_secs())
        };
        // The expected numbers are those of `date -u -d ... +%s`.
        assert_eq!(since_epoch("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(
            since_epoch("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(784_111_777)
        );
        assert_eq!(
            since_epoch("Tue, 29 Feb 2000 23:59:59 GMT"),
            Some(951_868_799)
        );
        assert_eq!(
            since_epoch("Wed, 01 Mar 2000 00:00:00 GMT"),
            Some(951_868_800)
        );
        assert_eq!(
            since_epoch("Sat, 21 Nov 2026 12:00:00 GMT"),
            Some(1_795_262_400)
        );
        assert_eq!(
            since_epoch("Mon, 01 Mar 2100 00:00:00 GMT"),
            Some(4_107_542_400)
        );
        for wrong in [
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT+1 more",
            "Sun, 06 Nov +994 08:49:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 06 Jan 0000 08:49:37 GMT",
        ] {
            assert_eq!(since_epoch(wrong), None, "{wrong}");
        }
    }
}
