//! What a front end can ask for.

use std::path::PathBuf;

use formwork_schema::resolve::Input;

use crate::paths::common_folder;

/// What to generate, and from which files.
///
/// ```
/// use formwork_codegen::{FormatTypes, Options};
///
/// let mut options = Options::new("schemas").schema("schemas/invoice.yaml");
/// options.format_types = FormatTypes::from(["date", "uuid"]);
/// options.derives.push(("#/$defs/*".to_owned(), "Eq, Hash".to_owned()));
/// assert_eq!(options.runtime, "::formwork");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The schema files, one module each, in this order. Relative ones count from the base. A place in a
    /// file may stand behind it, as in a reference: `api.yaml#/components/schemas/Pet`.
    pub schemas: Vec<PathBuf>,
    /// The folder that references may not leave, and that generated code names files relative to. A
    /// relative one counts from the base.
    pub schema_dir: PathBuf,
    /// The folder in place of that where a task file is among the schemas: tasks mostly stand in a folder beside
    /// that of the schemas they refer to. `None` where somebody has chosen one.
    pub task_dir: Option<PathBuf>,
    /// The folder that paths count from, absolute: that of the package. Findings name files relative
    /// to it, or to the nearest folder around it that holds all schemas. Where it is empty, relative
    /// paths are the loader's to understand, and findings name files relative to `schema_dir`.
    pub base: PathBuf,
    /// The path of the runtime crate in the generated code, such as `::formwork`. A path that begins
    /// with neither `::` nor `crate` is that of a crate, with or without the `::`.
    pub runtime: String,
    /// Acceptance is what the specification says, to the letter, and every valid value survives
    /// decoding and encoding: a schema without `type` takes values of every type, properties that a
    /// schema does not name are kept in a map, and integers without bounds are of any size. Otherwise types
    /// are what their authors mostly mean: a schema with `properties` is an object, unknown properties
    /// are read past, and integers have 64 bits.
    pub exact: bool,
    /// `format` is checked. Without it, a format is documentation, as the specification has it. Formats
    /// that it does not name are not checked either way.
    pub assert_formats: bool,
    /// The formats whose strings become types of their own, where the runtime has the feature for them:
    /// `date`, `date-time`, `duration` and `time` (`jiff`), `uri` (`url`) and `uuid` (`uuid`). They are checked.
    pub format_types: FormatTypes,
    /// Types of the user's in place of generated ones: patterns of schemas, as below, and types such as
    /// `crate::Money`. They are `Clone`, `Debug`, `PartialEq`, `Send`, and read and write by serde.
    pub extern_types: Vec<(String, String)>,
    /// Where the crates are that `x-rust-type` names: their names and paths, such as `my-crate` and
    /// `::my_crate`.
    pub extern_crates: Vec<(String, String)>,
    /// Traits that types are to derive, such as `Eq, Hash`, each with a pattern that picks the types by
    /// the places of their schemas, such as `#/$defs/*`.
    pub derives: Vec<(String, String)>,
    /// Attributes of types and fields, such as `#[allow(dead_code)]`, each with such a pattern. One that
    /// picks a property is about the field.
    pub attributes: Vec<(String, String)>,
    /// What `$schema` says where a document does not, such as
    /// `http://json-schema.org/draft-04/schema#`. Without it, such a document is read as 2020-12, and
    /// with the spellings of older drafts.
    pub default_schema: Option<String>,
    /// The providers whose dialects the schema is worded in, such as `anthropic`: the names of dialects, or
    /// of providers that go by them. A schema that one of them cannot take is an error. Without any, these
    /// are `openai-strict` and `portable`, and what they cannot take is left to the modes without a schema.
    /// The portable wording is always there: who has no text of its own is sent that one.
    pub providers: Vec<String>,
    /// Whether to say, for each of these providers, what becomes of every keyword in its dialect.
    pub tell_fates: bool,
}

/// Formats that become types: `true`, `false`, or a list of their names.
///
/// ```
/// use formwork_codegen::FormatTypes;
///
/// assert_eq!(FormatTypes::from(true), FormatTypes::All);
/// assert_eq!(FormatTypes::from(["date"]), FormatTypes::Only(vec!["date".to_owned()]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FormatTypes {
    /// None: they are strings.
    #[default]
    None,
    /// All that have types.
    All,
    /// Those of these names.
    Only(Vec<String>),
}

impl From<bool> for FormatTypes {
    fn from(all: bool) -> Self {
        if all { Self::All } else { Self::None }
    }
}

impl<S: Into<String>> From<Vec<S>> for FormatTypes {
    fn from(names: Vec<S>) -> Self {
        Self::Only(names.into_iter().map(Into::into).collect())
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for FormatTypes {
    fn from(names: [S; N]) -> Self {
        Self::Only(names.into_iter().map(Into::into).collect())
    }
}

impl Options {
    /// One schema folder, no schemas yet, no base, the runtime under its own name.
    #[must_use]
    pub fn new(schema_dir: impl Into<PathBuf>) -> Self {
        Self {
            schemas: Vec::new(),
            schema_dir: schema_dir.into(),
            task_dir: None,
            base: PathBuf::new(),
            runtime: "::formwork".to_owned(),
            exact: false,
            assert_formats: false,
            format_types: FormatTypes::None,
            extern_types: Vec::new(),
            extern_crates: Vec::new(),
            derives: Vec::new(),
            attributes: Vec::new(),
            default_schema: None,
            providers: Vec::new(),
            tell_fates: false,
        }
    }

    /// Schema files by their paths, which count from `base`, an absolute path. References may not leave
    /// the nearest folder that holds all of the files. This is what a front end begins with.
    #[must_use]
    pub fn relative_to(base: impl Into<PathBuf>, schemas: Vec<PathBuf>) -> Self {
        let all = Self {
            schemas,
            ..Self::new(PathBuf::new())
        };
        all.based_on(base)
    }

    /// Counts paths from `base`, an absolute path. References may not leave the nearest folder that holds
    /// all of the files.
    #[must_use]
    pub fn based_on(mut self, base: impl Into<PathBuf>) -> Self {
        self.base = base.into();
        let inputs: Vec<Input> = self.schemas.iter().map(|one| Input::parse(one)).collect();
        let paths = inputs.iter().map(|input| input.path.as_path());
        self.schema_dir = common_folder(&self.base, paths);
        // The package's, where that holds them all.
        let package = self.base.join("Cargo.toml");
        let paths = inputs.iter().map(|input| input.path.as_path());
        let folder = common_folder(&self.base, paths.chain([package.as_path()]));
        self.task_dir = Some(folder);
        self
    }

    /// Adds a schema file, or a place in one.
    #[must_use]
    pub fn schema(mut self, path: impl Into<PathBuf>) -> Self {
        self.schemas.push(path.into());
        self
    }

    /// Sets the folder that references may not leave.
    #[must_use]
    pub fn schema_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.schema_dir = path.into();
        self.task_dir = None;
        self
    }

    /// Sets what `$schema` says where a document does not.
    #[must_use]
    pub fn default_schema(mut self, uri: impl Into<String>) -> Self {
        self.default_schema = Some(uri.into());
        self
    }

    /// Adds a provider whose dialect the schema is worded in.
    #[must_use]
    pub fn provider(mut self, name: impl Into<String>) -> Self {
        self.providers.push(name.into());
        self
    }

    /// Sets the path of the runtime crate.
    #[must_use]
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.runtime = path.into();
        self
    }

    /// Sets whether acceptance is the specification's, to the letter.
    #[must_use]
    pub fn exact(mut self, exact: bool) -> Self {
        self.exact = exact;
        self
    }

    /// Sets whether `format` is checked.
    #[must_use]
    pub fn assert_formats(mut self, assert_formats: bool) -> Self {
        self.assert_formats = assert_formats;
        self
    }

    /// Sets the formats whose strings become types of their own: all that have some, or those named.
    #[must_use]
    pub fn format_types(mut self, formats: impl Into<FormatTypes>) -> Self {
        self.format_types = formats.into();
        self
    }

    /// Puts a type of the user's in place of those that the schemas a pattern picks would become.
    #[must_use]
    pub fn extern_type(mut self, pattern: impl Into<String>, path: impl Into<String>) -> Self {
        self.extern_types.push((pattern.into(), path.into()));
        self
    }

    /// Says where a crate is that `x-rust-type` names.
    #[must_use]
    pub fn extern_crate(mut self, name: impl Into<String>, path: impl Into<String>) -> Self {
        self.extern_crates.push((name.into(), path.into()));
        self
    }

    /// Derives more traits on the types of the schemas that a pattern picks.
    #[must_use]
    pub fn derive(mut self, pattern: impl Into<String>, traits: impl Into<String>) -> Self {
        self.derives.push((pattern.into(), traits.into()));
        self
    }

    /// Puts attributes on the types, or the fields, of the schemas that a pattern picks.
    #[must_use]
    pub fn attribute(mut self, pattern: impl Into<String>, attributes: impl Into<String>) -> Self {
        self.attributes.push((pattern.into(), attributes.into()));
        self
    }
}
