//! Whether a text may be the name of a package, and what it could be called instead.

/// Names that a package with these dependencies cannot have, or that its program cannot.
const TAKEN: &[&str] = &[
    "formwork",
    "formwork-build",
    "tokio",
    "test",
    "core",
    "std",
    "alloc",
    "proc-macro",
];

/// Words that are Rust's own: a crate of such a name cannot be named in code.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The longest name that a registry takes.
const LONGEST: usize = 64;

/// Says what is wrong with a name, and what would not be.
pub(super) fn check(name: &str) -> Result<(), String> {
    let Err(why) = valid(name) else {
        return Ok(());
    };
    let near = mended(name);
    Err(if valid(&near).is_ok() {
        format!("`{name}` is no name for a package: {why}\n  did you mean `{near}`?")
    } else {
        format!("`{name}` is no name for a package: {why}")
    })
}

fn valid(name: &str) -> Result<(), &'static str> {
    let is_part = |one: char| one.is_ascii_alphanumeric() || one == '-' || one == '_';
    let spelled = name.replace('_', "-");
    if !name.starts_with(|one: char| one.is_ascii_alphabetic()) {
        Err("it has to begin with a letter")
    } else if !name.chars().all(is_part) {
        Err("letters of ASCII, digits, `-` and `_` are allowed")
    } else if name.len() > LONGEST {
        Err("it is longer than 64 characters")
    } else if KEYWORDS.contains(&name) {
        Err("it is a word of Rust")
    } else if TAKEN.contains(&spelled.as_str()) {
        Err("it is the name of something that the package uses")
    } else {
        Ok(())
    }
}

/// A name that is much like it.
fn mended(name: &str) -> String {
    let mut near = String::new();
    for one in name.chars() {
        if one.is_ascii_alphanumeric() || one == '_' {
            near.push(one.to_ascii_lowercase());
        } else if !near.is_empty() && !near.ends_with('-') {
            near.push('-');
        }
    }
    let near = near.trim_matches('-');
    let near: String = near.chars().take(LONGEST - 4).collect();
    if valid(&near).is_ok() {
        near
    } else if near.starts_with(|one: char| one.is_ascii_alphabetic()) {
        format!("my-{near}")
    } else {
        format!("n{near}")
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn names_that_cargo_takes_are_taken_and_others_mended() {
        for name in ["notes", "my-notes", "My_Notes2", "a"] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
        for (name, near) in [
            ("1st", "n1st"),
            ("my notes!", "my-notes"),
            ("-x", "x"),
            ("fn", "my-fn"),
            ("formwork", "my-formwork"),
            ("formwork_build", "my-formwork_build"),
            ("Größe", "gr-e"),
        ] {
            let why = check(name).expect_err(name);
            assert!(
                why.ends_with(&format!("did you mean `{near}`?")),
                "{name}: {why}"
            );
        }
        assert!(check("").is_err());
        assert!(check(&"a".repeat(65)).is_err());
    }
}
