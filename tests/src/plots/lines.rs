//! Lines over two logarithmic scales.

use super::svg::{Anchor, Svg};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
/// What is around the field: left, top, right, bottom.
const AROUND: (f64, f64, f64, f64) = (56.0, 64.0, 120.0, 48.0);

/// A named line of points.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) points: Vec<(f64, f64)>,
    pub(super) is_own: bool,
}

pub(super) struct Lines<'a> {
    pub(super) title: &'a str,
    pub(super) x: &'a str,
    pub(super) y: &'a str,
    /// What stands below the field, and where.
    pub(super) ticks: &'a [(&'a str, f64)],
    pub(super) named: Vec<Line>,
}

impl Lines<'_> {
    pub(super) fn draw(&self) -> String {
        let (left, top, right, bottom) = AROUND;
        let (low, high) = ends(self.ticks.iter().map(|tick| tick.1));
        let points = || self.named.iter().flat_map(|line| &line.points);
        let tallest = ends(points().map(|point| point.1)).1;
        let decades = tallest.log10().ceil();
        let x = |value: f64| {
            left + (value / low).log10() / (high / low).log10() * (WIDTH - left - right)
        };
        let y = |value: f64| HEIGHT - bottom - value.log10() / decades * (HEIGHT - top - bottom);

        let mut svg = Svg::new(WIDTH, HEIGHT);
        svg.text((12.0, 22.0), Anchor::Start, "title", self.title);
        svg.text((12.0, 44.0), Anchor::Start, "", self.y);
        let mut mark = 1.0_f64;
        while mark.log10() <= decades {
            svg.rule((left, y(mark)), (WIDTH - right, y(mark)));
            svg.text(
                (left - 8.0, y(mark) + 4.0),
                Anchor::End,
                "",
                &format!("{mark:.0}"),
            );
            mark *= 10.0;
        }
        for (label, at) in self.ticks {
            svg.text((x(*at), HEIGHT - bottom + 20.0), Anchor::Middle, "", label);
        }
        let middle = left.midpoint(WIDTH - right);
        svg.text((middle, HEIGHT - 8.0), Anchor::Middle, "", self.x);
        let mut labels: Vec<f64> = Vec::new();
        // Those that end highest are named first, and each below the one before.
        let mut lines: Vec<&Line> = self.named.iter().collect();
        lines.sort_by(|one, other| last(other).1.total_cmp(&last(one).1));
        for line in lines {
            let (stroke, fill, label) = if line.is_own {
                ("line-own", "own", "strong")
            } else {
                ("line-other", "other", "")
            };
            let points: Vec<(f64, f64)> = line.points.iter().map(|(a, b)| (x(*a), y(*b))).collect();
            svg.line(&points, stroke);
            for point in &points {
                svg.dot(*point, if line.is_own { 4.0 } else { 3.0 }, fill);
            }
            let (end, wanted) = points.last().copied().unwrap_or_default();
            let lowest = labels.last().map_or(0.0, |above| above + 16.0);
            let at = (wanted + 4.0).max(lowest);
            labels.push(at);
            svg.text((end + 10.0, at), Anchor::Start, label, &line.name);
        }
        svg.finish(self.title)
    }
}

fn last(line: &Line) -> (f64, f64) {
    line.points.last().copied().unwrap_or_default()
}

/// The smallest and the largest.
fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, 0.0), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}
