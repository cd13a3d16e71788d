//! Boxes to a Mermaid class diagram (<https://mermaid.js.org/syntax/classDiagram.html>).

use super::shape::Shape;

/// The text of the diagram.
pub(super) fn draw(shapes: &[Shape]) -> String {
    let mut text = "classDiagram\n".to_owned();
    for shape in shapes {
        text.extend(["  class ", &shape.name, " {\n"]);
        if !shape.kind.is_empty() {
            text.extend(["    <<", shape.kind, ">>\n"]);
        }
        for row in &shape.rows {
            let words = [row.name.as_str(), row.says.as_str()];
            let words: Vec<String> = words
                .iter()
                .filter(|one| !one.is_empty())
                .map(|one| plain(one))
                .collect();
            text.extend(["    ", &words.join(" "), "\n"]);
        }
        text.push_str("  }\n");
    }
    for shape in shapes {
        for row in &shape.rows {
            for target in row.leads.iter().filter_map(|index| shapes.get(*index)) {
                text.extend(["  ", &shape.name, " --> ", &target.name]);
                if !row.name.is_empty() {
                    text.extend([" : ", &plain(&row.name)]);
                }
                text.push('\n');
            }
        }
    }
    text
}

/// Words without the characters that mean something to Mermaid.
fn plain(text: &str) -> String {
    let characters = text.chars().map(|one| match one {
        '{' | '}' | '<' | '>' | '~' | '(' | ')' | ':' | '"' | '`' | ';' | '#' | '%' => '_',
        one if one.is_control() => ' ',
        one => one,
    });
    characters.collect()
}
