//! Bars, one below the other, in groups that share a scale.

use super::svg::{Anchor, Svg};

const WIDTH: f64 = 720.0;
const LABELS: f64 = 230.0;
const ROW: f64 = 24.0;
const TOP: f64 = 40.0;
const GROUP: f64 = 26.0;
/// What the figure behind the longest bar takes.
const FIGURE: f64 = 60.0;

/// Draws groups of rows, each with its title, if it has one; figures count from 0.
pub(super) fn draw(title: &str, groups: &[(&str, Vec<(String, f64)>)]) -> String {
    let rows = || groups.iter().flat_map(|(_, rows)| rows);
    let largest = rows().map(|(_, figure)| *figure).fold(0.0, f64::max);
    let heads = groups.iter().filter(|(head, _)| !head.is_empty());
    let heads: f64 = heads.map(|_| GROUP).sum();
    let height = TOP + heads + rows().map(|_| ROW).sum::<f64>() + 12.0;
    let mut svg = Svg::new(WIDTH, height);
    svg.text((12.0, 22.0), Anchor::Start, "title", title);
    let scale = (WIDTH - LABELS - FIGURE) / largest;
    let mut y = TOP;
    for (head, rows) in groups {
        if !head.is_empty() {
            svg.text((12.0, y + 17.0), Anchor::Start, "strong", head);
            y += GROUP;
        }
        for (name, figure) in rows {
            let is_own = name.starts_with("Formwork");
            let (bar, label) = if is_own {
                ("own", "strong")
            } else {
                ("other", "")
            };
            svg.text((LABELS - 10.0, y + 15.0), Anchor::End, label, name);
            svg.bar((LABELS, y + 3.0), (figure * scale, ROW - 8.0), bar);
            let at = (LABELS + figure * scale + 6.0, y + 15.0);
            svg.text(at, Anchor::Start, label, &format!("{figure:.2}"));
            y += ROW;
        }
    }
    svg.rule((LABELS + scale, TOP), (LABELS + scale, height - 12.0));
    svg.finish(title)
}
