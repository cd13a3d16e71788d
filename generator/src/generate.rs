//! The whole way, as every front end takes it.

use formwork_schema::maps::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use formwork_schema::diag::{FateRow, Fates};
use formwork_schema::dialect::fates;
use formwork_schema::model::{Model, SchemaId};
use formwork_schema::resolve::{Input, Request};
use formwork_schema::source::{Loader, Sources};
use formwork_schema::{Code, Finding, analyse};

use crate::emit;
use crate::lower::{Root, field_name, lower, sort};
use crate::paths::{Seen, Viewpoint};
use crate::print::literal;
use crate::settings::Settings;
use crate::{Options, ir, runtime, stand_in, tasks};

/// What came out.
///
/// ```
/// use formwork_codegen::{Loader, Options, generate, short};
///
/// struct OneFile;
///
/// impl Loader for OneFile {
///     fn load(&self, _: &std::path::Path) -> std::io::Result<Vec<u8>> {
///         Ok(b"type: object\nproperties:\n  name: { type: strnig }\n".to_vec())
///     }
/// }
///
/// let output = generate(&Options::new("schemas").schema("schemas/town.yaml"), &OneFile);
/// assert!(output.has_errors());
/// println!("{}", short(&output.findings, &output.sources));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Output {
    /// One module for each schema file, in the order of the options.
    pub modules: Vec<Module>,
    /// What there is to say, errors included. With errors, the modules are stand-ins: complete enough
    /// that code which uses them does not fail a second time, not what the schemas mean.
    pub findings: Vec<Finding>,
    /// Every document that was read, for drawing findings.
    pub sources: Sources,
    /// What becomes of every keyword in the dialects of the providers that were asked for, where
    /// [`Options::tell_fates`] is set: for each schema and provider that takes it.
    pub fates: Vec<Fates>,
    viewpoint: Viewpoint,
}

/// One generated module.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Module {
    /// Its name.
    pub name: String,
    /// The schema file it comes from, relative to the schema folder, and the place in it.
    pub source: String,
    /// The module's plain data.
    pub ir: ir::Module,
    /// The schema file, as it is seen.
    file: PathBuf,
    /// The path of the runtime.
    runtime: String,
    /// What is unknown needs a type to stand for it.
    has_errors: bool,
}

/// Stands for what is unknown, where the front end has nothing better.
const ERROR: &str = "::core::compile_error!(\"the schema of this module has errors, so it could not be \
                     generated\")";

impl Module {
    /// `pub mod name { ... }` as formatted text, header included.
    ///
    /// Where an error has left something unknown, the code fails to compile, and says that its schema
    /// has an error.
    #[must_use]
    pub fn to_text(&self) -> String {
        emit::inline(&self.ir, &self.runtime, self.error())
    }

    /// The same. `error` is an expression that does not compile; it stands for what is unknown, and is
    /// the only thing that the compiler has to say about it.
    #[must_use]
    pub fn to_text_failing_with(&self, error: &str) -> String {
        emit::inline(&self.ir, &self.runtime, Some(error))
    }

    /// The module's contents as the formatted text of a file of its own, header included.
    #[must_use]
    pub fn to_file_text(&self) -> String {
        emit::file(&self.ir, &self.runtime, self.error())
    }

    /// The module's name, as it stands behind `mod`.
    #[must_use]
    pub fn ident(&self) -> String {
        let mut name = String::new();
        literal::ident(&mut name, &self.name);
        name
    }

    fn error(&self) -> Option<&'static str> {
        self.has_errors.then_some(ERROR)
    }
}

impl Output {
    /// Whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }

    /// Every file that was read: absolute where the base is.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> {
        let files = self.sources.files.iter().filter(|file| file.uri.is_none());
        files.map(|file| self.viewpoint.path(&file.path))
    }

    /// The schema file of a module, by its path in [`Output::files`].
    #[must_use]
    pub fn file_of(&self, module: &Module) -> PathBuf {
        self.viewpoint.path(&module.file)
    }

    /// Adds to the findings about schema files that are not there what their paths count from, which
    /// the front end knows.
    pub fn explain_missing_files(&mut self, help: &str) {
        let missing = self
            .findings
            .iter_mut()
            .filter(|f| f.code == Code::UNREADABLE);
        missing.for_each(|finding| finding.help.push(help.to_owned()));
    }
}

/// Generates a module for each schema file. It always answers: what went wrong is in the findings.
///
/// ```
/// use std::collections::HashMap;
/// use std::path::{Path, PathBuf};
///
/// use formwork_codegen::{Loader, Options, generate};
///
/// struct Files(HashMap<PathBuf, &'static str>);
///
/// impl Loader for Files {
///     fn load(&self, path: &Path) -> std::io::Result<Vec<u8>> {
///         let text = self.0.get(path).ok_or(std::io::ErrorKind::NotFound)?;
///         Ok(text.as_bytes().to_vec())
///     }
/// }
///
/// let town = "title: Town\ntype: object\nrequired: [name]\nproperties: { name: { type: string } }\n";
/// let files = Files([(PathBuf::from("schemas/town.yaml"), town)].into());
/// let output = generate(&Options::new("schemas").schema("schemas/town.yaml"), &files);
/// assert!(!output.has_errors());
/// assert!(output.modules[0].to_file_text().contains("pub struct Town"));
/// ```
pub fn generate(options: &Options, loader: &dyn Loader) -> Output {
    let mut inputs: Vec<Input> = options
        .schemas
        .iter()
        .map(|one| Input::parse(one))
        .collect();
    let given = inputs.iter().map(|input| &input.path);
    let given = given.chain([&options.schema_dir]).map(PathBuf::as_path);
    let viewpoint = Viewpoint::new(&options.base, given);
    for input in &mut inputs {
        input.path = viewpoint.see(&input.path);
    }
    let loader = Seen {
        from: &viewpoint,
        loader,
    };
    let (mut model, mut findings) = Request::new(viewpoint.see(&options.schema_dir))
        .inputs(inputs.iter().cloned())
        .default_schema(options.default_schema.clone())
        .task_directory(options.task_dir.as_deref().map(|dir| viewpoint.see(dir)))
        .load(&loader);
    // What cannot be read has nothing to say about the rest.
    if !findings.iter().any(Finding::is_error) {
        findings.extend(analyse(&model));
        #[cfg(feature = "check")]
        findings.extend(crate::check::claims(
            &model,
            options.default_schema.as_deref(),
        ));
    }
    if options.schemas.is_empty() {
        findings.push(
            Finding::error(Code::NO_INPUT, None, "there is no schema to generate from")
                .help("name a schema file"),
        );
    }
    sort(&mut model, &mut findings);
    let runtime = runtime::path(&options.runtime).unwrap_or_else(|finding| {
        findings.push(*finding);
        "::formwork".to_owned()
    });
    let settings = Settings::new(options, &mut findings);
    let (mut modules, mut paths, mut fates) = (Vec::new(), Vec::new(), Vec::new());
    let mut taken: HashMap<String, &Input> = HashMap::default();
    for (index, input) in inputs.iter().enumerate() {
        let name = module_name(input);
        if let Some(first) = taken.get(&name) {
            findings.push(module_clash(&name, first, input));
            continue;
        }
        taken.insert(name.clone(), input);
        paths.push(input.path.clone());
        let root = model.roots.get(index).copied().flatten();
        if options.tell_fates {
            fates.extend(told(&model, root, input, &settings));
        }
        let module = made(&model, input, root, &name, &settings, &mut findings);
        modules.push(module.unwrap_or_else(|| stand_in::module(&name, &input.path)));
    }
    if !findings.iter().any(Finding::is_error) {
        findings.extend(settings.unused());
    }
    // A schema that is used twice, or by two roots, is told about once.
    let mut told = HashSet::default();
    findings.retain(|finding| {
        let place = finding.place.as_ref();
        let place = place.map(|place| (place.source, place.span.clone()));
        told.insert((finding.code, finding.message.clone(), place))
    });
    // As a reader meets them: those without a place first, then file by file.
    findings.sort_by_key(|finding| {
        let place = finding.place.as_ref();
        place.map(|place| (place.source, place.span.start))
    });
    let has_errors = findings.iter().any(Finding::is_error);
    if has_errors {
        for (module, path) in modules.iter_mut().zip(&paths) {
            stand_in::add(module, path, &model.sources);
        }
    }
    if viewpoint.is_chosen() {
        let files = model.sources.files.iter_mut();
        for file in files.filter(|file| file.uri.is_none()) {
            file.name = file.path.display().to_string().replace('\\', "/");
        }
    }
    let modules = modules.into_iter().zip(paths).map(|(ir, file)| Module {
        name: ir.name.clone(),
        source: ir.source.clone(),
        ir,
        file,
        runtime: runtime.clone(),
        has_errors,
    });
    Output {
        modules: modules.collect(),
        findings,
        sources: model.sources,
        fates,
        viewpoint,
    }
}

/// The module of an input; none where there is nothing to make one of.
fn made(
    model: &Model,
    input: &Input,
    root: Option<SchemaId>,
    name: &str,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) -> Option<ir::Module> {
    if let Some(root) = root {
        let roots = [Root::of_file(root, name)];
        return Some(lower(model, &roots, name, settings, findings).0);
    }
    let mut files = model.task_files.iter();
    let whole = input.fragment.is_none();
    if let Some(file) = files.find(|file| whole && file.path == input.path) {
        return tasks::module(model, file, name, settings, findings);
    }
    if input.fragment.is_some() {
        return None;
    }
    components(model, &input.path, name, settings, findings)
}

/// The module of an OpenAPI document: a type, and what asks a model for it, for each of its component schemas.
fn components(
    model: &Model,
    path: &Path,
    name: &str,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) -> Option<ir::Module> {
    let mut roots: Vec<Root> = Vec::new();
    for (word, schema) in model.offered(path) {
        // Two names of one schema are one type.
        let schema = model.follow(schema);
        if roots.iter().all(|root| root.schema != schema) {
            roots.push(Root::of_file(schema, word));
        }
    }
    let (_, source) = model
        .sources
        .ids()
        .find(|(_, source)| source.path == path)?;
    if roots.is_empty() {
        return None;
    }
    let (mut module, _) = lower(model, &roots, name, settings, findings);
    module.source.clone_from(&source.name);
    Some(module)
}

/// What becomes of the keywords of an input's schemas, with each provider that was asked for and takes them.
fn told(model: &Model, root: Option<SchemaId>, input: &Input, settings: &Settings) -> Vec<Fates> {
    let own = root.map(|root| (root, shown(input)));
    let offered = model.offered(&input.path).filter(|_| root.is_none());
    // No model is asked for what a task takes.
    let mut tasks = model.task_files.iter();
    let is_task_file = tasks.any(|file| file.path == input.path);
    let offered = offered.filter(|(name, _)| !(is_task_file && name.ends_with("/input")));
    let offered = offered.map(|(name, schema)| (schema, format!("{}: {name}", shown(input))));
    let schemas: Vec<_> = own.into_iter().chain(offered).collect();
    let asked = settings.dialects.iter().filter(|(_, is_asked)| *is_asked);
    let asked: Vec<_> = asked.map(|(dialect, _)| dialect).collect();
    let mut told = Vec::new();
    for (id, schema) in schemas {
        for dialect in &asked {
            let Ok(rows) = fates(model, id, dialect) else {
                continue;
            };
            let rows = rows.into_iter().map(|row| FateRow {
                place: row.place,
                keyword: row.keyword,
                fate: row.fate.name(),
                says: row.fate.says(),
            });
            told.push(Fates {
                provider: dialect.name,
                schema: schema.clone(),
                rows: rows.collect(),
            });
        }
    }
    told
}

fn module_clash(name: &str, first: &Input, second: &Input) -> Finding {
    let (first, second) = (shown(first), shown(second));
    if first == second {
        let message = format!("`{first}` is named twice");
        return Finding::error(Code::NAME_CLASH, None, message).help("name it once");
    }
    let message = format!("`{first}` and `{second}` would both become the module `{name}`");
    Finding::error(Code::NAME_CLASH, None, message)
        .help("rename one of the files, or generate from them apart, in modules of your own")
}

fn shown(input: &Input) -> String {
    let path = input.path.display();
    match &input.fragment {
        Some(fragment) => format!("{path}#{fragment}"),
        None => path.to_string(),
    }
}

/// `schemas/line-item.schema.json` is the module `line_item`, `api.yaml#/components/schemas/Pet` is `pet`.
fn module_name(input: &Input) -> String {
    let stem = match &input.fragment {
        Some(fragment) => fragment
            .rsplit('/')
            .next()
            .map(|step| step.replace("~1", "/").replace("~0", "~")),
        None => input
            .path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned()),
    };
    let stem = stem.unwrap_or_default();
    let stem = stem.strip_suffix(".schema").unwrap_or(&stem);
    match field_name(stem) {
        // As a file of its own, it would take the place of the folder's index.
        Some(name) if name == "mod" => "mod_".to_owned(),
        Some(name) => name,
        None => "schema".to_owned(),
    }
}
