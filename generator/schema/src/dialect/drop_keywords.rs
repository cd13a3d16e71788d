//! Keywords that the dialect lacks, to sentences in the description.

use super::bundle::Bundle;
use super::{Dialect, Fate, told};
use crate::Json;
use crate::model::Schema;

/// How many examples a description names, and how long each may be, in bytes of JSON.
const MAX_EXAMPLES: usize = 3;
const MAX_EXAMPLE: usize = 100;

pub(super) fn rewrite(bundle: &mut Bundle, dialect: &Dialect) {
    for id in bundle.reachable() {
        let mut schema = bundle.get(id).clone();
        let rest = take(&mut schema, dialect);
        describe(bundle, &mut schema, &rest);
        write(&mut schema);
        *bundle.get_mut(id) = schema;
    }
}

/// Takes out of a schema what the dialect lacks.
fn take(schema: &mut Schema, dialect: &Dialect) -> Schema {
    let mut rest = Schema::empty(schema.place.clone());
    macro_rules! take {
        ($($keyword:literal $field:ident),* $(,)?) => {
            $(if !dialect.accepts($keyword) {
                rest.$field = std::mem::take(&mut schema.$field);
            })*
        };
    }
    take! {
        "title" title, "default" default, "examples" examples, "deprecated" deprecated,
        "readOnly" read_only, "writeOnly" write_only, "discriminator" discriminator,
        "minLength" min_length, "maxLength" max_length, "pattern" pattern, "format" format,
        "minimum" minimum, "exclusiveMinimum" exclusive_minimum,
        "maximum" maximum, "exclusiveMaximum" exclusive_maximum, "multipleOf" multiple_of,
        "minItems" min_items, "maxItems" max_items, "uniqueItems" unique_items,
        "minProperties" min_properties, "maxProperties" max_properties,
        "contentEncoding" content_encoding, "contentMediaType" content_media_type,
    }
    if let Some(formats) = dialect.formats
        && schema
            .format
            .as_deref()
            .is_some_and(|format| !formats.contains(&format))
    {
        rest.format = schema.format.take();
    }
    if !dialect.lookaround
        && schema
            .pattern
            .as_ref()
            .is_some_and(|at| looks_around(&at.value))
    {
        rest.pattern = schema.pattern.take();
    }
    rest
}

/// Whether a pattern looks ahead or behind.
pub(super) fn looks_around(pattern: &str) -> bool {
    ["(?=", "(?!", "(?<=", "(?<!"]
        .iter()
        .any(|group| pattern.contains(group))
}

/// Adds what `rest` says to what a schema tells, and notes its keywords as dropped.
pub(super) fn describe(bundle: &mut Bundle, schema: &mut Schema, rest: &Schema) {
    for (keyword, sentence) in sentences(rest) {
        bundle.drop_keyword(&schema.place, keyword, Fate::Described);
        told::add(schema, sentence);
    }
}

/// Writes what a schema tells into its description.
fn write(schema: &mut Schema) {
    for sentence in told::take(schema) {
        let text = schema.description.get_or_insert_default();
        if text.contains(&sentence) {
            continue;
        }
        text.truncate(text.trim_end().len());
        if text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '"' | '`' | '\'')) {
            text.push('.');
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&sentence);
    }
}

fn sentences(rest: &Schema) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let mut say = |keyword, sentence: Option<String>| out.extend(sentence.map(|s| (keyword, s)));
    let count = |word: &str, count: &Option<u64>, one: &str, many: &str| {
        count.map(|n| format!("{word} {n} {}.", if n == 1 { one } else { many }))
    };
    let number =
        |words: &str, bound: &Option<String>| bound.as_ref().map(|n| format!("{words} {n}."));

    say(
        "format",
        rest.format
            .as_ref()
            .map(|format| format!("Format: {format}.")),
    );
    say(
        "pattern",
        rest.pattern
            .as_ref()
            .map(|at| format!("Matches the regular expression `{}`.", at.value)),
    );
    let encoding = rest.content_encoding.as_ref();
    say(
        "contentEncoding",
        encoding.map(|name| format!("Encoding: {name}.")),
    );
    let media_type = rest.content_media_type.as_ref();
    say(
        "contentMediaType",
        media_type.map(|name| format!("Media type: {name}.")),
    );
    say(
        "minLength",
        count("At least", &rest.min_length, "character", "characters"),
    );
    say(
        "maxLength",
        count("At most", &rest.max_length, "character", "characters"),
    );
    say("minimum", number("At least", &rest.minimum));
    say(
        "exclusiveMinimum",
        number("Greater than", &rest.exclusive_minimum),
    );
    say("maximum", number("At most", &rest.maximum));
    say(
        "exclusiveMaximum",
        number("Less than", &rest.exclusive_maximum),
    );
    say("multipleOf", number("A multiple of", &rest.multiple_of));
    say(
        "minItems",
        count("At least", &rest.min_items, "item", "items"),
    );
    say(
        "maxItems",
        count("At most", &rest.max_items, "item", "items"),
    );
    say(
        "uniqueItems",
        rest.unique_items
            .then(|| "No two items are equal.".to_owned()),
    );
    say(
        "minProperties",
        count("At least", &rest.min_properties, "property", "properties"),
    );
    say(
        "maxProperties",
        count("At most", &rest.max_properties, "property", "properties"),
    );
    let default = rest.default.as_ref().map(|at| at.value.to_text());
    say(
        "default",
        default
            .filter(|text| text.len() <= MAX_EXAMPLE)
            .map(|text| format!("Default: {text}.")),
    );
    say("examples", examples(&rest.examples));
    out
}

fn examples(examples: &[Json]) -> Option<String> {
    let texts = examples
        .iter()
        .map(Json::to_text)
        .filter(|text| text.len() <= MAX_EXAMPLE);
    let texts: Vec<String> = texts.take(MAX_EXAMPLES).collect();
    (!texts.is_empty()).then(|| format!("For example: {}.", texts.join(", ")))
}
