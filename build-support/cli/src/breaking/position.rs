//! A schema to what must hold at one position: `$ref` and `allOf` gathered, the choices one by one.

use serde_json::{Map, Value};

/// How many ways of meeting a schema are looked at.
const MOST_WAYS: usize = 24;

/// How many schemas one way may gather. References may go round in circles.
const MOST_GATHERED: usize = 32;

/// One way of meeting a schema: objects of keywords that all hold at once.
pub(super) type Way<'a> = Vec<&'a Map<String, Value>>;

/// Every way of meeting a schema, as far as they are few. `root` is what `#/$defs/...` counts from.
pub(super) fn ways<'a>(schema: &'a Value, root: &'a Value) -> Vec<Way<'a>> {
    let mut done: Vec<Way<'a>> = Vec::new();
    // Each entry is a way that is being gathered, and the schemas that it has still to take in.
    let mut open: Vec<(Way<'a>, Vec<&'a Value>)> = vec![(Vec::new(), vec![schema])];
    while let Some((mut way, mut waiting)) = open.pop() {
        let Some(next) = waiting.pop() else {
            done.push(way);
            if done.len() >= MOST_WAYS {
                break;
            }
            continue;
        };
        let Value::Object(keywords) = next else {
            // `false` is met in no way; `true` asks for nothing.
            if *next != Value::Bool(false) {
                open.push((way, waiting));
            }
            continue;
        };
        let is_known = way.iter().any(|known| std::ptr::eq(*known, keywords));
        if is_known || way.len() >= MOST_GATHERED {
            open.push((way, waiting));
            continue;
        }
        way.push(keywords);
        waiting.extend(keywords.get("$ref").and_then(|to| target(to, root)));
        waiting.extend(list(keywords, "allOf"));
        if let Some(rules) = keywords.get("dependentSchemas").and_then(Value::as_object) {
            waiting.extend(rules.values());
        }
        fork(keywords, &way, waiting, &mut open);
    }
    done
}

/// Goes on with a way: once for each branch that a choice among its keywords has.
fn fork<'a>(
    keywords: &'a Map<String, Value>,
    way: &Way<'a>,
    waiting: Vec<&'a Value>,
    open: &mut Vec<(Way<'a>, Vec<&'a Value>)>,
) {
    let mut forks = vec![waiting];
    for choice in [
        list(keywords, "anyOf").collect::<Vec<_>>(),
        list(keywords, "oneOf").collect(),
    ] {
        if !choice.is_empty() {
            forks = crossed(
                &forks,
                &choice.iter().map(|one| vec![*one]).collect::<Vec<_>>(),
            );
        }
    }
    if let Some(condition) = keywords.get("if") {
        let mut met = vec![condition];
        met.extend(keywords.get("then"));
        let missed = keywords.get("else").into_iter().collect();
        forks = crossed(&forks, &[met, missed]);
    }
    // The first branch is looked at first: what is pushed last is taken up next.
    open.extend(
        forks
            .into_iter()
            .rev()
            .map(|waiting| (way.clone(), waiting)),
    );
    open.truncate(MOST_WAYS * 2);
}

/// Each list with each of some additions.
fn crossed<'a>(lists: &[Vec<&'a Value>], additions: &[Vec<&'a Value>]) -> Vec<Vec<&'a Value>> {
    let pairs = lists
        .iter()
        .flat_map(|list| additions.iter().map(move |more| (list, more)));
    pairs
        .take(MOST_WAYS)
        .map(|(list, more)| list.iter().chain(more).copied().collect())
        .collect()
}

/// The schemas that a keyword lists.
pub(super) fn list<'a>(
    keywords: &'a Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = &'a Value> + use<'a> {
    keywords
        .get(keyword)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// What `#/$defs/Name` names.
fn target<'a>(reference: &Value, root: &'a Value) -> Option<&'a Value> {
    root.pointer(reference.as_str()?.strip_prefix('#')?)
}
