//! The name of a `format` in, text in that format out.

use super::dice::Dice;

/// Text in a format of JSON Schema (validation, section 7.3) or `OpenAPI`. `None` for formats that
/// say nothing about strings, or that nobody knows.
pub(super) fn sample_format(format: &str, dice: &mut Dice) -> Option<String> {
    let host = ["example.com", "example.org", "example.net"];
    let page = ["", "/a", "/docs/start", "/items?page=2"];
    Some(match format {
        "date" => date(dice),
        "time" => format!("{}Z", time(dice)),
        "date-time" => format!("{}T{}Z", date(dice), time(dice)),
        "duration" => format!("P{}DT{}H", dice.between(1, 9), dice.between(1, 23)),
        "email" | "idn-email" => {
            format!(
                "{}@{}",
                dice.word(&["ada", "grace", "alan", "hedy"]),
                dice.word(&host)
            )
        }
        "hostname" | "idn-hostname" => dice.word(&host).to_owned(),
        "ipv4" | "ip-address" => format!("192.0.2.{}", dice.between(1, 254)),
        "ipv6" => format!("2001:db8::{:x}", dice.between(1, 0xffff)),
        "uri" | "iri" | "url" | "uri-reference" | "iri-reference" => {
            format!("https://{}{}", dice.word(&host), dice.word(&page))
        }
        "uri-template" => format!("https://{}/items/{{id}}", dice.word(&host)),
        "uuid" | "guid" => uuid(dice),
        "json-pointer" => format!("/items/{}", dice.index(10)),
        "relative-json-pointer" => format!("{}/name", dice.index(3)),
        "regex" => dice.word(&["^[a-z]+$", "[0-9]{4}", "a|b"]).to_owned(),
        "byte" | "base64" => dice
            .word(&["Zm9ybXdvcms=", "aGVsbG8=", "bW91bGQ="])
            .to_owned(),
        "color" => dice.word(&["#336699", "#e0a030", "#204020"]).to_owned(),
        _ => return None,
    })
}

fn date(dice: &mut Dice) -> String {
    format!(
        "{}-{:02}-{:02}",
        dice.between(2023, 2026),
        dice.between(1, 12),
        dice.between(1, 28)
    )
}

fn time(dice: &mut Dice) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        dice.index(24),
        dice.index(60),
        dice.index(60)
    )
}

/// A version 4 UUID (RFC 9562, section 5.4).
fn uuid(dice: &mut Dice) -> String {
    let (high, low) = (dice.roll(), dice.roll());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff,
    )
}
