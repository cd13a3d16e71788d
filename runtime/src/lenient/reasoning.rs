//! What a model thought before it answered, in tags of its own.

/// The tags, and what closes them.
const TAGS: &[(&str, &str)] = &[
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<thoughts>", "</thoughts>"),
    ("<reasoning>", "</reasoning>"),
    ("<reflection>", "</reflection>"),
    ("<analysis>", "</analysis>"),
    ("<scratchpad>", "</scratchpad>"),
];

/// The tag that a text begins with: its size, and what closes it. The outer `None` says that this is not
/// known yet.
#[allow(clippy::option_option)]
pub(super) fn opens(text: &str, is_last: bool) -> Option<Option<(usize, &'static str)>> {
    let found = TAGS.iter().find(|(open, _)| text.starts_with(open));
    if let Some((open, close)) = found {
        return Some(Some((open.len(), *close)));
    }
    let may_be = !is_last && TAGS.iter().any(|(open, _)| open.starts_with(text));
    (!may_be).then_some(None)
}

/// Whether a text begins with a tag that closes what was never opened: some models leave the first tag out.
pub(super) fn closes(text: &str, is_last: bool) -> Option<bool> {
    if TAGS.iter().any(|(_, close)| text.starts_with(close)) {
        return Some(true);
    }
    let may_be = !is_last && TAGS.iter().any(|(_, close)| close.starts_with(text));
    (!may_be).then_some(false)
}

/// Where the text begins behind what the model thought at first.
pub(super) fn end(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let body = rest.trim_start();
        let Some(Some((size, close))) = opens(body, true) else {
            return at;
        };
        let inside = body.get(size..).unwrap_or_default();
        let Some(found) = inside.find(close) else {
            return at;
        };
        at = text.len() - inside.len() + found + close.len();
    }
}
