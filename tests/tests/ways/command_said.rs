//! How every command of `cargo formwork` says what it has to say: to people, in short, to programs, in colour.
#![allow(clippy::print_stderr)] // It says when something is skipped.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::command_line::{folder, program, run};
use crate::nested::Ran;
use crate::package::ORDER;

/// The order, with an error in it.
fn with_an_error(folder: &Path) {
    let text = ORDER.replace("type: integer", "type: intger");
    fs::write(folder.join("schemas/order.yaml"), text).expect("a file");
}

/// Every command that reads a schema, and whether its answer takes standard output.
const COMMANDS: &[(&[&str], bool)] = &[
    (&["generate", "schemas/order.yaml", "--out", "g"], false),
    (
        &["generate", "schemas/order.yaml", "--out", "g", "--check"],
        false,
    ),
    (&["lint", "schemas/order.yaml"], false),
    (
        &["breaking", "schemas/order.yaml", "schemas/order.yaml"],
        true,
    ),
    (
        &["export", "schemas/order.yaml", "--dialect", "plain"],
        true,
    ),
    (&["dump", "schemas/order.yaml", "--stage", "rust"], true),
    (&["graph", "schemas/order.yaml"], true),
];

#[test]
fn errors_end_every_command_alike_in_every_format() {
    let folder = folder("cli-said");
    with_an_error(&folder);
    for (command, is_beside) in COMMANDS {
        let with = |format: &str| {
            let more = ["--message-format", format];
            run(&folder, &[command, &more[..]].concat())
        };
        let ran = with("human");
        assert_eq!(ran.code, Some(1), "{command:?}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("error[M002]: "), "{}", ran.stderr);
        let ran = with("short");
        assert_eq!(ran.code, Some(1));
        let line = "schemas/order.yaml:5:19: error[M002]: there is no type `intger`";
        assert!(ran.stderr.starts_with(line), "{}", ran.stderr);
        let ran = with("json");
        assert_eq!(ran.code, Some(1));
        let (lines, other) = if *is_beside {
            (&ran.stderr, &ran.stdout)
        } else {
            (&ran.stdout, &ran.stderr)
        };
        for line in lines.lines() {
            let finding: Value = serde_json::from_str(line).expect("a line is JSON");
            assert_eq!(finding["code"], "M002", "{command:?}");
        }
        assert!(!lines.is_empty(), "{command:?}");
        assert!(!other.contains("M002"), "{command:?}: {other}");
    }
}

#[test]
fn what_fails_is_told_to_programs_as_well() {
    let folder = folder("cli-said-failed");
    fs::write(folder.join("taken"), "").expect("a file");
    let json = ["--message-format", "json"];
    let generate = ["generate", "schemas/order.yaml", "--out", "taken/x"];
    let ran = run(&folder, &[&generate[..], &json].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(3), ""));
    let told: Value = serde_json::from_str(&ran.stdout).expect("a line is JSON");
    assert_eq!(told["severity"], "error");
    let message = told["message"].as_str().expect("a message");
    assert!(message.starts_with("taken/x"), "{message}");

    let generate = ["generate", "schemas/order.yaml", "--out", "g"];
    let check = [&generate[..], &json, &["--check"]].concat();
    let ran = run(&folder, &check);
    let lines: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
    assert_eq!(
        lines,
        [
            json!({ "file": "g/order.rs", "state": "missing" }),
            json!({ "file": "g/mod.rs", "state": "missing" }),
            json!({ "mend": format!("cargo formwork {} --message-format json", generate.join(" ")) }),
        ]
    );

    let explain = [&["explain", "R001"][..], &json].concat();
    let told: Value = serde_json::from_str(&run(&folder, &explain).good().stdout).expect("JSON");
    assert_eq!(
        (&told["code"], &told["name"]),
        (&json!("R001"), &json!("unknown-ref"))
    );
    let short = ["--message-format", "short"];
    let breaking = ["breaking", "schemas/order.yaml", "schemas/order.yaml"];
    let ran = run(&folder, &[&breaking[..], &short].concat()).good();
    assert_eq!(ran.stdout, "readers: fine\nwriters: fine\n");
}

#[test]
fn colour_is_for_those_who_see_it() {
    let folder = folder("cli-said-colour");
    with_an_error(&folder);
    let lint = |more: &[&str], variables: &[(&str, &str)]| {
        let mut command = Command::new(program());
        command
            .args([&["lint", "schemas/order.yaml"][..], more].concat())
            .current_dir(&folder)
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE");
        Ran::of(command.envs(variables.iter().copied()))
    };
    let is_coloured = |ran: &Ran| ran.stderr.contains("\u{1b}[");
    let plain = lint(&[], &[]);
    assert!(!is_coloured(&plain), "{}", plain.stderr);
    let always = lint(&["--color", "always"], &[]);
    assert!(is_coloured(&always), "{}", always.stderr);
    assert!(is_coloured(&lint(
        &["--color", "always"],
        &[("NO_COLOR", "1")]
    )));
    assert!(is_coloured(&lint(&[], &[("CLICOLOR_FORCE", "1")])));
    let never = lint(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]);
    assert_eq!(never.stderr, plain.stderr);
    // The words are the same.
    let mut words = String::new();
    let mut rest = always.stderr.as_str();
    while let Some((before, behind)) = rest.split_once("\u{1b}[") {
        words.push_str(before);
        rest = behind.split_once('m').expect("a style").1;
    }
    words.push_str(rest);
    assert_eq!(words, plain.stderr);
    // What clap says goes by it as well, wherever it stands.
    for arguments in [
        &["--color=always", "nonsense"][..],
        &["lint", "--color", "always"],
    ] {
        let ran = run(&folder, arguments);
        assert_eq!(ran.code, Some(2));
        assert!(is_coloured(&ran), "{}", ran.stderr);
    }
}

#[test]
fn completions_know_every_command_and_stand_behind_cargo_too() {
    let folder = folder("cli-completions");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = run(&folder, &["completions", shell]).good();
        for command in ["generate", "breaking", "completions", "--message-format"] {
            assert!(
                ran.stdout.contains(command.trim_start_matches("--")),
                "{shell}: {command}"
            );
        }
        assert!(ran.stdout.contains("cargo-formwork"), "{shell}");
    }
    assert_eq!(run(&folder, &["completions", "bahs"]).code, Some(2));
    let Ok(found) = Command::new("bash").arg("--version").output() else {
        eprintln!("skipped: there is no bash");
        return;
    };
    assert!(found.status.success());
    let script = run(&folder, &["completions", "bash"]).good().stdout;
    fs::write(folder.join("completions.bash"), script).expect("a file");
    let complete = |words: &[&str], function: &str| {
        let last = words.len() - 1;
        let program = format!(
            "_before() {{ COMPREPLY=(before); }}\n\
             complete -F _before cargo\n\
             source ./completions.bash\n\
             COMP_WORDS=({}); COMP_CWORD={last}; COMPREPLY=()\n\
             {function} {} \"{}\" \"{}\"\n\
             echo \"${{COMPREPLY[*]}}\"",
            words.join(" "),
            words[0],
            words[last],
            words[last.saturating_sub(1)],
        );
        let mut bash = Command::new("bash");
        bash.args(["--norc", "-c", &program]).current_dir(&folder);
        Ran::of(&mut bash).good().stdout
    };
    let behind = "_cargo_formwork_behind_cargo";
    assert_eq!(
        complete(&["cargo-formwork", "gen"], "_cargo__formwork"),
        "generate\n"
    );
    assert_eq!(
        complete(&["cargo", "formwork", "gen"], behind),
        "generate\n"
    );
    assert_eq!(
        complete(&["cargo", "formwork", "lint", "--den"], behind),
        "--deny\n"
    );
    assert_eq!(complete(&["cargo", "bui"], behind), "before\n");
}
