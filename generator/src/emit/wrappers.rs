//! A name for something that has none of its own: a struct of one unnamed field.

use super::attributes::{BASE, derive, of_type};
use super::types::{OWN, Way};
use super::{Context, twin_doc};
use crate::ir::{Position, Type};
use crate::print::{Bracket, Page};

impl Context<'_> {
    pub(super) fn newtype_value(&self, page: &mut Page, one: &Type, position: &Position) {
        page.begin_item();
        page.docs(&one.doc);
        of_type(page, BASE, one);
        holding(page, one, |page| self.value_type(page, position, &OWN));
    }

    pub(super) fn newtype_twin(&self, page: &mut Page, one: &Type, position: &Position) {
        page.begin_item();
        twin_doc(page, one, ".");
        derive(page, BASE);
        holding(page, one, |page| {
            self.twin_type(page, position, &Way::IN_PARTIAL);
        });
    }
}

fn holding(page: &mut Page, one: &Type, ty: impl FnOnce(&mut Page)) {
    page.begin_row();
    page.push("pub struct ");
    page.ident(&one.name);
    page.open(Bracket::Round);
    page.push("pub ");
    ty(page);
    page.close();
    page.end_row(";");
}
