//! An answer that fits its schema in, the same answer with one rule broken out.
//!
//! The shape stays right: a number leaves its limits, an enum gets a stranger, a property goes
//! missing. A rule that is written in the schema is broken, one that a client must notice.

use super::dice::Dice;
use super::judge::{Judge, item_rule};
use super::mend::ByValue;
use super::number::beyond;
use super::shape::{Document, Shape};
use super::tree::Tree;

/// How many ways to break an answer are gathered.
const MOST: usize = 2_000;

/// One way to break an answer.
struct Break {
    /// What to try first: limits, then enums, then missing properties, then the rest.
    rank: u8,
    /// The way to the value, as positions among members and items.
    path: Vec<usize>,
    /// What stands there instead; `None` takes the property away.
    instead: Option<Tree>,
}

/// The answer with one rule broken; `None` where its schema has none to break.
pub(super) fn spoiled(
    document: &Document,
    judge: &Judge<'_>,
    answer: &Tree,
    dice: &mut Dice,
) -> Option<Tree> {
    let mut breaks = Vec::new();
    gather(
        document,
        judge,
        &[&document.root],
        answer,
        &mut Vec::new(),
        &mut breaks,
    );
    // The dice shuffle, the ranks then order; the sort is stable.
    let mut shuffled: Vec<(u64, Break)> =
        breaks.into_iter().map(|one| (dice.roll(), one)).collect();
    shuffled.sort_by_key(|(key, one)| (one.rank, *key));
    shuffled.into_iter().find_map(|(_, one)| {
        let mut broken = answer.clone();
        put(&mut broken, &one.path, one.instead)?;
        (!judge.accepts(&[&document.root], &broken)).then_some(broken)
    })
}

/// Lists the ways to break a value and what is in it. Answers are at most some 200 levels deep.
fn gather<'s>(
    document: &'s Document,
    judge: &Judge<'s>,
    schemas: &[&'s Tree],
    value: &Tree,
    path: &mut Vec<usize>,
    out: &mut Vec<Break>,
) {
    if out.len() > MOST {
        return;
    }
    let Some(shape) = Shape::gather(document, schemas, &mut ByValue { judge, value }) else {
        return;
    };
    let mut push = |rank, instead| {
        out.push(Break {
            rank,
            path: path.clone(),
            instead,
        });
    };
    if shape.all("enum").next().is_some() && value.as_str().is_some() {
        push(1, Some(Tree::string("unlisted")));
    }
    match value {
        Tree::Number(_) => {
            for (keyword, distance) in [
                ("minimum", -1),
                ("exclusiveMinimum", 0),
                ("maximum", 1),
                ("exclusiveMaximum", 0),
            ] {
                for limit in shape.all(keyword) {
                    let Tree::Number(limit) = limit else { continue };
                    if let Some(outside) = beyond(limit, distance) {
                        push(0, Some(Tree::Number(outside)));
                    }
                }
            }
            push(4, Some(Tree::string("many")));
        }
        Tree::String(text) => {
            if let Some(most) = shape.at_most("maxLength").filter(|most| *most < 10_000) {
                push(
                    3,
                    Some(Tree::String(
                        text.chars().chain("x".repeat(most + 1).chars()).collect(),
                    )),
                );
            }
            if shape.at_least("minLength") > 0 {
                push(3, Some(Tree::string("")));
            }
            if shape.text("pattern").is_some() {
                push(3, Some(Tree::string("~ does not match ~")));
            }
            push(4, Some(Tree::count(7)));
        }
        Tree::Array(items) => {
            if shape.at_least("minItems") > 0 {
                push(3, Some(Tree::Array(Vec::new())));
            }
            push(4, Some(Tree::string("none")));
            for (index, item) in items.iter().enumerate() {
                let rules: Vec<&Tree> = shape
                    .parts
                    .iter()
                    .filter_map(|part| item_rule(part, index))
                    .collect();
                path.push(index);
                gather(document, judge, &rules, item, path, out);
                path.pop();
            }
        }
        Tree::Object(members) => {
            push(4, Some(Tree::string("none")));
            let required: Vec<&str> = shape
                .all("required")
                .flat_map(Tree::items)
                .filter_map(Tree::as_str)
                .collect();
            for (index, (name, member)) in members.iter().enumerate() {
                let rules: Vec<&Tree> = shape
                    .parts
                    .iter()
                    .flat_map(|part| judge.rules_of(part, name))
                    .collect();
                path.push(index);
                // Where null would do, the property may merely be said to be required (as OpenAI's
                // strict mode wants it of optional ones), and nobody would miss it.
                if required.contains(&name.as_str()) && !judge.accepts(&rules, &Tree::Null) {
                    out.push(Break {
                        rank: 2,
                        path: path.clone(),
                        instead: None,
                    });
                }
                gather(document, judge, &rules, member, path, out);
                path.pop();
            }
        }
        Tree::Null | Tree::Bool(_) => push(4, Some(Tree::string("maybe"))),
    }
}

/// Puts a value in place of what stands at a path, or takes it away.
fn put(tree: &mut Tree, path: &[usize], instead: Option<Tree>) -> Option<()> {
    let Some((index, rest)) = path.split_first() else {
        *tree = instead?;
        return Some(());
    };
    match tree {
        Tree::Object(members) => {
            if rest.is_empty() && instead.is_none() {
                (*index < members.len()).then(|| members.remove(*index))?;
                return Some(());
            }
            put(&mut members.get_mut(*index)?.1, rest, instead)
        }
        Tree::Array(items) => put(items.get_mut(*index)?, rest, instead),
        _ => None,
    }
}
