//! What a command has to say, to a person or to a program.
//!
//! What was asked for goes to standard output, all that there is to say besides to standard error. For programs
//! everything is one JSON object to a line, on standard output; but where that is taken by a document that was asked
//! for, on standard error.

use std::io::{self, Write as _};

use anstream::AutoStream;
use clap::builder::styling::{AnsiColor, Style};
use clap::{Args, ColorChoice, ValueEnum};
use formwork_codegen::{
    Output, Style as Drawn, fates_json, fates_short, fates_table, json, render, short,
};
use serde_json::{Value, json};

/// What is wrong.
pub(crate) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
/// What is fine, and lines that are new.
pub(crate) const FINE: Style = AnsiColor::Green.on_default();
/// Lines that are gone.
pub(crate) const GONE: Style = AnsiColor::Red.on_default();
/// What stands beside.
pub(crate) const FAINT: Style = Style::new().dimmed();

/// How a command says what it has to say.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Tell {
    /// How findings are written, and all that there is to say besides
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        help_heading = "Output"
    )]
    message_format: MessageFormat,
    /// Colour; `auto` is where a person looks at it, and heeds `NO_COLOR` and `CLICOLOR_FORCE`
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        help_heading = "Output"
    )]
    color: ColorChoice,
    /// Standard output is taken by what was asked for.
    #[arg(skip)]
    is_beside: bool,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// Drawn at the line of the schema
    #[default]
    Human,
    /// `file:line:column: severity[code]: message`
    Short,
    /// One JSON object to a line. Of a finding: code, severity, message, label, file, pointer,
    /// line, column, bytes {start, end}, help, related
    Json,
}

impl Tell {
    /// Makes the choice of colour that of the whole program.
    pub(crate) fn begin(self) {
        let choice = match self.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }

    /// The same, for a command whose answer is a document on standard output.
    pub(crate) fn beside(self) -> Self {
        Self {
            is_beside: true,
            ..self
        }
    }

    /// How findings are written.
    pub(crate) fn format(self) -> MessageFormat {
        self.message_format
    }

    /// Whether a person reads it.
    pub(crate) fn is_human(self) -> bool {
        self.message_format == MessageFormat::Human
    }

    /// Whether a program reads it.
    pub(crate) fn is_json(self) -> bool {
        self.message_format == MessageFormat::Json
    }

    /// Says what went wrong, beside findings.
    pub(crate) fn error(self, message: &str) {
        if self.is_json() {
            self.json(&json!({ "severity": "error", "message": message }));
        } else {
            say(&format!("{}: {message}\n", painted(ERROR, "error")));
        }
    }

    /// Says something to people, one or more lines; and something else to programs.
    pub(crate) fn note(self, text: &str, told: &Value) {
        if self.is_json() {
            self.json(told);
        } else {
            say(text);
        }
    }

    /// A line for programs.
    pub(crate) fn json(self, told: &Value) {
        self.lines(&format!("{told}\n"));
    }

    fn lines(self, lines: &str) {
        if self.is_beside {
            say(lines);
        } else {
            print(lines);
        }
    }

    /// Shows every finding.
    pub(crate) fn findings(self, output: &Output) {
        let (findings, sources) = (&output.findings, &output.sources);
        match self.message_format {
            MessageFormat::Human => {
                let style = if is_coloured() {
                    Drawn::Colour
                } else {
                    Drawn::Plain
                };
                say(&render(findings, sources, style));
            }
            MessageFormat::Short => say(&short(findings, sources)),
            MessageFormat::Json => self.lines(&json(findings, sources)),
        }
    }

    /// Shows what becomes of every keyword with the providers that were asked for.
    pub(crate) fn fates(self, output: &Output) {
        for (index, fates) in output.fates.iter().enumerate() {
            print(&match self.message_format {
                MessageFormat::Human if index > 0 => {
                    format!("\n{}", fates_table(fates, &output.sources))
                }
                MessageFormat::Human => fates_table(fates, &output.sources),
                MessageFormat::Short => fates_short(fates, &output.sources),
                MessageFormat::Json => fates_json(fates, &output.sources),
            });
        }
    }
}

/// Whether standard error shows colours.
fn is_coloured() -> bool {
    AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

/// Words in a style, for [`say`].
pub(crate) fn painted(style: Style, words: &str) -> String {
    if is_coloured() {
        format!("{style}{words}{style:#}")
    } else {
        words.to_owned()
    }
}

/// Writes what a command has to say to standard error. Where nobody reads, there is nothing to do.
pub(crate) fn say(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Writes what was asked for to standard output. A reader may stop early.
pub(crate) fn print(text: &str) {
    let mut out = io::stdout();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}
