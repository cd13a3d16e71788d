//! Rules as expressions.

use super::statics::{Statics, type_set};
use super::structs::signed_float;
use crate::ir::{CheckId, Rule};
use crate::print::{Bracket, Page};

impl<'a> Statics<'a> {
    /// A rule, so many checks inside others.
    pub(super) fn rule(&mut self, page: &mut Page, rule: &'a Rule, depth: usize) {
        page.push("f::Rule::");
        match rule {
            Rule::Bound(name, limit) => {
                page.push(name);
                page.push("(f::Bound::");
                bound(page, limit);
                page.push("))");
            }
            Rule::Count(name, limit) => {
                page.push(name);
                page.push("(");
                page.number(*limit);
                page.push(")");
            }
            Rule::MultipleOf(step) => text(page, "MultipleOf", step),
            Rule::Pattern(pattern) => {
                page.push("Pattern(");
                self.pattern(page, pattern);
                page.push(")");
            }
            Rule::Format(name) => {
                page.push("Format(f::Format::");
                page.push(name);
                page.push(")");
            }
            Rule::UniqueItems => page.push("UniqueItems"),
            Rule::Enum(values) => text(page, "Enum", values),
            Rule::Const(value) => text(page, "Const", value),
            Rule::Type(types) => {
                page.push("Type(");
                type_set(page, *types);
                page.push(")");
            }
            Rule::Required(names) => {
                page.push("Required");
                page.open(Bracket::Round);
                strings(page, names);
                page.close();
            }
            Rule::DependentRequired(rows) => {
                page.push("DependentRequired");
                page.open(Bracket::Round);
                page.push("&");
                page.list(Bracket::Square, rows, |page, (name, required)| {
                    page.open(Bracket::Round);
                    page.string(name);
                    page.next();
                    strings(page, required);
                    page.close();
                });
                page.close();
            }
            other => self.applicator(page, other, depth),
        }
    }

    /// Rules that apply other checks.
    fn applicator(&mut self, page: &mut Page, rule: &'a Rule, depth: usize) {
        match rule {
            Rule::Properties(rows) => self.rows(page, "Properties", rows, depth),
            Rule::DependentSchemas(rows) => self.rows(page, "DependentSchemas", rows, depth),
            Rule::PatternProperties(rows) => {
                page.push("PatternProperties");
                page.open(Bracket::Round);
                page.push("&");
                page.list(Bracket::Square, rows, |page, (pattern, id)| {
                    page.open(Bracket::Round);
                    self.pattern(page, pattern);
                    page.next();
                    self.check(page, *id, depth);
                    page.close();
                });
                page.close();
            }
            Rule::PropertyNames(id) => self.one(page, "PropertyNames", *id, depth),
            Rule::PrefixItems(ids) => self.many(page, "PrefixItems", ids, depth),
            Rule::Items(from, id) => {
                page.push("Items");
                page.open(Bracket::Round);
                page.number(*from as u64);
                page.next();
                self.check(page, *id, depth);
                page.close();
            }
            Rule::AllOf(ids) => self.many(page, "AllOf", ids, depth),
            Rule::AnyOf(ids) => self.many(page, "AnyOf", ids, depth),
            Rule::OneOf(ids) => self.many(page, "OneOf", ids, depth),
            Rule::Not(id) => self.one(page, "Not", *id, depth),
            Rule::Reference(id) => self.one(page, "Reference", *id, depth),
            Rule::UnevaluatedProperties(id) => {
                self.one(page, "UnevaluatedProperties", *id, depth);
            }
            Rule::UnevaluatedItems(id) => self.one(page, "UnevaluatedItems", *id, depth),
            Rule::Llm(text) => {
                page.push("Llm");
                page.open(Bracket::Round);
                page.string(text);
                page.close();
            }
            other => self.described(page, other, depth),
        }
    }

    /// Applicators that the runtime has a struct for.
    fn described(&mut self, page: &mut Page, rule: &'a Rule, depth: usize) {
        match rule {
            Rule::AdditionalProperties(names, patterns, id) => {
                begin(page, "AdditionalProperties", "Others");
                page.push("names: ");
                strings(page, names);
                page.next();
                page.push("patterns: &");
                page.list(Bracket::Square, patterns, |page, one| {
                    self.pattern(page, one);
                });
                self.member(page, "check: ", *id, depth);
            }
            Rule::Contains(id, least, most) => {
                begin(page, "Contains", "Contains");
                page.push("check: ");
                self.check(page, *id, depth);
                page.next();
                page.push("min: ");
                page.number(*least);
                page.next();
                page.push("max: f::Option::");
                if let Some(most) = most {
                    page.push("Some(");
                    page.number(*most);
                    page.push(")");
                } else {
                    page.push("None");
                }
            }
            Rule::If(condition, then, otherwise) => {
                begin(page, "If", "If");
                page.push("condition: ");
                self.check(page, *condition, depth);
                page.next();
                page.push("then: f::Option::");
                self.optional(page, *then, depth);
                page.next();
                page.push("otherwise: f::Option::");
                self.optional(page, *otherwise, depth);
            }
            Rule::DynamicReference(name, id) => {
                begin(page, "DynamicReference", "DynamicReference");
                page.push("name: ");
                page.string(name);
                self.member(page, "initial: ", *id, depth);
            }
            // The others are no applicators.
            _ => return page.push("Never"),
        }
        page.close();
        page.close();
    }

    fn member(&mut self, page: &mut Page, name: &str, id: CheckId, depth: usize) {
        page.next();
        page.push(name);
        self.check(page, id, depth);
    }

    fn optional(&mut self, page: &mut Page, id: Option<CheckId>, depth: usize) {
        match id {
            Some(id) => self.one(page, "Some", id, depth),
            None => page.push("None"),
        }
    }

    fn one(&mut self, page: &mut Page, name: &str, id: CheckId, depth: usize) {
        page.push(name);
        page.open(Bracket::Round);
        self.check(page, id, depth);
        page.close();
    }

    fn many(&mut self, page: &mut Page, name: &str, ids: &[CheckId], depth: usize) {
        page.push(name);
        page.open(Bracket::Round);
        page.push("&");
        page.list(Bracket::Square, ids, |page, id| {
            self.check(page, *id, depth);
        });
        page.close();
    }

    fn rows(&mut self, page: &mut Page, name: &str, rows: &[(String, CheckId)], depth: usize) {
        page.push(name);
        page.open(Bracket::Round);
        page.push("&");
        page.list(Bracket::Square, rows, |page, (name, id)| {
            page.open(Bracket::Round);
            page.string(name);
            page.next();
            self.check(page, *id, depth);
            page.close();
        });
        page.close();
    }
}

/// `Name(&f::Struct {`
fn begin(page: &mut Page, name: &str, of: &str) {
    page.push(name);
    page.open(Bracket::Round);
    page.push("&f::");
    page.push(of);
    page.push(" ");
    page.open(Bracket::Curly);
}

/// `Name("text")`
fn text(page: &mut Page, name: &str, text: &str) {
    page.push(name);
    page.push("(");
    page.string(text);
    page.push(")");
}

fn strings(page: &mut Page, texts: &[String]) {
    page.push("&");
    page.list(Bracket::Square, texts, |page, text| page.string(text));
}

fn bound(page: &mut Page, limit: &str) {
    if let Ok(value) = limit.parse::<i64>() {
        page.push(if value < 0 { "Integer(-" } else { "Integer(" });
        page.number(value.unsigned_abs());
    } else {
        // A limit beyond doubles bounds nothing, or everything.
        page.push("Float(");
        match signed_float(limit) {
            Some(value) => page.push(&value),
            None if limit.starts_with('-') => page.push("f64::NEG_INFINITY"),
            None => page.push("f64::INFINITY"),
        }
    }
}
