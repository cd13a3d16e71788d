//! What types are called: given out at the end, when all of them are known, the best claim first.
//!
//! A name that an author chose (`x-rust-name`, a title, the name of a definition) goes before one that comes
//! from a property or from what is around a type; among equals, what stands nearer to the root of its
//! document goes first, and then what stands earlier. So what a type is called does not depend on who
//! refers to it, and in which order.

use std::borrow::Cow;

use formwork_schema::maps::HashMap;

use formwork_schema::model::{At, Schema, SchemaId};
use formwork_schema::source::SourceId;
use formwork_schema::{Code, Finding, Json, Place, Severity};

use super::names::{Names, singular, type_name};
use super::{Lowering, definition_name, docs};
use crate::ir::{Branch, Position, Ty, TypeId, TypeKind};

/// A name that is joined of two is not longer than this.
const LONGEST_JOINED: usize = 100;

/// A title that is longer is a sentence, and no name.
const LONGEST_TITLE: usize = 60;

/// What a type may be called after.
#[derive(Clone, Debug, Default)]
pub(super) struct Hint {
    /// The property, or one of several of it.
    pub(super) property: Option<Word>,
    /// The type around it.
    pub(super) parent: Option<TypeId>,
    /// What tells it apart among the branches of a union, in its author's word.
    pub(super) tag: Option<String>,
    /// What it is in the type around it, in a word that means nothing elsewhere.
    pub(super) part: Option<String>,
}

/// A word that names something.
#[derive(Clone, Debug)]
pub(super) enum Word {
    /// As it was written.
    Text(String),
    /// The name of a type.
    Of(TypeId),
    /// One of several that a word stands for.
    OneOf(Box<Word>),
}

impl Word {
    /// One of several.
    pub(super) fn one_of(word: Option<&Self>) -> Option<Self> {
        word.map(|word| Self::OneOf(Box::new(word.clone())))
    }

    /// The type whose name it is made of.
    fn of(&self) -> Option<TypeId> {
        match self {
            Self::Text(_) => None,
            Self::Of(id) => Some(*id),
            Self::OneOf(word) => word.of(),
        }
    }
}

/// A type that wants a name.
pub(super) struct Claim {
    pub(super) schema: SchemaId,
    pub(super) hint: Hint,
}

/// Where a claim stands in the order of claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// 0 for the root, then steps from the root of the document.
    depth: usize,
    /// The document: that of the root first, then by their names.
    document: usize,
    start: usize,
    id: usize,
}

/// The names that are being given out.
struct Naming {
    names: Names<Place>,
    ranks: Vec<Rank>,
    named: Vec<bool>,
}

impl Lowering<'_> {
    /// Names every type, and the branches of unions after them.
    pub(super) fn name_types(&mut self, roots: &[TypeId]) {
        let documents = self.documents(roots);
        let ranks: Vec<Rank> = (0..self.claims.len())
            .map(|index| self.rank(index, roots, &documents))
            .collect();
        let mut naming = Naming {
            names: Names::default(),
            named: vec![false; ranks.len()],
            ranks,
        };
        let mut chosen: Vec<(usize, Rank)> = Vec::new();
        let mut names: Vec<Vec<String>> = Vec::with_capacity(naming.ranks.len());
        for rank in &naming.ranks {
            let own = self.chosen(rank.id);
            chosen.extend(own.first().map(|(worth, _)| (*worth, *rank)));
            names.push(own.into_iter().map(|(_, name)| name).collect());
        }
        chosen.sort_unstable();
        for (_, rank) in chosen {
            let Some(names) = names.get(rank.id) else {
                continue;
            };
            if names.iter().any(|name| naming.names.is_free(name)) {
                self.give(&mut naming, rank.id, names);
            }
        }
        let mut rest = naming.ranks.clone();
        rest.sort_unstable();
        for rank in rest {
            // A name may be made of that of a type around it, which was declared before.
            let mut waiting = vec![rank.id];
            while let Some(around) = waiting.last().and_then(|id| self.around(*id)) {
                if naming.named[around.0] {
                    break;
                }
                waiting.push(around.0);
            }
            while let Some(id) = waiting.pop() {
                if !naming.named[id] {
                    let chosen = names.get_mut(id).map(std::mem::take);
                    let names = self.candidates(id, chosen.unwrap_or_default(), &naming.names);
                    self.give(&mut naming, id, &names);
                }
            }
        }
        self.name_branches();
    }

    /// The documents in the order in which their types get names.
    fn documents(&self, roots: &[TypeId]) -> HashMap<SourceId, usize> {
        let own = roots.first().and_then(|root| self.claims.get(root.0));
        let own = own.map(|claim| self.get(claim.schema).place.source);
        let mut documents: Vec<_> = self.model.sources.ids().collect();
        documents.sort_by_key(|(id, source)| (Some(*id) != own, source.name.as_str(), *id));
        let order = documents.into_iter().enumerate();
        order.map(|(order, (id, _))| (id, order)).collect()
    }

    fn rank(&self, id: usize, roots: &[TypeId], documents: &HashMap<SourceId, usize>) -> Rank {
        let schema = self.get(self.claims[id].schema);
        let place = &schema.place;
        Rank {
            depth: match id {
                _ if roots.contains(&TypeId(id)) => 0,
                _ => 1 + place.pointer.bytes().filter(|byte| *byte == b'/').count(),
            },
            document: documents.get(&place.source).copied().unwrap_or_default(),
            start: place.span.start,
            id,
        }
    }

    /// The type whose name that of another may be made of.
    fn around(&self, id: usize) -> Option<TypeId> {
        let hint = &self.claims[id].hint;
        let word = hint.property.as_ref().and_then(Word::of);
        // Both are the same, where there are both.
        hint.parent.or(word)
    }

    /// The names that an author chose for a type, and how much each is worth: less is more. The root has
    /// its document's.
    fn chosen(&self, id: usize) -> Vec<(usize, String)> {
        let claim = &self.claims[id];
        let schema = self.get(claim.schema);
        let definition = definition_name(&schema.place.pointer);
        let document = match (&claim.hint.property, claim.hint.parent) {
            (Some(Word::Text(text)), None) => type_name(text),
            _ => None,
        };
        let names = [
            explicit_name(&schema),
            title_name(&schema),
            definition.as_deref().and_then(type_name),
            document,
        ];
        let names = names.into_iter().enumerate();
        names
            // The document's name is worth as much as a title.
            .filter_map(|(worth, name)| Some((if worth == 3 { 1 } else { worth }, name?)))
            .collect()
    }

    /// The names that a type may have, best first, beginning with those that were chosen: up to one that is
    /// free.
    fn candidates(&self, id: usize, chosen: Vec<String>, names: &Names<Place>) -> Vec<String> {
        let mut candidates = chosen;
        let Claim { schema, hint } = &self.claims[id];
        candidates.extend(hint.tag.as_deref().and_then(type_name));
        let property = hint.property.as_ref();
        // A constant is mostly the tag of what is around it, and a type's name is its own.
        let is_own = matches!(property, None | Some(Word::Of(_)));
        if !is_own && self.get(*schema).constant.is_none() {
            candidates.extend(property.and_then(|word| type_name(&self.text(word))));
        }
        if candidates.iter().any(|name| names.is_free(name)) {
            return candidates;
        }
        let last = [&hint.tag, &hint.part].into_iter().flatten().next();
        let last = match (last, property) {
            (Some(last), _) => Cow::Borrowed(last.as_str()),
            (None, Some(word)) if !is_own => self.text(word),
            _ => Cow::Borrowed("value"),
        };
        if let Some(parent) = hint.parent {
            // Unions in unions would have names that double with each; a number does as well.
            let both = type_name(&format!("{} {last}", self.types[parent.0].name));
            candidates.extend(both.filter(|both| both.len() <= LONGEST_JOINED));
        }
        if candidates.is_empty() {
            candidates.push(type_name(&last).unwrap_or_else(|| "Type".to_owned()));
        }
        candidates
    }

    fn text<'a>(&'a self, word: &'a Word) -> Cow<'a, str> {
        match word {
            Word::Text(text) => Cow::Borrowed(text),
            Word::Of(id) => Cow::Borrowed(&self.types[id.0].name),
            Word::OneOf(word) => Cow::Owned(singular(&self.text(word))),
        }
    }

    /// Gives a type the first of some names that is free, and tells who has the one it wanted.
    fn give(&mut self, naming: &mut Naming, id: usize, candidates: &[String]) {
        let schema = self.get(self.claims[id].schema);
        let (name, holder) = naming.names.claim(candidates, schema.place.clone());
        naming.named[id] = true;
        if let Some(finding) = bad_name(&schema) {
            self.findings.push(finding);
        }
        // One schema may need two names: one for its values, one for them or `null`.
        if let Some(holder) = holder.filter(|holder| *holder != schema.place) {
            let wanted = candidates.first().map_or("", String::as_str);
            self.findings.push(clash(&schema, wanted, &name, holder));
        }
        let one = &mut self.types[id];
        one.doc = docs::for_type(&schema, &name);
        one.name = name;
    }

    /// Names the branches of every union.
    fn name_branches(&mut self) {
        for index in 0..self.types.len() {
            let TypeKind::Union(union) = &self.types[index].kind else {
                continue;
            };
            let words = self.branches.remove(&TypeId(index)).unwrap_or_default();
            let mut words = words.into_iter();
            let mut names = Names::default();
            let given: Vec<String> = union
                .branches
                .iter()
                .map(|Branch { position, .. }| {
                    let words = words.next().unwrap_or_default();
                    let mut wanted: Vec<String> =
                        words.iter().filter_map(|word| type_name(word)).collect();
                    wanted.push(self.branch_name(position));
                    names.claim(&wanted, ()).0
                })
                .collect();
            if let TypeKind::Union(union) = &mut self.types[index].kind {
                for (branch, name) in union.branches.iter_mut().zip(given) {
                    branch.name = name;
                }
            }
        }
    }

    /// What a branch is called that nothing else tells apart.
    fn branch_name(&self, position: &Position) -> String {
        let name = match &position.ty {
            Ty::Any | Ty::Some(_) => "Value",
            Ty::Unknown => "Unknown",
            Ty::Never => "Never",
            Ty::Null => "Null",
            Ty::Boolean => "Boolean",
            Ty::Integer(_) => "Integer",
            Ty::Float => "Number",
            Ty::String => "String",
            Ty::List(_) => "List",
            Ty::Map(_) => "Map",
            Ty::Named(id) => &self.types[id.0].name,
            Ty::Formatted(formatted) => return format!("{formatted:?}"),
            Ty::Foreign(path, _) => {
                let name = path.rsplit("::").find_map(type_name);
                return name.unwrap_or_else(|| "Value".to_owned());
            }
        };
        name.to_owned()
    }
}

fn explicit_name(schema: &Schema) -> Option<String> {
    match &schema.extension("x-rust-name")?.value {
        Json::String(name) if type_name(name).as_ref() == Some(name) => Some(name.clone()),
        _ => None,
    }
}

/// The name that a title makes.
///
/// Some exporters (pydantic is one) put a title on every property, which says the property's name once more. Nobody
/// chose that, so it is worth what the property's name is.
fn title_name(schema: &Schema) -> Option<String> {
    let title = schema.title.as_deref();
    let title = title.filter(|title| title.len() <= LONGEST_TITLE)?;
    let name = type_name(title)?;
    // Constants are never called after their properties.
    let is_free = schema.constant.is_some() || !repeats_property(schema, &name);
    is_free.then_some(name)
}

/// Whether a name is that of the property whose schema this is.
fn repeats_property(schema: &Schema, name: &str) -> bool {
    let mut steps = schema.place.pointer.rsplit('/');
    let property = steps
        .next()
        .map(|step| step.replace("~1", "/").replace("~0", "~"));
    let property = property.filter(|_| steps.next() == Some("properties"));
    property
        .and_then(|property| type_name(&property))
        .as_deref()
        == Some(name)
}

/// What is wrong with the name in `x-rust-name`.
fn bad_name(schema: &Schema) -> Option<Finding> {
    let At { value, place } = schema.extension("x-rust-name")?;
    if explicit_name(schema).is_some() {
        return None;
    }
    let near = match value {
        Json::String(text) => type_name(text),
        _ => None,
    };
    let message = "`x-rust-name` must be a Rust type name";
    let help = near.map_or_else(
        || "write one such as `LineItem`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Some(Finding::error(Code::BAD_NAME, place.clone(), message).help(help))
}

fn clash(schema: &Schema, wanted: &str, name: &str, holder: Place) -> Finding {
    let explicit = schema.extension("x-rust-name");
    // A name that came from a property is nobody's choice, and the next best one is as good.
    let title = title_name(schema).filter(|title| !repeats_property(schema, title));
    let chosen = title.is_some_and(|title| title == wanted)
        || definition_name(&schema.place.pointer).is_some();
    let place = explicit.map_or(&schema.place, |explicit| &explicit.place);
    let message = format!("two schemas claim the type name `{wanted}`");
    let mut finding = Finding::warning(Code::NAME_CLASH, place.clone(), message)
        .label(format!("this one becomes `{name}`"))
        .related(holder, format!("`{wanted}` is this one"))
        .help(if explicit.is_some() {
            "write another name"
        } else {
            "give one of them another `title`, or an `x-rust-name`"
        });
    finding.severity = match (explicit.is_some(), chosen) {
        (true, _) => Severity::Error,
        (false, true) => Severity::Warning,
        (false, false) => Severity::Note,
    };
    finding
}
