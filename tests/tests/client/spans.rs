//! Calls as spans.

use std::io::Write;
use std::sync::{Arc, Mutex};

use formwork::Spans;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::script::{ADA, KEY, Said, request, run, send};

/// What is written, kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// What a call that is asked again leaves in a log of this level.
fn log(level: tracing_subscriber::filter::LevelFilter, streamed: bool) -> String {
    let wrong = Said::text(format!(r#"{{"name":"{KEY}","nickname":7}}"#));
    let server = Said::text(ADA).then(wrong.script(streamed), streamed);
    let kept = Kept::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(kept.clone())
        .with_ansi(false)
        .with_max_level(level)
        .with_span_events(FmtSpan::CLOSE)
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        run(send(request(&server).hook(Spans::new()), streamed)).expect("it fits in the end")
    });
    let log = kept.0.lock().expect("a log").clone();
    String::from_utf8(log).expect("it is text")
}

#[test]
fn a_call_is_a_span_with_what_the_conventions_ask_for() {
    for streamed in [false, true] {
        let log = log(tracing_subscriber::filter::LevelFilter::INFO, streamed);
        let closed = log.lines().last().expect("a line");
        for said in [
            r#"gen_ai.operation.name="chat""#,
            r#"gen_ai.provider.name="openai""#,
            r#"gen_ai.request.model="gpt-5-mini""#,
            r#"gen_ai.response.finish_reasons="stop""#,
            "gen_ai.usage.input_tokens=200",
            "gen_ai.usage.output_tokens=20",
            r#"server.address="api.openai.com""#,
            "formwork.attempts=2",
        ] {
            assert!(closed.contains(said), "{said} is not in {closed}");
        }
        assert!(log.contains("the answer is not accepted"), "{log}");
        assert!(
            !log.contains("Lovelace"),
            "what models say is told at `debug` only: {log}"
        );
    }
}

#[test]
fn words_are_told_at_debug_and_keys_never() {
    let log = log(tracing_subscriber::filter::LevelFilter::TRACE, false);
    assert!(
        log.contains("Who is it?") && log.contains("Lovelace"),
        "{log}"
    );
    // The model has written it into its answer, so that it is in the next request too.
    assert!(!log.contains(KEY), "{log}");
}
