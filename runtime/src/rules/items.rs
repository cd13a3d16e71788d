//! `items` (JSON Schema core, section 10.3.1.2).

use super::Check;
use super::evaluated::Evaluated;
use super::judge::Judge;
use super::words::counted;
use crate::json::tree::{Content, Tree};

pub(super) fn check<'t>(
    judge: &mut Judge<'t>,
    from: usize,
    check: &'static Check,
    value: &'t Tree<'t>,
    mut seen: Option<&mut Evaluated>,
) -> bool {
    let Content::Array(items) = &value.content else {
        return true;
    };
    if check.is_never() && items.len() > from {
        if let Some(seen) = seen {
            seen.mark_all();
        }
        return judge.fail("items", Some(value), || {
            let most = counted(from as u64, "item");
            format!("must have at most {most}, has {}", items.len())
        });
    }
    let mut fits = true;
    for (index, item) in items.iter().enumerate().skip(from) {
        if let Some(seen) = seen.as_deref_mut() {
            seen.mark(index);
        }
        fits &= judge.item(check, index, item);
        if judge.is_settled(fits) {
            break;
        }
    }
    fits
}
