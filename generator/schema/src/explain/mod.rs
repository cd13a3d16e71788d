//! The long text behind each code: what it means, why it matters, a schema that has it, and the same
//! schema mended.
//!
//! Each text is a file of Markdown beside this one, named after its code, and the table of codes does
//! not compile without it. This file takes such a text apart, and writes it for a terminal.

mod find;

use crate::CodeInfo;

pub use find::find;

/// What there is to say about a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What it means.
    pub meaning: String,
    /// Why it matters.
    pub reason: String,
    /// Schemas that have it.
    pub wrong: Example,
    /// The same schemas without it.
    pub mended: Example,
}

/// Schema files, and what is asked of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// What to know about it; often nothing.
    pub text: String,
    /// Options, line by line: `schema`, `schema_dir` or `runtime`, and a value. Without a line `schema`
    /// where there are files, the first file is what is asked for.
    pub options: Vec<(String, String)>,
    /// The files.
    pub files: Vec<ExampleFile>,
}

/// A file of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFile {
    /// Its path.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether it is saved in Latin-1, and not in UTF-8.
    pub is_latin_1: bool,
}

impl ExampleFile {
    /// The bytes of the file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        if self.is_latin_1 {
            let bytes = self.text.chars();
            return bytes.map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
        }
        self.text.clone().into_bytes()
    }
}

impl CodeInfo {
    /// The text, taken apart.
    #[must_use]
    pub fn explanation(&self) -> Explanation {
        let mut sections = self.explanation.split("\n## ");
        let meaning = sections.next().unwrap_or_default().trim().to_owned();
        // The heading is for those who read the file.
        let mut next = || {
            let section = sections.next().unwrap_or_default();
            let (_, text) = section.split_once('\n').unwrap_or_default();
            text.trim()
        };
        Explanation {
            meaning,
            reason: next().to_owned(),
            wrong: example(next()),
            mended: example(next()),
        }
    }

    /// The text for a terminal: at most 80 columns wide, without decoration.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = format!("{} ({})\n{}\n\n", self.code, self.name(), self.title);
        let mut is_code = false;
        for line in self.explanation.lines() {
            if let Some(info) = line.strip_prefix("```") {
                is_code = !is_code;
                if is_code && let Some((_, name)) = info.split_once(' ') {
                    out.push_str("  ");
                    out.push_str(name);
                    out.push_str(":\n\n");
                }
                continue;
            }
            if is_code {
                out.push_str("    ");
            }
            out.push_str(
                line.strip_prefix("## ")
                    .filter(|_| !is_code)
                    .unwrap_or(line),
            );
            out.push('\n');
        }
        out
    }
}

/// An example out of its section: paragraphs, and blocks of code named after the files they are.
fn example(section: &str) -> Example {
    let mut example = Example::default();
    // Every second part stands between fences.
    for (index, part) in section.split("```").enumerate() {
        if index % 2 == 0 {
            example.text.push_str(part.trim());
            continue;
        }
        let (info, text) = part.split_once('\n').unwrap_or_default();
        let mut words = info.split(' ').skip(1);
        match words.next().unwrap_or_default() {
            "options" => example.options.extend(
                text.lines()
                    .filter_map(|line| line.split_once(' '))
                    .map(|(key, value)| (key.to_owned(), value.to_owned())),
            ),
            name => example.files.push(ExampleFile {
                name: name.to_owned(),
                text: text.to_owned(),
                is_latin_1: words.any(|word| word == "Latin-1"),
            }),
        }
    }
    example
}
