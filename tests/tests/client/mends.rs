//! Answers that have to be mended: in text that nobody held to the schema, unless the caller says otherwise.

use formwork::provider::Mode;
use formwork::{ErrorKind, MendKind, Mends};

use crate::objects::Level;
use crate::script::{ADA, Said, request, run, send};

/// What models write where they are only told to.
const MARKED: &str = "Here she is:\n\n```json\n{\n  name: 'Ada Lovelace', // the first one\n  \"nickname\": None,\n  \
                      \"Age\": \"36\",\n  \"level\": \"High\",\n}\n```\nAnything else?";

#[test]
fn text_is_mended_and_the_reply_says_how() {
    for streamed in [false, true] {
        let server = Said::of(Mode::Json, MARKED).script(streamed);
        let sent = request(&server).mode(Mode::Json).max_reasks(0);
        let reply = run(send(sent, streamed)).expect("it is mended");
        assert_eq!(reply.value.name, "Ada Lovelace");
        assert_eq!(
            (reply.value.age, reply.value.level),
            (Some(36), Some(Level::High))
        );
        let told: Vec<String> = reply.mends.iter().map(ToString::to_string).collect();
        for mend in [
            "the answer: prose",
            "/name: quotes",
            "/nickname: literal",
            "/age: key-spelling",
            "/age: to-number",
            "/level: value-spelling",
        ] {
            assert!(
                told.iter().any(|one| one == mend),
                "{mend} is not in {told:?}"
            );
        }
    }
}

#[test]
fn what_may_be_mended_is_the_callers_choice() {
    let server = Said::of(Mode::Json, MARKED).script(false);
    let sent = request(&server)
        .mode(Mode::Json)
        .mends(Mends::None)
        .max_reasks(0);
    let error = run(sent.send()).expect_err("it is no JSON");
    assert!(matches!(error.kind(), ErrorKind::Invalid));

    let spelt = r#"```json
{"name": "Ada", "nickname": null,}
```"#;
    let server = Said::of(Mode::JsonSchema, spelt).script(false);
    let sent = request(&server).mode(Mode::JsonSchema).max_reasks(0);
    let error = run(sent.send()).expect_err("the server held it to JSON");
    assert!(matches!(error.kind(), ErrorKind::Invalid));
    let server = Said::of(Mode::JsonSchema, spelt).script(false);
    let sent = request(&server).mode(Mode::JsonSchema).mends(Mends::Syntax);
    let reply = run(sent.send()).expect("it is mended");
    let kinds: Vec<MendKind> = reply.mends.iter().map(|mend| mend.kind).collect();
    assert_eq!(kinds, [MendKind::Prose, MendKind::ExtraComma]);
}

#[test]
fn what_fits_is_mended_nowhere() {
    for mode in formwork_tests::MODES {
        let server = Said::of(mode, ADA).script(false);
        let reply = run(request(&server).mode(mode).send()).expect("it fits");
        assert_eq!(reply.mends, [], "{mode}");
    }
}
