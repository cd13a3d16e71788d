//! Keywords that the dialect lacks, to sentences in the description.

use super::bundle::Bundle;
use super::{Dialect, Fate, told};
use crate::Json;
use crate::model::{Bounds, JsonType, Schema, TypeSet};

/// How many examples a description names, and how long each may be, in bytes of JSON.
const MAX_EXAMPLES: usize = 3;
const MAX_EXAMPLE: usize = 100;

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    let lacking = FIELDS
        .iter()
        .filter(|field| !dialect.accepts(field.keyword));
    let lacking: Vec<&Field> = lacking.collect();
    for id in bundle.reachable() {
        let schema = bundle.get(id);
        let free_keys =
            schema.additional_properties.is_some() && !dialect.accepts("additionalProperties");
        let format = !takes_format(schema, dialect);
        let pattern = !takes_pattern(schema, dialect);
        let some = lacking.iter().any(|field| (field.is_there)(schema));
        let described = schema.description.is_some() && !dialect.accepts("description");
        let bounds = takes_bounds(schema, dialect);
        let few = dialect.most_min_items;
        let few = few.filter(|most| schema.bounds.min_items.is_some_and(|least| least > *most));
        if few.is_none()
            && !some
            && !free_keys
            && !described
            && bounds
            && !format
            && !pattern
            && schema.rare.unknown.is_empty()
        {
            continue;
        }
        let mut schema = bundle.take(id);
        let mut rest = Schema::empty(schema.place.clone());
        if !bounds {
            let all = std::mem::take(&mut *schema.bounds);
            (*rest.bounds, *schema.bounds) = apart(all);
        }
        for field in &lacking {
            if !(field.is_there)(&schema) {
                continue;
            }
            (field.take)(&mut rest, &mut schema);
        }
        if free_keys {
            schema.additional_properties = None;
            let place = schema.place.clone();
            bundle.drop_keyword(&place, "additionalProperties", Fate::Local);
        }
        if let Some(most) = few {
            rest.bounds.min_items = schema.bounds.min_items.replace(most);
        }
        if format {
            rest.format = schema.format.take();
        }
        if pattern {
            rest.bounds.pattern = schema.bounds.pattern.take();
        }
        describe(bundle, &mut schema, &rest);
        write(&mut schema);
        if !dialect.accepts("description") {
            schema.description = None;
        }
        bundle.put(id, schema);
    }
}

/// A keyword that can be taken out by itself.
struct Field {
    keyword: &'static str,
    is_there: fn(&Schema) -> bool,
    /// Moves what it says from the second schema to the first.
    take: fn(&mut Schema, &mut Schema),
}

macro_rules! fields {
    ($($keyword:literal $($field:ident).+ , $is_there:expr;)*) => {
        &[$(Field {
            keyword: $keyword,
            is_there: |schema| $is_there(&schema.$($field).+),
            take: |rest, schema| rest.$($field).+ = std::mem::take(&mut schema.$($field).+),
        }),*]
    };
}

static FIELDS: &[Field] = fields! {
    "title" title, Option::is_some;
    "default" rare.default, Option::is_some;
    "examples" rare.examples, |examples: &[Json]| !examples.is_empty();
    "deprecated" deprecated, |flag: &bool| *flag;
    "readOnly" read_only, |flag: &bool| *flag;
    "writeOnly" write_only, |flag: &bool| *flag;
    "discriminator" rare.discriminator, Option::is_some;
    "minLength" bounds.min_length, Option::is_some;
    "maxLength" bounds.max_length, Option::is_some;
    "pattern" bounds.pattern, Option::is_some;
    "format" format, Option::is_some;
    "minimum" bounds.minimum, Option::is_some;
    "exclusiveMinimum" bounds.exclusive_minimum, Option::is_some;
    "maximum" bounds.maximum, Option::is_some;
    "exclusiveMaximum" bounds.exclusive_maximum, Option::is_some;
    "multipleOf" bounds.multiple_of, Option::is_some;
    "minItems" bounds.min_items, Option::is_some;
    "maxItems" bounds.max_items, Option::is_some;
    "uniqueItems" unique_items, |flag: &bool| *flag;
    "minProperties" bounds.min_properties, Option::is_some;
    "maxProperties" bounds.max_properties, Option::is_some;
    "contentEncoding" rare.content_encoding, Option::is_some;
    "contentMediaType" rare.content_media_type, Option::is_some;
};

/// Bounds of numbers, and the others.
fn apart(mut all: Bounds) -> (Bounds, Bounds) {
    let numbers = Bounds {
        minimum: all.minimum.take(),
        maximum: all.maximum.take(),
        exclusive_minimum: all.exclusive_minimum.take(),
        exclusive_maximum: all.exclusive_maximum.take(),
        ..Bounds::default()
    };
    (numbers, all)
}

fn takes_bounds(schema: &Schema, dialect: &Dialect) -> bool {
    let bounds = &schema.bounds;
    let has_bounds = bounds.minimum.is_some()
        || bounds.maximum.is_some()
        || bounds.exclusive_minimum.is_some()
        || bounds.exclusive_maximum.is_some();
    let integers = |set: TypeSet| set.has(JsonType::Integer) && !set.has(JsonType::Number);
    !dialect.bounds_are_for_integers || !has_bounds || schema.types.is_some_and(integers)
}

fn takes_format(schema: &Schema, dialect: &Dialect) -> bool {
    match (&schema.format, dialect.formats) {
        (Some(format), Some(formats)) => formats.contains(&format.as_str()),
        _ => true,
    }
}

fn takes_pattern(schema: &Schema, dialect: &Dialect) -> bool {
    match &schema.bounds.pattern {
        Some(at) => dialect.patterns.takes(&at.value),
        None => true,
    }
}

/// Adds what `rest` says to what a schema tells, and notes its keywords as dropped.
pub(super) fn describe(bundle: &mut Bundle<'_>, schema: &mut Schema, rest: &Schema) {
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

    let (bounds, rare) = (&rest.bounds, &rest.rare);
    say(
        "format",
        rest.format
            .as_ref()
            .map(|format| format!("Format: {format}.")),
    );
    say(
        "pattern",
        rest.bounds
            .pattern
            .as_ref()
            .map(|at| format!("Matches the regular expression `{}`.", at.value)),
    );
    let encoding = rare.content_encoding.as_ref();
    say(
        "contentEncoding",
        encoding.map(|name| format!("Encoding: {name}.")),
    );
    let media_type = rare.content_media_type.as_ref();
    say(
        "contentMediaType",
        media_type.map(|name| format!("Media type: {name}.")),
    );
    say(
        "minLength",
        count("At least", &bounds.min_length, "character", "characters"),
    );
    say(
        "maxLength",
        count("At most", &bounds.max_length, "character", "characters"),
    );
    say("minimum", number("At least", &bounds.minimum));
    say(
        "exclusiveMinimum",
        number("Greater than", &bounds.exclusive_minimum),
    );
    say("maximum", number("At most", &bounds.maximum));
    say(
        "exclusiveMaximum",
        number("Less than", &bounds.exclusive_maximum),
    );
    say("multipleOf", number("A multiple of", &bounds.multiple_of));
    say(
        "minItems",
        count("At least", &bounds.min_items, "item", "items"),
    );
    say(
        "maxItems",
        count("At most", &bounds.max_items, "item", "items"),
    );
    say(
        "uniqueItems",
        rest.unique_items
            .then(|| "No two items are equal.".to_owned()),
    );
    say(
        "minProperties",
        count("At least", &bounds.min_properties, "property", "properties"),
    );
    say(
        "maxProperties",
        count("At most", &bounds.max_properties, "property", "properties"),
    );
    let default = rare.default.as_ref().map(|at| at.value.to_text());
    say(
        "default",
        default
            .filter(|text| text.len() <= MAX_EXAMPLE)
            .map(|text| format!("Default: {text}.")),
    );
    say("examples", examples(&rare.examples));
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
