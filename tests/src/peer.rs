//! typify 0.8 in the place of Formwork's generator: the same schemas, instances and harness.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use schemars::schema::{RootSchema, Schema};
use typify::{TypeId, TypeSpace, TypeSpaceSettings};

use crate::harness::Runtime;
use crate::harness::make::{Answer, Made, Order, Unmade};

/// How a program asks a type of typify's. There is one error at most, and no place in it.
const DECODE: &str = r#"
fn decode<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> String {
    match serde_json::from_str::<T>(text) {
        Ok(value) => {
            let text = serde_json::to_string(&value).expect("it can be written");
            serde_json::json!({ "Fits": text }).to_string()
        }
        Err(error) => {
            let told = serde_json::json!([["", "", error.to_string(), null]]);
            serde_json::json!({ "Breaks": told }).to_string()
        }
    }
}
"#;

/// What typify's code links, compiled.
///
/// # Errors
/// What Cargo says.
pub fn runtime(target: &Path) -> Result<Runtime, String> {
    let package = [
        "--package",
        "formwork-tests",
        "--lib",
        "--features",
        "peers",
    ];
    let libraries = ["serde", "serde_json", "chrono", "uuid", "regress"];
    Runtime::of(target, &package, &libraries, DECODE)
}

/// The two public ways to a root type.
#[derive(Clone, Copy)]
enum Way {
    /// The document as a whole; a root needs a title, so one that has none gets it.
    Root,
    /// Its definitions, then the root by a name.
    Named,
}

/// How [`Settings::maker`](crate::harness::Settings::maker) names them.
pub const WAYS: [&str; 2] = ["typify", "typify-named"];

fn make(order: &Order, way: Way) -> Result<Made, Unmade> {
    let unmade = |class: &str, why: String| Unmade {
        class: class.to_owned(),
        why,
    };
    let start = Instant::now();
    // It panics where it meets what it does not know.
    let made = catch_unwind(AssertUnwindSafe(|| generate(&order.schema, way)));
    let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    match made {
        Ok(Ok(text)) => {
            fs::write(&order.file, &text).map_err(|e| unmade("not written", e.to_string()))?;
            Ok(Made {
                root: ROOT.to_owned(),
                bytes: text.len(),
                findings: Vec::new(),
                micros,
            })
        }
        Ok(Err(why)) => Err(unmade("refused", why)),
        Err(_) => Err(unmade("panics", String::new())),
    }
}

/// The name that a root has beside its own, for it may be no type of its own.
const ROOT: &str = "FormworkRoot";

fn generate(schema: &str, way: Way) -> Result<String, String> {
    let mut document: RootSchema =
        serde_json::from_str(schema).map_err(|error| error.to_string())?;
    let mut space = TypeSpace::new(&TypeSpaceSettings::default());
    let id: TypeId = match way {
        Way::Root => {
            let metadata = document.schema.metadata.get_or_insert_default();
            metadata.title.get_or_insert_with(|| "Root".to_owned());
            let added = space
                .add_root_schema(document)
                .map_err(|error| error.to_string())?;
            added.ok_or("no root type")?
        }
        Way::Named => {
            space
                .add_ref_types(std::mem::take(&mut document.definitions))
                .map_err(|error| error.to_string())?;
            space
                .add_type_with_name(&Schema::Object(document.schema), Some("Root".to_owned()))
                .map_err(|error| error.to_string())?
        }
    };
    let root = space.get_type(&id).map_err(|error| error.to_string())?;
    let types = pretty(&space.to_stream().to_string());
    let root = root.ident();
    Ok(format!(
        "#![allow(warnings)]\n{types}\npub type {ROOT} = {root};\n"
    ))
}

/// Formatted, so that lines can be counted.
fn pretty(tokens: &str) -> String {
    match syn::parse_file(tokens) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => tokens.to_owned(),
    }
}

/// A module by one of the two ways, as a question and an answer.
pub(crate) fn answer(question: &str) -> String {
    told(question, Way::Root)
}

/// By the other one.
pub(crate) fn answer_named(question: &str) -> String {
    told(question, Way::Named)
}

fn told(question: &str, way: Way) -> String {
    std::panic::set_hook(Box::new(|_| {}));
    let answer = match serde_json::from_str(question) {
        Ok(order) => match make(&order, way) {
            Ok(made) => Answer::Made(made),
            Err(unmade) => Answer::Unmade(unmade),
        },
        Err(error) => Answer::Unmade(Unmade {
            class: "no order".to_owned(),
            why: error.to_string(),
        }),
    };
    serde_json::to_string(&answer).unwrap_or_default()
}
