//! What stands behind `//`: descriptions, and what no type says.

use super::super::bundle::Bundle;
use super::types::{Layout, Printer, add};
use crate::Json;
use crate::model::{Schema, SchemaId};

/// All that is to be noted of a schema, on one line. On one line with others, descriptions are left out.
pub(super) fn note(printer: &Printer<'_>, schema: &Schema, layout: Layout) -> String {
    let mut out = String::new();
    if let Layout::Lines(_) = layout {
        let words = [&schema.description, &schema.title].into_iter().flatten();
        let mut words = words
            .map(|text| one_line(text))
            .filter(|text| !text.is_empty());
        add(&mut out, &words.next().unwrap_or_default());
    }
    if !has_more(schema) {
        return out;
    }
    let bounds = bounds(schema).join(", ");
    add(&mut out, &bounds);
    if !schema.rare.is_empty() {
        conditions(printer, schema, &mut out);
    }
    out
}

/// Whether anything would be noted of a type, or of the items in it.
pub(super) fn has_note(bundle: &Bundle<'_>, id: SchemaId) -> bool {
    let mut next = Some(id);
    while let Some(id) = next {
        let schema = bundle.get(id);
        let words = schema.description.is_some() || schema.title.is_some();
        if words || has_more(schema) || !schema.properties.is_empty() {
            return true;
        }
        next = schema.items;
    }
    false
}

fn has_more(schema: &Schema) -> bool {
    schema.deprecated
        || schema.unique_items
        || schema.format.is_some()
        || !schema.bounds.is_empty()
        || !schema.rare.is_empty()
}

/// How many examples there are, and how long each may be, in bytes of JSON.
const MAX_EXAMPLES: usize = 3;
const MAX_EXAMPLE: usize = 100;

/// What bounds values, in few signs: `1..24 characters`, `>= 0`, `/^a+$/`, `date-time`.
fn bounds(schema: &Schema) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(schema.format.as_deref().map(one_line));
    let (bounds, rare) = (&schema.bounds, &schema.rare);
    if !bounds.is_empty() {
        let pattern = bounds.pattern.as_ref();
        out.extend(pattern.map(|at| format!("/{}/", one_line(&at.value))));
        for (least, most, what) in [
            (bounds.min_length, bounds.max_length, "characters"),
            (bounds.min_items, bounds.max_items, "items"),
            (bounds.min_properties, bounds.max_properties, "properties"),
        ] {
            out.extend(match (least, most) {
                (None, None) => None,
                (Some(least), Some(most)) if least == most => Some(format!("{least} {what}")),
                (Some(least), Some(most)) => Some(format!("{least}..{most} {what}")),
                (Some(least), None) => Some(format!(">= {least} {what}")),
                (None, Some(most)) => Some(format!("<= {most} {what}")),
            });
        }
        match (&bounds.minimum, &bounds.maximum) {
            (Some(least), Some(most)) => out.push(format!("{least}..{most}")),
            (least, most) => {
                out.extend(least.as_ref().map(|least| format!(">= {least}")));
                out.extend(most.as_ref().map(|most| format!("<= {most}")));
            }
        }
        let (above, below) = (&bounds.exclusive_minimum, &bounds.exclusive_maximum);
        out.extend(above.as_ref().map(|bound| format!("> {bound}")));
        out.extend(below.as_ref().map(|bound| format!("< {bound}")));
        let step = bounds.multiple_of.as_ref();
        out.extend(step.map(|step| format!("multiple of {step}")));
    }
    if schema.unique_items {
        out.push("no two equal".to_owned());
    }
    let media = [&rare.content_encoding, &rare.content_media_type];
    out.extend(media.into_iter().flatten().map(|name| one_line(name)));
    let default = rare.default.as_ref().map(|at| at.value.to_text());
    let default = default.filter(|text| text.len() <= MAX_EXAMPLE);
    out.extend(default.map(|text| format!("default {text}")));
    let examples = rare.examples.iter().map(Json::to_text);
    let examples = examples.filter(|text| text.len() <= MAX_EXAMPLE);
    let examples: Vec<String> = examples.take(MAX_EXAMPLES).collect();
    if !examples.is_empty() {
        out.push(format!("such as {}", examples.join(", ")));
    }
    if schema.deprecated {
        out.push("deprecated".to_owned());
    }
    out
}

/// What holds beside the types, with types on one line.
fn conditions(printer: &Printer<'_>, schema: &Schema, out: &mut String) {
    let rare = &schema.rare;
    let line = |word: &str, id: SchemaId| {
        let mut text = format!("{word} ");
        printer.schema(id, Layout::Line, &mut text);
        text
    };
    if let Some(condition) = rare.condition {
        let mut text = line("If", condition);
        for (word, id) in [(", then", rare.then), (", else", rare.otherwise)] {
            text += &id.map_or_else(String::new, |id| line(word, id));
        }
        add(out, &text);
    }
    let mut say = |word: &str, id: Option<SchemaId>| {
        if let Some(id) = id {
            add(out, &line(word, id));
        }
    };
    say("Not", rare.not);
    say("Contains", rare.contains);
    say("Keys:", rare.property_names);
    say("Other properties:", rare.unevaluated_properties);
    say("Other items:", rare.unevaluated_items);
    for one in &rare.dependent_schemas {
        say(&format!("With {}:", one_line(&one.name)), Some(one.schema));
    }
    for (word, count) in [("least", rare.min_contains), ("most", rare.max_contains)] {
        if let Some(count) = count {
            add(out, &format!("At {word} {count} of these"));
        }
    }
    for one in &rare.dependent_required {
        let names = one_line(&one.required.join(", "));
        add(
            out,
            &format!("With {}: {names}", one_line(&one.property.value)),
        );
    }
    if let Some(name) = &rare.discriminator {
        add(out, &format!("Told apart by {}", one_line(name)));
    }
}

/// A text on one line, with one space between words and no control characters.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
