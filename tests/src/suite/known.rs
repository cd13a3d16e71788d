//! The list of tests that are known to fail. It must shrink: what fails and is not on it is an error, and
//! so is what is on it and passes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::Judged;

/// Between a test's name and the reason.
const REASON: &str = " -- ";

/// What the list's first lines say.
const HEADER: &str = "\
# Tests of the JSON-Schema-Test-Suite that are known to fail, each with the reason. This list must shrink:
# a test that passes may not stand here. `suite --dir DIR --bless` writes it anew; say why in its place.
";

/// Tests by name, each with the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known(BTreeMap<String, String>);

/// What the list does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Surprise {
    /// It fails: why.
    Fails(String),
    /// It passes: the reason that has gone.
    Passes(String),
}

impl Known {
    /// Reads a list; none where there is no file.
    ///
    /// # Errors
    /// A line without a reason.
    pub fn read(path: &Path) -> Result<Self, String> {
        Self::parse(&fs::read_to_string(path).unwrap_or_default())
    }

    fn parse(text: &str) -> Result<Self, String> {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines
            .map(|line| match line.rsplit_once(REASON) {
                Some((name, reason)) if !reason.trim().is_empty() => {
                    Ok((name.to_owned(), reason.to_owned()))
                }
                _ => Err(format!("no reason in `{line}`")),
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Where this list and what happened differ; tests that did not run do not count.
    #[must_use]
    pub fn surprises<'a>(&self, judged: &'a [Judged]) -> Vec<(&'a str, Surprise)> {
        let surprise = |one: &'a Judged| match (self.0.get(&one.name), &one.failure) {
            (None, Some((class, words))) => {
                let why = format!("{class}\n{words}");
                Some((one.name.as_str(), Surprise::Fails(why)))
            }
            (Some(reason), None) => Some((one.name.as_str(), Surprise::Passes(reason.clone()))),
            _ => None,
        };
        judged.iter().filter_map(surprise).collect()
    }

    /// The list as it should be: reasons that are known stay, new failures have their class.
    #[must_use]
    pub fn renewed(&self, judged: &[Judged]) -> String {
        let mut text = HEADER.to_owned();
        for one in judged {
            if let Some((class, words)) = &one.failure {
                // What the generator says is the reason; what an instance gives is not.
                let words = if class.starts_with("not generated") {
                    words.lines().next().unwrap_or_default()
                } else {
                    ""
                };
                let said = format!("{class} {words}");
                let reason = self.0.get(&one.name).cloned().unwrap_or(said);
                let _ = writeln!(text, "{}{REASON}{}", one.name, reason.trim());
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(name: &str, failure: Option<&str>) -> Judged {
        Judged {
            name: name.to_owned(),
            optional: false,
            failure: failure.map(|why| (why.to_owned(), String::new())),
        }
    }

    #[test]
    fn what_is_not_as_listed_is_a_surprise() {
        let known = Known::parse("# why\n\na :: b -- c -- because\nx :: y :: z -- so\n").unwrap();
        let ran = [
            judged("a :: b -- c", Some("wrong")),
            judged("new", Some("bad")),
            judged("fine", None),
        ];
        let wanted = [("new", Surprise::Fails("bad\n".to_owned()))];
        assert_eq!(known.surprises(&ran), wanted);
        let mended = [judged("a :: b -- c", None)];
        let wanted = [("a :: b -- c", Surprise::Passes("because".to_owned()))];
        assert_eq!(known.surprises(&mended), wanted);
        let renewed = Known::parse(&known.renewed(&ran)).unwrap();
        assert_eq!(renewed.surprises(&ran), []);
        assert_eq!(renewed.0["a :: b -- c"], "because");
        assert!(Known::parse("a :: b").is_err());
    }
}
