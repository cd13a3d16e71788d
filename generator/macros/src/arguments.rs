//! `"schemas/a.yaml", "schemas/b.yaml", crate = my::path, schema_dir = "schemas"`

use formwork_codegen::FormatTypes;
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, LitBool, LitStr, Result, Token};

/// What stands between the macro's parentheses.
pub(crate) struct Arguments {
    /// The schema files, at least one.
    pub(crate) schemas: Vec<LitStr>,
    /// `schema_dir`
    pub(crate) schema_dir: Option<LitStr>,
    /// `crate`, whatever it is; the generator judges it.
    pub(crate) runtime: Option<TokenStream>,
    /// `exact`
    pub(crate) exact: Option<LitBool>,
    /// `assert_formats`
    pub(crate) assert_formats: Option<LitBool>,
    /// `format_types`
    pub(crate) format_types: Option<Formats>,
    /// `providers`
    pub(crate) providers: Option<Names>,
    /// `extern_type`
    pub(crate) extern_types: Option<Table>,
    /// `extern_crate`
    pub(crate) extern_crates: Option<Table>,
    /// `derive`
    pub(crate) derives: Option<Table>,
    /// `attribute`
    pub(crate) attributes: Option<Table>,
}

/// `true`, or `["date-time", "uuid"]`
pub(crate) struct Formats(pub(crate) FormatTypes);

impl Parse for Formats {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(LitBool) {
            let all = input.parse::<LitBool>()?.value();
            return Ok(Self(all.into()));
        }
        Ok(Self(input.parse::<Names>()?.0.into()))
    }
}

/// `["anthropic", "gemini"]`
pub(crate) struct Names(pub(crate) Vec<String>);

impl Parse for Names {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let names;
        syn::bracketed!(names in input);
        let names = names.parse_terminated(<LitStr as Parse>::parse, Token![,])?;
        Ok(Self(names.iter().map(LitStr::value).collect()))
    }
}

/// `{ "#/$defs/*" = "Eq, Hash", ... }`
pub(crate) struct Table(pub(crate) Vec<(LitStr, LitStr)>);

impl Parse for Table {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let rows;
        syn::braced!(rows in input);
        let row = |input: ParseStream<'_>| {
            let pattern = input.parse()?;
            input.parse::<Token![=]>()?;
            Ok((pattern, input.parse()?))
        };
        let rows = rows.parse_terminated(row, Token![,])?;
        Ok(Self(rows.into_iter().collect()))
    }
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
            exact: None,
            assert_formats: None,
            format_types: None,
            providers: None,
            extern_types: None,
            extern_crates: None,
            derives: None,
            attributes: None,
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
                match option.to_string().as_str() {
                    "schema_dir" => set(&mut arguments.schema_dir, &option, input)?,
                    "exact" => set(&mut arguments.exact, &option, input)?,
                    "assert_formats" => set(&mut arguments.assert_formats, &option, input)?,
                    "format_types" => set(&mut arguments.format_types, &option, input)?,
                    "providers" => set(&mut arguments.providers, &option, input)?,
                    "extern_type" => set(&mut arguments.extern_types, &option, input)?,
                    "extern_crate" => set(&mut arguments.extern_crates, &option, input)?,
                    "derive" => set(&mut arguments.derives, &option, input)?,
                    "attribute" => set(&mut arguments.attributes, &option, input)?,
                    unknown => {
                        let message = format!("unknown option `{unknown}`; there are {OPTIONS}");
                        return Err(Error::new(option.span(), message));
                    }
                }
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

/// The options there are.
const OPTIONS: &str = "`crate`, `schema_dir`, `exact`, `assert_formats`, `format_types`, `providers`, `extern_type`, `extern_crate`, \
     `derive` and `attribute`";

fn set<T: Parse>(place: &mut Option<T>, option: &Ident, input: ParseStream<'_>) -> Result<()> {
    once(place.is_some(), &option.to_string(), option.span())?;
    input.parse::<Token![=]>()?;
    *place = Some(input.parse()?);
    Ok(())
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
