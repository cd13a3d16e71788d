//! `date-time`, `date`, `time` and `duration` as types of jiff's.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

use crate::kept::{Formatted, read_json};
use crate::partial::Twin;
use crate::violation::Violation;

/// A time of day and its offset from UTC: the format `time`.
///
/// ```
/// use formwork::{Formatted, OffsetTime};
///
/// let time = OffsetTime::read("09:30:00+02:00").unwrap();
/// assert_eq!((time.time.hour(), time.offset.seconds()), (9, 7200));
/// assert_eq!(time.to_string(), "09:30:00+02:00");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OffsetTime {
    /// The time of day. A leap second is the last one before it.
    pub time: Time,
    /// How far it is ahead of UTC.
    pub offset: Offset,
}

impl fmt::Display for OffsetTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.offset.seconds();
        if seconds == 0 {
            return write!(f, "{}Z", self.time);
        }
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.unsigned_abs() / 60;
        write!(
            f,
            "{}{sign}{:02}:{:02}",
            self.time,
            minutes / 60,
            minutes % 60
        )
    }
}

impl Formatted for OffsetTime {
    const WANTED: &'static str = "a time with its offset, such as 09:30:00Z or 09:30:00+02:00";

    fn read(text: &str) -> Option<Self> {
        let (time, offset) = text.split_at(text.find(['Z', 'z', '+', '-'])?);
        let seconds = match offset.split_at_checked(1)? {
            ("+", offset) => seconds(offset)?,
            ("-", offset) => -seconds(offset)?,
            _ => 0,
        };
        Some(Self {
            time: nanoseconds(time).parse().ok()?,
            offset: Offset::from_seconds(seconds).ok()?,
        })
    }

    fn write(&self) -> String {
        self.to_string()
    }

    fn is_same(&self, other: &Self) -> bool {
        self == other
    }
}

/// A text without the digits behind a ninth of a fraction, which nobody can hold.
fn nanoseconds(text: &str) -> Cow<'_, str> {
    let Some((whole, rest)) = text.split_once('.') else {
        return Cow::Borrowed(text);
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, offset) = rest.split_at(digits);
    let fraction = fraction.get(..9).unwrap_or(fraction);
    Cow::Owned(format!("{whole}.{fraction}{offset}"))
}

/// The seconds of `02:30`.
fn seconds(offset: &str) -> Option<i32> {
    let (hours, minutes) = offset.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60)
}

impl Formatted for Timestamp {
    const WANTED: &'static str = "a date and time with its offset, such as 2024-01-31T09:30:00Z";

    // The last hours of the year 9999 are beyond the type. They mostly stand for "never", so they become
    // the last instant that there is; the text is kept.
    fn read(text: &str) -> Option<Self> {
        let last = || text.starts_with("9999-12-3").then_some(Self::MAX);
        nanoseconds(text).parse().ok().or_else(last)
    }

    fn write(&self) -> String {
        self.to_string()
    }

    fn is_same(&self, other: &Self) -> bool {
        self == other
    }
}

impl Formatted for Span {
    const WANTED: &'static str = "a duration such as P3D, PT2H30M or P2W, of at most 19,998 years";

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn write(&self) -> String {
        self.to_string()
    }

    // Whether a month is as long as thirty days is nobody's to say, so units are compared one by one.
    fn is_same(&self, other: &Self) -> bool {
        self.fieldwise() == other.fieldwise()
    }
}

/// A date has one text, so that nothing need be kept beside it.
impl Twin for Date {
    type Value = Self;

    fn finish(self) -> Option<Self> {
        Some(self)
    }

    fn json(text: &str) -> Option<Result<Self, Violation>> {
        let wanted = "a date such as 2024-01-31";
        Some(read_json(text, wanted, |text| text.parse().ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Formatted, OffsetTime};
    use crate::kept::Kept;
    use jiff::civil::{Date, time};
    use jiff::{Span, Timestamp};

    #[test]
    fn texts_that_types_would_write_otherwise_are_kept() {
        for text in [
            "2024-01-31T09:30:00Z",
            "2024-01-31T09:30:00.000+02:00",
            "2024-01-31t09:30:00z",
            "2016-12-31T23:59:60Z",
            "0000-01-01T00:00:00-00:00",
            "9999-12-31T23:59:59.999999999999Z",
        ] {
            let kept = Kept::<Timestamp>::read(text).expect(text);
            assert_eq!(kept.text(), text);
        }
        for text in [
            "09:30:00Z",
            "23:59:60+23:59",
            "09:30:00.50-02:00",
            "09:30:00z",
        ] {
            let kept = Kept::<OffsetTime>::read(text).expect(text);
            assert_eq!(kept.text(), text);
        }
        for text in [
            "P1Y2M3DT4H5M6S",
            "P2W",
            "P0D",
            "PT0S",
            "p1d",
            "PT36H",
            "P1M",
        ] {
            let kept = Kept::<Span>::read(text).expect(text);
            assert_eq!(kept.text(), text);
        }
        for text in ["2024-02-29", "0000-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Date>().expect(text).to_string(), text);
        }
    }

    #[test]
    fn values_are_compared_by_what_they_mean() {
        let read = |text| Kept::<Timestamp>::read(text).expect("it is one");
        assert_eq!(
            read("2024-01-31T09:30:00+02:00"),
            read("2024-01-31T07:30:00Z")
        );
        assert!(read("2024-01-31T09:30:00+02:00") < read("2024-01-31T09:30:00Z"));
        let half_past_nine = OffsetTime::read("09:30:00-02:30").expect("it is a time");
        assert_eq!(half_past_nine.time, time(9, 30, 0, 0));
        assert_eq!(half_past_nine.offset.seconds(), -9000);
        assert_eq!(half_past_nine.to_string(), "09:30:00-02:30");
    }
}
