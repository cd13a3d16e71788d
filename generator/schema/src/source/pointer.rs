//! JSON Pointer (RFC 6901): writing one token at a time, and finding the node it names.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::{Node, NodeValue};

/// A JSON Pointer (RFC 6901), which costs nothing to copy: every schema and finding has one.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(Arc<str>);

impl Pointer {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Pointer {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Pointer {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<String> for Pointer {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Pointer {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl PartialEq<str> for Pointer {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Pointer {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// Appends `/token` with `~` and `/` escaped.
pub(crate) fn push(pointer: &mut String, token: &str) {
    pointer.push('/');
    if !token.contains(['~', '/']) {
        pointer.push_str(token);
        return;
    }
    for character in token.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// `pointer` with one more token.
pub(crate) fn join(pointer: &str, token: &str) -> Pointer {
    let mut out = String::with_capacity(pointer.len() + token.len() + 1);
    out.push_str(pointer);
    push(&mut out, token);
    out.into()
}

/// The last token of a pointer, unescaped, where it has any.
pub(crate) fn last(pointer: &str) -> Option<String> {
    pointer.rsplit_once('/').map(|(_, token)| unescaped(token))
}

fn unescaped(token: &str) -> String {
    if token.contains('~') {
        token.replace("~1", "/").replace("~0", "~")
    } else {
        token.to_owned()
    }
}

/// The tokens of a pointer, unescaped. What stands before the first `/` is not looked at.
pub(crate) fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(unescaped)
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
