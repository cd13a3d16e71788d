//! What is found by URI: meta-schemas, served documents, dynamic references and their resources.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use formwork_schema::model::{Model, Schema};
use formwork_schema::resolve::{Input, Request};
use formwork_schema::source::Loader;
use formwork_schema::{Code, Finding};

/// One file, and documents by URI.
struct Served {
    file: String,
    documents: BTreeMap<&'static str, &'static str>,
}

impl Loader for Served {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        match path.to_str() {
            Some("/s/schema.json") => Ok(self.file.clone().into_bytes()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn by_uri(&self, uri: &str) -> Option<Vec<u8>> {
        let text = self.documents.get(uri)?;
        Some(text.as_bytes().to_owned())
    }
}

fn read(
    file: &str,
    documents: &[(&'static str, &'static str)],
    default: Option<&str>,
) -> (Model, Vec<Finding>) {
    let served = Served {
        file: file.to_owned(),
        documents: documents.iter().copied().collect(),
    };
    Request::new("/s")
        .paths([PathBuf::from("/s/schema.json")])
        .default_schema(default.map(str::to_owned))
        .load(&served)
}

fn sound(file: &str, documents: &[(&'static str, &'static str)]) -> Model {
    let (model, findings) = read(file, documents, None);
    assert_eq!(findings, [], "{file}");
    model
}

fn root(model: &Model) -> &Schema {
    model.get(model.roots[0].expect("it is sound"))
}

#[test]
fn served_documents_are_found_by_absolute_uri_and_are_no_files() {
    let model = sound(
        r#"{"$id": "http://a.example/x/root.json", "$ref": "sub/b.json#/$defs/n"}"#,
        &[
            (
                "http://a.example/x/sub/b.json",
                r#"{"$defs": {"n": {"items": {"$ref": "c.yaml"}}}}"#,
            ),
            ("http://a.example/x/sub/c.yaml", "type: string\n"),
        ],
    );
    let uris: Vec<Option<&str>> = model
        .sources
        .files
        .iter()
        .map(|source| source.uri.as_deref())
        .collect();
    assert_eq!(
        uris,
        [
            None,
            Some("http://a.example/x/sub/b.json"),
            Some("http://a.example/x/sub/c.yaml")
        ]
    );
    let target = model.get(root(&model).reference.expect("it refers"));
    let items = model.follow(target.items.expect("it has items"));
    assert!(model.get(items).types.is_some());
}

#[test]
fn a_file_beside_is_found_before_the_network_is_refused() {
    let (_, findings) = read(
        r#"{"$id": "http://a.example/x/root.json", "$ref": "b.json"}"#,
        &[],
        None,
    );
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::REF_FILE]);
    let (_, findings) = read(r#"{"$ref": "http://a.example/b.json"}"#, &[], None);
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::REF_REMOTE]);
}

#[test]
fn the_meta_schemas_of_all_drafts_are_known() {
    for uri in [
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema",
        "https://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
        "https://json-schema.org/draft/2020-12/meta/format-assertion",
    ] {
        let model = sound(
            &format!(r#"{{"properties": {{"s": {{"$ref": "{uri}"}}}}}}"#),
            &[],
        );
        assert!(model.sources.files[1..].iter().all(|s| s.uri.is_some()));
    }
    // Nothing is read of them that is not referred to.
    let model = sound(
        r#"{"$schema": "http://json-schema.org/draft-07/schema#"}"#,
        &[],
    );
    assert_eq!(model.sources.files.len(), 1);
}

#[test]
fn dynamic_references_know_what_they_may_lead_to() {
    let model = sound(
        r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "http://x/root",
            "$ref": "list",
            "$defs": {
                "unrelated": {"$dynamicAnchor": "other"},
                "item": {"$dynamicAnchor": "item", "type": "string"},
                "list": {"$id": "list", "items": {"$dynamicRef": "#item"}, "contains": {"$dynamicRef": "#/$defs/any"},
                    "$defs": {"any": {"$dynamicAnchor": "item"}}}}}"##,
        &[],
    );
    let list = model.get(root(&model).reference.expect("it refers"));
    let items = model.get(list.items.expect("it has items"));
    let dynamic = items
        .rare
        .dynamic_reference
        .as_ref()
        .expect("it is dynamic");
    assert_eq!((dynamic.name.as_str(), items.reference), ("item", None));
    // A pointer, not a name, leads to the same anchor: it is no dynamic reference.
    let contains = model.get(list.rare.contains.expect("it has `contains`"));
    assert_eq!(contains.rare.dynamic_reference, None);
    assert_eq!(contains.reference, Some(dynamic.initial));

    let outer = model.resource_of[&model.roots[0].expect("it is sound")];
    let inner = model.resource_of[&root(&model).reference.expect("it refers")];
    assert_eq!(model.resource_of.len(), model.schemas.len());
    let pointers = |resource: usize| -> Vec<(&str, &str)> {
        let anchors = model.resources[resource].dynamic.iter();
        anchors
            .map(|(name, id)| (name.as_str(), model.get(*id).place.pointer.as_str()))
            .collect()
    };
    assert_eq!(pointers(outer), [("item", "/$defs/item")]);
    assert_eq!(pointers(inner), [("item", "/$defs/list/$defs/any")]);
}

#[test]
fn anchors_that_nothing_refers_to_are_read_where_they_may_be_found_at_run_time() {
    let model = sound(
        r#"{"$ref": "http://a.example/b#/$defs/start"}"#,
        &[(
            "http://a.example/b",
            r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {
                "start": {"$id": "http://a.example/c", "items": {"$dynamicRef": "b#n"}},
                "end": {"$dynamicAnchor": "n", "properties": {"x": {"$ref": "#/$defs/more"}}},
                "more": {"type": "null"}, "unused": {"type": "boolean"}}}"##,
        )],
    );
    let places: Vec<&str> = model
        .schemas
        .iter()
        .map(|s| s.place.pointer.as_str())
        .collect();
    assert!(places.contains(&"/$defs/end") && places.contains(&"/$defs/more"));
    assert!(!places.contains(&"/$defs/unused"));
}

#[test]
fn without_dynamic_references_there_are_no_resources() {
    for text in [
        r##"{"$id": "http://x/y", "items": {"$ref": "#"}}"##,
        // No `$recursiveAnchor`.
        r##"{"$schema": "https://json-schema.org/draft/2019-09/schema", "items": {"$recursiveRef": "#"}}"##,
        // No `$dynamicAnchor`.
        r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "items": {"$dynamicRef": "#"}}"##,
        r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "items": {"$dynamicRef": "#a"}, "$defs": {"x": {"$anchor": "a"}}}"##,
    ] {
        let model = sound(text, &[]);
        assert!(model.resources.is_empty() && model.resource_of.is_empty());
        let items = model.get(root(&model).items.expect("it has items"));
        assert!(items.reference.is_some() && items.rare.dynamic_reference.is_none());
    }
}

#[test]
fn two_references_of_one_schema_both_hold() {
    let model = sound(
        r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$dynamicRef": "#/$defs/a", "$ref": "#/$defs/b",
            "$defs": {"a": {"minimum": 1}, "b": {"maximum": 2}}}"##,
        &[],
    );
    let root = root(&model);
    assert!(
        model
            .get(root.reference.expect("`$ref` keeps its place"))
            .bounds
            .maximum
            .is_some()
    );
    let [beside] = root.all_of.as_slice() else {
        panic!("{root:#?}")
    };
    assert!(model.get(model.follow(*beside)).bounds.minimum.is_some());
}

#[test]
fn a_reference_leads_in_circles_only_where_nothing_can_lead_it_out() {
    let text = |rest: &str| {
        format!(
            r##"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "http://x/root", "$ref": "base", "$defs": {{
                "base": {{"$id": "base", "$dynamicAnchor": "t", "$dynamicRef": "#t"}}{rest}}}}}"##
        )
    };
    let (_, findings) = read(&text(""), &[], None);
    assert_eq!(findings[0].code, Code::REF_CYCLE);
    let (_, findings) = read(&text(r#", "t": {"$dynamicAnchor": "t"}"#), &[], None);
    assert_eq!(findings, []);
}

const NO_VALIDATION: (&str, &str) = (
    "http://x/meta",
    r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "http://x/meta", "$vocabulary": {
        "https://json-schema.org/draft/2020-12/vocab/core": true,
        "https://json-schema.org/draft/2020-12/vocab/applicator": true,
        "http://x/own": false}}"#,
);

#[test]
fn keywords_without_their_vocabulary_have_no_effect() {
    let (model, findings) = read(
        r#"{"$schema": "http://x/meta", "minLength": 3, "not": {"const": 1}, "items": false, "title": "T"}"#,
        &[NO_VALIDATION],
        None,
    );
    let root = root(&model);
    assert_eq!(
        (root.bounds.min_length, root.title.as_deref()),
        (None, Some("T"))
    );
    assert!(root.items.is_some() && root.rare.not.is_some());
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::UNKNOWN_KEYWORD; 2], "it is told");
}

#[test]
fn a_vocabulary_that_must_be_known_is_an_error() {
    let meta = r#"{"$id": "http://x/strange", "$vocabulary": {"http://x/own": true}}"#;
    let (_, findings) = read(
        r#"{"$schema": "http://x/strange"}"#,
        &[("http://x/strange", meta)],
        None,
    );
    let [finding] = findings.as_slice() else {
        panic!("{findings:#?}")
    };
    assert!(finding.is_error() && finding.code == Code::UNKNOWN_DRAFT);
    assert!(finding.message.contains("http://x/own"));
}

#[test]
fn documents_that_do_not_say_take_the_default() {
    let text = r##"{"$ref": "#/definitions/a", "minimum": 1, "definitions": {"a": {"maximum": 2, "exclusiveMaximum": true}}}"##;
    let (model, findings) = read(text, &[], Some("http://json-schema.org/draft-04/schema#"));
    assert_eq!(findings, []);
    assert_eq!(
        root(&model).bounds.minimum,
        None,
        "draft 4 ignores what stands beside a reference"
    );
    let (_, findings) = read(
        text,
        &[],
        Some("https://json-schema.org/draft/2020-12/schema"),
    );
    assert_eq!(findings[0].code, Code::KEYWORD_VALUE);
    let (model, _) = read(
        r#"{"minLength": 3}"#,
        &[NO_VALIDATION],
        Some("http://x/meta"),
    );
    assert_eq!(root(&model).bounds.min_length, None);
    let (_, findings) = read("{}", &[], Some("draft-04"));
    assert_eq!(findings[0].code, Code::OPTION);
}

#[test]
fn a_schema_may_change_the_draft() {
    let model = sound(
        r#"{"properties": {
            "old": {"$schema": "http://json-schema.org/draft-04/schema#", "id": "http://x/old", "minimum": 1, "exclusiveMinimum": true},
            "new": {"$ref": "http://x/old", "exclusiveMinimum": 1}}}"#,
        &[],
    );
    let [old, new] = root(&model).properties.as_slice() else {
        panic!("two properties")
    };
    let (old, new) = (model.get(old.schema), model.get(new.schema));
    assert_eq!(
        (
            old.bounds.minimum.as_deref(),
            old.bounds.exclusive_minimum.as_deref()
        ),
        (None, Some("1"))
    );
    assert_eq!(new.bounds.exclusive_minimum.as_deref(), Some("1"));
    assert!(new.reference.is_some());
}

const API: &str = r##"{"openapi": "3.0.3", "components": {"schemas": {
    "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Cat", "d": "Dog"}}},
    "Cat": {"type": "object"}, "Dog": {"type": "object"}}},
    "paths": {"/pets": {"get": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}}}}}"##;

fn ask(file: &str, inputs: &[&str]) -> (Model, Vec<Finding>) {
    let served = Served {
        file: file.to_owned(),
        documents: BTreeMap::new(),
    };
    let inputs = inputs.iter().map(|input| Input::parse(Path::new(input)));
    Request::new("/s").inputs(inputs).load(&served)
}

#[test]
fn an_openapi_document_offers_its_component_schemas() {
    let (model, findings) = ask(API, &["/s/schema.json"]);
    assert_eq!(
        (model.roots.as_slice(), findings.as_slice()),
        (&[None][..], &[][..])
    );
    let offered = model.offered(Path::new("/s/schema.json"));
    let names: Vec<&str> = offered.map(|(name, _)| name).collect();
    assert_eq!(names, ["Pet", "Cat", "Dog"]);
    assert_eq!(model.offered(Path::new("/s/other.json")).count(), 0);
}

#[test]
fn mappings_lead_to_schemas() {
    let (model, _) = ask(API, &["/s/schema.json#/components/schemas/Pet"]);
    let pet = root(&model);
    assert_eq!(pet.rare.discriminator.as_deref(), Some("kind"));
    let mapping: Vec<(&str, &str)> = pet
        .rare
        .discriminator_mapping
        .iter()
        .map(|(tag, id)| (tag.as_str(), model.get(*id).place.pointer.as_str()))
        .collect();
    assert_eq!(
        mapping,
        [
            ("c", "/components/schemas/Cat"),
            ("d", "/components/schemas/Dog")
        ]
    );
}

#[test]
fn any_place_of_a_document_can_be_asked_for() {
    let file = r#"{"$defs": {"a": {"$anchor": "x", "minLength": 1}, "b/c": {"minLength": 2}}, "const": {"no": "schema"}}"#;
    for (input, wanted) in [
        ("/s/schema.json#/$defs/a", Some(1)),
        ("/s/schema.json#x", Some(1)),
        ("/s/schema.json#/%24defs/b~1c", Some(2)),
        ("/s/schema.json#", None),
        ("/s/schema.json", None),
    ] {
        let (model, findings) = ask(file, &[input]);
        assert_eq!(findings, [], "{input}");
        assert_eq!(root(&model).bounds.min_length, wanted, "{input}");
    }
    // Several places of one file, each in its turn.
    let (model, _) = ask(file, &["/s/schema.json#/$defs/b~1c", "/s/schema.json#x"]);
    let lengths = model
        .roots
        .iter()
        .flatten()
        .map(|id| model.get(*id).bounds.min_length);
    assert_eq!(lengths.collect::<Vec<_>>(), [Some(2), Some(1)]);
    let (model, _) = ask(API, &["/s/schema.json#/paths/~1pets/get/schema"]);
    assert!(root(&model).items.is_some());
}

#[test]
fn a_place_that_is_no_schema_is_told() {
    for (input, help) in [
        (
            "/s/schema.json#/components/schemas/Cot",
            "did you mean `#/components/schemas/Cat`?",
        ),
        (
            "/s/schema.json#Cat",
            "did you mean `#/components/schemas/Cat`?",
        ),
        ("/s/schema.json#/openapi", "name the place of a schema"),
    ] {
        let (model, findings) = ask(API, &[input]);
        assert_eq!(model.roots, [None]);
        let [finding] = findings.as_slice() else {
            panic!("{findings:#?}")
        };
        assert!(
            finding.is_error() && finding.code == Code::OPTION,
            "{finding:#?}"
        );
        assert_eq!(finding.message, format!("`{input}` names no schema"));
        assert!(finding.help.iter().any(|own| own == help), "{finding:#?}");
    }
}

#[test]
fn schemas_offer_their_definitions() {
    let (model, findings) = ask(
        r#"{"title": "T", "$defs": {"a": {}, "b": true}, "definitions": {"c": {}}}"#,
        &["/s/schema.json"],
    );
    assert_eq!(findings, []);
    assert!(root(&model).only_defines());
    let offered = model.offered(Path::new("/s/schema.json"));
    let names: Vec<&str> = offered.map(|(name, _)| name).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let (model, _) = ask(
        r#"{"type": "null", "$defs": {"a": {}}}"#,
        &["/s/schema.json"],
    );
    assert!(!root(&model).only_defines());
}

#[test]
fn what_nothing_leads_to_may_be_wrong() {
    let text = |used: &str| {
        format!(
            r##"{{"type": "object"{used}, "$defs": {{"a": {{"$ref": "#/$defs/gone"}}, "b": {{"$ref": "#/$defs/b"}}}}}}"##
        )
    };
    let severe = |text: &str| {
        let (_, findings) = read(text, &[], None);
        assert_eq!(findings.len(), 2, "{findings:#?}");
        findings.iter().filter(|finding| finding.is_error()).count()
    };
    assert_eq!(severe(&text("")), 0);
    let used = r##", "properties": {"x": {"$ref": "#/$defs/a"}, "y": {"$ref": "#/$defs/b"}}"##;
    assert_eq!(severe(&text(used)), 2);
    // Where the document only defines, its definitions are what is asked for.
    assert_eq!(severe(&text("").replace(r#""type": "object","#, "")), 2);
}

#[test]
fn integers_of_draft_4_are_written_as_integers() {
    for (draft, as_written) in [("04", true), ("06", false)] {
        let text = format!(
            r#"{{"$schema": "http://json-schema.org/draft-{draft}/schema#", "type": ["integer", "null"]}}"#
        );
        assert_eq!(root(&sound(&text, &[])).integer_as_written, as_written);
    }
}
