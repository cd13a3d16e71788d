//! Boxes to a picture: in columns, by how many steps each is from a root, with a curve for each row that leads on.

use std::collections::VecDeque;
use std::fmt::Write as _;

use super::shape::Shape;

const LETTER: usize = 8;
const LINE: usize = 18;
const GAP: usize = 24;
const BETWEEN: usize = 90;
/// How much of a row is shown, in characters.
const WIDEST: usize = 48;

/// Where a box stands.
#[derive(Clone, Copy, Default)]
struct Place {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

/// The text of the picture.
pub(super) fn draw(shapes: &[Shape]) -> String {
    let (places, width, height) = places(shapes);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"monospace\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    for (shape, place) in shapes.iter().zip(&places) {
        for (index, row) in shape.rows.iter().enumerate() {
            let y = place.y + LINE * (index + 1) + LINE / 2 + 6;
            for target in row.leads.iter().filter_map(|index| places.get(*index)) {
                curve(*place, y, *target, &mut out);
            }
        }
    }
    for (shape, place) in shapes.iter().zip(&places) {
        boxed(shape, *place, &mut out);
    }
    out.push_str("</svg>\n");
    out
}

/// A curve from a row to the head of a box. Writing to a `String` cannot fail.
fn curve(from: Place, y: usize, to: Place, out: &mut String) {
    let start = from.x + from.width;
    let end = to.y + LINE / 2 + 3;
    let bend = BETWEEN / 2;
    let (x, control, mark) = if to.x > from.x {
        (to.x, to.x.saturating_sub(bend), to.x.saturating_sub(7))
    } else {
        // Back, or within the column: into the right side.
        let x = to.x + to.width;
        (x, x.max(start) + bend, x + 7)
    };
    let _ = writeln!(
        out,
        "<path d=\"M{start} {y} C{} {y} {control} {end} {x} {end}\" fill=\"none\" stroke=\"#667788\"/>\n\
         <path d=\"M{x} {end} L{mark} {} L{mark} {} Z\" fill=\"#667788\"/>",
        start + bend,
        end - 4,
        end + 4,
    );
}

fn boxed(shape: &Shape, place: Place, out: &mut String) {
    let Place {
        x,
        y,
        width,
        height,
    } = place;
    let head = if shape.is_root { "#dbe9ff" } else { "#eef1f5" };
    let _ = writeln!(
        out,
        "<g><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"#ffffff\" stroke=\"#334455\"/>\
         <rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{head}\" stroke=\"#334455\"/>\
         <text x=\"{}\" y=\"{}\" font-weight=\"bold\">{}</text>",
        LINE + 4,
        x + LETTER,
        y + LINE - 3,
        escaped(&title(shape)),
    );
    for (index, row) in shape.rows.iter().enumerate() {
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\">{}</text>",
            x + LETTER,
            y + LINE * (index + 2) + 1,
            escaped(&line(&row.name, &row.says)),
        );
    }
    out.push_str("</g>\n");
}

fn title(shape: &Shape) -> String {
    line(&shape.name, shape.kind)
}

/// A row's text, as far as it is shown.
fn line(name: &str, says: &str) -> String {
    let parts = [name, says].into_iter().filter(|one| !one.is_empty());
    let text = parts.collect::<Vec<_>>().join("  ");
    match text.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// A place for every box, and the size of the whole.
fn places(shapes: &[Shape]) -> (Vec<Place>, usize, usize) {
    let columns = columns(shapes);
    let mut places = vec![Place::default(); shapes.len()];
    let (mut x, mut tallest) = (GAP, 0);
    for column in columns {
        let (mut y, mut widest) = (GAP, 0);
        for index in column {
            let (Some(shape), Some(place)) = (shapes.get(index), places.get_mut(index)) else {
                continue;
            };
            let rows = shape.rows.iter().map(|row| line(&row.name, &row.says));
            let letters = rows
                .chain([title(shape)])
                .map(|text| text.chars().count())
                .max();
            *place = Place {
                x,
                y,
                width: (letters.unwrap_or(0) + 2) * LETTER,
                height: LINE * (shape.rows.len() + 1) + 10,
            };
            y += place.height + GAP;
            widest = widest.max(place.width);
        }
        x += widest + BETWEEN;
        tallest = tallest.max(y);
    }
    (places, x, tallest)
}

/// The boxes by their distance from a root, in the order in which they are met. What no root leads to stands in the
/// first column.
fn columns(shapes: &[Shape]) -> Vec<Vec<usize>> {
    let mut met = vec![false; shapes.len()];
    let mut columns: Vec<Vec<usize>> = Vec::new();
    let roots = (0..shapes.len()).filter(|index| shapes.get(*index).is_some_and(|one| one.is_root));
    for start in roots.collect::<Vec<_>>().into_iter().chain(0..shapes.len()) {
        let mut waiting = VecDeque::from([(start, 0usize)]);
        while let Some((index, distance)) = waiting.pop_front() {
            let (Some(shape), Some(seen)) = (shapes.get(index), met.get_mut(index)) else {
                continue;
            };
            if std::mem::replace(seen, true) {
                continue;
            }
            if columns.len() <= distance {
                columns.resize_with(distance + 1, Vec::new);
            }
            if let Some(column) = columns.get_mut(distance) {
                column.push(index);
            }
            let leads = shape.rows.iter().flat_map(|row| &row.leads);
            waiting.extend(leads.map(|next| (*next, distance + 1)));
        }
    }
    columns
}

/// Text as it may stand in XML.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            one if one.is_control() => out.push(' '),
            one => out.push(one),
        }
    }
    out
}
