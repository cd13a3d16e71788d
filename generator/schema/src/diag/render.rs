//! Findings drawn by `annotate-snippets`, whose types stay in this file.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::position::{Position, Positions};
use super::{Style, sorted, visible};
use crate::source::{SourceId, Sources, Span};
use crate::{Finding, Place, Severity};

/// Lines longer than this are cut around the place, so that a schema on one line can be drawn.
const MAX_LINE: usize = 1000;

/// How much of a cut line is kept on either side of the place, in bytes.
const KEPT: usize = 60;

/// Two places of a finding that are further apart than this are drawn as two pieces.
const MAX_APART: usize = 16 << 10;

/// Draws findings as `rustc` draws its errors, sorted by file and position.
///
/// Each is drawn at its own line of the schema file, with its label, its help and its related
/// places. A finding whose document is unknown has its message and help alone.
#[must_use]
pub fn render(findings: &[Finding], sources: &Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        // Links in terminals are for documentation pages, which the codes do not have.
        Style::Colour => Renderer::styled().hyperlink(false),
    };
    let mut positions = Positions::new(sources);
    let mut out = String::new();
    for finding in sorted(findings) {
        if !out.is_empty() {
            out.push('\n');
        }
        let drawn = renderer.render(&[group(finding, sources, &mut positions)]);
        for line in drawn
            .trim_end()
            .lines()
            .filter(|line| !is_bare_separator(line))
        {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

fn group<'a>(
    finding: &'a Finding,
    sources: &'a Sources,
    positions: &mut Positions<'_>,
) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(finding.message.as_str())
        .id(finding.code.0);
    let mut group = Group::with_title(title);

    let main = finding
        .place
        .iter()
        .map(|p| (p, finding.label.as_deref(), AnnotationKind::Primary));
    let related = finding.related.iter();
    let related = related.map(|r| (&r.place, Some(r.label.as_str()), AnnotationKind::Context));
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    for (place, label, kind) in main.chain(related) {
        let Some(mark) = Mark::new(place, label, kind, sources) else {
            continue;
        };
        match pieces.iter_mut().find(|piece| piece.takes(&mark)) {
            Some(piece) => piece.marks.push(mark),
            None => pieces.push(Piece { marks: vec![mark] }),
        }
    }
    for piece in pieces {
        group = piece.draw(group, sources, positions);
    }
    for help in &finding.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    group
}

/// A part of one line that is underlined.
struct Mark<'a> {
    source: SourceId,
    /// In the document, within one line.
    span: Span,
    /// The line, without its end.
    line: Span,
    label: Option<&'a str>,
    kind: AnnotationKind,
}

impl<'a> Mark<'a> {
    fn new(
        place: &Place,
        label: Option<&'a str>,
        kind: AnnotationKind,
        sources: &Sources,
    ) -> Option<Self> {
        let text = sources.get(place.source)?.text.as_str();
        let start = crate::source::floor_boundary(text, place.span.start);
        let end = crate::source::floor_boundary(text, place.span.end.max(start));
        // Of a line that will be cut, it is enough to know that it is long.
        let near = crate::source::floor_boundary(text, start.saturating_sub(MAX_LINE + 4));
        let line_start = text[near..start]
            .rfind('\n')
            .map_or(near, |at| near + at + 1);
        let near = crate::source::floor_boundary(text, (start + MAX_LINE + 4).min(text.len()));
        let line_end = text[start..near].find('\n').map_or(near, |at| start + at);
        // Of a value that spans lines, only the first is drawn.
        let end = if end > line_end {
            start + text[start..line_end].trim_end().len()
        } else {
            end
        };
        Some(Self {
            source: place.source,
            span: start..end,
            line: line_start..line_end,
            label,
            kind,
        })
    }

    fn is_long(&self) -> bool {
        self.line.len() > MAX_LINE
    }

    fn annotation(&self, offset: usize) -> Annotation<'a> {
        let span = self.span.start - offset..self.span.end - offset;
        self.kind.span(span).label(self.label.map(visible))
    }
}

/// Marks that are drawn on one stretch of text.
struct Piece<'a> {
    marks: Vec<Mark<'a>>,
}

impl<'a> Piece<'a> {
    fn takes(&self, mark: &Mark<'_>) -> bool {
        !mark.is_long()
            && self.marks.iter().all(|other| {
                other.source == mark.source
                    && !other.is_long()
                    && other.span.start.abs_diff(mark.span.start) < MAX_APART
            })
    }

    fn draw(
        self,
        group: Group<'a>,
        sources: &'a Sources,
        positions: &mut Positions<'_>,
    ) -> Group<'a> {
        let Some(first) = self.marks.first() else {
            return group;
        };
        let Some(source) = sources.get(first.source) else {
            return group;
        };
        let text = source.text.as_str();
        if first.is_long() {
            return draw_cut(group, first, &source.name, text, positions);
        }
        let start = self.marks.iter().map(|m| m.line.start).min().unwrap_or(0);
        let end = self
            .marks
            .iter()
            .map(|m| m.line.end)
            .max()
            .unwrap_or(text.len());
        let Position { line, .. } = positions.at(first.source, start);
        group.element(
            Snippet::source(&text[start..end])
                .path(source.name.as_str())
                .line_start(line)
                .annotations(self.marks.iter().map(|mark| mark.annotation(start))),
        )
    }
}

/// Draws one mark on a part of its line. The renderer would take the column from the part, so the
/// position is given apart, which leaves a separator without a path behind.
fn draw_cut<'a>(
    group: Group<'a>,
    mark: &Mark<'a>,
    name: &'a str,
    text: &'a str,
    positions: &mut Positions<'_>,
) -> Group<'a> {
    let Position { line, column, .. } = positions.at(mark.source, mark.span.start);
    let floor = |at| crate::source::floor_boundary(text, at);
    let start = floor(mark.span.start.saturating_sub(KEPT)).max(mark.line.start);
    let end = floor((mark.span.start + KEPT).min(mark.line.end)).max(mark.span.start);
    let cut = Mark {
        span: mark.span.start..mark.span.end.min(end),
        line: start..end,
        ..*mark
    };
    group
        .element(Origin::path(name).line(line).char_column(column))
        .element(
            Snippet::source(&text[start..end])
                .line_start(line)
                .annotation(cut.annotation(start)),
        )
}

/// Whether a drawn line is the `:::` that [`draw_cut`] leaves; lines of the document have a gutter.
fn is_bare_separator(line: &str) -> bool {
    let mut rest = line;
    let mut seen = String::new();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        seen.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    seen.push_str(rest);
    seen.trim() == ":::"
}
