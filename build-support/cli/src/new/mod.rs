//! `cargo formwork new`: a package that runs, from a template.
//!
//! ```text
//!  NAME ──> name.rs ──> manifest.rs, templates/ ──> files in a folder that was not there
//!           a package's  which Formwork it takes
//! ```

mod manifest;
mod name;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum, ValueHint};
use formwork_codegen::{Disk, Options, generate};
use serde_json::json;

use self::manifest::Whence;
use crate::tell::Tell;
use crate::{exit, generate};

const SCHEMA: &str = include_str!("templates/note.yaml");
const MAIN: &str = include_str!("templates/main.rs.txt");
const BUILD: &str = include_str!("templates/build.rs.txt");

/// Starts a package that asks for a typed value
///
/// It runs as it is, and answers offline until it is told whom to ask.
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(crate) struct New {
    /// The folder to make; its last part is the package's name
    #[arg(value_name = "NAME")]
    path: PathBuf,
    /// How the schema becomes types
    #[arg(long, value_name = "WAY", value_enum, default_value_t)]
    template: Template,
    /// Whom the program asks, unless `FORMWORK_PROVIDER` says: `offline` needs neither key nor network
    #[arg(long, value_name = "PROVIDER/MODEL", default_value = "offline")]
    model: String,
    /// The checkout of Formwork that the package depends on [default: the one that this program was built
    /// from, as long as it is there; else the released version]
    #[arg(long = "path", value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "released")]
    checkout: Option<PathBuf>,
    /// Depend on the released version, even where there is a checkout
    #[arg(long)]
    released: bool,
}

/// How the schema becomes types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Template {
    /// By a build script, whenever the schema changes
    #[default]
    BuildScript,
    /// Where a macro stands, whenever the schema changes
    Macro,
    /// By `cargo formwork generate`, into files that are checked in
    CheckedIn,
}

impl New {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        self.try_run(tell)
            .unwrap_or_else(|error| exit::failed(tell, &error))
    }

    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let name = self.path.file_name().and_then(|name| name.to_str());
        let name = name.unwrap_or_default().to_owned();
        if let Err(why) = name::check(&name) {
            return Ok(exit::misused(tell, &why));
        }
        if fs::symlink_metadata(&self.path).is_ok() {
            let message = format!("`{}` is there already", self.path.display());
            return Ok(exit::misused(tell, &message));
        }
        let from = match &self.checkout {
            Some(folder) => match Whence::checkout(folder) {
                Ok(from) => from,
                Err(why) => return Ok(exit::misused(tell, &why)),
            },
            None if self.released => Whence::Released,
            None => Whence::own(),
        };
        let folder = std::path::absolute(&self.path)?;
        self.write(&name, &from, &folder)?;
        let shown = self.path.display();
        let whence = from.describe();
        let words = format!(
            "made `{shown}`, which depends on {whence}\n\n    cd {shown}\n    cargo run\n\nprints a first value\n"
        );
        let told =
            json!({ "made": shown.to_string(), "template": self.template.name(), "from": whence });
        tell.note(&words, &told);
        Ok(ExitCode::SUCCESS)
    }

    /// Writes every file of the package.
    fn write(&self, name: &str, from: &Whence, folder: &Path) -> io::Result<()> {
        let write = |file: &str, text: &str| write(&folder.join(file), text);
        let is_inside = manifest::is_inside_another(folder);
        write(
            "Cargo.toml",
            &manifest::manifest(name, self.template, from, is_inside),
        )?;
        write(".gitignore", "/target\n")?;
        write("schemas/note.yaml", SCHEMA)?;
        let main = MAIN.replace("{types}", self.template.types());
        let model = self.model.replace('\\', "\\\\").replace('"', "\\\"");
        write("src/main.rs", &main.replace("{model}", &model))?;
        match self.template {
            Template::BuildScript => write("build.rs", BUILD),
            Template::Macro => Ok(()),
            Template::CheckedIn => {
                let schemas = vec![PathBuf::from("schemas/note.yaml")];
                let output = generate(&Options::relative_to(folder, schemas), &Disk);
                let command = "cargo formwork generate ../../schemas/note.yaml --out .";
                let out = folder.join("src/generated");
                let mut files = generate::files(&output, command, &out)?.into_iter();
                files
                    .try_for_each(|file| write(&format!("src/generated/{}", file.name), &file.text))
            }
        }
    }
}

impl Template {
    fn name(self) -> &'static str {
        match self {
            Self::BuildScript => "build-script",
            Self::Macro => "macro",
            Self::CheckedIn => "checked-in",
        }
    }

    /// What brings the types into the program.
    fn types(self) -> &'static str {
        match self {
            Self::BuildScript => "formwork::include_schemas!();\nuse note::Note;\n",
            Self::Macro => "formwork::generate!(\"schemas/note.yaml\");\nuse note::Note;\n",
            Self::CheckedIn => {
                "// Written by `cargo formwork generate schemas/note.yaml --out src/generated`. With `--check`, the same\n\
                 // command says in CI whether it is up to date.\n\
                 mod generated;\n\nuse generated::note::Note;\n"
            }
        }
    }
}

/// Writes a file that was not there, and makes the folders it stands in.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let at =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(at)?;
    }
    let mut file = fs::File::create_new(path).map_err(at)?;
    file.write_all(text.as_bytes()).map_err(at)
}
