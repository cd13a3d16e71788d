//! The program around generated modules: which module, and an instance, come in on a line; what the
//! module says of it goes out on one.

use std::fmt::Write as _;
use std::path::Path;

/// A module as a program takes it in.
pub(crate) struct Part<'a> {
    /// Names it in the program.
    pub(crate) index: usize,
    /// Its file.
    pub(crate) file: &'a Path,
    /// The type to decode.
    pub(crate) root: &'a str,
}

/// How a program asks a type of Formwork's.
pub(crate) const DECODE: &str = r#"
fn decode<T: formwork::Decode + formwork::__private::v1::Serialize>(text: &str) -> String {
    match formwork::decode::<T>(text) {
        Ok(value) => {
            let text = serde_json::to_string(&value).expect("it can be written");
            serde_json::json!({ "Fits": text }).to_string()
        }
        Err(violations) => {
            let told: Vec<serde_json::Value> = violations
                .iter()
                .map(|one| serde_json::json!([one.pointer, one.keyword, one.message, one.value]))
                .collect();
            serde_json::json!({ "Breaks": told }).to_string()
        }
    }
}
"#;

/// Everything but the modules and how they are asked. Instances are read on the stack that a thread has by
/// default.
const REST: &str = r#"
use std::io::{BufRead, Write};

fn answer() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let (index, text) = line.split_once(' ').expect("a module and an instance");
        let index: usize = index.parse().expect("a number");
        let said = std::panic::catch_unwind(|| one(index, text)).unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()));
            serde_json::json!({ "Panics": words.unwrap_or_default() }).to_string()
        });
        writeln!(out, "{said}").expect("it can be written");
        out.flush().expect("it can be written");
    }
}

fn main() {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(answer);
    thread.expect("a thread").join().expect("it ends well");
}
"#;

/// The text of the program's main file.
pub(crate) fn program<'a>(parts: impl Iterator<Item = Part<'a>>, decode: &str) -> String {
    let mut modules =
        "#![warn(missing_docs)]\n//! Modules, and what is asked of them.\n".to_owned();
    let mut arms = String::new();
    for Part { index, file, root } in parts {
        let file = file.display().to_string();
        let _ = writeln!(modules, "#[path = {file:?}]\nmod m{index};");
        let _ = writeln!(arms, "        {index} => decode::<m{index}::r#{root}>,");
    }
    format!(
        "{modules}{decode}{REST}\nfn one(index: usize, text: &str) -> String {{\n    \
         let one: fn(&str) -> String = match index {{\n{arms}        _ => unreachable!(),\n    }};\n    \
         one(text)\n}}\n"
    )
}
