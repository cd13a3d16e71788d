//! JSON Pointer (RFC 6901): writing one token at a time, and finding the node it names.

use super::{Node, NodeValue};

/// Appends `/token` with `~` and `/` escaped.
pub(crate) fn push(pointer: &mut String, token: &str) {
    pointer.push('/');
    for character in token.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// `pointer` with one more token.
pub(crate) fn join(pointer: &str, token: &str) -> String {
    let mut out = String::with_capacity(pointer.len() + token.len() + 1);
    out.push_str(pointer);
    push(&mut out, token);
    out
}

/// The tokens of a pointer, unescaped. What stands before the first `/` is not looked at.
pub(crate) fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    pointer
        .split('/')
        .skip(1)
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
}

/// The child of a node that a token names.
pub(crate) fn child<'a>(node: &'a Node, token: &str) -> Option<&'a Node> {
    match &node.value {
        NodeValue::Object(members) => members.iter().find(|m| m.key == token).map(|m| &m.value),
        NodeValue::Array(items) => {
            // RFC 6901 section 4: no leading zeros, no sign.
            let canonical = token == "0" || !token.starts_with(['0', '+']);
            items.get(token.parse::<usize>().ok().filter(|_| canonical)?)
        }
        _ => None,
    }
}

impl Node {
    /// The node a JSON Pointer (RFC 6901) names inside this one; `""` is this one.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return None;
        }
        tokens(pointer).try_fold(self, |node, token| child(node, &token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_escaping() {
        let pointer = join(&join("", "a/b~c"), "");
        assert_eq!(pointer, "/a~1b~0c/");
        assert_eq!(tokens(&pointer).collect::<Vec<_>>(), ["a/b~c", ""]);
        // `~01` is an escaped `~` before a `1`, not an escaped `/`.
        assert_eq!(tokens("/~01").collect::<Vec<_>>(), ["~1"]);
    }

    #[test]
    fn an_index_is_written_one_way() {
        let null = Node {
            span: 0..0,
            value: NodeValue::Null,
        };
        let array = Node {
            span: 0..0,
            value: NodeValue::Array(vec![null.clone(), null]),
        };
        assert!(array.at("/1").is_some());
        for bad in ["/2", "/01", "/+1", "/-", "/", "1"] {
            assert!(array.at(bad).is_none(), "{bad}");
        }
    }
}
