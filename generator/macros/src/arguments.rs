//! `"schemas/a.yaml", "schemas/b.yaml", crate = my::path, schema_dir = "schemas"`

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, LitStr, Result, Token};

/// What stands between the macro's parentheses.
pub(crate) struct Arguments {
    /// The schema files, at least one.
    pub(crate) schemas: Vec<LitStr>,
    /// `schema_dir`
    pub(crate) schema_dir: Option<LitStr>,
    /// `crate`, whatever it is; the generator judges it.
    pub(crate) runtime: Option<TokenStream>,
}

impl Arguments {
    /// Where errors are shown: the first path.
    pub(crate) fn span(&self) -> Span {
        self.schemas
            .first()
            .map_or_else(Span::call_site, LitStr::span)
    }
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut arguments = Self {
            schemas: Vec::new(),
            schema_dir: None,
            runtime: None,
        };
        while !input.is_empty() {
            if input.peek(LitStr) {
                arguments.schemas.push(input.parse()?);
            } else if input.peek(Token![crate]) {
                let option = input.parse::<Token![crate]>()?;
                once(arguments.runtime.is_some(), "crate", option.span)?;
                input.parse::<Token![=]>()?;
                arguments.runtime = Some(up_to_comma(input)?);
            } else {
                let option: Ident = input.parse()?;
                if option != "schema_dir" {
                    let message =
                        format!("unknown option `{option}`; there are `crate` and `schema_dir`");
                    return Err(Error::new(option.span(), message));
                }
                once(arguments.schema_dir.is_some(), "schema_dir", option.span())?;
                input.parse::<Token![=]>()?;
                arguments.schema_dir = Some(input.parse()?);
            }
            if input.is_empty() {
                break;
            }
            input.parse::<Token![,]>()?;
        }
        if arguments.schemas.is_empty() {
            return Err(
                input.error("name a schema file, such as `generate!(\"schemas/invoice.yaml\")`")
            );
        }
        Ok(arguments)
    }
}

fn up_to_comma(input: ParseStream<'_>) -> Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    Ok(tokens)
}

fn once(is_there: bool, option: &str, span: Span) -> Result<()> {
    if is_there {
        return Err(Error::new(span, format!("`{option}` is set twice")));
    }
    Ok(())
}
