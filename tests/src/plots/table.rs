//! Tables in Markdown to rows of cells.

/// A table: its heads, and its rows.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// The table whose first head is this.
    ///
    /// # Errors
    /// That there is none.
    pub fn find(page: &str, head: &str) -> Result<Self, String> {
        let found = every(page).into_iter();
        let mut found =
            found.filter(|table| table.heads.first().is_some_and(|first| first == head));
        found
            .next()
            .ok_or_else(|| format!("no table begins with {head:?}"))
    }

    /// The table whose first row begins with this.
    pub(super) fn find_with(page: &str, first: &str) -> Result<Self, String> {
        let is_it = |table: &Self| {
            table
                .rows
                .first()
                .and_then(|row| row.first())
                .is_some_and(|cell| cell == first)
        };
        every(page)
            .into_iter()
            .find(is_it)
            .ok_or_else(|| format!("no table has the row {first:?} first"))
    }

    /// The first table under a heading.
    pub(super) fn find_under(page: &str, heading: &str) -> Result<Self, String> {
        let (_, rest) = page
            .split_once(&format!("## {heading}\n"))
            .ok_or_else(|| format!("there is no heading {heading:?}"))?;
        every(rest)
            .into_iter()
            .next()
            .ok_or_else(|| format!("{heading:?} has no table"))
    }

    /// The heads of all columns but the first.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.heads.iter().skip(1).map(String::as_str)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[String]> {
        self.rows.iter().map(Vec::as_slice)
    }

    /// The row that begins with a cell.
    #[must_use]
    pub fn row(&self, first: &str) -> Option<&[String]> {
        self.rows()
            .find(|row| row.first().is_some_and(|cell| cell == first))
    }

    /// The figure in a column of a row.
    ///
    /// # Errors
    /// That there is no such column, or no number in it.
    pub fn number(&self, row: &[String], column: &str) -> Result<f64, String> {
        let at = self.heads.iter().position(|head| head == column);
        let at = at.ok_or_else(|| format!("there is no column {column:?}"))?;
        number(row, at)
    }
}

/// The figure in a cell of a row.
pub(super) fn number(row: &[String], column: usize) -> Result<f64, String> {
    let cell = row.get(column).map_or("", String::as_str);
    let text: String = cell.chars().filter(|&character| character != ',').collect();
    text.parse()
        .map_err(|_| format!("{cell:?} in {row:?} is no number"))
}

/// Every table of a page.
fn every(page: &str) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut is_inside = false;
    for line in page.lines() {
        let Some(inner) = line
            .strip_prefix('|')
            .and_then(|line| line.strip_suffix('|'))
        else {
            is_inside = false;
            continue;
        };
        let cells: Vec<String> = inner
            .split('|')
            .map(|cell| cell.trim().replace("**", ""))
            .collect();
        match tables.last_mut().filter(|_| is_inside) {
            // The line under the heads.
            Some(_)
                if cells
                    .iter()
                    .all(|cell| cell.bytes().all(|byte| matches!(byte, b'-' | b':'))) => {}
            Some(table) => table.rows.push(cells),
            None => tables.push(Table {
                heads: cells,
                rows: Vec::new(),
            }),
        }
        is_inside = true;
    }
    tables
}
