//! The tables of `docs/benchmarks.md`, as the benches print them, to the plots beside them.
//!
//! A figure has one home, the table. A plot is drawn from it, and a test says that it still is. `BLESS=1` draws anew.

mod bars;
mod lines;
mod svg;
mod table;

pub use table::Table;

use lines::{Line, Lines};

/// A plot: the name of its file, and its text.
pub type Plot = (&'static str, String);

/// Every plot of the page.
///
/// # Errors
/// What a table has not that a plot shows.
pub fn all(page: &str) -> Result<Vec<Plot>, String> {
    Ok(vec![
        ("stream.svg", stream(page)?),
        ("whole.svg", whole(page)?),
        ("call.svg", call(page)?),
    ])
}

/// What a streamed answer costs, over its size.
fn stream(page: &str) -> Result<String, String> {
    const SIZES: [(&str, f64); 4] = [
        ("1 KB", 1.0),
        ("10 KB", 10.0),
        ("100 KB", 100.0),
        ("1 MB", 1000.0),
    ];
    const CHUNK: &str = "16";
    let ours = Table::find(page, "Formwork, chunks of")?;
    let others = Table::find(page, "others, chunks of")?;
    let line = |name: &str, table: &Table, column: &str| -> Result<Line, String> {
        let mut points = Vec::new();
        for (size, kilobytes) in SIZES {
            if let Some(row) = table.row(&format!("catalogue {size}")) {
                points.push((kilobytes, table.number(row, column)?));
            }
        }
        Ok(Line {
            name: name.to_owned(),
            points,
            is_own: table == &ours,
        })
    };
    let mut all = vec![line("Formwork", &ours, "16 bytes")?];
    for peer in ["jiter", "json-fixer", "rstructor", "langchainrust"] {
        all.push(line(peer, &others, &format!("{peer} {CHUNK}"))?);
    }
    Ok(Lines {
        title: "A streamed answer in chunks of 16 bytes, a view after each",
        x: "size of the answer",
        y: "instructions, as a multiple of reading it once with serde_json",
        ticks: &SIZES,
        named: all,
    }
    .draw())
}

/// What a whole answer costs.
fn whole(page: &str) -> Result<String, String> {
    let table = Table::find_under(page, "Whole answers")?;
    let row = table
        .row("catalogue 10 KB")
        .ok_or("there is no row for 10 KB")?;
    let mut rows = vec![("serde_json, types only".to_owned(), 1.0)];
    for name in table.columns() {
        let shown = match name {
            "Formwork" => "Formwork, all rules checked".to_owned(),
            "jsonschema" => "jsonschema, then from_value".to_owned(),
            other => other.to_owned(),
        };
        rows.push((shown, table.number(row, name)?));
    }
    rows.sort_by(|one, other| one.1.total_cmp(&other.1));
    let title = "A whole answer of 10 KB, typed: instructions, serde_json = 1";
    Ok(bars::draw(title, &[("", rows)]))
}

/// What a call costs.
fn call(page: &str) -> Result<String, String> {
    let mut groups = Vec::new();
    for (title, first) in [
        ("a whole answer", "by hand"),
        ("streamed in 24 events", "by hand, streamed"),
    ] {
        let table = Table::find_with(page, first)?;
        let rows = table.rows().map(|row| {
            let name = row.first().map_or("", String::as_str);
            let name = name.split(", streamed").next().unwrap_or_default();
            Ok((name.to_owned(), table::number(row, 2)?))
        });
        groups.push((title, rows.collect::<Result<Vec<_>, String>>()?));
    }
    let title = "A call, from question to typed value: instructions, a call by hand = 1";
    Ok(bars::draw(title, &groups))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Table, all};
    use crate::golden;

    #[test]
    fn plots_show_what_the_tables_say() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
        let page = fs::read_to_string(docs.join("benchmarks.md")).expect("the page is there");
        let mut differences = Vec::new();
        for (name, text) in all(&page).expect("every table is there") {
            assert!(
                page.contains(&format!("(plots/{name})")),
                "{name} is on no page"
            );
            differences.extend(golden(&docs.join("plots").join(name), &text).err());
        }
        assert!(differences.is_empty(), "{}", differences.join("\n"));
    }

    #[test]
    fn a_table_without_its_figure_is_told() {
        let page = "| x | a |\n| --- | ---: |\n| one | **1,234.5** |\n| two | - |\n";
        let table = Table::find(page, "x").expect("it is there");
        let row = |name| table.row(name).expect("it is there");
        assert_eq!(table.number(row("one"), "a"), Ok(1234.5));
        assert!(table.number(row("two"), "a").is_err());
        assert!(table.number(row("one"), "b").is_err());
        assert!(Table::find(page, "y").is_err());
        assert!(all(page).is_err());
    }
}
