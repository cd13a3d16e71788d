//! Decode tables: rows of which the runtime's macros make statics and impls.

use super::Context;
use super::statics::{Statics, type_set};
use super::structs::Presence;
use super::types::Way;
use crate::ir::{Additional, Field, Position, Rule, Struct, Ty, Type, TypeKind, Union, Variant};
use crate::print::{Bracket, Page};

impl<'a> Context<'a> {
    pub(super) fn tables(&self, page: &mut Page) {
        let module = self.module;
        let mut statics = Statics::new(module);
        for (one, fields) in module.types.iter().zip(&self.twin_fields) {
            self.table(page, one, fields, &mut statics);
        }
        statics.finish(page);
    }

    fn table(&self, page: &mut Page, one: &'a Type, fields: &[String], statics: &mut Statics<'a>) {
        if !one.rules.is_empty() {
            page.statement(|page| {
                page.push("static ");
                rules_name(page, one);
                page.push(": &[f::Rule] = &");
                page.list(Bracket::Square, &one.rules, |page, rule| {
                    let twin = |page: &mut Page| twin_in_glue(page, one);
                    custom_or_rule(page, rule, twin, false, statics);
                });
            });
        }
        match &one.kind {
            TypeKind::Struct(structure) => {
                self.object(page, one, structure, statics);
                ready(page, one, structure);
            }
            TypeKind::Enum(variants) => enumeration(page, one, variants),
            TypeKind::Union(union) => self.choice(page, one, union, fields, statics),
            TypeKind::Newtype(position) => {
                begin(page, "newtype", |page| {
                    page.begin_row();
                    page.ident(&one.name);
                    page.push(": ");
                    self.twin_type(page, position, &Way::IN_GLUE);
                    page.push(" = ");
                    self.node(page, position, Some(one), statics);
                    page.end_row(";");
                });
            }
            TypeKind::Unknown => {}
        }
    }

    fn object(
        &self,
        page: &mut Page,
        one: &'a Type,
        structure: &'a Struct,
        statics: &mut Statics<'a>,
    ) {
        begin(page, "object", |page| {
            page.begin_row();
            head(page, one);
            page.push(" else ");
            match &structure.additional {
                Additional::Ignore => page.push("Ignore"),
                Additional::Deny => page.push("Deny"),
                Additional::Keep(field, position) => {
                    page.push("Keep");
                    page.open(Bracket::Round);
                    page.ident(field);
                    page.push(" = ");
                    self.node(page, position, None, statics);
                    page.close();
                }
            }
            page.end_row(";");
            for field in &structure.fields {
                self.row(page, field, statics);
            }
        });
    }

    /// The row of a property.
    fn row(&self, page: &mut Page, field: &'a Field, statics: &mut Statics<'a>) {
        page.begin_row();
        page.ident(&field.name);
        page.push(": ");
        page.push(Presence::of(field).method());
        page.push(" ");
        page.string(&field.wire);
        page.push(" = ");
        self.node(page, &field.position, None, statics);
        if !field.aliases.is_empty() {
            page.end_row(",");
            page.begin_row();
            page.push("aliases");
            page.open(Bracket::Round);
            page.push("&");
            page.list(Bracket::Square, &field.aliases, |page, alias| {
                page.string(alias);
            });
            page.close();
        }
        page.end_row(";");
    }

    fn choice(
        &self,
        page: &mut Page,
        one: &Type,
        union: &'a Union,
        fields: &[String],
        statics: &mut Statics<'a>,
    ) {
        begin(page, "union", |page| {
            page.begin_line();
            head(page, one);
            page.push(if union.exclusive {
                " oneOf;\n"
            } else {
                " anyOf;\n"
            });
            for (branch, field) in union.branches.iter().zip(fields) {
                page.begin_row();
                page.ident(&branch.name);
                page.push(": ");
                page.ident(field);
                page.push(" = ");
                self.node(page, &branch.position, None, statics);
                page.end_row(";");
            }
        });
    }

    /// A position's node, as an expression; of what a newtype holds, where it is one's.
    fn node(
        &self,
        page: &mut Page,
        position: &'a Position,
        newtype: Option<&Type>,
        statics: &mut Statics<'a>,
    ) {
        page.push("f::Node::new");
        page.open(Bracket::Round);
        page.push("f::Kind::");
        self.node_kind(page, position, statics);
        page.next();
        let own = match position.ty {
            Ty::Named(id) => self.module.types.get(id.0),
            _ => None,
        };
        let own_rules = own.map(|own| own.rules.as_slice()).unwrap_or_default();
        match own {
            Some(own) if !own_rules.is_empty() && position.rules.is_empty() => {
                rules_name(page, own);
            }
            _ => {
                let rules = own_rules.iter().chain(&position.rules);
                page.push("&");
                page.list(Bracket::Square, rules, |page, rule| {
                    let twin = |page: &mut Page| match newtype {
                        Some(newtype) => twin_in_glue(page, newtype),
                        None => self.bare_twin_type(page, &position.ty, &Way::IN_GLUE),
                    };
                    custom_or_rule(page, rule, twin, newtype.is_some(), statics);
                });
            }
        }
        page.close();
        if position.nullable {
            page.push(".nullable()");
        }
        if position.null_aside && !(own_rules.is_empty() && position.rules.is_empty()) {
            page.push(".null_aside()");
        }
        if let Some(own) = own.filter(|own| is_spelt(own)) {
            page.push(".spellings(");
            spellings_name(page, own);
            page.push(")");
        }
    }

    fn node_kind(&self, page: &mut Page, position: &'a Position, statics: &mut Statics<'a>) {
        match &position.ty {
            Ty::Any | Ty::Unknown => page.push("Any"),
            Ty::Some(types) => {
                page.push("Some(");
                type_set(page, *types);
                page.push(")");
            }
            Ty::Formatted(_) => page.push("Foreign(f::Types::STRING)"),
            Ty::Foreign(_, types) => {
                page.push("Foreign(");
                type_set(page, *types);
                page.push(")");
            }
            Ty::Never => page.push("Never"),
            Ty::Null => page.push("Null"),
            Ty::Boolean => page.push("Boolean"),
            Ty::Integer(_) => page.push("Integer"),
            Ty::Float => page.push("Number"),
            Ty::String => page.push("String"),
            Ty::List(inner) | Ty::Map(inner) => {
                let is_list = matches!(position.ty, Ty::List(_));
                page.push(if is_list { "Array" } else { "Map" });
                page.open(Bracket::Round);
                page.push("&");
                self.node(page, inner, None, statics);
                page.close();
            }
            Ty::Named(id) => {
                page.push(match self.kind(*id) {
                    Some(TypeKind::Struct(_)) => "Object(&",
                    Some(TypeKind::Union(_)) => "Union(&",
                    Some(TypeKind::Enum(_)) => "Enum(",
                    Some(TypeKind::Unknown) => return page.push("Any"),
                    _ => "Same(&",
                });
                page.ident(self.name(*id));
                page.push(")");
            }
        }
    }
}

/// A macro of the runtime, and the rows in it.
fn begin(page: &mut Page, name: &str, rows: impl FnOnce(&mut Page)) {
    page.begin_item();
    page.begin_line();
    page.push("f::");
    page.push(name);
    page.push("!");
    page.block(rows);
}

/// The twin of a named type.
fn twin_in_glue(page: &mut Page, one: &Type) {
    page.push(match one.kind {
        TypeKind::Enum(_) => "super::",
        _ => "super::partial::",
    });
    page.ident(&one.name);
}

/// The name of a type, and its rules, where it has some.
fn head(page: &mut Page, one: &Type) {
    page.ident(&one.name);
    if !one.rules.is_empty() {
        page.push("(");
        rules_name(page, one);
        page.push(")");
    }
}

/// A rule, as an expression. Functions of the user's are given values with a twin of this type; inside
/// a newtype, what it holds, or the newtype itself.
fn custom_or_rule<'a>(
    page: &mut Page,
    rule: &'a Rule,
    twin: impl FnOnce(&mut Page),
    in_newtype: bool,
    statics: &mut Statics<'a>,
) {
    let Rule::Custom(check) = rule else {
        return statics.rule(page, rule, 0);
    };
    page.push(match (check.is_async, check.with_context) {
        (false, false) => "f::check!",
        (true, false) => "f::check_async!",
        (false, true) => "f::check_with!",
        (true, true) => "f::check_async_with!",
    });
    page.open(Bracket::Round);
    twin(page);
    page.next();
    page.push(&check.path);
    if in_newtype && !check.of_newtype {
        page.next();
        page.push("0");
    }
    page.close();
}

/// The properties without which an object is not to be shown.
fn ready(page: &mut Page, one: &Type, structure: &Struct) {
    let fields = structure.fields.iter();
    let mut fields = fields.filter(|field| field.stream.required);
    let Some(first) = fields.next() else {
        return;
    };
    begin(page, "ready", |page| {
        page.begin_line();
        page.ident(&one.name);
        page.push(": ");
        page.ident(&first.name);
        for field in fields {
            page.push(",\n");
            page.begin_line();
            page.ident(&field.name);
        }
        page.end_line();
    });
}

/// The strings of an enumeration, and, before them, the other spellings of its values, each with the
/// index of the value.
fn enumeration(page: &mut Page, one: &Type, variants: &[Variant]) {
    if is_spelt(one) {
        let rows = variants.iter().zip(0_u64..);
        let rows = rows.flat_map(|(variant, index)| {
            let aliases = variant.aliases.iter();
            aliases.map(move |alias| (alias, index))
        });
        page.statement(|page| {
            page.push("static ");
            spellings_name(page, one);
            page.push(": &[(&str, usize)] = &");
            page.list(Bracket::Square, rows, |page, (alias, index)| {
                page.open(Bracket::Round);
                page.string(alias);
                page.next();
                page.number(index);
                page.close();
            });
        });
    }
    begin(page, "enumeration", |page| {
        page.begin_line();
        head(page, one);
        if is_spelt(one) {
            page.push(",\n");
            page.begin_line();
            page.push("spellings(");
            spellings_name(page, one);
            page.push(")");
        }
        page.push(";\n");
        for variant in variants {
            page.begin_line();
            page.ident(&variant.name);
            page.push(" = ");
            page.string(&variant.wire);
            page.push(";\n");
        }
    });
}

fn is_spelt(one: &Type) -> bool {
    let TypeKind::Enum(variants) = &one.kind else {
        return false;
    };
    variants.iter().any(|variant| !variant.aliases.is_empty())
}

fn spellings_name(page: &mut Page, one: &Type) {
    page.push("SPELLINGS_");
    page.push(&one.name);
}

/// The static that holds the rules of a named type.
fn rules_name(page: &mut Page, one: &Type) {
    page.push("RULES_");
    page.push(&one.name);
}
