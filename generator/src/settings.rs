//! Options, checked, as lowering asks for them.

use formwork_schema::dialect::{self, Dialect};
use formwork_schema::source::Sources;
use formwork_schema::{Code, Finding, Place};

use crate::ir::Formatted;
use crate::lower::TYPED;
use crate::select::Selector;
use crate::written;
use crate::{FormatTypes, Options, runtime};

/// What the options say about types and acceptance.
pub(crate) struct Settings {
    /// Acceptance is what the specification says, to the letter.
    pub(crate) exact: bool,
    /// The dialects that schemas are worded in, in the order of their table, and whether somebody asked for
    /// each.
    pub(crate) dialects: Vec<(&'static Dialect, bool)>,
    /// `format` is checked.
    pub(crate) assert_formats: bool,
    /// The formats that become types.
    pub(crate) format_types: Vec<Formatted>,
    /// Types in place of generated ones, absolute.
    externals: Vec<(Selector, String)>,
    /// Names of crates, and their paths.
    crates: Vec<(String, String)>,
    /// Traits to derive, each as the text of a path, absolute where it is one of the standard library's.
    derives: Vec<(Selector, Vec<String>)>,
    /// Attributes, each as text on one line.
    attributes: Vec<(Selector, Vec<String>)>,
}

impl Settings {
    /// Checks the options. What cannot be honoured is reported, and left out.
    pub(crate) fn new(options: &Options, findings: &mut Vec<Finding>) -> Self {
        let externals = options.extern_types.iter();
        let externals = externals.map(|(pattern, text)| (selector(pattern), a_type(text)));
        let externals = sound(externals, findings);
        let mut crates = Vec::new();
        for (name, path) in &options.extern_crates {
            match runtime::path(path) {
                Ok(path) => crates.push((name.clone(), path)),
                Err(finding) => findings.push(*finding),
            }
        }
        let derives = options.derives.iter();
        let derives = derives.map(|(pattern, text)| (selector(pattern), traits(text)));
        let attributes = options.attributes.iter();
        let attributes = attributes.map(|(pattern, text)| (selector(pattern), attribute(text)));
        Self {
            exact: options.exact,
            dialects: dialects(&options.providers, findings),
            assert_formats: options.assert_formats,
            format_types: format_types(&options.format_types, findings),
            externals,
            crates,
            derives: sound(derives, findings),
            attributes: sound(attributes, findings),
        }
    }

    /// The traits that the type of the schema at a place is to derive.
    pub(crate) fn derives(&self, place: &Place, sources: &Sources) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let picking = self.derives.iter();
        for (_, traits) in picking.filter(|(selector, _)| selector.picks(place, sources)) {
            all.extend(traits.iter().cloned());
        }
        all
    }

    /// Whether there are attributes for any type or field.
    pub(crate) fn has_attributes(&self) -> bool {
        !self.attributes.is_empty()
    }

    /// The attributes of the type or the field of the schema at a place.
    pub(crate) fn attributes(&self, place: &Place, sources: &Sources) -> Vec<String> {
        let picking = self.attributes.iter();
        picking
            .filter(|(selector, _)| selector.picks(place, sources))
            .flat_map(|(_, texts)| texts.iter().cloned())
            .collect()
    }

    /// The type of the user's for the schema at a place.
    pub(crate) fn external(&self, place: &Place, sources: &Sources) -> Option<String> {
        let mut picking = self.externals.iter();
        picking
            .find(|(selector, _)| selector.picks(place, sources))
            .map(|(_, text)| text.clone())
    }

    /// Where a crate is that a schema names.
    pub(crate) fn external_crate(&self, name: &str) -> Option<String> {
        let mut known = self.crates.iter();
        known
            .find(|(known, _)| known.replace('-', "_") == name.replace('-', "_"))
            .map(|(_, path)| path.clone())
    }

    /// Says which patterns have picked nothing.
    pub(crate) fn unused(&self) -> Vec<Finding> {
        let derives = self
            .derives
            .iter()
            .map(|(selector, _)| (selector, "derive"));
        let attributes = self.attributes.iter();
        let attributes = attributes.map(|(selector, _)| (selector, "attribute"));
        let externals = self.externals.iter();
        let externals = externals.map(|(selector, _)| (selector, "extern_type"));
        externals
            .chain(derives)
            .chain(attributes)
            .filter(|(selector, _)| !selector.is_used())
            .map(|(selector, option)| unused(selector, option))
            .collect()
    }
}

/// The pairs that are sound; what is wrong with the others is reported.
fn sound<T>(
    pairs: impl Iterator<Item = (Result<Selector, Box<Finding>>, Result<T, Box<Finding>>)>,
    findings: &mut Vec<Finding>,
) -> Vec<(Selector, T)> {
    let mut sound = Vec::new();
    for pair in pairs {
        match pair {
            (Ok(selector), Ok(value)) => sound.push((selector, value)),
            (selector, value) => {
                let wrong = [selector.err(), value.err()].into_iter().flatten();
                findings.extend(wrong.map(|finding| *finding));
            }
        }
    }
    sound
}

fn unused(selector: &Selector, option: &str) -> Finding {
    let message = format!(
        "`{option}` has nothing to act on: `{}` picks no type",
        selector.text()
    );
    Finding::warning(Code::UNUSED_OPTION, None, message).help(
        "patterns are pointers into the schema files, such as `#/$defs/Money`, `#/$defs/*` or \
         `order.yaml#/properties/total`",
    )
}

fn selector(pattern: &str) -> Result<Selector, Box<Finding>> {
    Selector::parse(pattern).ok_or_else(|| {
        let help = "write a pointer, such as `#/$defs/Money`, `#/$defs/*` or \
                    `order.yaml#/properties/total`";
        wrong(pattern, "no pattern of schemas", help)
    })
}

fn wrong(text: &str, what: &str, help: &str) -> Box<Finding> {
    let message = format!("`{text}` is {what}");
    Box::new(Finding::error(Code::OPTION, None, message).help(help))
}

/// `Eq, Hash` as paths.
fn traits(text: &str) -> Result<Vec<String>, Box<Finding>> {
    let paths: Option<Vec<String>> = text.split(',').map(derivable).collect();
    paths.ok_or_else(|| {
        let help = "write the paths of derive macros, such as `Eq, Hash` or `my_crate::Thing`";
        wrong(text, "no list of traits", help)
    })
}

/// The path of a derive macro. A trait of the standard library is named in full, because generated code
/// stands without a prelude.
fn derivable(text: &str) -> Option<String> {
    let module = match text.trim() {
        "Clone" => "clone",
        "Copy" => "marker",
        "Debug" => "fmt",
        "Default" => "default",
        "Eq" | "Ord" | "PartialEq" | "PartialOrd" => "cmp",
        "Hash" => "hash",
        // One name alone would mean something inside the generated module.
        path if path.contains("::") => {
            return runtime::path(path).ok();
        }
        _ => return None,
    };
    Some(format!("::core::{module}::{}", text.trim()))
}

/// The dialects of the providers that were asked for. The portable one is among them in any case.
fn dialects(names: &[String], findings: &mut Vec<Finding>) -> Vec<(&'static Dialect, bool)> {
    let mut asked: Vec<&'static Dialect> = Vec::new();
    for name in names {
        match Dialect::find(name).filter(|found| found.is_rewritten) {
            Some(found) => asked.push(found),
            None => findings.push(unknown_provider(name)),
        }
    }
    let default = |one: &Dialect| names.is_empty() && one.name == dialect::OPENAI_STRICT.name;
    let known = dialect::DIALECTS.iter().copied();
    let known = known.map(|one| (one, asked.iter().any(|asked| asked.name == one.name)));
    known
        .filter(|(one, is_asked)| *is_asked || default(one) || one.name == dialect::PORTABLE.name)
        .collect()
}

fn unknown_provider(name: &str) -> Finding {
    let known = dialect::DIALECTS.iter().filter(|one| one.is_rewritten);
    let known: Vec<&str> = known.map(|one| one.name).collect();
    let help = format!("there are {}", known.join(", "));
    *wrong(name, "no provider whose dialect is known", &help)
}

fn format_types(asked: &FormatTypes, findings: &mut Vec<Finding>) -> Vec<Formatted> {
    let names = match asked {
        FormatTypes::None => return Vec::new(),
        FormatTypes::All => return TYPED.iter().map(|(_, formatted)| *formatted).collect(),
        FormatTypes::Only(names) => names,
    };
    let known: Vec<String> = TYPED.iter().map(|(name, _)| format!("`{name}`")).collect();
    let help = format!("there are types for {}", known.join(", "));
    let mut formats = Vec::new();
    for name in names {
        let found = TYPED.iter().find(|(known, _)| known == name);
        formats.extend(found.map(|(_, formatted)| *formatted));
        if found.is_none() {
            findings.push(*wrong(name, "no format that has a type", &help));
        }
    }
    formats
}

/// `crate::Money`, perhaps with arguments in angle brackets.
fn a_type(text: &str) -> Result<String, Box<Finding>> {
    let (path, arguments) = text.split_at(text.find('<').unwrap_or(text.len()));
    let arguments = written::arguments(arguments);
    let is_path = path.trim().trim_start_matches("::").contains("::");
    let path = runtime::path(path).ok().filter(|_| is_path);
    path.zip(arguments)
        .map(|(path, arguments)| path + &arguments)
        .ok_or_else(|| {
            let help = "write its path, such as `crate::Money` or `my_crate::Money`";
            wrong(text, "no path of a type", help)
        })
}

/// `#[...]`, once or several times.
fn attribute(text: &str) -> Result<Vec<String>, Box<Finding>> {
    written::attributes(text).ok_or_else(|| {
        let help = "write one such as `#[allow(dead_code)]`, or several";
        wrong(text, "no attribute", help)
    })
}
