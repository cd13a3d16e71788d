//! One of several strings: an enum that is its own twin.

use super::Context;
use super::attributes::{WORDS, of_type};
use crate::ir::{Type, Variant};
use crate::print::Page;
use crate::print::literal::shown;

impl Context<'_> {
    pub(super) fn enumeration(page: &mut Page, one: &Type, variants: &[Variant]) {
        page.begin_item();
        page.docs(&one.doc);
        of_type(page, WORDS, one);
        page.begin_line();
        page.push("pub enum ");
        page.ident(&one.name);
        page.block(|page| {
            for variant in variants {
                page.doc(&format!("`{}`", shown(&variant.wire)));
                page.begin_line();
                page.ident(&variant.name);
                page.push(",\n");
            }
        });
    }
}
