//! ECMA-262 patterns to the syntax of the `regex` and `fancy-regex` crates, with the same meaning.
//!
//! What differs is translated (`\d` is ASCII there, `.` stops at line ends of four kinds, a bare `{`
//! is a character). A pattern runs on the linear engine, unless it looks around or refers back: then it
//! is one for the engine that goes back, whose steps the runtime bounds.

use std::iter::Peekable;
use std::str::Chars;

/// A pattern whose automaton would be larger than this is refused.
const SIZE_LIMIT: usize = 2_000_000;

/// `\b` and `\B` in terms of look-around: the engine that goes back knows no ASCII ones.
const BOUNDARY: &str = "(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))";
const NO_BOUNDARY: &str = "(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))";

const SPACE: &str =
    r"\t\n\x0B\f\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}";

/// Why a pattern is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// In one sentence.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

impl Refusal {
    fn malformed(reason: &str) -> Self {
        Self {
            message: format!("the pattern is not a regular expression: {reason}"),
            help: "a backslash makes a sign such as `(` or `[` stand for itself",
        }
    }

    fn too_large() -> Self {
        Self {
            message: "the pattern's repetitions multiply to an automaton of unreasonable size"
                .to_owned(),
            help: "repeat less, or check the length with `maxLength`",
        }
    }
}

/// A pattern in the syntax of the engine that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translated {
    /// The pattern, translated.
    pub text: String,
    /// What asks for the engine that goes back, where something does.
    pub backtracking: Option<&'static str>,
}

/// Where a translation goes.
#[derive(Default)]
struct Out {
    text: String,
    /// The same without what the linear engine lacks: it says whether the rest is sound, and how large.
    shadow: String,
    backtracking: Option<&'static str>,
    /// Word boundaries have to be written out.
    goes_back: bool,
}

impl Out {
    fn push(&mut self, character: char) {
        self.text.push(character);
        self.shadow.push(character);
    }

    fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
        self.shadow.push_str(text);
    }

    fn ends_with(&self, text: &str) -> bool {
        self.text.ends_with(text)
    }

    /// Something that only the engine that goes back knows, and what stands for it in the shadow.
    fn push_back(&mut self, feature: &'static str, text: &str, shadow: &str) {
        self.backtracking = Some(feature);
        self.text.push_str(text);
        self.shadow.push_str(shadow);
    }
}

/// Translates a pattern.
///
/// ```
/// use formwork_schema::pattern::translate;
///
/// assert!(translate(r"^\d{4}-\d{2}$").is_ok());
/// let refused = translate("(").unwrap_err();
/// println!("{}: {}", refused.message, refused.help);
/// ```
///
/// # Errors
/// It is no pattern of ECMA-262, or one of unreasonable size.
pub fn translate(pattern: &str) -> Result<Translated, Refusal> {
    let mut out = read(pattern, false)?;
    if out.backtracking.is_some() {
        out = read(pattern, true)?;
    }
    let hir = regex_syntax::Parser::new()
        .parse(&out.shadow)
        .map_err(|error| {
            let reason = match &error {
                regex_syntax::Error::Parse(error) => error.kind().to_string(),
                regex_syntax::Error::Translate(error) => error.kind().to_string(),
                _ => "it cannot be parsed".to_owned(),
            };
            Refusal::malformed(&reason)
        })?;
    if size(&hir) > SIZE_LIMIT {
        return Err(Refusal::too_large());
    }
    Ok(Translated {
        text: out.text,
        backtracking: out.backtracking,
    })
}

fn read(pattern: &str, goes_back: bool) -> Result<Out, Refusal> {
    let mut out = Out {
        goes_back,
        ..Out::default()
    };
    let mut rest = pattern.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\\' => escape(&mut rest, &mut out, false)?,
            '[' => class(&mut rest, &mut out)?,
            '.' => out.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            '(' if rest.peek() == Some(&'?') => group(&mut rest, &mut out),
            '{' if !is_quantifier(rest.clone()) => out.push_str(r"\{"),
            other => out.push(other),
        }
    }
    Ok(out)
}

fn group(rest: &mut Peekable<Chars<'_>>, out: &mut Out) {
    let ahead: String = rest.clone().take(3).collect();
    let (feature, opening) = match ahead.as_str() {
        "?<=" => ("look-behind", "?<="),
        "?<!" => ("look-behind", "?<!"),
        other if other.starts_with("?=") => ("look-ahead", "?="),
        other if other.starts_with("?!") => ("look-ahead", "?!"),
        _ => return out.push('('),
    };
    rest.nth(opening.len() - 1);
    out.push_back(feature, &format!("({opening}"), "(?:");
}

/// Whether `{` begins `{2}`, `{2,}` or `{2,3}`.
fn is_quantifier(mut rest: Peekable<Chars<'_>>) -> bool {
    let mut digits = 0;
    let mut commas = 0;
    for character in rest.by_ref() {
        match character {
            '0'..='9' => digits += 1,
            ',' if digits > 0 && commas == 0 => commas += 1,
            '}' => return digits > 0,
            _ => return false,
        }
    }
    false
}

fn escape(rest: &mut Peekable<Chars<'_>>, out: &mut Out, in_class: bool) -> Result<(), Refusal> {
    let Some(character) = rest.next() else {
        return Err(Refusal::malformed("it ends in a backslash"));
    };
    let wrap = |out: &mut Out, negated: bool, set: &str| {
        if in_class && !negated {
            out.push_str(set);
        } else {
            out.push_str(if negated { "[^" } else { "[" });
            out.push_str(set);
            out.push(']');
        }
    };
    match character {
        'd' => wrap(out, false, "0-9"),
        'D' => wrap(out, true, "0-9"),
        'w' => wrap(out, false, "A-Za-z0-9_"),
        'W' => wrap(out, true, "A-Za-z0-9_"),
        's' => wrap(out, false, SPACE),
        'S' => wrap(out, true, SPACE),
        'b' if in_class => out.push_str(r"\x08"),
        'b' if out.goes_back => out.push_back("look-around", BOUNDARY, r"\b"),
        'B' if out.goes_back && !in_class => out.push_back("look-around", NO_BOUNDARY, r"\B"),
        'b' => out.push_str(r"(?-u:\b)"),
        'B' if !in_class => out.push_str(r"(?-u:\B)"),
        't' | 'n' | 'r' | 'f' | 'v' => {
            out.push('\\');
            out.push(character);
        }
        '0' if !rest.peek().is_some_and(char::is_ascii_digit) => out.push_str(r"\x00"),
        '1'..='9' if !in_class => {
            let mut reference = format!("\\{character}");
            while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                reference.push(digit);
            }
            out.push_back("a backreference", &reference, "(?:)");
        }
        'k' if rest.peek() == Some(&'<') => {
            let mut reference = r"\k".to_owned();
            for character in rest.by_ref() {
                reference.push(character);
                if character == '>' {
                    break;
                }
            }
            out.push_back("a backreference", &reference, "(?:)");
        }
        'c' if rest.peek().is_some_and(char::is_ascii_alphabetic) => {
            let letter = rest.next().unwrap_or('@');
            push_code(out, letter as u32 % 32);
        }
        'x' => code(rest, 2, character, out),
        'u' | 'p' | 'P' if rest.peek() == Some(&'{') => braced(rest, character, out),
        'u' => code(rest, 4, character, out),
        other if other.is_ascii_alphanumeric() => out.push(other),
        other => {
            if other.is_ascii() {
                out.push('\\');
            }
            out.push(other);
        }
    }
    Ok(())
}

/// `\u{1F600}`, `\p{Letter}`, `\p{Script=Greek}`: they read the same, and `Script_Extensions` is read
/// as `scx`.
fn braced(rest: &mut Peekable<Chars<'_>>, letter: char, out: &mut Out) {
    out.push('\\');
    out.push(letter);
    for character in rest.by_ref() {
        out.push(character);
        if character == '}' {
            break;
        }
    }
}

/// `\xHH` and `\uHHHH`; with too few digits, the letter itself.
fn code(rest: &mut Peekable<Chars<'_>>, digits: usize, letter: char, out: &mut Out) {
    let text: String = rest.clone().take(digits).collect();
    match u32::from_str_radix(&text, 16) {
        Ok(mut code) if text.len() == digits => {
            rest.nth(digits - 1);
            if (0xd800..0xdc00).contains(&code) {
                code = low_surrogate(rest).map_or(code, |low| {
                    0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00)
                });
            }
            push_code(out, code);
        }
        _ => out.push(letter),
    }
}

fn low_surrogate(rest: &mut Peekable<Chars<'_>>) -> Option<u32> {
    let text: String = rest.clone().take(6).collect();
    let low = u32::from_str_radix(text.strip_prefix("\\u")?, 16).ok()?;
    if !(0xdc00..0xe000).contains(&low) {
        return None;
    }
    rest.nth(5);
    Some(low)
}

fn push_code(out: &mut Out, code: u32) {
    out.push_str(&format!(r"\x{{{code:X}}}"));
}

fn class(rest: &mut Peekable<Chars<'_>>, out: &mut Out) -> Result<(), Refusal> {
    let negated = rest.next_if_eq(&'^').is_some();
    if rest.next_if_eq(&']').is_some() {
        // `[^]` is any character, `[]` none.
        out.push_str(if negated { r"[\s\S]" } else { r"[^\s\S]" });
        return Ok(());
    }
    out.push_str(if negated { "[^" } else { "[" });
    while let Some(character) = rest.next() {
        match character {
            ']' => {
                out.push(']');
                return Ok(());
            }
            '\\' => escape(rest, out, true)?,
            // Characters that only the `regex` crate reads as set operations.
            '[' | '&' | '~' => {
                out.push('\\');
                out.push(character);
            }
            '-' if rest.peek() == Some(&']') || out.ends_with("[") || out.ends_with("[^") => {
                out.push_str(r"\-");
            }
            '-' if rest.peek() == Some(&'-') => out.push('-'),
            other => out.push(other),
        }
    }
    Err(Refusal::malformed("it has a `[` without `]`"))
}

/// Roughly the states of the automaton: characters, times the repetitions around them.
fn size(hir: &regex_syntax::hir::Hir) -> usize {
    use regex_syntax::hir::HirKind;
    // `regex_syntax` bounds the nesting it parses, so the work list stays small.
    let mut total = 0_usize;
    let mut waiting = vec![(hir, 1_usize)];
    while let Some((hir, times)) = waiting.pop() {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                total = total.saturating_add(literal.0.len().saturating_mul(times));
            }
            // A Unicode class takes many byte ranges.
            HirKind::Class(_) => total = total.saturating_add(times.saturating_mul(4)),
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(repetition.min).max(1) as usize;
                waiting.push((&repetition.sub, times.saturating_mul(most)));
            }
            HirKind::Capture(capture) => waiting.push((&capture.sub, times)),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => {
                waiting.extend(parts.iter().map(|part| (part, times)));
            }
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::translate;

    fn linear(pattern: &str) -> Option<String> {
        let translated = translate(pattern).ok()?;
        translated.backtracking.is_none().then_some(translated.text)
    }

    #[test]
    fn keeps_the_meaning() {
        assert_eq!(
            linear(r"^\d{4}-\d{2}$").as_deref(),
            Some("^[0-9]{4}-[0-9]{2}$")
        );
        assert_eq!(linear(r"[\w.-]+").as_deref(), Some(r"[A-Za-z0-9_.\-]+"));
        assert_eq!(linear(r"^{a}$").as_deref(), Some(r"^\{a}$"));
        assert_eq!(linear(r"\u00e9\/").as_deref(), Some(r"\x{E9}\/"));
        assert_eq!(linear(r"\u{1F600}+").as_deref(), Some(r"\u{1F600}+"));
        assert_eq!(linear("[^]").as_deref(), Some(r"[\s\S]"));
        assert_eq!(linear("[[&&]").as_deref(), Some(r"[\[\&\&]"));
    }

    #[test]
    fn what_is_not_linear_is_for_the_other_engine() {
        for (pattern, feature) in [
            ("(?=a)", "look-ahead"),
            ("(?<!a)b", "look-behind"),
            (r"(a)\1", "a backreference"),
            (r"(?<n>a)\k<n>", "a backreference"),
        ] {
            let translated = translate(pattern).expect("a pattern");
            assert_eq!(translated.text, pattern);
            assert_eq!(translated.backtracking, Some(feature));
        }
        let translated = translate(r"(?!x)\d\b").expect("a pattern");
        assert!(translated.text.starts_with("(?!x)[0-9](?:(?<="));
    }

    #[test]
    fn refuses_what_is_no_pattern() {
        for bad in ["[a", "(", "a**b(", r"\", "(?=a", "(?=[)", r"((a)\1"] {
            assert!(translate(bad).is_err(), "{bad}");
        }
        assert!(translate("((a{1000}){1000}){1000}").is_err());
        assert!(translate("(?=((a{1000}){1000}){1000})").is_err());
    }
}
