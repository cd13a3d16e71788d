//! One of several types: an enum, and a twin that holds every branch while it is not decided.

use super::attributes::{BASE, COPY, derive, of_type};
use super::types::{OWN, Way};
use super::{Context, twin_doc};
use crate::ir::{Branch, Type, Union};
use crate::print::{Bracket, Page};

impl Context<'_> {
    pub(super) fn union_value(&self, page: &mut Page, one: &Type, union: &Union) {
        page.begin_item();
        page.docs(&one.doc);
        of_type(page, BASE, one);
        page.begin_line();
        page.push("pub enum ");
        page.ident(&one.name);
        page.block(|page| {
            for branch in &union.branches {
                variant(page, branch, |page| {
                    self.value_type(page, &branch.position, &OWN);
                });
            }
        });
    }

    pub(super) fn union_twin(&self, page: &mut Page, one: &Type, union: &Union, fields: &[String]) {
        page.begin_item();
        twin_doc(page, one, ": every branch that still fits.");
        derive(page, BASE);
        page.begin_line();
        page.push("pub struct ");
        page.ident(&one.name);
        page.block(|page| {
            page.line("pub(super) leader: ::core::option::Option<usize>,");
            for (branch, field) in union.branches.iter().zip(fields) {
                page.begin_row();
                page.push("pub(super) ");
                page.ident(field);
                page.push(": ");
                self.partial(page, |page| {
                    self.twin_type(page, &branch.position, &Way::IN_PARTIAL);
                });
                page.end_row(",");
            }
        });
    }

    pub(super) fn union_leading(&self, page: &mut Page, one: &Type, union: &Union) {
        page.begin_item();
        page.begin_line();
        page.push("/// The leading branch of [`");
        page.push(&one.name);
        page.push("`](super::");
        page.push(&one.name);
        page.push(").\n");
        derive(page, COPY);
        page.begin_line();
        page.push("pub enum ");
        page.ident(&one.name);
        page.push("<'a>");
        page.block(|page| {
            for branch in &union.branches {
                variant(page, branch, |page| {
                    page.push("&'a ");
                    self.partial(page, |page| {
                        self.twin_type(page, &branch.position, &Way::IN_LEADING);
                    });
                });
            }
        });
    }
}

/// A branch as a variant that holds something.
fn variant(page: &mut Page, branch: &Branch, holds: impl FnOnce(&mut Page)) {
    page.begin_line();
    page.push("/// The branch `");
    page.push(&branch.name);
    page.push("`.\n");
    page.begin_row();
    page.ident(&branch.name);
    page.open(Bracket::Round);
    holds(page);
    page.close();
    page.end_row(",");
}
