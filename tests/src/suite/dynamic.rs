//! The suite through schemas that are read at run time, without generated code.

use std::path::Path;

use formwork::dynamic::Schema;

use super::{Case, Judged};
use crate::harness::make::Order;
use crate::harness::text::same;

/// The address that the suite's remote documents have.
const ADDRESS: &str = "http://localhost:1234/";

/// The schema of an order.
///
/// # Errors
/// What is wrong with it, a line each.
pub fn schema(order: &Order) -> Result<Schema, String> {
    let remote = |uri: &str| {
        let path = uri.strip_prefix(ADDRESS)?;
        let inside = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        let folder: &Path = order.remotes.as_ref().filter(|_| inside)?;
        std::fs::read(folder.join(path)).ok()
    };
    let mut builder = Schema::builder()
        .assert_formats(order.assert_formats)
        .loader(&remote);
    if let Some(draft) = &order.draft {
        builder = builder.draft(draft);
    }
    builder
        .json(&order.schema)
        .map_err(|error| error.to_string())
}

/// Judges every test of a case.
#[must_use]
pub fn judge_dynamic(case: &Case) -> Vec<Judged> {
    let schema = schema(&case.subject.order);
    let tests = case.tests.iter().zip(&case.subject.instances);
    tests
        .map(|(test, instance)| {
            let failure = match schema.as_ref().map(|schema| schema.decode(instance)) {
                Err(why) => Some(("not read".to_owned(), why.clone())),
                Ok(Ok(value)) if test.valid && !same(instance, &value.to_string()) => {
                    Some(("value changed".to_owned(), format!("{instance}\n{value}")))
                }
                Ok(decoded) if decoded.is_ok() == test.valid => None,
                Ok(Ok(_)) => Some(("invalid accepted".to_owned(), instance.clone())),
                Ok(Err(violations)) => {
                    let told: Vec<String> = violations.iter().map(ToString::to_string).collect();
                    let words = format!("{instance}\n{}", told.join("\n"));
                    Some(("valid refused".to_owned(), words))
                }
            };
            Judged {
                name: case.name(test),
                optional: case.optional,
                failure,
            }
        })
        .collect()
}
