//! What a schema says that is not understood: meta-schemas nobody knows, and keywords that are none.

use super::JsonType;
use super::draft::{Declared, Draft};
use super::keyword::Keyword;
use super::read::{Reader, without_space};
use super::value::Entry;
use crate::source::{Node, NodeValue};
use crate::{Code, Finding, suggest};

impl Reader {
    /// `$schema`: what it names must be known, or be told to be unknown.
    pub(super) fn check_draft(&mut self, entry: Entry<'_>) {
        let Some(uri) = self.text(entry) else { return };
        let finding = match Draft::from_uri(&uri) {
            Declared::Draft(_) | Declared::No => return,
            Declared::TooOld => Finding::error(
                Code::UNKNOWN_DRAFT,
                entry.value_place(),
                "drafts before draft-04 are not supported",
            ),
            Declared::Custom(uri) => match self.customs.get(uri) {
                Some(custom) => {
                    let missing = custom.missing.clone();
                    self.missing_vocabularies(entry, &missing);
                    return;
                }
                None => Finding::warning(
                    Code::UNKNOWN_DRAFT,
                    entry.value_place(),
                    "this meta-schema is unknown; the schema is read as 2020-12",
                ),
            },
        };
        self.push(finding.help("write \"https://json-schema.org/draft/2020-12/schema\""));
    }

    /// A document may not be read without knowing what its meta-schema says one must know.
    fn missing_vocabularies(&mut self, entry: Entry<'_>, missing: &[String]) {
        for uri in missing {
            let message =
                format!("this meta-schema requires a vocabulary that is unknown: `{uri}`");
            let finding = Finding::error(Code::UNKNOWN_DRAFT, entry.value_place(), message);
            self.push(
                finding
                    .help("where it is only for annotations, let the meta-schema not require it"),
            );
        }
    }

    pub(super) fn stranger(&mut self, draft: Draft, entry: Entry<'_>) {
        let name = entry.name();
        let place = entry.key_place();
        if let Some(row) = Keyword::find(name)
            && row.is_in(draft)
        {
            let message =
                format!("`{name}` is in no vocabulary of this meta-schema; it has no effect");
            self.push(Finding::warning(Code::UNKNOWN_KEYWORD, place, message));
            return;
        }
        if Keyword::find(name).is_some() {
            let message = format!(
                "`{name}` is not a keyword of {}; it has no effect",
                draft.name()
            );
            // What says nothing about instances is no loss.
            let is_said_to_people = matches!(
                name,
                "$comment" | "examples" | "contentEncoding" | "contentMediaType" | "contentSchema"
            );
            let finding = if is_said_to_people {
                Finding::note(Code::UNKNOWN_KEYWORD, place, message)
            } else {
                Finding::warning(Code::UNKNOWN_KEYWORD, place, message)
            };
            self.push(match name {
                "nullable" => finding.help("add \"null\" to `type`"),
                _ => finding.help("name the draft that has it in `$schema`"),
            });
            return;
        }
        let message = format!("`{name}` is not a keyword; it has no effect");
        let finding = Finding::warning(Code::UNKNOWN_KEYWORD, place.clone(), message);
        if let Some(keyword) = without_space(name) {
            let help = format!("a space must follow the colon: `{keyword}: ...`");
            self.push(finding.help(help));
            return;
        }
        if let Some(meant) = meant(name, draft) {
            self.push(finding.help(format!("did you mean `{meant}`?")));
            return;
        }
        if is_like_a_schema(entry.value()) {
            let help =
                "a property stands under `properties`, and a schema for others under `$defs`";
            self.push(finding.help(help));
            return;
        }
        // A word like no other is somebody's own, for tools of theirs. It may stand there hundreds of
        // times, and is told once for each file.
        let key = (place.source, name.to_owned());
        if let Some((_, more)) = self.strangers.get_mut(&key) {
            *more += 1;
            return;
        }
        self.strangers.insert(key, (self.findings.len(), 0));
        let message = finding.message;
        let finding = Finding::note(Code::UNKNOWN_KEYWORD, place, message);
        self.push(finding.help("a keyword that starts with `x-` is taken for an extension"));
    }
}

/// The keyword that an unknown word was probably to be.
fn meant(name: &str, draft: Draft) -> Option<&'static str> {
    let known = match name {
        "min" => "minimum",
        "max" => "maximum",
        "regex" => "pattern",
        "values" => "enum",
        _ => "",
    };
    let mut names = Keyword::names(draft);
    if let Some(found) = names.find(|row| *row == known) {
        return Some(found);
    }
    // An underline before a keyword switches it off, and is no slip; a dollar makes another kind of word.
    let has_dollar = name.starts_with('$');
    let candidates = Keyword::names(draft).filter(|row| row.starts_with('$') == has_dollar);
    suggest::nearest(name, candidates).filter(|_| !name.starts_with('_'))
}

/// Whether a value under an unknown word looks like a schema that has lost its place.
fn is_like_a_schema(value: &Node) -> bool {
    ["type", "$ref", "properties", "enum"].iter().any(|key| {
        let member = value.member(key);
        member.is_some_and(|member| match (&member.value.value, *key) {
            (NodeValue::String(name), "type") => JsonType::from_name(name).is_some(),
            (NodeValue::String(_), "$ref")
            | (NodeValue::Object(_), "properties")
            | (NodeValue::Array(_), "enum") => true,
            _ => false,
        })
    })
}
