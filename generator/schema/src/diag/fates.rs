//! What becomes of the keywords of a schema in a provider's dialect, as a table, as lines, and as JSON.

use std::fmt::Write as _;

use super::json::place as members;
use super::position::Positions;
use crate::dialect::{Fate, KeywordFate};
use crate::source::{Sources, pointer};
use crate::{Json, Place};

/// What becomes of the keywords of one schema in one dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fates {
    /// The dialect's name.
    pub provider: &'static str,
    /// The schema, as it is shown to people.
    pub schema: String,
    /// The keywords, in the order of the schema.
    pub rows: Vec<KeywordFate>,
}

/// What becomes of a keyword, in words.
fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::Enforced => "enforced",
        Fate::Described => "described",
        Fate::Local => "checked locally",
    }
}

/// The keyword's own place, where it stands under its own name.
fn own_place(row: &KeywordFate, sources: &Sources) -> Place {
    let below = pointer::join(&row.place.pointer, row.keyword);
    let source = sources.get(row.place.source);
    let node = source.and_then(|source| source.root.as_ref()?.at(&below));
    match node {
        Some(node) => Place {
            source: row.place.source,
            pointer: below,
            span: node.span.clone(),
        },
        None => row.place.clone(),
    }
}

/// A table for people: a line for each keyword, and how many share each fate.
#[must_use]
pub fn fates_table(fates: &Fates, sources: &Sources) -> String {
    let mut positions = Positions::new(sources);
    let mut out = format!("{} in the dialect {}\n\n", fates.schema, fates.provider);
    let wide = fates.rows.iter().map(|row| row.keyword.len()).max();
    let wide = wide.unwrap_or(0).max("keyword".len());
    let heading = format!(
        "  {:>5}  {:<wide$}  {:<15}  schema",
        "line", "keyword", "fate"
    );
    out.push_str(&heading);
    for row in &fates.rows {
        let place = own_place(row, sources);
        let line = positions.at(place.source, place.span.start).line;
        let at = match row.place.pointer.as_str() {
            "" => "(root)",
            pointer => pointer,
        };
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "\n  {line:>5}  {:<wide$}  {:<15}  {at}",
            row.keyword,
            word(row.fate)
        );
    }
    let counts = [Fate::Enforced, Fate::Described, Fate::Local].map(|fate| {
        let count = fates.rows.iter().filter(|row| row.fate == fate).count();
        format!("{count} {}", word(fate))
    });
    let _ = write!(out, "\n\n  {}\n", counts.join(", "));
    out
}

/// One line for each keyword: `file:line:column: provider: keyword: fate`.
#[must_use]
pub fn fates_short(fates: &Fates, sources: &Sources) -> String {
    let mut positions = Positions::new(sources);
    let mut out = String::new();
    for row in &fates.rows {
        let place = own_place(row, sources);
        let at = positions.at(place.source, place.span.start);
        let file = sources.get(place.source).map_or("", |source| &source.name);
        let (line, column) = (at.line, at.column);
        let fate = word(row.fate);
        let _ = writeln!(
            out,
            "{file}:{line}:{column}: {}: {}: {fate}",
            fates.provider, row.keyword
        );
    }
    out
}

/// One line of JSON for each keyword: an object with `provider`, `schema`, `keyword`, `fate` (`"enforced"`,
/// `"described"` or `"local"`), and the place as findings have it: `file`, `pointer`, `line`, `column`
/// and `bytes`.
#[must_use]
pub fn fates_json(fates: &Fates, sources: &Sources) -> String {
    let mut positions = Positions::new(sources);
    let mut out = String::new();
    for row in &fates.rows {
        let fate = match row.fate {
            Fate::Local => "local",
            fate => word(fate),
        };
        let mut object = vec![
            ("provider".to_owned(), Json::string(fates.provider)),
            ("schema".to_owned(), Json::string(&fates.schema)),
            ("keyword".to_owned(), Json::string(row.keyword)),
            ("fate".to_owned(), Json::string(fate)),
        ];
        let place = own_place(row, sources);
        object.extend(members(Some(&place), sources, &mut positions));
        Json::Object(object).write(&mut out);
        out.push('\n');
    }
    out
}
