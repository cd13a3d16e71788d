//! Defaults and examples, held against the schemas they stand in by `jsonschema`.
//!
//! That crate costs more to build than a user's build script should, so it is here only under the
//! feature `check`. Documents are read as they were written; one that the crate cannot read has nothing
//! said about it here.

use std::collections::BTreeMap;

use formwork_schema::model::Model;
use formwork_schema::source::SourceId;
use formwork_schema::standard::{Document, Version, documents};
use formwork_schema::{Claim, Code, Finding, Json};
use jsonschema::{Draft, Registry, ValidationError};
use serde_json::{Map, Value, json};

/// How often the claims of one document are taken apart, to find those that can be judged.
const MAX_BUILDS: usize = 64;

/// How many faults of one value are told.
const FAULTS_SHOWN: usize = 3;

/// How much is shown of the words for one fault, in characters.
const WORDS_SHOWN: usize = 160;

/// A warning for each value that breaks its schema.
pub(crate) fn claims(model: &Model, default_schema: Option<&str>) -> Vec<Finding> {
    let mut by_source: BTreeMap<SourceId, Vec<Claim>> = BTreeMap::new();
    for claim in formwork_schema::claims(model) {
        by_source.entry(claim.place.source).or_default().push(claim);
    }
    if by_source.is_empty() {
        return Vec::new();
    }
    let documents = documents(model, default_schema);
    let Some(registry) = registry(&documents) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for document in &documents {
        let claims = by_source.remove(&document.source).unwrap_or_default();
        let mut check = Check {
            model,
            document,
            registry: &registry,
            builds: 0,
        };
        findings.extend(check.all(&claims));
    }
    findings
}

/// Every document, under its URI. None where one of them cannot be read.
fn registry(documents: &[Document]) -> Option<Registry<'static>> {
    let mut registry = Registry::new().retriever(Nobody);
    for document in documents {
        let draft = match document.version {
            Version::Draft04 => Draft::Draft4,
            Version::Draft06 => Draft::Draft6,
            Version::Draft07 => Draft::Draft7,
            Version::Draft201909 => Draft::Draft201909,
            Version::Draft202012 => Draft::Draft202012,
        };
        let resource = draft.create_resource(value(&document.contents)?);
        registry = registry.add(&document.uri, resource).ok()?;
    }
    registry.prepare().ok()
}

/// Every document is known beforehand.
struct Nobody;

impl jsonschema::Retrieve for Nobody {
    fn retrieve(
        &self,
        uri: &jsonschema::Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("`{uri}` was not read").into())
    }
}

struct Check<'a> {
    model: &'a Model,
    document: &'a Document,
    registry: &'a Registry<'static>,
    builds: usize,
}

impl Check<'_> {
    /// Judges claims of one document together, so that what their schemas share is built once. Where
    /// one of the schemas cannot be built, the others are still judged.
    fn all(&mut self, claims: &[Claim]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut stack = vec![claims];
        while let Some(claims) = stack.pop() {
            if claims.is_empty() || self.builds == MAX_BUILDS {
                continue;
            }
            self.builds += 1;
            if let Some(found) = self.together(claims) {
                findings.extend(found);
            } else if claims.len() > 1 {
                let (first, second) = claims.split_at(claims.len() / 2);
                stack.extend([second, first]);
            }
        }
        findings
    }

    /// The warnings for some claims; none where their schemas cannot be built.
    fn together(&self, claims: &[Claim]) -> Option<Vec<Finding>> {
        let mut properties = Map::new();
        let mut instance = Map::new();
        for (index, claim) in claims.iter().enumerate() {
            let Some(value) = value(&claim.value) else {
                continue;
            };
            let pointer = &self.model.get(claim.schema).place.pointer;
            let reference = self.document.uri_at(pointer);
            properties.insert(index.to_string(), json!({ "$ref": reference }));
            instance.insert(index.to_string(), value);
        }
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_registry(self.registry)
            .should_validate_formats(false)
            .build(&json!({ "properties": properties }))
            .ok()?;
        let mut faults: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for error in validator.iter_errors(&Value::Object(instance)) {
            let path = error.instance_path().to_string();
            let mut tokens = path.splitn(3, '/').skip(1);
            let index = tokens.next().and_then(|index| index.parse().ok());
            let below = tokens.next().map(|below| format!("/{below}"));
            if let Some(index) = index {
                let words = words(&error, below.as_deref());
                faults.entry(index).or_default().push(words);
            }
        }
        let found = faults
            .into_iter()
            .filter_map(|(index, faults)| Some(finding(claims.get(index)?, &faults)));
        Some(found.collect())
    }
}

fn finding(claim: &Claim, faults: &[String]) -> Finding {
    let (code, what) = match claim.keyword {
        "default" => (Code::BAD_DEFAULT, "default"),
        _ => (Code::BAD_EXAMPLE, "example"),
    };
    let message = format!("this {what} breaks its own schema");
    let mut finding = Finding::warning(code, claim.place.clone(), message);
    if let [only] = faults {
        finding = finding.label(only);
    } else {
        for fault in faults.iter().take(FAULTS_SHOWN) {
            finding = finding.help(fault);
        }
        if faults.len() > FAULTS_SHOWN {
            finding = finding.help(format!("{} more", faults.len() - FAULTS_SHOWN));
        }
    }
    if let Some(text) = quoted_value(&claim.value).filter(|_| faults.len() == 1) {
        finding = finding.help(format!("did you mean {text}, without quotes?"));
    }
    finding.help(format!("change the {what}, or the schema"))
}

/// A short text that is a value of another type, put in quotes.
fn quoted_value(value: &Json) -> Option<&str> {
    let Json::String(text) = value else {
        return None;
    };
    let is_other = text.len() <= WORDS_SHOWN
        && serde_json::from_str::<Value>(text).is_ok_and(|value| !value.is_string());
    is_other.then_some(text)
}

/// What is wrong, and where in the value.
fn words(error: &ValidationError<'_>, below: Option<&str>) -> String {
    let mut words = match below {
        Some(pointer) => format!("at `{pointer}`: {error}"),
        None => error.to_string(),
    };
    if let Some((at, _)) = words.char_indices().nth(WORDS_SHOWN) {
        words.truncate(at);
        words.push_str("...");
    }
    words
}

/// A value for `jsonschema`; none where it has a number that is too large for one.
fn value(json: &Json) -> Option<Value> {
    serde_json::from_str(&json.to_text()).ok()
}
