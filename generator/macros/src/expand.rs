//! Macro input to modules, tracked files and compile errors.

use std::env;
use std::path::PathBuf;

use formwork_codegen::{Disk, Options, Output, generate};
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::LitBool;

use crate::arguments::{Arguments, Formats, Table};
use crate::report;

pub(crate) fn expand(input: TokenStream) -> TokenStream {
    match syn::parse2::<Arguments>(input) {
        Ok(arguments) => modules(&arguments),
        Err(error) => error.to_compile_error(),
    }
}

fn modules(arguments: &Arguments) -> TokenStream {
    // The working directory of a macro is the workspace's, so it is never used.
    let Some(manifest_dir) = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else {
        let message =
            "CARGO_MANIFEST_DIR is not set, so schema paths cannot be found; build with Cargo";
        return report::error(arguments.span(), message).item();
    };
    let schemas = arguments.schemas.iter().map(|path| path.value().into());
    let mut options = Options::relative_to(manifest_dir, schemas.collect());
    if let Some(path) = &arguments.schema_dir {
        options = options.schema_dir(path.value());
    }
    if let Some(runtime) = &arguments.runtime {
        options = options.runtime(runtime.to_string().replace(' ', ""));
    }
    options = options
        .exact(is_set(arguments.exact.as_ref()))
        .assert_formats(is_set(arguments.assert_formats.as_ref()));
    if let Some(Formats(formats)) = &arguments.format_types {
        options = options.format_types(formats.clone());
    }
    let providers = arguments.providers.iter().flat_map(|names| &names.0);
    for name in providers {
        options = options.provider(name);
    }
    for (pattern, path) in rows(arguments.extern_types.as_ref()) {
        options = options.extern_type(pattern, path);
    }
    for (name, path) in rows(arguments.extern_crates.as_ref()) {
        options = options.extern_crate(name, path);
    }
    for (pattern, traits) in rows(arguments.derives.as_ref()) {
        options = options.derive(pattern, traits);
    }
    for (pattern, text) in rows(arguments.attributes.as_ref()) {
        options = options.attribute(pattern, text);
    }
    let mut output = generate(&options, &Disk);
    output.explain_missing_files("paths count from the folder of Cargo.toml");
    let errors = report::errors(&output, arguments.span());
    // The first error stands in the modules, for what is unknown in them.
    let (first, rest) = match errors.split_first() {
        Some((first, rest)) if !output.modules.is_empty() => (Some(first), rest),
        _ => (None, errors.as_slice()),
    };
    let modules = output.modules.iter().map(|module| match first {
        Some(error) => {
            let text = module.to_text_failing_with(UNKNOWN);
            filled(parsed(&text, arguments.span()), &error.expression())
        }
        None => parsed(&module.to_text(), arguments.span()),
    });
    let tracked = tracked(&output);
    let rest = rest.iter().map(report::Error::item);
    let warnings = report::warnings(&output, arguments.span());
    quote! {
        #tracked
        #(#modules)*
        #(#rest)*
        #warnings
    }
}

/// Stands in generated source for the expression that is in error: no schema makes a name of it.
const UNKNOWN: &str = "__formwork_unknown__";

/// The tokens of a module.
fn parsed(text: &str, span: Span) -> TokenStream {
    text.parse().unwrap_or_else(|_| {
        let message = "what was generated is no Rust, which is an error of Formwork's own";
        report::error(span, message).item()
    })
}

/// The same with an expression, which has a span of its own, in its place. Groups nest as deep as
/// emission nests them.
fn filled(tokens: TokenStream, expression: &TokenStream) -> TokenStream {
    let filled = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(name) if name == UNKNOWN => expression.clone(),
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), filled(group.stream(), expression));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        token => token.into(),
    });
    filled.collect()
}

fn is_set(option: Option<&LitBool>) -> bool {
    option.is_some_and(LitBool::value)
}

fn rows(table: Option<&Table>) -> impl Iterator<Item = (String, String)> {
    let rows = table.into_iter().flat_map(|table| &table.0);
    rows.map(|(pattern, value)| (pattern.value(), value.value()))
}

/// Tells the compiler of every file that was read, by the one means there is: including it.
fn tracked(output: &Output) -> TokenStream {
    let files: Vec<PathBuf> = output.files().filter(|path| path.is_file()).collect();
    let files = files.iter().filter_map(|path| path.to_str());
    quote!(#(const _: &[u8] = ::core::include_bytes!(#files);)*)
}
