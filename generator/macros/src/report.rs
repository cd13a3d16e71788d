//! Findings to what a macro can say: compile errors, and warnings in the guise of a deprecation.

use formwork_codegen::{Finding, Output, Severity, Style, render};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

/// A compile error that has not been made yet.
pub(crate) struct Error {
    span: Span,
    message: String,
}

/// An error at a place in the macro's input.
pub(crate) fn error(span: Span, message: &str) -> Error {
    Error {
        span,
        message: message.to_owned(),
    }
}

impl Error {
    /// The error where an item stands.
    pub(crate) fn item(&self) -> TokenStream {
        let expression = self.expression();
        quote_spanned!(self.span=> #expression;)
    }

    /// The error where an expression stands.
    pub(crate) fn expression(&self) -> TokenStream {
        let message = &self.message;
        quote_spanned!(self.span=> ::core::compile_error!(#message))
    }
}

/// One compile error for each finding that is one, drawn at its own line of the schema.
pub(crate) fn errors(output: &Output, span: Span) -> Vec<Error> {
    of_severity(output, Severity::Error)
        .map(|finding| {
            let drawn = render(std::slice::from_ref(finding), &output.sources, Style::Plain);
            error(span, drawn.trim_end())
        })
        .collect()
}

/// One compiler warning for all findings that are warnings. A macro has no voice for them but the
/// note of something deprecated.
pub(crate) fn warnings(output: &Output, span: Span) -> TokenStream {
    let findings: Vec<Finding> = of_severity(output, Severity::Warning).cloned().collect();
    if findings.is_empty() {
        return TokenStream::new();
    }
    let drawn = render(&findings, &output.sources, Style::Plain);
    let note = format!("\n{}", drawn.trim_end());
    let name = quote_spanned!(span=> schema_with_warnings);
    quote! {
        const _: () = {
            #[allow(non_upper_case_globals)]
            #[deprecated(note = #note)]
            const #name: () = ();
            #name
        };
    }
}

fn of_severity(output: &Output, severity: Severity) -> impl Iterator<Item = &Finding> {
    let findings = output.findings.iter();
    findings.filter(move |finding| finding.severity == severity)
}
