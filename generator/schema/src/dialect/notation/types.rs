//! Types, one inside the other.

use super::super::bundle::Bundle;
use super::notes::{has_note, note, one_line};
use crate::json::write_string;
use crate::maps::{HashMap, HashSet};
use crate::model::{JsonType, Schema, SchemaId, TypeSet};

/// How far each level is indented.
const STEP: usize = 2;

pub(super) struct Printer<'a> {
    pub(super) bundle: &'a Bundle<'a>,
    names: HashMap<SchemaId, &'a str>,
}

/// Where types are written.
#[derive(Clone, Copy)]
pub(super) enum Layout {
    /// Over lines, indented so far; what is to be noted stands behind each.
    Lines(usize),
    /// On one line, without descriptions; what is to be noted stands in parentheses.
    Line,
}

impl<'a> Printer<'a> {
    pub(super) fn new(bundle: &'a Bundle<'a>) -> Self {
        let names = bundle.defs.iter();
        let names = names.map(|(name, id)| (*id, name.as_str())).collect();
        Self { bundle, names }
    }

    pub(super) fn name(&self, id: SchemaId) -> &str {
        self.names.get(&id).copied().unwrap_or("any")
    }

    /// A type with its note behind it.
    pub(super) fn line(&self, id: SchemaId, out: &mut String) {
        let left = self.schema(id, Layout::Lines(0), out);
        end(&left, out);
    }

    /// Writes a type. What is to be noted of it and has no place inside it is left to the caller.
    pub(super) fn schema(&self, id: SchemaId, layout: Layout, out: &mut String) -> String {
        let schema = self.bundle.get(id);
        let mut left = note(self, schema, layout);
        if let Layout::Line = layout {
            self.parts(schema, layout, out, &mut left);
            if !left.is_empty() {
                out.push_str(" (");
                out.push_str(&left);
                out.push(')');
            }
            return String::new();
        }
        self.parts(schema, layout, out, &mut left);
        left
    }

    /// All that must hold, joined by `&`.
    fn parts(&self, schema: &Schema, layout: Layout, out: &mut String, left: &mut String) {
        if let Some(boolean) = schema.boolean {
            out.push_str(if boolean { "any" } else { "never" });
            return;
        }
        let start = out.len();
        if let Some(target) = schema.reference {
            out.push_str(self.name(target));
        }
        let chosen = [&schema.any_of, &schema.one_of];
        let choices = chosen.into_iter().filter(|list| !list.is_empty()).count();
        let has_own = has_own(schema);
        let several = usize::from(schema.reference.is_some())
            + choices
            + schema.all_of.len()
            + usize::from(has_own)
            > 1;
        if has_own {
            and(out, start);
            self.own(schema, layout, several, out, left);
        }
        for part in &schema.all_of {
            and(out, start);
            let inner = self.bracketed(*part, layout, out);
            add(left, &inner);
        }
        for list in chosen {
            if !list.is_empty() {
                and(out, start);
                self.union(list, layout, several, out, left);
            }
        }
        if out.len() == start {
            out.push_str("any");
        }
    }

    /// What a schema says of its own: values, or types.
    fn own(
        &self,
        schema: &Schema,
        layout: Layout,
        several: bool,
        out: &mut String,
        left: &mut String,
    ) {
        let constant = schema.constant.as_ref().map(|at| &at.value);
        let listed = schema.enumeration.iter().flat_map(|at| &at.value);
        let mut values = constant.into_iter().chain(listed).peekable();
        if values.peek().is_some() {
            let brackets = several
                && schema
                    .enumeration
                    .as_ref()
                    .is_some_and(|at| at.value.len() > 1);
            open(out, brackets);
            for (index, value) in values.enumerate() {
                if index > 0 {
                    out.push_str(" | ");
                }
                value.write(out);
            }
            close(out, brackets);
            // What an object holds besides is told with it.
            if !has_members(schema) && schema.items.is_none() {
                return;
            }
            out.push_str(" & ");
        }
        let types = schema.types.map_or_else(|| implied(schema), TypeSet::plain);
        let brackets = several && types.len() > 1;
        open(out, brackets);
        let mut first = true;
        let null = types.has(JsonType::Null).then_some(JsonType::Null);
        for kind in types.without(JsonType::Null).iter().chain(null) {
            if !std::mem::take(&mut first) {
                out.push_str(" | ");
            }
            match kind {
                JsonType::Object => self.object(schema, layout, out, left),
                JsonType::Array => self.array(schema, layout, out, left),
                _ => out.push_str(kind.name()),
            }
        }
        close(out, brackets);
    }

    fn array(&self, schema: &Schema, layout: Layout, out: &mut String, left: &mut String) {
        let prefix = &schema.rare.prefix_items;
        if prefix.is_empty() {
            match schema.items {
                Some(items) => {
                    let inner = self.bracketed(items, layout, out);
                    out.push_str("[]");
                    if !inner.is_empty() {
                        add(left, &format!("Each: {inner}"));
                    }
                }
                None => out.push_str("any[]"),
            }
            return;
        }
        out.push('[');
        for (index, item) in prefix.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            let inner = self.schema(*item, layout, out);
            if !inner.is_empty() {
                add(left, &format!("Item {}: {inner}", index + 1));
            }
        }
        if let Some(rest) = schema.items
            && self.bundle.get(rest).boolean != Some(false)
        {
            out.push_str(", ...");
            let inner = self.bracketed(rest, layout, out);
            add(left, &inner);
            out.push_str("[]");
        }
        out.push(']');
    }

    fn object(&self, schema: &Schema, layout: Layout, out: &mut String, left: &mut String) {
        let known: HashSet<&str> = schema.properties.iter().map(|one| &*one.name).collect();
        let required: HashSet<&str> = schema.required.iter().map(|one| &*one.value).collect();
        let unknown = schema.required.iter().map(|one| one.value.as_str());
        let unknown: Vec<&str> = unknown.filter(|name| !known.contains(name)).collect();
        let rest = schema.additional_properties;
        let rest_is = rest.map(|id| self.bundle.get(id).boolean);
        let free = rest.filter(|_| rest_is == Some(None));
        let patterns = &schema.rare.pattern_properties;
        if known.is_empty() && unknown.is_empty() && free.is_none() && patterns.is_empty() {
            out.push_str(if rest_is == Some(Some(false)) {
                "{}"
            } else {
                "object"
            });
            return;
        }
        let mut rows = Rows::open(layout, out, left);
        for property in &schema.properties {
            rows.next();
            name(&property.name, rows.out);
            let mark = if required.contains(property.name.as_str()) {
                ": "
            } else {
                "?: "
            };
            rows.out.push_str(mark);
            rows.note = self.schema(property.schema, rows.inner, rows.out);
        }
        for wire in unknown {
            rows.next();
            name(wire, rows.out);
            rows.out.push_str(": any");
        }
        for pattern in patterns {
            rows.next();
            rows.out.push_str("[key: /");
            rows.out.push_str(&one_line(&pattern.name));
            rows.out.push_str("/]: ");
            rows.note = self.schema(pattern.schema, rows.inner, rows.out);
        }
        if let Some(free) = free {
            rows.next();
            rows.out.push_str("[key: string]: ");
            rows.note = self.schema(free, rows.inner, rows.out);
        }
        rows.close();
    }

    fn union(
        &self,
        branches: &[SchemaId],
        layout: Layout,
        several: bool,
        out: &mut String,
        left: &mut String,
    ) {
        let noted = branches.iter().any(|id| has_note(self.bundle, *id));
        let Layout::Lines(depth) = layout else {
            return self.on_one_line(branches, layout, several, out, left);
        };
        if !noted || branches.len() == 1 {
            return self.on_one_line(branches, layout, several, out, left);
        }
        open(out, several);
        let mut rows = Rows::branches(depth, out, left);
        for branch in branches {
            rows.next();
            rows.out.push_str("| ");
            rows.note = self.schema(*branch, rows.inner, rows.out);
        }
        rows.end();
        close(out, several);
    }

    fn on_one_line(
        &self,
        branches: &[SchemaId],
        layout: Layout,
        several: bool,
        out: &mut String,
        left: &mut String,
    ) {
        let brackets = several && branches.len() > 1;
        open(out, brackets);
        for (index, branch) in branches.iter().enumerate() {
            if index > 0 {
                out.push_str(" | ");
            }
            let inner = self.schema(*branch, layout, out);
            add(left, &inner);
        }
        close(out, brackets);
    }

    /// A type that something stands behind.
    fn bracketed(&self, id: SchemaId, layout: Layout, out: &mut String) -> String {
        let schema = self.bundle.get(id);
        let values = schema.enumeration.as_ref().map_or(0, |at| at.value.len());
        let types = schema
            .types
            .map_or_else(|| implied(schema), TypeSet::plain)
            .len();
        let several = values
            .max(types)
            .max(schema.any_of.len())
            .max(schema.one_of.len())
            > 1;
        let brackets = several || schema.all_of.len() > 1;
        open(out, brackets);
        let inner = self.schema(id, layout, out);
        close(out, brackets);
        inner
    }
}

/// Rows of an object or of a union, each with its note behind it.
struct Rows<'o> {
    layout: Layout,
    /// How what stands in a row is laid out.
    inner: Layout,
    out: &'o mut String,
    /// The note of the row that is being written.
    note: String,
    is_first: bool,
}

impl<'o> Rows<'o> {
    /// Opens an object; what was to be noted of it stands behind the brace.
    fn open(layout: Layout, out: &'o mut String, left: &mut String) -> Self {
        out.push('{');
        let (inner, note) = match layout {
            Layout::Lines(depth) => (Layout::Lines(depth + STEP), std::mem::take(left)),
            Layout::Line => (Layout::Line, String::new()),
        };
        Self {
            layout,
            inner,
            out,
            note,
            is_first: true,
        }
    }

    /// Opens a union, whose branches stand below.
    fn branches(depth: usize, out: &'o mut String, left: &mut String) -> Self {
        let inner = Layout::Lines(depth + STEP);
        out.truncate(out.trim_end_matches(' ').len());
        Self {
            layout: Layout::Lines(depth),
            inner,
            out,
            note: std::mem::take(left),
            is_first: true,
        }
    }

    fn next(&mut self) {
        let first = std::mem::take(&mut self.is_first);
        match self.inner {
            Layout::Lines(depth) => {
                self.end();
                indent(depth, self.out);
            }
            Layout::Line if first => {}
            Layout::Line => self.out.push_str(", "),
        }
    }

    /// Ends the row that is being written.
    fn end(&mut self) {
        let note = std::mem::take(&mut self.note);
        end(&note, self.out);
    }

    fn close(mut self) {
        if let Layout::Lines(depth) = self.layout {
            self.end();
            indent(depth, self.out);
        }
        self.out.push('}');
    }
}

fn indent(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', depth));
}

/// Ends a line with a note.
fn end(note: &str, out: &mut String) {
    if !note.is_empty() {
        out.push_str(" // ");
        out.push_str(note);
    }
}

fn and(out: &mut String, start: usize) {
    if out.len() > start {
        out.push_str(" & ");
    }
}

fn open(out: &mut String, brackets: bool) {
    if brackets {
        out.push('(');
    }
}

fn close(out: &mut String, brackets: bool) {
    if brackets {
        out.push(')');
    }
}

/// Adds a note to others.
pub(super) fn add(notes: &mut String, note: &str) {
    if note.is_empty() {
        return;
    }
    if !notes.is_empty() {
        notes.push_str(if notes.ends_with(['.', '!', '?', ':', ';']) {
            " "
        } else {
            ". "
        });
    }
    notes.push_str(note);
}

/// A name that can stand bare does.
fn name(text: &str, out: &mut String) {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    let is_bare = text.chars().all(is_word) && text.starts_with(|c: char| !c.is_ascii_digit());
    if is_bare {
        out.push_str(text);
    } else {
        write_string(text, out);
    }
}

/// Whether a schema says values or types of its own, and not only those of others.
fn has_own(schema: &Schema) -> bool {
    schema.types.is_some()
        || schema.constant.is_some()
        || schema.enumeration.is_some()
        || !implied(schema).is_empty()
}

fn has_members(schema: &Schema) -> bool {
    !schema.properties.is_empty()
        || !schema.required.is_empty()
        || !schema.rare.pattern_properties.is_empty()
        || schema.additional_properties.is_some()
}

/// The types that keywords are about, where `type` is not said.
fn implied(schema: &Schema) -> TypeSet {
    let array = schema.items.is_some() || !schema.rare.prefix_items.is_empty();
    let mut set = TypeSet::NONE;
    if has_members(schema) {
        set = set.with(JsonType::Object);
    }
    if array {
        set = set.with(JsonType::Array);
    }
    set
}
