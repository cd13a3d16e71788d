//! `contains`, `minContains` and `maxContains` (JSON Schema core, section 10.3.1.3; validation,
//! sections 6.4.4 and 6.4.5).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use super::words::{brief, counted};
use crate::json::tree::{Content, Tree};

/// How many items must fit a schema.
#[derive(Clone, Copy, Debug)]
pub struct Contains {
    /// What such an item fits.
    pub check: &'static Check,
    /// At least so many do; 1 where the schema does not say.
    pub min: u64,
    /// At most so many do.
    pub max: Option<u64>,
}

/// Items that fit count as evaluated, as from draft 2020-12 on.
pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    row: &'static Contains,
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let Content::Array(items) = &value.content else {
        return true;
    };
    let mut count = 0;
    for (index, item) in items.iter().enumerate() {
        if seen.is_none() && row.max.is_none() && count >= row.min {
            break;
        }
        if judge.probe(row.check, item, None) {
            count += 1;
            if let Some(seen) = seen.as_deref_mut() {
                seen.mark(index);
            }
        }
    }
    let (keyword, limit) = match row.max {
        Some(max) if count > max => ("maxContains", format!("at most {}", counted(max, "item"))),
        _ if count >= row.min => return true,
        _ if row.min == 1 => ("contains", "at least 1 item".to_owned()),
        _ => (
            "minContains",
            format!("at least {}", counted(row.min, "item")),
        ),
    };
    judge.fail(keyword, Some(value), || {
        let what = brief(row.check).map_or_else(
            || "that fits the schema of `contains`".to_owned(),
            |what| format!("that is {what}"),
        );
        format!("must have {limit} {what}, has {count}")
    })
}
