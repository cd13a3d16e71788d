//! What tables share: patterns, checks and resources, one static each.
//!
//! A check that is used once stands where it is used, as its author wrote it, down to a few levels.

use std::collections::{HashMap, HashSet, VecDeque};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::structs::float;
use crate::ir::{CheckId, JsonType, Module, Pattern, Rule, TypeSet};

/// Checks inside checks: deeper than this, one becomes a static.
const MAX_INLINE: usize = 4;

pub(super) struct Statics<'a> {
    module: &'a Module,
    patterns: Vec<Pattern>,
    known: HashMap<Pattern, usize>,
    /// How often each check is used.
    uses: Vec<usize>,
    named: HashMap<CheckId, Ident>,
    names: HashSet<String>,
    /// Named, and not written yet.
    waiting: VecDeque<CheckId>,
}

impl<'a> Statics<'a> {
    pub(super) fn new(module: &'a Module) -> Self {
        let mut uses = vec![0_usize; module.checks.len()];
        let checks = module.checks.iter().flat_map(|check| &check.rules);
        let types = module.types.iter().flat_map(|one| &one.rules);
        let mut count = |rule: &Rule| {
            for check in rule.checks() {
                uses[check.0] += 1;
            }
        };
        checks.chain(types).for_each(&mut count);
        for one in &module.types {
            one.kind.rules(&mut count);
        }
        for (_, check) in module.resources.iter().flatten() {
            // A resource outlives the place where a check would stand inline.
            uses[check.0] += 2;
        }
        Self {
            module,
            patterns: Vec::new(),
            known: HashMap::new(),
            uses,
            named: HashMap::new(),
            names: HashSet::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Rules, as expressions.
    pub(super) fn rules(&mut self, rules: &[Rule]) -> Vec<TokenStream> {
        self.rules_at(rules, 0)
    }

    fn rules_at(&mut self, rules: &[Rule], depth: usize) -> Vec<TokenStream> {
        rules.iter().map(|rule| self.rule(rule, depth)).collect()
    }

    /// The statics that were named, and those they name.
    pub(super) fn finish(mut self) -> TokenStream {
        let resources: Vec<TokenStream> = (0..self.module.resources.len())
            .map(|index| {
                let module = self.module;
                let anchors = module.resources[index].iter();
                let anchors = anchors.map(|(name, check)| {
                    let check = self.check(*check, 0);
                    quote!((#name, #check))
                });
                let anchors: Vec<TokenStream> = anchors.collect();
                let name = resource_name(index);
                quote!(static #name: f::Resource = f::Resource { dynamic: &[#(#anchors),*] };)
            })
            .collect();
        let mut checks = Vec::new();
        while let Some(id) = self.waiting.pop_front() {
            let name = self.named[&id].clone();
            let body = self.body(id, 0);
            checks.push(quote!(static #name: f::Check = #body;));
        }
        let patterns = self.patterns.iter().enumerate().map(|(index, pattern)| {
            let name = pattern_name(index);
            let (written, translated) = (&pattern.written, &pattern.translated);
            let constructor = if pattern.backtracking {
                format_ident!("backtracking")
            } else {
                format_ident!("new")
            };
            quote!(static #name: f::Pattern = f::Pattern::#constructor(#written, #translated);)
        });
        quote!(#(#resources)* #(#checks)* #(#patterns)*)
    }

    /// A reference to a check.
    fn check(&mut self, id: CheckId, depth: usize) -> TokenStream {
        if self.uses[id.0] == 1 && depth < MAX_INLINE {
            let body = self.body(id, depth + 1);
            return quote!(&#body);
        }
        if let Some(name) = self.named.get(&id) {
            return quote!(&#name);
        }
        let wanted = self.module.checks[id.0].name.as_deref();
        let name = match wanted.map(|name| format!("CHECK_{name}")) {
            Some(name) if self.names.insert(name.clone()) => name,
            _ => (self.named.len()..=self.named.len() + self.names.len())
                .map(|number| format!("CHECK_{number}"))
                .find(|name| self.names.insert(name.clone()))
                .unwrap_or_default(),
        };
        let name = format_ident!("{name}");
        self.named.insert(id, name.clone());
        self.waiting.push_back(id);
        quote!(&#name)
    }

    fn checks(&mut self, ids: &[CheckId], depth: usize) -> TokenStream {
        let checks: Vec<TokenStream> = ids.iter().map(|id| self.check(*id, depth)).collect();
        quote!(&[#(#checks),*])
    }

    fn rows(&mut self, rows: &[(String, CheckId)], depth: usize) -> TokenStream {
        let rows = rows.iter().map(|(name, id)| {
            let check = self.check(*id, depth);
            quote!((#name, #check))
        });
        let rows: Vec<TokenStream> = rows.collect();
        quote!(&[#(#rows),*])
    }

    fn body(&mut self, id: CheckId, depth: usize) -> TokenStream {
        let module = self.module;
        let check = &module.checks[id.0];
        let rules = self.rules_at(&check.rules, depth);
        let within = check.resource.map(|index| {
            let name = resource_name(index);
            quote!(.within(&#name))
        });
        quote!(f::Check::new(&[#(#rules),*]) #within)
    }

    fn pattern(&mut self, pattern: &Pattern) -> TokenStream {
        let next = self.patterns.len();
        let index = *self.known.entry(pattern.clone()).or_insert(next);
        if index == next {
            self.patterns.push(pattern.clone());
        }
        let name = pattern_name(index);
        quote!(&#name)
    }

    fn rule(&mut self, rule: &Rule, depth: usize) -> TokenStream {
        let rule = match rule {
            Rule::Bound(name, limit) => {
                let name = format_ident!("{name}");
                let bound = bound(limit);
                quote!(#name(#bound))
            }
            Rule::Count(name, limit) => {
                let name = format_ident!("{name}");
                let limit = Literal::u64_unsuffixed(*limit);
                quote!(#name(#limit))
            }
            Rule::MultipleOf(step) => quote!(MultipleOf(#step)),
            Rule::Pattern(pattern) => {
                let pattern = self.pattern(pattern);
                quote!(Pattern(#pattern))
            }
            Rule::Format(name) => {
                let name = format_ident!("{name}");
                quote!(Format(f::Format::#name))
            }
            Rule::UniqueItems => quote!(UniqueItems),
            Rule::Enum(values) => quote!(Enum(#values)),
            Rule::Const(value) => quote!(Const(#value)),
            Rule::Never => quote!(Never),
            Rule::Type(types) => {
                let types = type_set(*types);
                quote!(Type(#types))
            }
            Rule::Required(names) => quote!(Required(&[#(#names),*])),
            Rule::DependentRequired(rows) => {
                let rows = rows
                    .iter()
                    .map(|(name, required)| quote!((#name, &[#(#required),*])));
                quote!(DependentRequired(&[#(#rows),*]))
            }
            other => self.applicator(other, depth),
        };
        quote!(f::Rule::#rule)
    }

    /// Rules that apply other checks.
    fn applicator(&mut self, rule: &Rule, depth: usize) -> TokenStream {
        let (name, value) = match rule {
            Rule::Properties(rows) => ("Properties", self.rows(rows, depth)),
            Rule::DependentSchemas(rows) => ("DependentSchemas", self.rows(rows, depth)),
            Rule::PatternProperties(rows) => {
                let rows = rows.iter().map(|(pattern, id)| {
                    let (pattern, check) = (self.pattern(pattern), self.check(*id, depth));
                    quote!((#pattern, #check))
                });
                let rows: Vec<TokenStream> = rows.collect();
                ("PatternProperties", quote!(&[#(#rows),*]))
            }
            Rule::AdditionalProperties(names, patterns, id) => {
                let patterns: Vec<TokenStream> =
                    patterns.iter().map(|one| self.pattern(one)).collect();
                let check = self.check(*id, depth);
                let others = quote! {
                    &f::Others { names: &[#(#names),*], patterns: &[#(#patterns),*], check: #check }
                };
                ("AdditionalProperties", others)
            }
            Rule::PropertyNames(id) => ("PropertyNames", self.check(*id, depth)),
            Rule::PrefixItems(ids) => ("PrefixItems", self.checks(ids, depth)),
            Rule::Items(from, id) => {
                let (from, check) = (Literal::usize_unsuffixed(*from), self.check(*id, depth));
                ("Items", quote!(#from, #check))
            }
            Rule::Contains(id, least, most) => {
                let check = self.check(*id, depth);
                let least = Literal::u64_unsuffixed(*least);
                let most = option(most.map(|most| {
                    let most = Literal::u64_unsuffixed(most);
                    quote!(#most)
                }));
                let contains = quote!(&f::Contains { check: #check, min: #least, max: #most });
                ("Contains", contains)
            }
            Rule::AllOf(ids) => ("AllOf", self.checks(ids, depth)),
            Rule::AnyOf(ids) => ("AnyOf", self.checks(ids, depth)),
            Rule::OneOf(ids) => ("OneOf", self.checks(ids, depth)),
            Rule::Not(id) => ("Not", self.check(*id, depth)),
            Rule::If(condition, then, otherwise) => {
                let condition = self.check(*condition, depth);
                let then = option(then.map(|id| self.check(id, depth)));
                let otherwise = option(otherwise.map(|id| self.check(id, depth)));
                let cases = quote! {
                    &f::If { condition: #condition, then: #then, otherwise: #otherwise }
                };
                ("If", cases)
            }
            Rule::Reference(id) => ("Reference", self.check(*id, depth)),
            Rule::DynamicReference(name, id) => {
                let initial = self.check(*id, depth);
                let reference = quote!(&f::DynamicReference { name: #name, initial: #initial });
                ("DynamicReference", reference)
            }
            Rule::UnevaluatedProperties(id) => ("UnevaluatedProperties", self.check(*id, depth)),
            Rule::UnevaluatedItems(id) => ("UnevaluatedItems", self.check(*id, depth)),
            // The others are no applicators.
            _ => ("Never", TokenStream::new()),
        };
        let name = format_ident!("{name}");
        quote!(#name(#value))
    }
}

fn pattern_name(index: usize) -> Ident {
    format_ident!("PATTERN_{index}")
}

fn resource_name(index: usize) -> Ident {
    format_ident!("RESOURCE_{index}")
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(
        || quote!(f::Option::None),
        |value| quote!(f::Option::Some(#value)),
    )
}

/// A set of JSON types.
pub(super) fn type_set(types: TypeSet) -> TokenStream {
    let name = |one: JsonType| format_ident!("{}", one.name().to_uppercase());
    let mut names = types.iter().map(name);
    let first = names.next().unwrap_or_else(|| format_ident!("NONE"));
    quote!(f::Types::#first #(.with(f::Types::#names))*)
}

fn bound(limit: &str) -> TokenStream {
    if let Ok(value) = limit.parse::<i64>() {
        let literal = Literal::u64_unsuffixed(value.unsigned_abs());
        let sign = (value < 0).then(|| quote!(-));
        quote!(f::Bound::Integer(#sign #literal))
    } else {
        // A limit beyond doubles bounds nothing, or everything.
        let value = float(limit).unwrap_or_else(|| {
            if limit.starts_with('-') {
                quote!(f64::NEG_INFINITY)
            } else {
                quote!(f64::INFINITY)
            }
        });
        quote!(f::Bound::Float(#value))
    }
}
