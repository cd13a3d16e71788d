//! Which values are there where a condition holds.

use minijinja::machinery::ast::{BinOpKind, Expr, UnaryOpKind};

use super::template::Text;

/// `order.lines`, where an expression is that; otherwise as it is written.
pub(super) fn path(expression: &Expr<'_>, text: &str) -> String {
    let mut steps = Vec::new();
    let mut at = expression;
    loop {
        match at {
            Expr::Var(one) => {
                steps.push(one.id);
                steps.reverse();
                return steps.join(".");
            }
            Expr::GetAttr(one) => {
                steps.push(one.name);
                at = &one.expr;
            }
            Expr::GetItem(one) => {
                let Expr::Const(key) = &one.subscript_expr else {
                    break;
                };
                let Some(key) = key.value.as_str() else { break };
                steps.push(key);
                at = &one.expr;
            }
            _ => break,
        }
    }
    let written = text.get(Text::part(expression.span()));
    written.unwrap_or_default().to_owned()
}

/// The paths that are there where a condition holds, or does not. To be compared, a value must be there.
pub(super) fn guards(condition: &Expr<'_>, holds: bool, text: &str, there: &mut Vec<String>) {
    match condition {
        Expr::Var(_) | Expr::GetAttr(_) | Expr::GetItem(_) if holds => {
            there.push(path(condition, text));
        }
        Expr::Test(one) => {
            let is_there = match one.name {
                "undefined" => !holds,
                "none" | "ne" | "!=" | "false" => false,
                _ => holds,
            };
            if is_there {
                there.push(path(&one.expr, text));
            }
        }
        Expr::UnaryOp(one) if matches!(one.op, UnaryOpKind::Not) => {
            guards(&one.expr, !holds, text, there);
        }
        Expr::BinOp(one) => {
            let both = match one.op {
                BinOpKind::ScAnd => holds,
                BinOpKind::ScOr => !holds,
                _ => false,
            };
            if both {
                guards(&one.left, holds, text, there);
                guards(&one.right, holds, text, there);
            }
        }
        _ => {}
    }
}
