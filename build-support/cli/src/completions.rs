//! `cargo formwork completions`: what a shell wants to know to complete commands.

use std::process::ExitCode;

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use crate::Arguments;
use crate::tell::{Tell, print};

/// The name of the program, as Cargo looks for it.
const PROGRAM: &str = "cargo-formwork";

/// Writes the completions of a shell
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

const HELP: &str = "\
They complete `cargo-formwork`, and with bash, fish and zsh `cargo formwork` too. Where they go:
  bash  source <(cargo formwork completions bash)             in ~/.bashrc
  fish  cargo formwork completions fish | source              in ~/.config/fish/config.fish
  zsh   cargo formwork completions zsh > DIR/_cargo-formwork  in a folder of $fpath";

impl Completions {
    pub(crate) fn run(self, _tell: Tell) -> ExitCode {
        let mut command = Arguments::command();
        let mut script = Vec::new();
        generate(self.shell, &mut command, PROGRAM, &mut script);
        let script = String::from_utf8_lossy(&script);
        // For bash, the hyphen of the program's name is spelled in two ways, of which one is looked for.
        let mut script = script.replace("cargo__subcmd__formwork", "cargo__formwork");
        script.push_str(cargo(self.shell));
        print(&script);
        ExitCode::SUCCESS
    }
}

/// What makes a shell complete the words behind `cargo formwork` by those behind `cargo-formwork`.
fn cargo(shell: Shell) -> &'static str {
    match shell {
        // Whatever completed Cargo before still does, for every other command.
        Shell::Bash => include_str!("completions/cargo.bash"),
        Shell::Fish => include_str!("completions/cargo.fish"),
        // With zsh, Cargo's own completions look for a function of this name.
        _ => "",
    }
}
