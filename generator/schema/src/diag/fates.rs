//! What becomes of the keywords of a schema in a provider's dialect, as a table, as lines, and as JSON.

use std::fmt::Write as _;

use super::json::place as members;
use super::position::Positions;
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
    pub rows: Vec<FateRow>,
}

/// What becomes of one keyword.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FateRow {
    /// The schema that has it.
    pub place: Place,
    /// The keyword.
    pub keyword: &'static str,
    /// What becomes of it: a word for programs.
    pub fate: &'static str,
    /// The same for people.
    pub says: &'static str,
}

/// The keyword's own place, where it stands under its own name.
fn own_place(row: &FateRow, sources: &Sources) -> Place {
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
            row.keyword, row.says
        );
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for row in &fates.rows {
        match counts.iter_mut().find(|(says, _)| *says == row.says) {
            Some((_, count)) => *count += 1,
            None => counts.push((row.says, 1)),
        }
    }
    let counts: Vec<String> = counts
        .into_iter()
        .map(|(says, count)| format!("{count} {says}"))
        .collect();
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
        let fate = row.says;
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
        let mut object = vec![
            ("provider".to_owned(), Json::string(fates.provider)),
            ("schema".to_owned(), Json::string(&fates.schema)),
            ("keyword".to_owned(), Json::string(row.keyword)),
            ("fate".to_owned(), Json::string(row.fate)),
        ];
        let place = own_place(row, sources);
        object.extend(members(Some(&place), sources, &mut positions));
        Json::Object(object).write(&mut out);
        out.push('\n');
    }
    out
}
