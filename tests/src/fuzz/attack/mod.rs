//! Documents made to hurt: deep, wide, cyclic, doubling, and long.

mod deep;
mod long;
mod many;
mod references;
mod templates;
mod yaml;

use std::fmt::Write as _;

use super::Document;

/// A way to hurt, which grows with its size.
#[derive(Clone, Copy, Debug)]
pub struct Attack {
    /// What it is.
    pub name: &'static str,
    /// The extension of the file.
    extension: &'static str,
    text: fn(usize) -> String,
    /// A size that makes about ten megabytes, or where less is as bad, that is bad enough.
    pub most: usize,
}

impl Attack {
    /// The document of a size.
    #[must_use]
    pub fn document(&self, size: usize) -> Document {
        Document {
            name: format!("schema.{}", self.extension),
            bytes: (self.text)(size).into_bytes(),
        }
    }
}

/// All of them.
pub fn attacks() -> impl Iterator<Item = &'static Attack> {
    let all = [
        deep::ALL,
        references::ALL,
        many::ALL,
        long::ALL,
        yaml::ALL,
        templates::ALL,
    ];
    all.into_iter().flatten()
}

const fn json(name: &'static str, text: fn(usize) -> String, most: usize) -> Attack {
    Attack {
        name,
        extension: "json",
        text,
        most,
    }
}

const fn yaml(name: &'static str, text: fn(usize) -> String, most: usize) -> Attack {
    Attack {
        name,
        extension: "yaml",
        text,
        most,
    }
}

fn nest(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

fn commas(count: usize, out: &mut String, item: impl Fn(usize) -> String) {
    for at in 0..count {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&item(at));
    }
}

/// Definitions `d0`, `d1` and so on, one more than asked for, and a root that refers to the first.
fn definitions(count: usize, schema: impl Fn(usize) -> String) -> String {
    let mut text = r##"{"$ref":"#/$defs/d0","$defs":{"##.to_owned();
    commas(count, &mut text, |at| format!(r#""d{at}":{}"#, schema(at)));
    let comma = if count > 0 { "," } else { "" };
    let _ = write!(text, r#"{comma}"d{count}":{{"type":"integer"}}}}}}"#);
    text
}

fn members(count: usize, member: impl Fn(usize) -> String) -> String {
    let mut text = r#"{"type":"object","properties":{"#.to_owned();
    commas(count, &mut text, member);
    text + "}}"
}

fn list(count: usize, keyword: &str, item: impl Fn(usize) -> String) -> String {
    let mut text = format!(r#"{{"{keyword}":["#);
    commas(count, &mut text, item);
    text + "]}"
}
