//! A value as it grows, drawn over itself on a terminal.

use std::io;
use std::time::{Duration, Instant};

use formwork::dynamic::View;

use crate::tell::{FAINT, painted, say};

/// Nobody sees more than so many pictures a second.
const PACE: Duration = Duration::from_millis(33);
/// What a terminal has that does not say.
const USUAL: (usize, usize) = (80, 24);

/// The part of a terminal that is drawn over.
pub(super) struct Screen {
    width: usize,
    height: usize,
    /// How many lines there are now.
    lines: usize,
    drawn: Option<Instant>,
    thought: String,
}

impl Screen {
    /// The terminal of standard error.
    pub(super) fn new() -> Self {
        let size = terminal_size::terminal_size_of(io::stderr());
        let (width, height) = size.map_or(USUAL, |(width, height)| {
            (usize::from(width.0), usize::from(height.0))
        });
        Self {
            width: width.max(8),
            height: height.max(4),
            lines: 0,
            drawn: None,
            thought: String::new(),
        }
    }

    /// Shows what has arrived.
    pub(super) fn view(&mut self, view: View<'_>) {
        if self.is_due() {
            let mut picture = Picture::default();
            picture.value(view, 1);
            self.draw(&picture.text);
        }
    }

    /// Shows what the model thinks: the end of it.
    pub(super) fn thought(&mut self, more: &str) {
        self.thought.push_str(more);
        let keep = self.width.saturating_sub(8);
        if let Some((start, _)) = self.thought.char_indices().rev().nth(keep) {
            self.thought.drain(..start);
        }
        if self.is_due() {
            let line = self.thought.replace(char::is_control, " ");
            self.draw(&painted(FAINT, &format!("thinks {line}")));
        }
    }

    fn is_due(&mut self) -> bool {
        let is_due = self.drawn.is_none_or(|drawn| drawn.elapsed() >= PACE);
        if is_due {
            self.drawn = Some(Instant::now());
        }
        is_due
    }

    /// Takes away what is drawn.
    pub(super) fn clear(&mut self) {
        if self.lines > 0 {
            say(&self.up());
        }
        self.lines = 0;
        self.drawn = None;
        self.thought.clear();
    }

    /// The way to the first line, and nothing behind it.
    fn up(&self) -> String {
        match self.lines {
            0 => String::new(),
            lines => format!("\x1b[{lines}A\r\x1b[J"),
        }
    }

    /// Draws a text in place of the last one: its last lines, as far as there is room, none of them wrapped.
    fn draw(&mut self, text: &str) {
        let mut out = self.up();
        let lines: Vec<&str> = text.lines().collect();
        let shown = lines.len().min(self.height - 2);
        for line in lines.iter().skip(lines.len() - shown) {
            out.push_str(&cut(line, self.width - 1));
            out.push('\n');
        }
        self.lines = shown;
        say(&out);
    }
}

/// As much of a line as fits; what stands for colours has no width.
fn cut(line: &str, width: usize) -> String {
    let mut out = String::new();
    let (mut left, mut is_style) = (width, false);
    for one in line.chars() {
        if one == '\x1b' {
            is_style = true;
        } else if !is_style {
            if left == 0 {
                continue;
            }
            left -= 1;
        }
        out.push(one);
        if is_style && one == 'm' {
            is_style = false;
        }
    }
    out
}

/// What has arrived, as lines.
#[derive(Default)]
struct Picture {
    text: String,
}

impl Picture {
    /// A value on lines of its own: what still grows ends in an ellipsis. It recurses as deep as the decoder lets
    /// values nest.
    fn value(&mut self, view: View<'_>, depth: usize) {
        if view.is_object() {
            let mut is_empty = true;
            self.text.push('{');
            for (name, member) in view.members() {
                self.line(depth, !is_empty);
                let name = serde_json::Value::from(name).to_string();
                self.text.extend([&name, ": "]);
                self.value(member, depth + 1);
                is_empty = false;
            }
            self.close('}', view, depth, is_empty);
        } else if view.is_array() {
            let mut is_empty = true;
            self.text.push('[');
            for item in view.items() {
                self.line(depth, !is_empty);
                self.value(item, depth + 1);
                is_empty = false;
            }
            self.close(']', view, depth, is_empty);
        } else if let Some(text) = view.as_str() {
            let text = serde_json::Value::from(text).to_string();
            match text.strip_suffix('"').filter(|_| view.is_growing()) {
                Some(beginning) => {
                    self.text.push_str(beginning);
                    self.text.push_str(&painted(FAINT, "…"));
                }
                None => self.text.push_str(&text),
            }
        } else if let Some(number) = view.as_number() {
            self.text.push_str(number.as_str());
        } else if let Some(value) = view.as_bool() {
            self.text.push_str(if value { "true" } else { "false" });
        } else if view.is_null() {
            self.text.push_str("null");
        }
    }

    fn line(&mut self, depth: usize, is_next: bool) {
        if is_next {
            self.text.push(',');
        }
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", depth));
    }

    fn close(&mut self, bracket: char, view: View<'_>, depth: usize, is_empty: bool) {
        if !view.is_complete() {
            self.line(depth, false);
            self.text.push_str(&painted(FAINT, "…"));
            return;
        }
        if !is_empty {
            self.line(depth.saturating_sub(1), false);
        }
        self.text.push(bracket);
    }
}
