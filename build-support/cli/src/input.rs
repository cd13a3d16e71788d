//! What every command that reads schemas takes.

use std::io;
use std::path::PathBuf;

use clap::Args;
use formwork_codegen::Options;

/// Schema files, and where they may refer to.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// Schema files, JSON or YAML by their extension
    #[arg(required = true, value_name = "SCHEMA")]
    schemas: Vec<PathBuf>,
    /// The folder that references may not leave [default: the nearest one that holds all schemas]
    #[arg(long, value_name = "DIR")]
    schema_dir: Option<PathBuf>,
    /// Accept what the specification accepts, to the letter: other types for schemas without `type`,
    /// unknown properties kept, integers of any size
    #[arg(long)]
    exact: bool,
    /// Check `format`
    #[arg(long)]
    assert_formats: bool,
}

impl Input {
    /// What to ask the generator for. Paths count from the current folder.
    pub(crate) fn options(self) -> io::Result<Options> {
        let here = std::env::current_dir()?;
        let mut options = Options::relative_to(here, self.schemas)
            .exact(self.exact)
            .assert_formats(self.assert_formats);
        if let Some(path) = self.schema_dir {
            options = options.schema_dir(path);
        }
        Ok(options)
    }
}
