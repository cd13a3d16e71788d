//! A whole JSON text as a tree that points into it.
//!
//! What is judged whole must be exact: numbers stay text, so that none is rounded or refused, and every
//! value knows its own text, which violations show. The text is one that the scanner has passed, or
//! that the generator wrote; anything else is no tree.

use std::borrow::Cow;

/// Values nest at most so deep, as in the scanner. A text that goes deeper equals no answer.
const DEEPEST: usize = 128;

/// A value.
#[derive(Clone, Debug)]
pub(crate) struct Tree<'t> {
    /// Its text.
    pub(crate) text: &'t str,
    pub(crate) content: Content<'t>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Content<'t> {
    Null,
    Boolean(bool),
    /// A number: its text.
    Number,
    String(Cow<'t, str>),
    Array(Vec<Tree<'t>>),
    Object(Members<'t>),
}

/// The properties of an object, in the order of the text; of two with one name, the last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members<'t> {
    list: Vec<Member<'t>>,
    /// Indexes in the order of names.
    sorted: Vec<usize>,
}

/// One property.
#[derive(Clone, Debug)]
pub(crate) struct Member<'t> {
    /// Its name, which is a string value too.
    pub(crate) key: Tree<'t>,
    pub(crate) value: Tree<'t>,
}

impl<'t> Tree<'t> {
    /// The tree of a JSON text; `None` where it is none.
    pub(crate) fn parse(text: &'t str) -> Option<Self> {
        Parser {
            text,
            at: 0,
            open: Vec::new(),
        }
        .parse()
    }

    /// The text of the whole value; written anew, where something in it has been changed.
    pub(crate) fn to_text(&self, is_changed: bool) -> Cow<'t, str> {
        if !is_changed {
            return Cow::Borrowed(self.text);
        }
        let mut out = String::new();
        self.write(&mut out);
        Cow::Owned(out)
    }

    /// Values nest so deep as the parser lets them.
    fn write(&self, out: &mut String) {
        let separate = |index: usize, out: &mut String| {
            if index > 0 {
                out.push(',');
            }
        };
        match &self.content {
            Content::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    separate(index, out);
                    item.write(out);
                }
                out.push(']');
            }
            Content::Object(members) => {
                out.push('{');
                for (index, member) in members.iter().enumerate() {
                    separate(index, out);
                    out.push_str(member.key.text);
                    out.push(':');
                    member.value.write(out);
                }
                out.push('}');
            }
            _ => out.push_str(self.text),
        }
    }

    /// The text of a string value.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Member<'_> {
    /// Its name.
    pub(crate) fn name(&self) -> &str {
        self.key.as_str().unwrap_or_default()
    }
}

impl<'t> Members<'t> {
    /// The properties of these names and values.
    pub(crate) fn new(pairs: impl Iterator<Item = (Tree<'t>, Tree<'t>)>) -> Self {
        let pair = |(key, value)| Member { key, value };
        Self::of(pairs.map(pair).collect())
    }

    fn of(mut list: Vec<Member<'t>>) -> Self {
        let mut sorted: Vec<usize> = (0..list.len()).collect();
        let order = |left: &usize, right: &usize| list[*left].name().cmp(list[*right].name());
        sorted.sort_by(order);
        let mut stale: Vec<usize> = sorted
            .windows(2)
            .filter(|pair| list[pair[0]].name() == list[pair[1]].name())
            .map(|pair| pair[0])
            .collect();
        if !stale.is_empty() {
            stale.sort_unstable();
            let mut index = 0;
            list.retain(|_| {
                index += 1;
                stale.binary_search(&(index - 1)).is_err()
            });
            return Self::of(list);
        }
        Self { list, sorted }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Member<'t>> {
        self.list.iter()
    }

    /// All of them, in the order of their names.
    pub(crate) fn by_name(&self) -> impl Iterator<Item = &Member<'t>> {
        self.sorted.iter().filter_map(|index| self.list.get(*index))
    }

    /// The property of an index.
    pub(crate) fn get(&self, index: usize) -> Option<&Member<'t>> {
        self.list.get(index)
    }

    /// The value of a name.
    pub(crate) fn value_mut(&mut self, name: &str) -> Option<&mut Tree<'t>> {
        let index = self.find(name)?;
        self.list.get_mut(index).map(|member| &mut member.value)
    }

    /// Takes the property of a name out; answers with its value.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Tree<'t>> {
        let index = self.find(name)?;
        let member = self.list.remove(index);
        self.sorted.retain(|other| *other != index);
        for other in &mut self.sorted {
            *other -= usize::from(*other > index);
        }
        Some(member.value)
    }

    /// Adds a property.
    pub(crate) fn insert(&mut self, key: Tree<'t>, value: Tree<'t>) {
        let mut list = std::mem::take(&mut self.list);
        list.push(Member { key, value });
        *self = Self::of(list);
    }

    /// The value of the first property.
    pub(crate) fn into_first(self) -> Option<Tree<'t>> {
        self.list.into_iter().next().map(|member| member.value)
    }

    /// The index of the property of a name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let named = |index: &usize| self.get(*index).map_or("", Member::name).cmp(name);
        let found = self.sorted.binary_search_by(named).ok()?;
        self.sorted.get(found).copied()
    }
}

/// A container whose end has not been read.
enum Open<'t> {
    Array(usize, Vec<Tree<'t>>),
    Object(usize, Vec<Member<'t>>, Option<Tree<'t>>),
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    open: Vec<Open<'t>>,
}

/// What a bracket, comma or colon leads to.
enum Then<'t> {
    /// A value.
    Value,
    /// The end of a container.
    End(Tree<'t>),
}

impl<'t> Parser<'t> {
    fn parse(mut self) -> Option<Tree<'t>> {
        loop {
            let mut value = match self.begin()? {
                Then::End(scalar) => scalar,
                Then::Value => match self.after_opening()? {
                    Then::End(empty) => empty,
                    Then::Value => continue,
                },
            };
            loop {
                if self.open.is_empty() {
                    return self.next().is_none().then_some(value);
                }
                self.add(value)?;
                match self.after_value()? {
                    Then::End(container) => value = container,
                    Then::Value => break,
                }
            }
        }
    }

    /// Where a value begins: it is a scalar and ends, or a container opens.
    fn begin(&mut self) -> Option<Then<'t>> {
        let start = self.next()?;
        let content = match self.take()? {
            b'{' => {
                self.open.push(Open::Object(start, Vec::new(), None));
                return (self.open.len() <= DEEPEST).then_some(Then::Value);
            }
            b'[' => {
                self.open.push(Open::Array(start, Vec::new()));
                return (self.open.len() <= DEEPEST).then_some(Then::Value);
            }
            b'"' => Content::String(self.string(start)?),
            b't' => self.word(start, "true", Content::Boolean(true))?,
            b'f' => self.word(start, "false", Content::Boolean(false))?,
            b'n' => self.word(start, "null", Content::Null)?,
            b'-' | b'0'..=b'9' => self.number(),
            _ => return None,
        };
        Some(Then::End(self.tree(start, content)))
    }

    /// Behind an opening bracket; a first key is read.
    fn after_opening(&mut self) -> Option<Then<'t>> {
        self.next()?;
        match (self.open.last()?, self.peek()?) {
            (Open::Array(..), b']') | (Open::Object(..), b'}') => self.close(),
            (Open::Array(..), _) => Some(Then::Value),
            (Open::Object(..), _) => self.key(),
        }
    }

    /// Behind a value; the next key is read.
    fn after_value(&mut self) -> Option<Then<'t>> {
        self.next()?;
        match (self.open.last()?, self.peek()?) {
            (Open::Array(..), b']') | (Open::Object(..), b'}') => self.close(),
            (Open::Array(..), b',') => {
                self.at += 1;
                Some(Then::Value)
            }
            (Open::Object(..), b',') => {
                self.at += 1;
                self.key()
            }
            _ => None,
        }
    }

    fn close(&mut self) -> Option<Then<'t>> {
        self.at += 1;
        Some(Then::End(match self.open.pop()? {
            Open::Array(start, items) => self.tree(start, Content::Array(items)),
            Open::Object(start, list, _) => self.tree(start, Content::Object(Members::of(list))),
        }))
    }

    fn add(&mut self, value: Tree<'t>) -> Option<()> {
        match self.open.last_mut()? {
            Open::Array(_, items) => items.push(value),
            Open::Object(_, list, key) => list.push(Member {
                key: key.take()?,
                value,
            }),
        }
        Some(())
    }

    fn key(&mut self) -> Option<Then<'t>> {
        let start = self.next()?;
        if self.take()? != b'"' {
            return None;
        }
        let content = Content::String(self.string(start)?);
        let read = self.tree(start, content);
        self.next()?;
        if self.take()? != b':' {
            return None;
        }
        if let Some(Open::Object(_, _, key)) = self.open.last_mut() {
            *key = Some(read);
        }
        Some(Then::Value)
    }

    /// A string, behind its opening quote.
    fn string(&mut self, start: usize) -> Option<Cow<'t, str>> {
        let rest = self.text.get(self.at..)?;
        let end = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
        if rest.as_bytes().get(end) == Some(&b'"') {
            self.at += end + 1;
            return Some(Cow::Borrowed(rest.get(..end)?));
        }
        let bytes = rest.as_bytes();
        let mut end = end;
        while *bytes.get(end)? != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        self.at += end + 1;
        let quoted = self.text.get(start..self.at)?;
        serde_json::from_str(quoted).ok().map(Cow::Owned)
    }

    fn number(&mut self) -> Content<'t> {
        while let Some(b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-') = self.peek() {
            self.at += 1;
        }
        Content::Number
    }

    fn word(&mut self, start: usize, word: &str, content: Content<'t>) -> Option<Content<'t>> {
        self.at = start + word.len();
        (self.text.get(start..self.at)? == word).then_some(content)
    }

    fn tree(&self, start: usize, content: Content<'t>) -> Tree<'t> {
        let text = self.text.get(start..self.at).unwrap_or_default();
        Tree { text, content }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// Skips white space; answers where the next token starts.
    fn next(&mut self) -> Option<usize> {
        while let b' ' | b'\t' | b'\n' | b'\r' = self.peek()? {
            self.at += 1;
        }
        Some(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, Member, Tree};

    fn shape(tree: &Tree<'_>) -> String {
        match &tree.content {
            Content::Null => "null".to_owned(),
            Content::Boolean(value) => value.to_string(),
            Content::Number => format!("#{}", tree.text),
            Content::String(text) => format!("{text:?}"),
            Content::Array(items) => {
                let items: Vec<String> = items.iter().map(shape).collect();
                format!("[{}]", items.join(" "))
            }
            Content::Object(members) => {
                let member = |one: &Member<'_>| format!("{}={}", one.name(), shape(&one.value));
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(" "))
            }
        }
    }

    #[test]
    fn reads_every_kind_of_value() {
        for (text, wanted) in [
            ("null", "null"),
            (" [true, false]\n", "[true false]"),
            ("-12.50e+3", "#-12.50e+3"),
            (r#""a\"\u00e9\ud83d\ude00\\""#, r#""a\"é😀\\""#),
            ("[]", "[]"),
            ("{}", "{}"),
            (
                r#"[[],{"a":[1,{"b":null}]},""]"#,
                r#"[[] {a=[#1 {b=null}]} ""]"#,
            ),
            (
                r#"{"b":1,"a":{"c":[2]},"b":3,"d":4}"#,
                "{a={c=[#2]} b=#3 d=#4}",
            ),
        ] {
            let tree = Tree::parse(text);
            assert_eq!(tree.as_ref().map(shape).as_deref(), Some(wanted), "{text}");
            assert_eq!(tree.map(|tree| tree.text), Some(text.trim()));
        }
    }

    #[test]
    fn what_is_no_json_is_no_tree() {
        for text in [
            "", "[", "[1", "[1,", "[1}", "{\"a\"}", "{\"a\":}", "\"a", "tru", "1 2", "{1:2}",
        ] {
            assert!(Tree::parse(text).is_none(), "{text}");
        }
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Tree::parse(&deep(128)).is_some());
        assert!(Tree::parse(&deep(129)).is_none());
    }

    #[test]
    fn finds_members_by_name_and_knows_their_texts() {
        let text = r#"{"z":1,"a": {"x":[1, 2]},"m\n":2}"#;
        let Some(Tree {
            content: Content::Object(members),
            ..
        }) = Tree::parse(text)
        else {
            panic!("no object");
        };
        assert_eq!(members.find("a"), Some(1));
        assert_eq!(members.find("m\n"), Some(2));
        assert_eq!(members.find("m"), None);
        assert_eq!(
            members.get(1).map(|m| m.value.text),
            Some(r#"{"x":[1, 2]}"#)
        );
        assert_eq!(members.get(2).map(|m| m.key.text), Some(r#""m\n""#));
        assert_eq!(members.len(), 3);
    }
}
