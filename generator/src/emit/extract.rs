//! `impl Extract` for what a model may be asked for: the static texts.

use super::Context;
use super::texts::Texts;
use crate::ir::{Dialected, Form, SchemaText, Tool, TypeId, TypeKind};
use crate::print::{Bracket, Page};

/// Something that a model may be asked for.
pub(super) struct Asked<'a> {
    root: TypeId,
    pub(super) tool_name: &'a str,
    description: &'a str,
    pub(super) schema: &'a SchemaText,
    pub(super) notation: &'a [String],
    pub(super) dialects: &'a [Dialected],
    pub(super) tools: &'a [Tool],
}

impl<'a> Asked<'a> {
    fn of(form: &'a Form) -> Self {
        Self {
            root: form.root,
            tool_name: &form.tool_name,
            description: &form.description,
            schema: &form.schema,
            notation: &form.notation,
            dialects: &form.dialects,
            tools: &form.tools,
        }
    }
}

impl Context<'_> {
    pub(super) fn extract(&self, page: &mut Page) {
        let module = self.module;
        let first = Asked {
            root: module.root,
            tool_name: &module.tool_name,
            description: &module.description,
            schema: &module.schema,
            notation: &module.notation,
            dialects: &module.dialects,
            tools: &module.tools,
        };
        let mut forms = vec![first];
        forms.extend(module.forms.iter().map(Asked::of));
        forms.retain(|form| {
            let root = module.types.get(form.root.0);
            root.is_some_and(|root| !matches!(root.kind, TypeKind::Unknown))
        });
        let texts = Texts::write(page, &forms);
        for form in &forms {
            self.form(page, form, &texts);
        }
    }

    fn form(&self, page: &mut Page, form: &Asked<'_>, texts: &Texts<'_>) {
        page.begin_item();
        page.line("#[automatically_derived]");
        page.begin_line();
        page.push("impl f::Extract for super::");
        page.ident(self.name(form.root));
        page.block(|page| {
            page.begin_row();
            page.push("const FORM: f::Form = f::Form ");
            page.open(Bracket::Curly);
            page.push("name: ");
            page.string(form.tool_name);
            page.next();
            page.push("description: ");
            page.string(form.description);
            page.next();
            page.push("schema: ");
            texts.whole(page, form.schema);
            page.next();
            page.push("notation: ");
            texts.notation(page, form.notation);
            page.next();
            page.push("dialects: &");
            page.list(Bracket::Square, form.dialects, |page, one| {
                dialect(page, one, texts);
            });
            page.next();
            page.push("layer: f::ITSELF");
            page.close();
            page.end_row(";");
            if !form.tools.is_empty() {
                page.begin_row();
                page.push("const TOOLS: &'static [f::Form] = &");
                page.list(Bracket::Square, form.tools, |page, one| {
                    tool(page, one, texts);
                });
                page.end_row(";");
            }
        });
    }
}

/// A branch of the root as a tool. Tools that are called side by side are not held to their schemas, so
/// that no dialect words them.
fn tool(page: &mut Page, tool: &Tool, texts: &Texts<'_>) {
    page.push("f::Form ");
    page.open(Bracket::Curly);
    page.push("name: ");
    page.string(&tool.name);
    page.next();
    page.push("description: ");
    page.string(&tool.description);
    page.next();
    page.push("schema: ");
    texts.whole(page, &tool.schema);
    page.next();
    page.push("notation: &[]");
    page.next();
    page.push("dialects: &[]");
    page.next();
    page.push("layer: f::ITSELF");
    page.close();
}

fn dialect(page: &mut Page, one: &Dialected, texts: &Texts<'_>) {
    page.push("f::Dialected ");
    page.open(Bracket::Curly);
    page.push("dialect: ");
    page.string(one.dialect);
    page.next();
    page.push("text: f::Result::");
    match &one.text {
        Ok(text) => {
            page.push("Ok");
            page.open(Bracket::Round);
            texts.whole(page, text);
        }
        Err(reason) => {
            page.push("Err");
            page.open(Bracket::Round);
            page.string(reason);
        }
    }
    page.close();
    page.next();
    page.push("undo: f::Undo ");
    let steps = [
        ("unwrap_root: ", one.unwrap_root),
        ("null_is_absent: ", one.null_is_absent),
        ("entry_lists: ", one.entry_lists),
    ];
    page.list(Bracket::Curly, steps, |page, (step, is_set)| {
        page.push(step);
        page.push(if is_set { "true" } else { "false" });
    });
    page.close();
}
