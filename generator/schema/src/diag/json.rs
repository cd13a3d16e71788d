//! Findings as JSON, one object to a line, for editors and scripts.

use super::position::Positions;
use super::{severity, sorted};
use crate::source::Sources;
use crate::{Finding, Json, Place};

/// One line of JSON for each finding, sorted by file and position.
///
/// Every object has the same members:
///
/// | member | what it holds |
/// | --- | --- |
/// | `code` | the code, such as `"R001"` |
/// | `severity` | `"error"`, `"warning"` or `"note"` |
/// | `message` | one sentence, without a full stop |
/// | `label` | what stands at the place, in a few words; or `null` |
/// | `file` | the file's name, as the drawn findings show it; `null` where there is no place |
/// | `pointer` | the JSON Pointer (RFC 6901) of the value in the file; or `null` |
/// | `line`, `column` | where it begins, both from 1, the column in characters; or `null` |
/// | `bytes` | `{"start", "end"}`: its bytes in the file, the end excluded and a byte-order mark not counted; or `null` |
/// | `help` | a list of sentences: what to do about it |
/// | `related` | a list of other places: objects with `label`, `file`, `pointer`, `line`, `column` and `bytes` |
#[must_use]
pub fn json(findings: &[Finding], sources: &Sources) -> String {
    let mut positions = Positions::new(sources);
    let mut out = String::new();
    for finding in sorted(findings) {
        object(finding, sources, &mut positions).write(&mut out);
        out.push('\n');
    }
    out
}

fn object(finding: &Finding, sources: &Sources, positions: &mut Positions<'_>) -> Json {
    let mut members = vec![
        ("code".to_owned(), Json::string(finding.code.0)),
        (
            "severity".to_owned(),
            Json::string(severity(finding.severity)),
        ),
        ("message".to_owned(), Json::string(&finding.message)),
        ("label".to_owned(), text(finding.label.as_deref())),
    ];
    members.extend(place(finding.place.as_ref(), sources, positions));
    let help = finding.help.iter().map(Json::string).collect();
    members.push(("help".to_owned(), Json::Array(help)));
    let mut related = Vec::with_capacity(finding.related.len());
    for other in &finding.related {
        let mut members = vec![("label".to_owned(), Json::string(&other.label))];
        members.extend(place(Some(&other.place), sources, positions));
        related.push(Json::Object(members));
    }
    members.push(("related".to_owned(), Json::Array(related)));
    Json::Object(members)
}

pub(super) fn place(
    place: Option<&Place>,
    sources: &Sources,
    positions: &mut Positions<'_>,
) -> [(String, Json); 5] {
    let found = place.and_then(|place| Some((place, sources.get(place.source)?)));
    let [file, pointer, line, column, bytes] = match found {
        Some((place, source)) => {
            let position = positions.at(place.source, place.span.start);
            let bytes = [
                ("start".to_owned(), number(place.span.start)),
                ("end".to_owned(), number(place.span.end)),
            ];
            [
                Json::string(&source.name),
                Json::string(place.pointer.as_str()),
                number(position.line),
                number(position.column),
                Json::Object(bytes.into()),
            ]
        }
        None => [const { Json::Null }; 5],
    };
    [
        ("file".to_owned(), file),
        ("pointer".to_owned(), pointer),
        ("line".to_owned(), line),
        ("column".to_owned(), column),
        ("bytes".to_owned(), bytes),
    ]
}

fn text(text: Option<&str>) -> Json {
    text.map_or(Json::Null, Json::string)
}

fn number(number: usize) -> Json {
    Json::Number(number.to_string())
}
