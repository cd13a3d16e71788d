//! `cargo formwork export`: lowered schemas and tool definitions as JSON, for services in other languages.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use formwork_codegen::ir::{Form, Module};
use formwork_schema::Json;
use formwork_schema::dialect::{self, Dialect};

use crate::exit;
use crate::input::{self, Input};
use crate::pretty::pretty;
use crate::tell::{Tell, print};

/// Writes the schemas in the words of a provider, as JSON, with the tool definitions around them
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(crate) struct Export {
    #[command(flatten)]
    input: Input,
    /// The dialect, such as `openai-strict`; `plain` is the schema as its author wrote it, in one piece
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with = "provider",
        required_unless_present = "provider"
    )]
    dialect: Option<String>,
    /// The file to write to [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Export {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        let tell = tell.beside();
        self.try_run(tell)
            .unwrap_or_else(|error| exit::failed(tell, &error))
    }

    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let mut options = self.input.options()?;
        let names = self.dialect.map_or(options.providers, |name| vec![name]);
        // The author's own words are asked of no provider.
        let is_plain = |name: &&String| *name != dialect::PLAIN.name;
        options.providers = names.iter().filter(is_plain).cloned().collect();
        let output = input::generated(tell, &options);
        tell.findings(&output);
        if output.has_errors() {
            return Ok(exit::no());
        }
        let mut items = Vec::new();
        for name in &names {
            let Some(dialect) = Dialect::find(name) else {
                let message = format!("there is no dialect `{name}`");
                return Ok(exit::misused(tell, &message));
            };
            items.extend(
                output
                    .modules
                    .iter()
                    .flat_map(|module| exported(&module.ir, dialect)),
            );
        }
        let text = pretty(&format!(
            "{{\"formwork\":{},\"schemas\":[{}]}}",
            quoted(env!("CARGO_PKG_VERSION")),
            items.join(",")
        ));
        match self.out {
            Some(path) => fs::write(&path, text).map_err(|error| {
                io::Error::new(error.kind(), format!("{}: {error}", path.display()))
            })?,
            None => print(&text),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Everything in a module that a model may be asked for, in one dialect.
fn exported(module: &Module, dialect: &Dialect) -> Vec<String> {
    let forms = module.forms();
    forms
        .iter()
        .map(|form| one(module, form, dialect))
        .collect()
}

/// One schema in one dialect.
fn one(module: &Module, form: &Form, dialect: &Dialect) -> String {
    let mut dialects = form.dialects.iter();
    let lowered = dialects.find(|one| one.dialect == dialect.name);
    let schema = match lowered.map(|one| &one.text) {
        Some(Ok(text)) => text.document(),
        _ => form.schema.document(),
    };
    let answers = lowered.map_or(String::new(), |one| {
        format!(
            ",\"answers\":{{\"unwrap_root\":{},\"null_is_absent\":{},\"entry_lists\":{}}}",
            one.unwrap_root, one.null_is_absent, one.entry_lists
        )
    });
    // A task file or an OpenAPI document has several.
    let name = if module.forms.is_empty() {
        &module.name
    } else {
        &form.tool_name
    };
    format!(
        "{{\"name\":{},\"source\":{},\"dialect\":{},\"as_of\":{}{answers},\"schema\":{schema},\"tool\":{}}}",
        quoted(name),
        quoted(&module.source),
        quoted(dialect.name),
        quoted(dialect.as_of),
        tool(form, dialect, &schema),
    )
}

/// A tool definition, as the wire that speaks the dialect has it.
fn tool(form: &Form, dialect: &Dialect, schema: &str) -> String {
    let mut head = format!("\"name\":{}", quoted(&form.tool_name));
    if !form.description.is_empty() {
        head.push_str(",\"description\":");
        head.push_str(&quoted(&form.description));
    }
    match dialect.name {
        // https://platform.claude.com/docs/en/api/messages
        "anthropic" => format!("{{{head},\"input_schema\":{schema}}}"),
        // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolSpecification.html
        "bedrock" => {
            format!("{{\"toolSpec\":{{{head},\"inputSchema\":{{\"json\":{schema}}}}}}}")
        }
        // https://ai.google.dev/api/caching#FunctionDeclaration
        "gemini" | "vertex" => format!("{{{head},\"parametersJsonSchema\":{schema}}}"),
        "gemini-openapi" => format!("{{{head},\"parameters\":{schema}}}"),
        // https://platform.openai.com/docs/api-reference/chat/create, which all others follow
        name => {
            let strict = match name {
                "openai-strict" | "azure-openai" => ",\"strict\":true",
                _ => "",
            };
            format!(
                "{{\"type\":\"function\",\"function\":{{{head},\"parameters\":{schema}{strict}}}}}"
            )
        }
    }
}

/// A JSON string.
fn quoted(text: &str) -> String {
    Json::string(text).to_text()
}
