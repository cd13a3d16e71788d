//! Lists worth trying: of each length that is named, with each item that its place may hold.

use serde_json::{Value, json};

use super::instances::{Found, LONGEST, Maker, joined};
use super::position::{Way, list, ways};
use super::scalars::counts;

impl<'a> Maker<'a> {
    pub(super) fn arrays(
        &self,
        way: &Way<'a>,
        beside: &[Way<'a>],
        depth: usize,
        found: &mut Found,
    ) {
        let item = |way: &Way<'a>, index: usize, root: &'a Value| {
            let mut schemas: Vec<&'a Value> = Vec::new();
            for keywords in way {
                let listed = list(keywords, "prefixItems").nth(index);
                schemas.extend(listed.or_else(|| keywords.get("items")));
            }
            joined(&schemas, root)
        };
        let held = |way: &Way<'a>, root: &'a Value| {
            let mut schemas = way.iter().filter_map(|keywords| keywords.get("contains"));
            schemas.next().map(|schema| ways(schema, root))
        };
        let width = way
            .iter()
            .chain(beside.iter().flatten())
            .map(|keywords| list(keywords, "prefixItems").count())
            .max()
            .unwrap_or(0)
            .min(16);
        // The values of each listed position, and of those behind them.
        let columns: Vec<Vec<Value>> = (0..=width)
            .map(|index| {
                let other = beside.iter().flat_map(|way| item(way, index, self.beside));
                let other: Vec<Way<'a>> = other.take(12).collect();
                self.at(&item(way, index, self.of), &other, depth + 1)
            })
            .collect();
        let mut kept: Vec<Value> = Vec::new();
        for ways in held(way, self.of)
            .into_iter()
            .chain(beside.iter().filter_map(|way| held(way, self.beside)))
        {
            kept.extend(self.at(&ways, &[], depth + 1).into_iter().take(3));
        }
        let column = |index: usize| columns.get(index.min(width));
        let row = |length: u64, offset: usize| -> Vec<Value> {
            (0..usize::try_from(length.min(LONGEST)).unwrap_or(0))
                .filter_map(|index| {
                    let column = column(index)?;
                    // Lists of distinct items need other values at each place.
                    column
                        .get((index.saturating_sub(width) * offset) % column.len().max(1))
                        .cloned()
                })
                .collect()
        };
        let least = counts(way, &[], "Items")
            .iter()
            .map(|(_, count)| *count)
            .min()
            .unwrap_or(0);
        found.push(Value::Array(row(least.max(width as u64), 1)));
        found.push(json!([]));
        for count in 1..=3 {
            found.push(Value::Array(row(count, 0)));
            found.push(Value::Array(row(count, 1)));
        }
        for (_, count) in counts(way, beside, "Items") {
            found.push(Value::Array(row(count, 1)));
            found.push(Value::Array(row(count, 0)));
        }
        for value in &kept {
            for times in 1..=4 {
                found.push(Value::Array(vec![value.clone(); times]));
                let mut mixed = row(least.max(1), 1);
                mixed.extend(vec![value.clone(); times]);
                found.push(Value::Array(mixed));
            }
        }
        let base = row(least.max(1).max(width as u64), 1);
        for index in 0..base.len().min(width + 1) {
            for value in column(index).into_iter().flatten() {
                let mut changed = base.clone();
                if let Some(slot) = changed.get_mut(index) {
                    *slot = value.clone();
                }
                found.push(Value::Array(changed));
            }
        }
        for value in column(width).into_iter().flatten() {
            let mut longer = base.clone();
            longer.push(value.clone());
            found.push(Value::Array(longer));
        }
    }
}
