//! The texts of a module: each schema, definition and type of a notation written once, and named where it is used.
//!
//! What a model may be asked for has its schema in several dialects, and shares definitions with whatever else a module
//! holds. Every definition is a constant, so that one property changes one text, however many refer to it.

use std::fmt::Write as _;

use formwork_schema::maps::{HashMap, HashSet};

use super::extract::Asked;
use crate::ir::SchemaText;
use crate::print::{Bracket, Page};

/// A text of fewer bytes stands wherever it is used.
const SHORT: usize = 60;

/// The constants of a module, and which text is which.
#[derive(Default)]
pub(super) struct Texts<'a> {
    wholes: HashMap<&'a SchemaText, String>,
    schemas: HashMap<&'a str, String>,
    types: HashMap<&'a str, String>,
    taken: HashSet<String>,
}

/// A text, what it is called after, and the dialect that words it so; none for the author's own words.
struct Said<'a> {
    text: &'a SchemaText,
    of: &'a str,
    dialect: &'a str,
}

impl<'a> Texts<'a> {
    /// Writes the constants of everything that is asked for.
    pub(super) fn write(page: &mut Page, forms: &[Asked<'a>]) -> Self {
        let mut texts = Self::default();
        let all: Vec<Said<'a>> = forms.iter().flat_map(Asked::texts).collect();
        let mut uses: HashMap<&SchemaText, usize> = HashMap::default();
        for said in &all {
            *uses.entry(said.text).or_default() += 1;
        }
        let mut distinct: HashSet<&SchemaText> = HashSet::default();
        let distinct: Vec<&Said<'a>> = all.iter().filter(|s| distinct.insert(s.text)).collect();
        let defs = distinct.iter().flat_map(|said| {
            let defs = said.text.defs.iter();
            defs.map(|(name, text)| (name.as_str(), said.dialect, text.as_str()))
        });
        for (name, dialect, text) in defs {
            texts.schema(page, &["DEF", name, dialect], text);
        }
        texts.roots(page, &distinct);
        texts.notations(page, forms);
        for said in &distinct {
            if uses.get(said.text).is_some_and(|uses| *uses > 1) {
                let name = texts.claim(&["SCHEMA", said.of, said.dialect]);
                constant(page, &name, "f::SchemaText", |page| {
                    texts.inline(page, said.text);
                });
                texts.wholes.insert(said.text, name);
            }
        }
        texts
    }

    /// Roots that several texts begin with. One that is also a definition has a constant already.
    fn roots(&mut self, page: &mut Page, distinct: &[&Said<'a>]) {
        let mut uses: HashMap<&str, usize> = HashMap::default();
        for said in distinct {
            *uses.entry(said.text.root.as_str()).or_default() += 1;
        }
        for said in distinct {
            let root = said.text.root.as_str();
            if uses.get(root).is_some_and(|uses| *uses > 1) {
                self.schema(page, &["ROOT", said.of, said.dialect], root);
            }
        }
    }

    /// A constant for the text of a schema that has none.
    fn schema(&mut self, page: &mut Page, words: &[&str], text: &'a str) {
        if text.len() < SHORT || self.schemas.contains_key(text) {
            return;
        }
        let name = self.claim(words);
        constant(page, &name, "&str", |page| page.json(text));
        self.schemas.insert(text, name);
    }

    /// Types that several notations define.
    fn notations(&mut self, page: &mut Page, forms: &[Asked<'a>]) {
        let mut uses: HashMap<&str, usize> = HashMap::default();
        let all = || forms.iter().flat_map(|form| form.notation.iter().skip(1));
        for text in all() {
            *uses.entry(text.as_str()).or_default() += 1;
        }
        for text in all() {
            let is_shared = uses.get(text.as_str()).is_some_and(|uses| *uses > 1);
            if text.len() < SHORT || !is_shared || self.types.contains_key(text.as_str()) {
                continue;
            }
            let mut words = text.split(' ');
            let name = self.claim(&["TYPE", words.nth(1).unwrap_or_default()]);
            constant(page, &name, "&str", |page| page.lines(text));
            self.types.insert(text, name);
        }
    }

    /// The schema of something, or the constant that holds it.
    pub(super) fn whole(&self, page: &mut Page, text: &SchemaText) {
        match self.wholes.get(text) {
            Some(name) => page.push(name),
            None => self.inline(page, text),
        }
    }

    fn inline(&self, page: &mut Page, text: &SchemaText) {
        page.push("f::SchemaText ");
        page.open(Bracket::Curly);
        page.push("root: ");
        self.json(page, &text.root);
        page.next();
        page.push("defs: &");
        page.list(Bracket::Square, &text.defs, |page, (name, text)| {
            page.open(Bracket::Round);
            page.string(name);
            page.next();
            self.json(page, text);
            page.close();
        });
        page.close();
    }

    fn json(&self, page: &mut Page, text: &str) {
        match self.schemas.get(text) {
            Some(name) => page.push(name),
            None => page.json(text),
        }
    }

    /// The schema of something as types.
    pub(super) fn notation(&self, page: &mut Page, texts: &[String]) {
        page.push("&");
        page.list(Bracket::Square, texts, |page, text| {
            match self.types.get(text.as_str()) {
                Some(name) => page.push(name),
                None => page.lines(text),
            }
        });
    }

    /// A name that no other constant has.
    fn claim(&mut self, words: &[&str]) -> String {
        let mut name = String::new();
        for word in words.iter().filter(|word| !word.is_empty()) {
            if !name.is_empty() {
                name.push('_');
            }
            shout(word, &mut name);
        }
        let stem = name.len();
        let mut number = 1_u64;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name.truncate(stem);
            let _ = write!(name, "_{number}");
        }
        name
    }
}

impl<'a> Asked<'a> {
    /// Every text of its schemas: the author's first, then that of each dialect and of each tool.
    fn texts(&self) -> impl Iterator<Item = Said<'a>> + use<'a> {
        let of = self.tool_name;
        let own = Said {
            text: self.schema,
            of,
            dialect: "",
        };
        let dialects = self.dialects.iter().filter_map(move |one| {
            let text = one.text.as_ref().ok()?;
            let dialect = one.dialect;
            Some(Said { text, of, dialect })
        });
        let tools = self.tools.iter().map(|tool| Said {
            text: &tool.schema,
            of: &tool.name,
            dialect: "",
        });
        [own].into_iter().chain(dialects).chain(tools)
    }
}

fn constant(page: &mut Page, name: &str, ty: &str, value: impl FnOnce(&mut Page)) {
    page.statement(|page| {
        page.push("const ");
        page.push(name);
        page.push(": ");
        page.push(ty);
        page.push(" = ");
        value(page);
    });
}

/// A name as constants are written, in ASCII: `lineItem` and `line-item` are `LINE_ITEM`.
fn shout(name: &str, out: &mut String) {
    let mut before = '_';
    for character in name.chars() {
        let begins = character.is_ascii_uppercase()
            && (before.is_ascii_lowercase() || before.is_ascii_digit());
        let character = if character.is_ascii_alphanumeric() {
            character
        } else {
            '_'
        };
        if begins || character == '_' && before != '_' {
            out.push('_');
        }
        if character != '_' {
            out.push(character.to_ascii_uppercase());
        }
        before = character;
    }
}

#[cfg(test)]
mod tests {
    use super::shout;

    #[test]
    fn names_are_written_as_constants_are() {
        for (name, constant) in [
            ("line_item", "LINE_ITEM"),
            ("lineItem", "LINE_ITEM"),
            ("openai-strict", "OPENAI_STRICT"),
            ("RGBA", "RGBA"),
            ("a..b", "A_B"),
            ("größe", "GR_E"),
            ("", ""),
        ] {
            let mut out = String::new();
            shout(name, &mut out);
            assert_eq!(out, constant, "{name}");
        }
    }
}
