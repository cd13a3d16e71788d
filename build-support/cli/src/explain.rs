//! `cargo formwork explain`: what a finding's code means.

use std::process::ExitCode;

use clap::Args;
use formwork_codegen::{CODES, explain};

use crate::{exit, print, say};

/// Explains the code of a finding, with an example and how to mend it
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code, such as R001, or its name, such as unknown-ref
    #[arg(required_unless_present = "list", value_name = "CODE")]
    code: Option<String>,
    /// List every code there is
    #[arg(long, conflicts_with = "code")]
    list: bool,
}

impl Explain {
    pub(crate) fn run(self) -> ExitCode {
        let Some(code) = self.code else {
            print(&list());
            return ExitCode::SUCCESS;
        };
        match explain::find(&code) {
            Ok(info) => {
                print(&info.to_text());
                ExitCode::SUCCESS
            }
            Err(near) => {
                let mut lines = vec![format!("error: there is no code `{code}`")];
                for (index, info) in near.iter().enumerate() {
                    let lead = if index == 0 { "near it:" } else { "        " };
                    lines.push(format!("  {lead} {}: {}", info.code, info.title));
                }
                lines.push("`cargo formwork explain --list` lists them all\n".to_owned());
                say(&lines.join("\n"));
                ExitCode::from(exit::USAGE)
            }
        }
    }
}

fn list() -> String {
    let lines = CODES.iter();
    let lines = lines.map(|info| format!("{}  {}\n", info.code, info.title));
    lines.collect()
}
