//! `cargo formwork explain`: what a finding's code means.

use std::process::ExitCode;

use clap::Args;
use formwork_codegen::{CODES, explain};
use serde_json::json;

use crate::exit;
use crate::tell::{Tell, print};

/// Explains the code of a finding, with an example and how to mend it
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(crate) struct Explain {
    /// The code, such as R001, or its name, such as unknown-ref
    #[arg(required_unless_present = "list", value_name = "CODE")]
    code: Option<String>,
    /// List every code there is
    #[arg(long, conflicts_with = "code")]
    list: bool,
}

impl Explain {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        let Some(code) = self.code else {
            for info in CODES {
                let line = json!({ "code": info.code.to_string(), "name": info.name(), "title": info.title });
                print(&if tell.is_json() {
                    format!("{line}\n")
                } else {
                    format!("{}  {}\n", info.code, info.title)
                });
            }
            return ExitCode::SUCCESS;
        };
        let near = match explain::find(&code) {
            Ok(info) => {
                print(&if tell.is_json() {
                    let text = info.to_text();
                    let line = json!({
                        "code": info.code.to_string(), "name": info.name(), "title": info.title, "text": text
                    });
                    format!("{line}\n")
                } else {
                    info.to_text()
                });
                return ExitCode::SUCCESS;
            }
            Err(near) => near,
        };
        let mut message = format!("there is no code `{code}`\n");
        for (index, info) in near.iter().enumerate() {
            let lead = if index == 0 { "near it:" } else { "        " };
            let line = format!("  {lead} {}: {}\n", info.code, info.title);
            message.push_str(&line);
        }
        message.push_str("`cargo formwork explain --list` lists them all");
        exit::misused(tell.beside(), &message)
    }
}
