//! Clocks that jump: what `retry-after` comes to by a reader's clock that is wrong by years.

use std::time::{Duration, SystemTime};

use formwork::provider::retry_after;

/// When the provider says to come back: `Sun, 06 Nov 1994 08:49:37 GMT`.
const THEN: u64 = 784_111_777;

fn wait(now: SystemTime) -> Option<Duration> {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT".to_owned();
    retry_after(&[("retry-after".to_owned(), date)], now)
}

#[test]
fn a_clock_that_jumps_makes_no_wait_longer_than_the_jump() {
    let at = |seconds: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    assert_eq!(wait(at(THEN - 5)), seconds(5));
    assert_eq!(wait(at(THEN)), seconds(0));
    // Forward: the time has passed.
    assert_eq!(wait(at(THEN + 1)), seconds(0));
    assert_eq!(wait(at(THEN + 40 * 365 * 86_400)), seconds(0));
    // Back, to where machines without a battery begin: longer than anybody waits, and so no wait at all.
    assert_eq!(wait(SystemTime::UNIX_EPOCH), seconds(THEN));
    let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1_000_000_000);
    assert_eq!(wait(before), seconds(THEN + 1_000_000_000));
}
