//! The text of a value in which something was mended, as it would have been written right: what rules about
//! whole values judge.

use super::coerce::quoted;
use super::whole::{Shape, Undone, become_map, find, steps};
use crate::json::tree::{Content, Members, Tree};

/// The text of the value at `pointer` with everything undone that was found inside it; `None` where nothing
/// was mended.
pub(super) fn mended_text(undone: &[Undone], pointer: &str, text: &str) -> Option<String> {
    if undone.iter().all(|one| !one.what.is_mend()) {
        return None;
    }
    let mut inside: Vec<(Vec<String>, &Shape, String)> = undone
        .iter()
        .filter_map(|one| {
            let steps = steps(one.pointer.strip_prefix(pointer)?)?;
            let name = match one.what {
                Shape::Property(name) | Shape::Key(_, name) => quoted(name),
                _ => String::new(),
            };
            Some((steps, &one.what, name))
        })
        .collect();
    // What is further out changes the way to what is inside, so it comes first.
    inside.sort_by_key(|(steps, ..)| steps.len());
    let mut tree = Tree::parse(text)?;
    for (steps, what, name) in &inside {
        apply(&mut tree, steps, what, name);
    }
    Some(tree.to_text(true).into_owned())
}

fn apply<'t>(root: &mut Tree<'t>, steps: &[String], what: &'t Shape, name: &'t str) {
    if let Shape::Null | Shape::Extra = what {
        if let Some((name, steps)) = steps.split_last()
            && let Some(Content::Object(members)) = find(root, steps).map(|tree| &mut tree.content)
        {
            members.remove(name);
        }
        return;
    }
    let Some(tree) = find(root, steps) else {
        return;
    };
    match what {
        Shape::Entries => become_map(tree),
        Shape::Value(text) => {
            if let Some(value) = Tree::parse(text) {
                *tree = value;
            }
        }
        Shape::Item => {
            let item = std::mem::replace(tree, nothing());
            tree.content = Content::Array(vec![item]);
        }
        Shape::Property(_) => {
            let value = std::mem::replace(tree, nothing());
            if let Some(key) = Tree::parse(name) {
                tree.content = Content::Object(Members::new(std::iter::once((key, value))));
            }
        }
        Shape::Only => {
            let only = match std::mem::replace(&mut tree.content, Content::Null) {
                Content::Array(items) => items.into_iter().next(),
                Content::Object(members) => members.into_first(),
                _ => None,
            };
            if let Some(only) = only {
                *tree = only;
            }
        }
        Shape::Key(from, _) => {
            if let Content::Object(members) = &mut tree.content
                && let (Some(value), Some(key)) = (members.remove(from), Tree::parse(name))
            {
                members.insert(key, value);
            }
        }
        Shape::Null | Shape::Extra => {}
    }
}

fn nothing<'t>() -> Tree<'t> {
    Tree {
        text: "null",
        content: Content::Null,
    }
}
