//! The builder that a build script calls.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use formwork_codegen::{Disk, FormatTypes, Options, Output, Severity, generate};

use crate::cargo::{directives, watched, written};

/// Starts a configuration, with no schemas.
///
/// ```no_run
/// formwork_build::configure()
///     .schemas(["schemas/invoice.yaml", "schemas/order.yaml"])
///     .schema_dir("schemas")
///     .run();
/// ```
#[must_use]
pub fn configure() -> Configure {
    Configure {
        options: Options::new(PathBuf::new()),
        schema_dir: None,
        out_dir: None,
        message_format: MessageFormat::default(),
    }
}

/// Which schemas to generate from, and how.
///
/// Paths count from the folder of the package's `Cargo.toml`.
///
/// ```no_run
/// use formwork_build::MessageFormat;
///
/// formwork_build::configure()
///     .schema("schemas/invoice.yaml")
///     .schema("schemas/api.yaml#/components/schemas/Pet") // a place in a file
///     .format_types(true)
///     .message_format(MessageFormat::Short)
///     .run();
/// ```
#[derive(Clone, Debug)]
pub struct Configure {
    /// What the generator is asked for, without the folder that paths count from.
    options: Options,
    schema_dir: Option<PathBuf>,
    out_dir: Option<PathBuf>,
    message_format: MessageFormat,
}

/// How findings are written into Cargo's output, which puts the name of the package before each line.
///
/// ```no_run
/// formwork_build::configure()
///     .schema("schemas/invoice.yaml")
///     .message_format(formwork_build::MessageFormat::Short)
///     .run();
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageFormat {
    /// Drawn at the line of the schema.
    #[default]
    Human,
    /// One line each: `schemas/order.yaml:5:11: warning[M003]: ...`, for schemas with many warnings.
    Short,
}

impl Configure {
    /// Adds a schema file: JSON or YAML, by its extension. It becomes a module of the file's name:
    /// `schemas/line-item.yaml` the module `line_item`. A place in a file may stand behind its path, as in a
    /// reference: `api.yaml#/components/schemas/Pet` becomes the module `pet`.
    ///
    /// A task file, which has `tasks`, is named here too; it becomes a module of functions.
    #[must_use]
    pub fn schema(mut self, path: impl Into<PathBuf>) -> Self {
        self.options = self.options.schema(path);
        self
    }

    /// Adds several schema files.
    #[must_use]
    pub fn schemas<P: Into<PathBuf>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        let paths = paths.into_iter().map(Into::into);
        self.options.schemas.extend(paths);
        self
    }

    /// Sets the folder that references may not leave. Without it, that is the nearest folder that holds
    /// all schema files named here.
    #[must_use]
    pub fn schema_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.schema_dir = Some(path.into());
        self
    }

    /// Sets the path of the runtime crate in the generated code, where the manifest renames it or
    /// another crate exports it: `"::fw"`, `"crate::vendored::formwork"`. `::formwork` without it.
    #[must_use]
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.options = self.options.runtime(path);
        self
    }

    /// Sets whether acceptance is the specification's, to the letter. A schema without `type` then takes
    /// values of every type, properties that a schema does not name are kept in a map, and integers
    /// without bounds are of any size. Otherwise types are what their authors mostly mean.
    #[must_use]
    pub fn exact(mut self, exact: bool) -> Self {
        self.options = self.options.exact(exact);
        self
    }

    /// Sets whether `format` is checked. Without it, formats are documentation.
    #[must_use]
    pub fn assert_formats(mut self, assert_formats: bool) -> Self {
        self.options = self.options.assert_formats(assert_formats);
        self
    }

    /// Sets the formats whose strings become types of their own: `true` for all that have some, or their
    /// names.
    ///
    /// | format | type | feature of `formwork` |
    /// | --- | --- | --- |
    /// | `date` | `jiff::civil::Date` | `jiff` |
    /// | `date-time` | `Kept<jiff::Timestamp>` | `jiff` |
    /// | `duration` | `Kept<jiff::Span>` | `jiff` |
    /// | `time` | `Kept<OffsetTime>` | `jiff` |
    /// | `uri` | `Kept<url::Url>` | `url` |
    /// | `uuid` | `Kept<uuid::Uuid>` | `uuid` |
    ///
    /// `formwork::Kept` is used like the value in it, and writes it as it was read. A string that is not of the
    /// format is a violation. The crates are reached as `formwork::jiff` and so on.
    ///
    /// ```no_run
    /// formwork_build::configure()
    ///     .schema("schemas/invoice.yaml")
    ///     .format_types(["date", "date-time"])
    ///     .run();
    /// ```
    #[must_use]
    pub fn format_types(mut self, formats: impl Into<FormatTypes>) -> Self {
        self.options = self.options.format_types(formats);
        self
    }

    /// Puts a type of your own in place of those that the schemas a pattern picks would become. See
    /// [`derive`](Self::derive) for patterns.
    ///
    /// The type reads and writes its values by serde, and is `Clone`, `Debug`, `PartialEq` and `Send`. What
    /// the schema says is checked all the same, before the type reads the value.
    ///
    /// ```no_run
    /// formwork_build::configure()
    ///     .schema("schemas/invoice.yaml")
    ///     .extern_type("#/$defs/Money", "crate::Money")
    ///     .run();
    /// ```
    #[must_use]
    pub fn extern_type(mut self, pattern: impl Into<String>, path: impl Into<String>) -> Self {
        self.options = self.options.extern_type(pattern, path);
        self
    }

    /// Says where a crate is that `x-rust-type` names in a schema: its name there, and its path. A crate
    /// that is not mapped is not used, and a type is generated; `std` and `crate` always are.
    #[must_use]
    pub fn extern_crate(mut self, name: impl Into<String>, path: impl Into<String>) -> Self {
        self.options = self.options.extern_crate(name, path);
        self
    }

    /// Derives more traits on the types of the schemas that a pattern picks: a JSON Pointer, where `*`
    /// stands for any part of a step and `**` for any steps, with the end of a file's path before the
    /// `#` where only that file is meant.
    ///
    /// ```no_run
    /// formwork_build::configure()
    ///     .schema("schemas/invoice.yaml")
    ///     .derive("#/$defs/*", "Eq, Hash")
    ///     .derive("invoice.yaml#", "my_crate::Table")
    ///     .run();
    /// ```
    ///
    /// Traits of the standard library go by their names, others by paths. Types have `Clone`, `Debug`,
    /// `PartialEq`, `Serialize` and `Deserialize` anyway.
    #[must_use]
    pub fn derive(mut self, pattern: impl Into<String>, traits: impl Into<String>) -> Self {
        self.options = self.options.derive(pattern, traits);
        self
    }

    /// Puts attributes on the types of the schemas that a pattern picks. One that picks a property
    /// (`#/properties/total`) is about the field.
    #[must_use]
    pub fn attribute(mut self, pattern: impl Into<String>, attributes: impl Into<String>) -> Self {
        self.options = self.options.attribute(pattern, attributes);
        self
    }

    /// Adds a provider that is to be asked with the schema: the schema is then worded in its dialect, at
    /// compile time, and what the provider cannot take is an error at its line. Without any, schemas are
    /// worded for `openai-strict` where it takes them, and portably, for all others.
    ///
    /// ```no_run
    /// formwork_build::configure()
    ///     .schema("schemas/invoice.yaml")
    ///     .provider("anthropic")
    ///     .provider("gemini")
    ///     .run();
    /// ```
    #[must_use]
    pub fn provider(mut self, name: impl Into<String>) -> Self {
        self.options = self.options.provider(name);
        self
    }

    /// Writes `formwork.rs` to this folder and not to `OUT_DIR`. `include_schemas!` does not look there.
    #[must_use]
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// Sets how findings are written.
    #[must_use]
    pub fn message_format(mut self, format: MessageFormat) -> Self {
        self.message_format = format;
        self
    }

    /// Generates, and tells Cargo about it.
    ///
    /// Errors in a schema are shown in `cargo::error` lines, which make Cargo fail the build when the
    /// script has ended; warnings in `cargo::warning` lines. What cannot be written, or a script that
    /// does not run under Cargo, is an error of the same kind. It never panics.
    pub fn run(self) {
        let format = self.message_format;
        match self.generate() {
            Ok(output) => {
                say(&watched(&output));
                let text = |severity| written(&output, severity, format);
                say(&directives("warning", &text(Severity::Warning)));
                say(&directives("error", &text(Severity::Error)));
            }
            Err(error) => say(&directives("error", &error.0)),
        }
    }

    /// Generates, tells Cargo which files to watch and what to warn of, and gives errors back.
    ///
    /// # Errors
    /// Where a schema has errors, where the environment of a build script is missing, and where the
    /// output cannot be written. `Debug` shows the drawn findings, so `unwrap` and
    /// `fn main() -> Result<(), formwork_build::Error>` stay readable.
    pub fn try_run(self) -> Result<(), Error> {
        let format = self.message_format;
        let output = self.generate()?;
        say(&watched(&output));
        let text = |severity| written(&output, severity, format);
        say(&directives("warning", &text(Severity::Warning)));
        if output.has_errors() {
            return Err(Error(text(Severity::Error)));
        }
        Ok(())
    }

    fn generate(self) -> Result<Output, Error> {
        let manifest_dir = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
        let out_dir = match &self.out_dir {
            Some(path) => manifest_dir.join(path),
            None => PathBuf::from(variable("OUT_DIR")?),
        };
        let mut options = self.options.based_on(manifest_dir);
        if let Some(path) = self.schema_dir {
            options = options.schema_dir(path);
        }
        let mut output = generate(&options, &Disk);
        output.explain_missing_files("paths count from the folder of Cargo.toml");
        let text: String = output
            .modules
            .iter()
            .map(|module| module.to_text() + "\n")
            .collect();
        let file = out_dir.join("formwork.rs");
        write_if_changed(&file, &text)
            .map_err(|error| Error(format!("cannot write `{}`: {error}", file.display())))?;
        Ok(output)
    }
}

fn variable(name: &str) -> Result<std::ffi::OsString, Error> {
    env::var_os(name).ok_or_else(|| {
        Error(format!(
            "{name} is not set; formwork_build must run in a build script, under Cargo"
        ))
    })
}

/// Leaves a file alone that already has the text, so that nothing is compiled again for nothing.
fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

/// A build script talks to Cargo on standard output. Where nobody listens, there is nothing to do.
fn say(lines: &[String]) {
    let mut text = lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = io::stdout().write_all(text.as_bytes());
}

/// Why nothing could be generated: drawn findings, or one sentence.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), formwork_build::Error> {
///     formwork_build::configure().schema("schemas/invoice.yaml").try_run()
/// }
/// ```
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// What `unwrap` and `main() -> Result` show.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}", self.0)
    }
}

impl std::error::Error for Error {}
