//! Which values are there where a condition holds.

use crate::template::{Expression, Kind};

/// `order.lines`, where an expression is that; otherwise as it is written.
pub(super) fn path(expression: &Expression<'_>, text: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    let mut at = expression;
    loop {
        match &at.kind {
            Kind::Name(name) => {
                steps.push(name);
                steps.reverse();
                return steps.join(".");
            }
            Kind::Property(one) => {
                let (around, name) = &**one;
                steps.push(name.text);
                at = around;
            }
            Kind::Item(one) => {
                let [around, key] = &**one;
                let Kind::String(key) = &key.kind else { break };
                steps.push(key);
                at = around;
            }
            _ => break,
        }
    }
    let written = text.get(expression.span.clone());
    written.unwrap_or_default().to_owned()
}

/// The paths that are there where a condition holds, or does not. To be compared, a value must be there.
pub(super) fn guards(condition: &Expression<'_>, holds: bool, text: &str, there: &mut Vec<String>) {
    match &condition.kind {
        Kind::Name(_) | Kind::Property(_) | Kind::Item(_) if holds => {
            there.push(path(condition, text));
        }
        Kind::Test(one) => {
            let is_there = match one.name.text {
                "undefined" => !holds,
                "none" | "ne" | "!=" | "false" => false,
                _ => holds,
            };
            if is_there {
                there.push(path(&one.value, text));
            }
        }
        Kind::Not(inner) => guards(inner, !holds, text, there),
        // Both sides hold.
        Kind::And(sides) if holds => {
            for side in &**sides {
                guards(side, true, text, there);
            }
        }
        // Neither does.
        Kind::Or(sides) if !holds => {
            for side in &**sides {
                guards(side, false, text, there);
            }
        }
        _ => {}
    }
}
