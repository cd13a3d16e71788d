//! The specification's own meta-schemas, by their URIs, for schemas that refer to them.
//!
//! The files hold what the drafts publish, without titles, descriptions and comments. They are read
//! like any other document, and only when something refers to them.

/// The text of the meta-schema that an absolute URI without a fragment names.
pub(crate) fn find(uri: &str) -> Option<&'static str> {
    // Authors write either scheme for every draft.
    let rest = uri
        .strip_prefix("https://")
        .or_else(|| uri.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("json-schema.org/")?;
    Some(match rest {
        "draft-04/schema" => include_str!("draft-04.json"),
        "draft-06/schema" => include_str!("draft-06.json"),
        "draft-07/schema" => include_str!("draft-07.json"),
        "draft/2019-09/schema" => include_str!("2019-09/schema.json"),
        "draft/2019-09/meta/core" => include_str!("2019-09/core.json"),
        "draft/2019-09/meta/applicator" => include_str!("2019-09/applicator.json"),
        "draft/2019-09/meta/validation" => include_str!("2019-09/validation.json"),
        "draft/2019-09/meta/meta-data" => include_str!("2019-09/meta-data.json"),
        "draft/2019-09/meta/format" => include_str!("2019-09/format.json"),
        "draft/2019-09/meta/content" => include_str!("2019-09/content.json"),
        "draft/2020-12/schema" | "schema" => include_str!("2020-12/schema.json"),
        "draft/2020-12/meta/core" => include_str!("2020-12/core.json"),
        "draft/2020-12/meta/applicator" => include_str!("2020-12/applicator.json"),
        "draft/2020-12/meta/unevaluated" => include_str!("2020-12/unevaluated.json"),
        "draft/2020-12/meta/validation" => include_str!("2020-12/validation.json"),
        "draft/2020-12/meta/meta-data" => include_str!("2020-12/meta-data.json"),
        "draft/2020-12/meta/format-annotation" => include_str!("2020-12/format-annotation.json"),
        "draft/2020-12/meta/format-assertion" => include_str!("2020-12/format-assertion.json"),
        "draft/2020-12/meta/content" => include_str!("2020-12/content.json"),
        _ => return None,
    })
}
