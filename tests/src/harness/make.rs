//! A schema to a generated module in a file.

use std::io;
use std::path::{Path, PathBuf};

use formwork_codegen::{Finding, Loader, Options, Output, generate, short};
use serde::{Deserialize, Serialize};

/// What to generate, and how.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Order {
    /// The schema document, JSON text.
    pub schema: String,
    /// The file that the module is written to.
    pub file: PathBuf,
    /// The specification to the letter, instead of what suits answers of language models.
    pub exact: bool,
    /// `format` is checked.
    pub assert_formats: bool,
    /// The `$schema` of documents that do not say theirs.
    pub draft: Option<String>,
    /// The folder that stands for `http://localhost:1234/`.
    pub remotes: Option<PathBuf>,
}

/// A module that was generated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The name of the root schema's type.
    pub root: String,
    /// How long the module's text is.
    pub bytes: usize,
    /// What the generator had to say, a line each.
    pub findings: Vec<String>,
    /// How long generation took, in microseconds, printing and all.
    pub micros: u64,
}

/// Why there is no module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmade {
    /// A finding's code, or what became of the process.
    pub class: String,
    /// In words.
    pub why: String,
}

/// An answer of this stage, as it crosses from one process to another.
#[derive(Serialize, Deserialize)]
pub(crate) enum Answer {
    Made(Made),
    Unmade(Unmade),
}

/// Generates one module.
///
/// # Errors
/// The first error among the findings, or that the file cannot be written.
pub fn make(order: &Order) -> Result<Made, Unmade> {
    let start = std::time::Instant::now();
    let output = generated(order);
    if let Some(error) = output.findings.iter().find(|finding| finding.is_error()) {
        return Err(Unmade {
            class: error.code.to_string(),
            why: line(error, &output),
        });
    }
    let unmade = |why: &str| Unmade {
        class: "no module".to_owned(),
        why: why.to_owned(),
    };
    let module = output
        .modules
        .first()
        .ok_or_else(|| unmade("nothing came out"))?;
    let root = module.ir.types.get(module.ir.root.0);
    let text = module.to_file_text();
    let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    std::fs::write(&order.file, &text).map_err(|error| unmade(&error.to_string()))?;
    Ok(Made {
        root: root.map(|one| one.name.clone()).unwrap_or_default(),
        bytes: text.len(),
        findings: output.findings.iter().map(|f| line(f, &output)).collect(),
        micros,
    })
}

/// What the generator says to a schema.
#[must_use]
pub fn generated(order: &Order) -> Output {
    let mut options = Options::new("harness")
        .schema("harness/schema.json")
        .exact(order.exact)
        .assert_formats(order.assert_formats);
    options.default_schema.clone_from(&order.draft);
    generate(&options, &Served(order))
}

fn line(finding: &Finding, output: &Output) -> String {
    let text = short(std::slice::from_ref(finding), &output.sources);
    text.lines().next().unwrap_or_default().to_owned()
}

/// A folder with one schema in it, and documents at their addresses.
struct Served<'a>(&'a Order);

/// The address that documents of the JSON-Schema-Test-Suite have.
const ADDRESS: &str = "http://localhost:1234/";

impl Loader for Served<'_> {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path.ends_with("harness/schema.json") {
            return Ok(self.0.schema.as_bytes().to_vec());
        }
        Err(io::ErrorKind::NotFound.into())
    }

    fn by_uri(&self, uri: &str) -> Option<Vec<u8>> {
        let path = uri.strip_prefix(ADDRESS)?;
        let inside = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        std::fs::read(self.0.remotes.as_ref().filter(|_| inside)?.join(path)).ok()
    }
}

/// [`make`] as a question and an answer.
pub(crate) fn answer(question: &str) -> String {
    let answer = match serde_json::from_str(question) {
        Ok(order) => match make(&order) {
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
