//! Formats against the JSON-Schema-Test-Suite's `optional/format`.

use serde_json::Value;

use super::Format;
use crate::rules::suite_tests::{files, read, suite};

fn named(name: &str) -> Option<Format> {
    Some(match name {
        "date" => Format::Date,
        "time" => Format::Time,
        "date-time" => Format::DateTime,
        "duration" => Format::Duration,
        "email" => Format::Email,
        "idn-email" => Format::IdnEmail,
        "hostname" => Format::Hostname,
        "idn-hostname" => Format::IdnHostname,
        "ipv4" => Format::Ipv4,
        "ipv6" => Format::Ipv6,
        "uri" => Format::Uri,
        "uri-reference" => Format::UriReference,
        "iri" => Format::Iri,
        "iri-reference" => Format::IriReference,
        "uri-template" => Format::UriTemplate,
        "uuid" => Format::Uuid,
        "json-pointer" => Format::JsonPointer,
        "relative-json-pointer" => Format::RelativeJsonPointer,
        "regex" => Format::Regex,
        _ => return None,
    })
}

#[test]
fn strings_are_judged_as_the_suite_says() {
    let Some(suite) = suite() else { return };
    let mut count = 0;
    let mut wrong = Vec::new();
    for draft in ["draft4", "draft6", "draft7", "draft2019-09", "draft2020-12"] {
        let folder = suite.join("tests").join(draft).join("optional/format");
        let mut cases = Vec::new();
        files(&folder, &folder, &mut cases);
        for (file, path) in cases {
            for case in read(&path).as_array().expect("cases") {
                let name = case["schema"]["format"].as_str().unwrap_or_default();
                let Some(format) = named(name) else {
                    assert_eq!(file, "unknown.json");
                    continue;
                };
                for test in case["tests"].as_array().expect("tests") {
                    let Value::String(text) = &test["data"] else {
                        continue;
                    };
                    count += 1;
                    if format.check(text).is_none() != (test["valid"] == true) {
                        let about = &test["description"];
                        wrong.push(format!("{draft}/{file}: {text:?}: {about}"));
                    }
                }
            }
        }
    }
    assert!(count > 1500, "{count}");
    assert!(wrong.is_empty(), "{} of {count}: {wrong:#?}", wrong.len());
}

#[test]
fn what_is_wrong_is_said_with_an_example() {
    assert_eq!(
        Format::Date.check("2024-02-30").as_deref(),
        Some("must be a date such as 2024-01-31")
    );
    assert_eq!(Format::Date.check("2024-02-29"), None);
}
