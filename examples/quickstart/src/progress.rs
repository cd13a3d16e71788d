//! The partial invoice in a terminal: a line for each field, redrawn while it grows.

use std::io::{IsTerminal as _, Write as _, stdout};

use formwork::Partial;
use formwork::partial::Twin;

use crate::invoice::partial::Invoice;

/// Shows an invoice that grows. On a terminal, the fields are redrawn in place; elsewhere, a field is
/// printed once, when it is complete.
pub(crate) struct Progress {
    live: bool,
    /// Lines drawn on the terminal, or printed for good.
    lines: usize,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self {
            live: stdout().is_terminal(),
            lines: 0,
        }
    }

    pub(crate) fn show(&mut self, view: &Partial<Invoice>) {
        let Some(invoice) = view.get() else { return };
        let fields = fields(invoice);
        let mut out = String::new();
        if self.live {
            if self.lines > 0 {
                out.push_str("\x1b[");
                out.push_str(&self.lines.to_string());
                out.push('A');
            }
            for (name, complete, text) in &fields {
                out.push_str(&line(name, *complete, text));
            }
            self.lines = fields.len();
        } else {
            // A field that grows after a complete one has closed is printed in its own time.
            let complete = fields
                .iter()
                .take_while(|(_, complete, _)| *complete)
                .count();
            for (name, complete, text) in fields.get(self.lines..complete).unwrap_or_default() {
                out.push_str(&line(name, *complete, text));
            }
            self.lines = self.lines.max(complete);
        }
        // A closed pipe ends the show, not the program.
        let _ = stdout().write_all(out.as_bytes());
        let _ = stdout().flush();
    }

    /// What comes next stands below.
    pub(crate) fn end(&mut self) {
        self.lines = 0;
    }
}

fn line(name: &str, complete: bool, text: &str) -> String {
    let text: String = text.chars().take(88).collect();
    format!(
        "\r\x1b[K  {} {name:<9} {text}\n",
        if complete { "✓" } else { "…" }
    )
    .replace(
        "\r\x1b[K",
        if stdout().is_terminal() {
            "\r\x1b[K"
        } else {
            ""
        },
    )
}

/// The fields that have begun to arrive: name, whether complete, and what there is of them.
fn fields(invoice: &Invoice) -> Vec<(&'static str, bool, String)> {
    let Invoice {
        number,
        issued,
        seller,
        buyer,
        currency,
        lines,
        total,
        payment,
        note,
    } = invoice;
    let mut fields = vec![
        field("number", number),
        field("issued", issued),
        field("seller", seller),
        field("buyer", buyer),
        field("currency", currency),
    ];
    let items = lines.get().map(Vec::as_slice).unwrap_or_default();
    fields.extend(items.iter().map(|item| field("line", item)));
    fields.extend([
        field("total", total),
        field("payment", payment),
        field("note", note),
    ]);
    fields.into_iter().flatten().collect()
}

fn field<T>(name: &'static str, value: &Partial<T>) -> Option<(&'static str, bool, String)>
where
    T: Twin + serde::Serialize,
{
    (!value.is_absent()).then(|| {
        let text = serde_json::to_string(value).unwrap_or_default();
        (name, value.is_complete(), text)
    })
}
