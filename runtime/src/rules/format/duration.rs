//! `duration` (RFC 3339, appendix A).

/// `P3Y6M4DT12H30M5S`, `P2W`. Units come in order and leave none out between them.
pub(super) fn fits(text: &str) -> bool {
    // The grammar's letters stand for both cases, as in `date-time`.
    let text = text.to_ascii_uppercase();
    let Some(text) = text.strip_prefix('P') else {
        return false;
    };
    match text.split_once('T') {
        None => in_order(text, "W") || in_order(text, "YMD"),
        Some((days, hours)) => (days.is_empty() || in_order(days, "YMD")) && in_order(hours, "HMS"),
    }
}

/// Whether numbers stand before neighbouring units, from any one on; at least one does.
fn in_order(text: &str, units: &str) -> bool {
    let mut rest = text;
    let mut expected: Option<&str> = None;
    while !rest.is_empty() {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let (true, Some(unit)) = (number.len() < rest.len(), number.chars().next()) else {
            return false;
        };
        let units = expected.unwrap_or(units);
        let Some((before, behind)) = units.split_once(unit) else {
            return false;
        };
        if expected.is_some() && !before.is_empty() {
            return false;
        }
        expected = Some(behind);
        rest = number.get(unit.len_utf8()..).unwrap_or_default();
    }
    expected.is_some()
}
