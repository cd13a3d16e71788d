//! Paths of crates and of what is in them, as options say them, to paths as generated code writes them.

use formwork_schema::{Code, Finding};

use crate::print::literal::ident;

/// A path as it is written in generated code, or what is wrong with it. One that names a crate begins
/// with `::` there, so that it means the same in the generated module and without a prelude.
pub(crate) fn path(text: &str) -> Result<String, Box<Finding>> {
    let wrong = |message: &str, help: &str| {
        let message = format!("`{text}` {message}");
        Box::new(Finding::error(Code::OPTION, None, message).help(help))
    };
    let trimmed = text.trim();
    let (is_rooted, bare) = match trimmed.strip_prefix("::") {
        Some(bare) => (true, bare),
        None => (false, trimmed),
    };
    let mut parts = Vec::new();
    for part in bare.split("::").map(str::trim) {
        let is_first = parts.is_empty() && !is_rooted;
        match part {
            "self" | "super" if is_first => {
                return Err(wrong(
                    "means another place inside the generated module",
                    "write a path that begins with `crate` or with the name of a crate",
                ));
            }
            "crate" if is_first => {}
            part if is_identifier(part) && !RESERVED.contains(&part) => {}
            _ => {
                return Err(wrong(
                    "is not the path of a crate",
                    "write one such as `::formwork` or `crate::vendored::formwork`",
                ));
            }
        }
        parts.push(part);
    }
    let mut path = String::new();
    for part in parts {
        if !(path.is_empty() && part == "crate") {
            path.push_str("::");
        }
        match part {
            "crate" => path.push_str(part),
            raw if raw.starts_with("r#") => path.push_str(raw),
            name => ident(&mut path, name),
        }
    }
    Ok(path)
}

/// What `r#` cannot make an identifier of, and what is none.
const RESERVED: &[&str] = &[
    "self", "super", "crate", "Self", "_", "r#self", "r#super", "r#crate", "r#Self", "r#_",
];

fn is_identifier(text: &str) -> bool {
    let mut letters = text.strip_prefix("r#").unwrap_or(text).chars();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn paths_of_crates_begin_at_the_root() {
        for (text, wanted) in [
            ("::formwork", "::formwork"),
            ("fw", "::fw"),
            (" my :: llm ", "::my::llm"),
            ("crate::vendored", "crate::vendored"),
            ("r#try", "::r#try"),
            ("a::type", "::a::r#type"),
        ] {
            let path = path(text);
            assert_eq!(path.as_deref().ok(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in [
            "", "::", "1 + 2", "my-crate", "a::", "super::x", "$crate", "a::<T>", "::crate", "_",
        ] {
            assert!(path(text).is_err(), "{text}");
        }
    }
}
