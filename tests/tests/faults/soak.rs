//! A short run of the soak: longer ones are the program `soak`.

use formwork_tests::faults::soak;

#[test]
fn a_few_seconds_at_full_speed_lose_nothing() {
    let report = soak(5, 7);
    let json = report.json(5, 7);
    // Too short to tell growth from warming up.
    assert_eq!(report.mismatches, 0, "{json}\n{}", report.wrong.join("\n"));
    assert_eq!((report.panics, report.stray), (0, 0), "{json}");
    assert_eq!(report.told, report.seen, "{json}");
    assert!(report.calls > 100 && report.cancelled > 0, "{json}");
}
