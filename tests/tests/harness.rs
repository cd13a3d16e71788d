//! The harnesses' own parts: what is broken costs itself alone, and what comes out does not depend on the
//! process.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use formwork_tests::fuzz::seeds;
use formwork_tests::harness::compile::Module;
use formwork_tests::harness::make::{Made, Order, make};
use formwork_tests::harness::run::{Answer, Program};
use formwork_tests::harness::{Asked, Lost, Runtime, Settings, Subject, measure};

/// A program that answers questions.
fn server() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_corpus"))
}

/// A folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("harness")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn order(schema: &str, file: PathBuf) -> Order {
    Order {
        schema: schema.to_owned(),
        file,
        ..Order::default()
    }
}

#[test]
fn a_module_that_breaks_the_compiler_is_taken_out() {
    let folder = folder("broken");
    let settings = Settings::new(server(), "broken");
    let runtime = Runtime::build(&settings.target).expect("the runtime compiles");
    let module = |name: &str, rest: &str| {
        let file = folder.join(name);
        let schema = r#"{"title":"T","type":"object","properties":{"a":{"type":"integer"}}}"#;
        let made = make(&order(schema, file.clone())).expect("it is generated");
        let text = fs::read_to_string(&file).expect("it is there");
        fs::write(&file, text + rest).expect("it can be written");
        (file, made)
    };
    // The first is blamed by the compiler, the second by the linker, which names no file.
    let modules: Vec<(PathBuf, Made)> = vec![
        module("fine.rs", ""),
        module("types.rs", "/// Wrong.\npub const WRONG: u8 = \"text\";\n"),
        module("also.rs", ""),
        module(
            "links.rs",
            "unsafe extern \"C\" { fn nobody_has_this(); }\n#[used]\nstatic F: unsafe extern \"C\" fn() = nobody_has_this;\n",
        ),
        module("warned.rs", "fn unheard_of(x: u8) -> u8 { let y = x; 1 }\n"),
    ];
    let modules: Vec<Module<'_>> = modules
        .iter()
        .map(|(file, made)| Module { file, made })
        .collect();
    let compiled = runtime.compile(&modules, &folder);
    let broken: Vec<usize> = compiled.broken.keys().copied().collect();
    assert_eq!(broken, [1, 3], "{:#?}", compiled.broken);
    assert_eq!(compiled.broken[&1].code, "E0308");
    assert!(compiled.broken[&3].drawn.contains("nobody_has_this"));
    let warned: Vec<usize> = compiled.warnings.keys().copied().collect();
    assert_eq!(warned, [4], "{:#?}", compiled.warnings);
    let mut ran = Vec::new();
    for (program, inside) in &compiled.programs {
        let mut program = Program::new(program);
        for index in inside {
            assert_eq!(
                program.ask(*index, r#"{"a":1}"#),
                Answer::Fits(r#"{"a":1}"#.to_owned())
            );
            assert!(matches!(
                program.ask(*index, r#"{"a":true}"#),
                Answer::Breaks(_)
            ));
            ran.push(*index);
        }
    }
    ran.sort_unstable();
    assert_eq!(ran, [0, 2, 4]);
}

#[test]
fn what_is_wrong_with_a_schema_stays_with_it() {
    let mut settings = Settings::new(server(), "apart");
    settings.folder = folder("apart");
    let subject = |schema: &str, instances: &[&str]| Subject {
        order: order(schema, PathBuf::new()),
        instances: instances.iter().map(|&one| one.to_owned()).collect(),
    };
    let subjects = [
        subject(r#"{"type":"integer","maximum":3}"#, &["1", "7", "\"x\""]),
        subject("no schema", &["1"]),
        subject(
            r#"{"type":"array","items":{"type":"string"}}"#,
            &[r#"["a"]"#, "[1]", "["],
        ),
    ];
    let outcomes = measure(&subjects, &settings).expect("it can be measured");
    let fits = |index: usize| -> Vec<bool> {
        let answers = &outcomes[index].answers;
        answers
            .iter()
            .map(|answer| matches!(answer, Answer::Fits(_)))
            .collect()
    };
    assert_eq!(fits(0), [true, false, false]);
    assert!(outcomes[1].made.is_err());
    assert!(!outcomes[1].is_compiled());
    assert_eq!(fits(2), [true, false, false]);
}

#[test]
fn what_is_generated_does_not_depend_on_the_process() {
    let folder = folder("twice");
    let settings = Settings::new(server(), "twice");
    let schemas = &seeds().schemas;
    for (index, schema) in schemas
        .iter()
        .step_by(schemas.len().div_ceil(40))
        .enumerate()
    {
        let [here, there] = ["here", "there"].map(|name| folder.join(format!("{name}{index}.rs")));
        let schema = schema.to_string();
        let made = make(&order(&schema, here.clone()));
        let question = serde_json::to_string(&order(&schema, there.clone())).expect("a question");
        let answer = settings
            .asked("make")
            .ask(&question, Duration::from_secs(60));
        let answer = answer.expect("an answer");
        assert_eq!(
            made.is_ok(),
            answer.starts_with(r#"{"Made""#),
            "{schema}\n{answer}"
        );
        if let Ok(made) = made {
            for finding in &made.findings {
                let text = serde_json::to_string(finding).expect("a text");
                assert!(answer.contains(&text), "{answer}\n{text}");
            }
            let [here, there] = [here, there].map(|file| fs::read(file).expect("a module"));
            assert!(
                here == there,
                "another source in another process:\n{schema}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn a_process_may_be_lost() {
    let shell = |script: &str| Asked::new(Path::new("sh"), &["-c", script], 4 << 30);
    let limit = Duration::from_secs(1);
    let mut echo = shell("while read line; do echo \"$line!\"; done");
    assert_eq!(echo.ask("a", limit), Ok("a!".to_owned()));
    assert_eq!(echo.ask("b", limit), Ok("b!".to_owned()));
    let mut dies = shell("read line; echo last words >&2; exit 3");
    for _ in 0..2 {
        match dies.ask("a", limit) {
            Err(Lost::Died(words)) => assert!(words.contains("last words"), "{words}"),
            other => panic!("{other:?}"),
        }
    }
    let start = Instant::now();
    let mut busy = shell("read line; while :; do :; done");
    assert_eq!(busy.ask("a", limit), Err(Lost::TimedOut));
    assert!(start.elapsed() < limit * 30);
    let mut hungry = Asked::new(
        Path::new("sh"),
        &[
            "-c",
            "read line; x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done",
        ],
        64 << 20,
    );
    let lost = hungry.ask("a", Duration::from_secs(60));
    assert!(matches!(lost, Err(Lost::Died(_))), "{lost:?}");
}
