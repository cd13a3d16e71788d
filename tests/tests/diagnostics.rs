//! What a person is told about a faulty schema: each folder under `diagnostics` holds schema files and
//! everything that is said of them, drawn.
//!
//! The folder's name begins with the code that it shows, and notes about other matters are left out. Its
//! schemas are the files named `schema.*`, unless an `options.txt` says otherwise: `schema`, `schema_dir`
//! and `runtime`, each with a value, line by line. `BLESS=1` writes what is said anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use formwork_codegen::explain::Example;
use formwork_codegen::{
    CODES, Disk, Finding, Loader, Options, Output, Severity, Style, generate, render,
};
use formwork_tests::golden;
use formwork_tests::options::set;
use proc_macro2::TokenStream;

/// Findings about what was asked for, not about a place in a file.
const WITHOUT_PLACE: &[&str] = &["S001", "S008", "N001", "O001", "O002", "O003"];

struct Case {
    folder: PathBuf,
    name: String,
    output: Output,
}

impl Case {
    fn new(folder: PathBuf) -> Self {
        let name = folder.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let output = generate(&options(&folder), &Disk);
        Self {
            folder,
            name,
            output,
        }
    }

    fn code(&self) -> &str {
        self.name.split('-').next().unwrap_or_default()
    }

    /// The findings that the case is about. Notes of other stages, on names and on providers, have cases
    /// of their own.
    fn said(&self) -> Vec<Finding> {
        let stage = self.code().get(..1).unwrap_or_default();
        let findings = self.output.findings.iter();
        let said = findings.filter(|finding| {
            finding.severity > Severity::Note || finding.code.0.starts_with(stage)
        });
        said.cloned().collect()
    }
}

fn options(folder: &Path) -> Options {
    let lines = fs::read_to_string(folder.join("options.txt")).unwrap_or_else(|_| {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("a case is a folder")
            .map(|entry| entry.expect("it can be listed").file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .filter(|name| name.starts_with("schema."))
            .map(|name| format!("schema {name}\n"))
            .collect();
        names.sort();
        names.concat()
    });
    let pairs = lines.lines().filter_map(|line| line.split_once(' '));
    let (schemas, others): (Vec<_>, Vec<_>) = pairs.partition(|(name, _)| *name == "schema");
    let schemas = schemas.into_iter().map(|(_, path)| PathBuf::from(path));
    let mut options = Options::relative_to(folder, schemas.collect());
    for (name, value) in others {
        options = set(options, name, value);
    }
    options
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("diagnostics");
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .expect("there are cases")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    folders.sort();
    assert!(folders.len() > CODES.len(), "only {} cases", folders.len());
    folders.into_iter().map(Case::new).collect()
}

#[test]
fn every_case_says_what_was_reviewed() {
    let mut differences = Vec::new();
    for case in cases() {
        let drawn = render(&case.said(), &case.output.sources, Style::Plain);
        let code = format!("[{}]", case.code());
        assert!(
            drawn.contains(&code),
            "{} does not show it:\n{drawn}",
            case.name
        );
        differences.extend(golden(&case.folder.join("expected.txt"), &drawn).err());
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_code_has_a_case() {
    let cases = cases();
    let shown: BTreeSet<&str> = cases.iter().map(Case::code).collect();
    let known: BTreeSet<&str> = CODES.iter().map(|info| info.code.0).collect();
    assert_eq!(shown, known);
}

/// The files of an example, and no others.
struct Files(BTreeMap<PathBuf, Vec<u8>>);

impl Loader for Files {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = self.0.get(path);
        file.cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn generated(example: &Example) -> Output {
    let given = |wanted: &str| -> Vec<&str> {
        let options = example.options.iter();
        let values = options.filter(|(key, _)| key == wanted);
        values.map(|(_, value)| value.as_str()).collect()
    };
    let mut schemas = given("schema");
    if schemas.is_empty() {
        schemas.extend(example.files.first().map(|file| file.name.as_str()));
    }
    // As a front end counts paths, from a folder that is only a name.
    let base = Path::new("/example");
    let mut options = Options::relative_to(base, schemas.into_iter().map(PathBuf::from).collect());
    for (name, value) in example.options.iter().filter(|(name, _)| name != "schema") {
        options = set(options, name, value);
    }
    let files = example.files.iter();
    let files = files.map(|file| (base.join(&file.name), file.bytes()));
    generate(&options, &Files(files.collect()))
}

#[test]
fn every_explanation_shows_its_code_and_how_to_be_rid_of_it() {
    for info in CODES {
        let code = info.code;
        let explained = info.explanation();
        for text in [&explained.meaning, &explained.reason] {
            assert!(text.len() > 40 && text.ends_with('.'), "{code}: {text}");
        }
        let wrong = generated(&explained.wrong);
        assert!(
            wrong.findings.iter().any(|finding| finding.code == code),
            "{code}: its example gives {:?}",
            wrong.findings
        );
        assert_ne!(explained.wrong, explained.mended, "{code}");
        let mended = generated(&explained.mended);
        let is_left =
            |finding: &&Finding| finding.code == code || finding.severity > Severity::Note;
        let left: Vec<&Finding> = mended.findings.iter().filter(is_left).collect();
        assert!(left.is_empty(), "{code}: {left:?}");
    }
}

#[test]
fn explanations_fit_a_terminal() {
    for info in CODES {
        let text = info.to_text();
        let head = format!("{} ({})\n{}\n\n", info.code, info.name(), info.title);
        assert!(text.starts_with(&head), "{text}");
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{}: {line}", info.code);
            let is_markdown = line.starts_with('#') || line.starts_with("```");
            assert!(!is_markdown, "{}: {line}", info.code);
        }
        for part in ["A schema that has it", "The same, mended", "Why it matters"] {
            assert!(text.contains(&format!("\n{part}\n\n")), "{text}");
        }
    }
}

#[test]
fn no_finding_leaves_its_reader_alone() {
    for case in cases() {
        for finding in &case.output.findings {
            let Finding { code, message, .. } = finding;
            let told = format!("{}: {code}: {message}", case.name);
            // What is wrong with a text is said at its place, and says what is missing there.
            assert!(
                code.0 == "S003"
                    || !finding.help.is_empty()
                    || finding.label.is_some()
                    || !finding.related.is_empty(),
                "neither help nor a label nor another place: {told}"
            );
            assert!(
                finding.place.is_some() || WITHOUT_PLACE.contains(&code.0),
                "no place: {told}"
            );
            assert!(!message.ends_with('.'), "{told}");
        }
    }
}

#[test]
fn nothing_is_told_twice() {
    for case in cases() {
        let mut told = BTreeSet::new();
        for finding in &case.output.findings {
            let place = finding
                .place
                .as_ref()
                .map(|place| (place.source, place.span.start));
            let key = format!("{} {} {place:?}", finding.code, finding.message);
            assert!(told.insert(key), "{}: {}", case.name, finding.message);
        }
    }
}

#[test]
fn what_is_generated_beside_an_error_names_the_type_that_code_will_use() {
    for case in cases() {
        let is_faulty = case.output.findings.iter().any(Finding::is_error);
        assert_eq!(is_faulty, case.output.has_errors());
        for module in &case.output.modules {
            let tokens: TokenStream = module.to_text().parse().expect("tokens");
            let text = tokens.to_string();
            // A stand-in never compiles, and a sound module never holds one.
            assert_eq!(text.contains("compile_error"), is_faulty, "{}", case.name);
            let root = &module.ir.types[module.ir.root.0].name;
            assert!(
                ["struct", "enum", "type"]
                    .iter()
                    .any(|kind| text.contains(&format!("pub {kind} {root} "))),
                "{}: no {root}",
                case.name
            );
        }
    }
}

#[test]
fn paths_are_shown_as_a_person_wrote_them() {
    for case in cases() {
        let Output {
            findings, sources, ..
        } = &case.output;
        let drawn = render(findings, sources, Style::Plain);
        let folder = case.folder.to_string_lossy().into_owned();
        assert!(!drawn.contains(&folder), "{drawn}");
        for file in case.output.files() {
            assert!(file.is_absolute() && file.is_file(), "{}", file.display());
        }
        let worst = findings.iter().map(|finding| finding.severity).max();
        assert!(worst >= Some(Severity::Note), "{} is silent", case.name);
    }
}

/// One schema file, whatever it is named; every other file is where it was.
struct Instead<'a> {
    path: &'a Path,
    text: &'a [u8],
}

impl Loader for Instead<'_> {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path == self.path {
            return Ok(self.text.to_vec());
        }
        Disk.load(path)
    }
}

#[test]
fn no_text_is_too_broken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut schemas = Vec::new();
    for folder in [root.join("diagnostics"), root.join("cases")] {
        for entry in fs::read_dir(folder).expect("a folder") {
            let folder = entry.expect("it can be listed").path();
            schemas.extend(["schema.yaml", "schema.json"].map(|name| folder.join(name)));
        }
    }
    schemas.push(root.join("../schemas/invoice.yaml"));
    schemas.retain(|path| path.is_file());
    assert!(schemas.len() > 40, "only {} schemas", schemas.len());
    let mut runs = 0;
    for path in &schemas {
        let text = fs::read(path).expect("a schema");
        let mut texts: Vec<Vec<u8>> = Vec::new();
        // Cut off, and with a line left out, and with a value gone wrong.
        texts.extend((0..text.len()).step_by(23).map(|end| text[..end].to_vec()));
        let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
        for without in 0..lines.len() {
            let kept = lines.iter().enumerate().filter(|(at, _)| *at != without);
            texts.push(kept.flat_map(|(_, line)| line.iter().copied()).collect());
        }
        for (at, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b':') {
            let mut changed = text.clone();
            changed.splice(at..=at, *b": [{");
            texts.push(changed);
        }
        for text in &texts {
            let loader = Instead { path, text };
            let options = Options::new(path.parent().expect("a folder")).schema(path);
            let output = generate(&options, &loader);
            let drawn = render(&output.findings, &output.sources, Style::Plain);
            assert_eq!(drawn.is_empty(), output.findings.is_empty());
            assert_eq!(output.modules.len(), 1);
            let source = output.modules[0].to_text();
            assert!(source.parse::<TokenStream>().is_ok(), "{source}");
            runs += 1;
        }
    }
    assert!(runs > 1000, "only {runs} texts");
}
